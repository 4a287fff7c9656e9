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
#include "engine/data/json_outline.hpp"
#include "engine/data/row_plan.hpp"

namespace leadline {

/// Bytes behind a block that simdjson and outlines may look at.
inline constexpr std::size_t kJsonPadding = 64;

class JsonLines {
 public:
  JsonLines(std::unique_ptr<ByteSource> source, std::size_t block_bytes);

  /// Fills the next block with whole lines, whose places are still to be found; false at the end. A line feed stands
  /// behind the last one too.
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
  /// `by_outline`: lines that look like earlier ones need no parser. It changes nothing but the time.
  explicit JsonRows(const RowPlan& plan, bool by_outline = true);
  JsonRows(JsonRows&&) noexcept;
  ~JsonRows();

  /// Rows and cells of a block; blank lines are none, lines that are no object become broken rows.
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
  void make_room(Block& block) const;
  [[nodiscard]] Cell* cell_of(Block& block, std::size_t slot, std::size_t row);
  void take_back(std::size_t row);
  void fill_up(Block& block);
  [[nodiscard]] const char* read_line(Block& block, const char* at);
  std::string parse_row(Block& block, const RowPlace& place);

  const RowPlan& plan_;
  const bool by_outline_;
  JsonOutline outline_;
  std::unique_ptr<Parser> parser_;
  std::unordered_map<std::string, int> slots_;
  std::vector<Key> expected_;        // the keys of the last row that simdjson read, in their order
  std::vector<std::size_t> filled_;  // by slot: rows of the block whose cells are written
  std::vector<std::string> ignored_;
  std::vector<std::string> repeated_;
};

}  // namespace leadline
