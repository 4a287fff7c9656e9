// SPDX-License-Identifier: Apache-2.0
// Separated values (RFC 4180 and what exports make of it) into blocks of cells. It walks over the bytes once, in order,
// so a quote is never mistaken for its partner; what is done with the cells is for others, on as many threads as like.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/block.hpp"
#include "engine/data/byte_source.hpp"
#include "engine/data/structural_index.hpp"

namespace leadline {

inline constexpr std::size_t kBlockBytes = 256U << 10U;
/// A quoted value longer than this is one whose closing quote is missing; a longer row is none.
inline constexpr std::size_t kLongestQuoted = 16U << 20U;
inline constexpr std::size_t kLongestRow = 64U << 20U;

/// The separator of a header line: the one of `,` `;` tab `|` that stands in it most often outside quotes, the first of
/// them where two do.
[[nodiscard]] char detect_separator(std::string_view text);

class CsvScanner {
 public:
  /// `separator` 0: the one that the header line shows.
  CsvScanner(std::unique_ptr<ByteSource> source, char separator, std::size_t block_bytes = kBlockBytes);

  /// Reads the first row: the columns' names as they stand. No columns: the file is empty.
  Result<std::vector<std::string>> header();
  /// Which columns come into which slot of the blocks, -1: not used. As long as the header.
  void use(std::vector<int> slot_of_column, std::size_t slots);
  /// Fills the next block; false at the end. A block may have no rows.
  Result<bool> next(Block& block);

  /// Whether there may be another block.
  [[nodiscard]] bool more() const { return !at_end_ || !carry_.empty(); }
  [[nodiscard]] char separator() const { return separator_; }

 private:
  enum class Row : std::uint8_t { kDone, kNeedsMore };
  struct Here {
    std::uint32_t at = 0;   // byte of the block
    std::size_t index = 0;  // first position in index_ that is not before it
    std::uint64_t line = 1;
  };

  Result<bool> fill(Block& block, std::size_t wanted);
  void walk(Block& block);
  template <bool kHeader>
  Row read_row(Block& block);
  template <bool kHeader>
  void store(Block& block, std::size_t column, std::uint32_t begin, std::uint32_t end, CellKind kind);
  Row break_off(Block& block, const Here& row, const Here& from, std::uint32_t column, std::string reason);
  bool pass_break(const char* bytes);
  void set_aside_wrong_bytes(Block& block, const StructureSeen& seen) const;

  std::unique_ptr<ByteSource> source_;
  char separator_;
  std::size_t block_bytes_;
  std::vector<int> slot_of_column_;
  std::vector<std::uint32_t> column_of_slot_;
  std::size_t header_columns_ = 0;
  std::vector<std::string> header_;
  std::vector<char> carry_;  // the beginning of the row that the last block did not have whole
  std::vector<std::uint32_t> index_;
  std::size_t index_size_ = 0;
  Here here_;
  std::uint32_t size_ = 0;  // bytes in the block that is walked over
  std::uint64_t sequence_ = 0;
  bool at_end_ = false;    // of the source
  bool skipping_ = false;  // the rest of a line that was too long
};

}  // namespace leadline
