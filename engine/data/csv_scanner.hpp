// SPDX-License-Identifier: Apache-2.0
// Separated values into blocks that end with a row. It goes over the bytes in order, so a quote is never mistaken for
// its partner, and leaves to others what can be done on several threads: finding the rows (csv_rows), and what is made
// of them.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/block.hpp"
#include "engine/data/byte_source.hpp"
#include "engine/data/csv_rows.hpp"

namespace leadline {

inline constexpr std::size_t kBlockBytes = 256U << 10U;

/// The separator of a header line: the one of `,` `;` tab `|` that stands in it most often outside quotes, the first of
/// them where two do. Nothing where the line goes on behind the text; the `whole` file has no more.
[[nodiscard]] std::optional<char> detect_separator(std::string_view text, bool whole = true);

class CsvScanner {
 public:
  /// `separator` 0: the one that the header line shows.
  CsvScanner(std::unique_ptr<ByteSource> source, char separator, std::size_t block_bytes = kBlockBytes);

  /// Reads the first row: the columns' names as they stand. No columns: the file is empty.
  Result<std::vector<std::string>> header();
  /// Which columns come into which slot of the blocks, -1: not used. As long as the header.
  void use(std::vector<int> slot_of_column, std::size_t slots);
  /// Fills the next block; false at the end. Its rows are still to be found, by `rows`. A block may have none.
  Result<bool> next(Block& block);

  /// What finds the rows of blocks; each thread makes its own, after `use`, also while another one calls `next`.
  [[nodiscard]] CsvRows rows() const { return as_used_; }
  /// Whether there may be another block.
  [[nodiscard]] bool more() const { return !at_end_ || !carry_.empty(); }
  [[nodiscard]] char separator() const { return separator_; }

 private:
  Result<bool> fill(Block& block, std::size_t wanted);
  [[nodiscard]] bool cut_plainly(Block& block);

  std::unique_ptr<ByteSource> source_;
  char separator_;
  std::size_t block_bytes_;
  CsvRows rows_{','};        // which goes over blocks that are hard to cut
  CsvRows as_used_{','};     // what `use` made of it; never changed by a walk
  std::vector<char> carry_;  // the beginning of the row that the last block did not have whole
  std::size_t size_ = 0;     // bytes in the block that is cut
  std::uint64_t line_ = 1;   // in which the next block begins
  std::uint64_t sequence_ = 0;
  bool at_end_ = false;  // of the source
};

}  // namespace leadline
