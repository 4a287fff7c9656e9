// SPDX-License-Identifier: Apache-2.0
// Newline-delimited JSON: JsonLines cuts a file into blocks of lines, JsonRows makes cells of a block's objects. The
// first is done in order, the second by each thread on its own.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/block.hpp"
#include "engine/data/byte_source.hpp"
#include "engine/data/row_plan.hpp"

namespace leadline {

/// Bytes behind a block that the parser may look at.
inline constexpr std::size_t kJsonPadding = 64;

class JsonLines {
 public:
  JsonLines(std::unique_ptr<ByteSource> source, std::size_t block_bytes);

  /// Fills the next block with the places of its lines, blank ones left out; false at the end.
  Result<bool> next(Block& block);
  [[nodiscard]] bool more() const { return !at_end_ || !carry_.empty(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::size_t block_bytes_;
  std::vector<char> carry_;
  std::uint64_t line_ = 1;
  std::uint64_t sequence_ = 0;
  bool at_end_ = false;
  bool skipping_ = false;  // the rest of a line that was too long
};

class JsonRows {
 public:
  explicit JsonRows(const RowPlan& plan);
  JsonRows(JsonRows&&) noexcept;
  ~JsonRows();

  /// Cells for the rows of a block; lines that are no object become broken rows.
  void parse(Block& block);

  /// Keys of the last block that fit no column, and those that an object has twice, in the order of their appearance.
  [[nodiscard]] const std::vector<std::string>& ignored() const { return ignored_; }
  [[nodiscard]] const std::vector<std::string>& repeated() const { return repeated_; }

 private:
  struct Parser;
  struct Key {
    std::string name;
    int slot = -1;
  };

  [[nodiscard]] int slot_of(const std::string& key);
  std::string parse_row(Block& block, std::size_t row);

  const RowPlan& plan_;
  std::unique_ptr<Parser> parser_;
  std::unordered_map<std::string, int> slots_;
  std::vector<Key> expected_;             // the keys of the last row, in their order
  std::vector<std::size_t> seen_in_row_;  // by slot: the last row that had it, plus one
  std::vector<std::string> ignored_;
  std::vector<std::string> repeated_;
};

}  // namespace leadline
