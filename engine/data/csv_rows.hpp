// SPDX-License-Identifier: Apache-2.0
// The rows and cells of a block of separated values (RFC 4180 and what exports make of it). Entry point: CsvRows::find;
// a CsvRows belongs to one thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/block.hpp"
#include "engine/data/structural_index.hpp"

namespace leadline {

/// A quoted value longer than this is one whose closing quote is missing; a longer row is none.
inline constexpr std::size_t kLongestQuoted = 16U << 20U;
inline constexpr std::size_t kLongestRow = 64U << 20U;

class CsvRows {
 public:
  explicit CsvRows(char separator) : separator_(separator) {}

  /// How far a walk came: bytes of whole rows, and the line that comes next.
  struct Walked {
    std::size_t bytes = 0;
    std::uint64_t line = 1;
  };
  struct Header {
    bool whole = false;              // else there is a problem, or more bytes are needed
    std::vector<std::string> names;  // none: the file is empty
    std::string problem;
    Walked walked;
  };

  /// The first row of the first `size` bytes, which all later ones are held against.
  Header read_header(const Block& bytes, std::size_t size, bool at_end);
  /// Which columns come into which slot of the blocks, -1: not used. As long as the header.
  void use(std::vector<int> slot_of_column, std::size_t slots);

  /// Finds the rows of a block that ends with a row, if nobody has found them yet.
  void find(Block& block);
  /// Finds the rows among the first `size` bytes of a block that may end anywhere, and makes it end with the last of
  /// them. Blocks are to be given in their order.
  Walked find_exactly(Block& block, std::size_t size, bool at_end);
  /// Whether the next block begins in the middle of a line that was given up.
  [[nodiscard]] bool skipping() const { return skipping_; }

 private:
  enum class Row : std::uint8_t { kDone, kNeedsMore };
  struct Here {
    std::uint32_t at = 0;   // byte of the block
    std::size_t index = 0;  // first position in index_ that is not before it
    std::uint64_t line = 1;
  };

  [[nodiscard]] bool find_even(Block& block, const StructureSeen& seen) const;
  void begin(std::size_t size, bool at_end, std::uint64_t line, const std::uint32_t* index, const StructureSeen& seen);
  Walked walk(Block& block, std::size_t size, bool at_end, std::uint64_t line, const std::uint32_t* index,
              const StructureSeen& seen);
  template <bool kHeader>
  Row read_row(Block& block);
  template <bool kHeader>
  void store(Block& block, std::size_t column, std::uint32_t begin, std::uint32_t end, CellKind kind);
  Row break_off(Block& block, const Here& row, const Here& from, std::uint32_t column, std::string reason);
  bool pass_break(const char* bytes);
  void set_aside_wrong_bytes(Block& block, const StructureSeen& seen) const;

  char separator_;
  std::vector<int> slot_of_column_;
  std::vector<std::uint32_t> column_of_slot_;
  std::size_t header_columns_ = 0;
  std::vector<std::string> header_;
  // Of the walk that is under way:
  const std::uint32_t* index_ = nullptr;
  std::size_t index_size_ = 0;
  Here here_;
  std::uint32_t size_ = 0;
  bool at_end_ = false;
  bool skipping_ = false;  // the rest of a line that was too long
};

}  // namespace leadline
