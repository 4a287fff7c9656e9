// SPDX-License-Identifier: Apache-2.0
// A block: some hundred kilobytes of a file, cut at rows, with the cells of the columns that are used. Readers make
// blocks one after the other; several threads turn them into columns. Rows and cells are asked for by `row_count`,
// `place` and `cells`: they are either written down one by one, or, where all rows are alike, read off the positions
// of the separators.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "engine/values/zone.hpp"

namespace leadline {

/// What a cell holds; from NDJSON also what kind of value it was.
enum class CellKind : std::uint8_t {
  kText,
  kQuotePairs,  // text in which `""` stands for a quote
  kNumber,      // of JSON, as written
  kYesNo,       // `true` or `false` of JSON
  kArray,       // of JSON, as written
  kObject,      // of JSON, as written
};

/// Bytes of one cell; they stay where they are as long as the block does. Without bytes it is missing.
struct Cell {
  const char* data = nullptr;
  std::uint32_t size = 0;
  CellKind kind = CellKind::kText;

  [[nodiscard]] std::string_view text() const { return {data, size}; }
};

/// Adds a text in which `""` stands for a quote, as it is meant.
void append_without_pairs(std::string& out, std::string_view text);

/// Where a row stood: its first line, and its bytes without the line break.
struct RowPlace {
  std::uint64_t line = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// A row that has no cells to speak of, and why.
struct BrokenRow {
  RowPlace place;
  std::uint32_t column = 0;  // one-based, 0: the row as a whole
  std::string reason;
};

/// Bytes behind those of a block that may be read.
inline constexpr std::size_t kBlockPadding = 64;

/// How many bytes may be read from where a cell of a padded block begins, however long it is.
inline constexpr std::size_t kCellPadding = 16;

/// A cell of such a block that holds nothing.
inline constexpr char kNoBytes[kCellPadding] = {};
inline constexpr Cell kEmptyCell{kNoBytes, 0, CellKind::kText};

/// Where all rows have as many values as the header and none is quoted: a cell is what stands between two positions.
struct EvenRows {
  std::vector<std::uint32_t> ends;  // of the separators and line breaks, behind one that is before the block
  std::size_t stride = 0;           // positions a row
  std::size_t columns = 0;
  std::size_t count = 0;                      // of rows; 0: rows stand in Block::rows
  std::vector<std::uint32_t> column_of_slot;  // one-based
};

/// The cells of one slot, by row.
class SlotCells {
 public:
  explicit SlotCells(const std::vector<Cell>& cells) : cells_(cells.data()) {}
  SlotCells(const std::vector<Cell>& cells, const std::vector<std::uint32_t>& entries)
      : cells_(cells.data()), entries_(entries.data()) {}
  SlotCells(const char* bytes, const EvenRows& even, std::size_t slot)
      : bytes_(bytes), ends_(even.ends.data() + even.column_of_slot[slot]), stride_(even.stride) {}

  Cell operator[](std::size_t row) const {
    if (cells_ != nullptr) return cells_[entries_ == nullptr ? row : entries_[row]];
    const std::uint32_t* const end = ends_ + row * stride_;
    const std::uint32_t begin = end[-1] + 1;  // NOLINT(clang-analyzer-core.NullDereference): either are there
    return {bytes_ + begin, *end - begin, CellKind::kText};
  }

 private:
  const Cell* cells_ = nullptr;
  const std::uint32_t* entries_ = nullptr;
  const char* bytes_ = nullptr;
  const std::uint32_t* ends_ = nullptr;
  std::size_t stride_ = 0;
};

/// Values of a slot that need no reading, by row: those that callers give in columns of the field's type.
struct ReadyValues {
  bool filled = false;
  std::vector<std::int64_t> numbers;  // millionths or milliseconds; for texts the whole number that is written there
  std::vector<std::uint8_t> flags;
  // Times that a clock shows twice or never there, by row.
  struct OddTime {
    std::uint32_t row = 0;
    LocalKind kind = LocalKind::kAmbiguous;
  };
  std::vector<OddTime> odd_times;
};

struct Block {
  std::vector<char> bytes;                 // beginning with the first row
  std::size_t size = 0;                    // bytes that belong to the block's rows
  std::uint64_t first_line = 1;            // where it begins
  bool rows_found = false;                 // whoever cut the block knows its rows already
  std::vector<std::vector<Cell>> columns;  // [slot][row]; may be longer than there are rows
  std::vector<ReadyValues> ready;          // [slot], or empty: where one is filled, no cells are
  // [slot][row], or empty: where a slot has them, `columns` has each of its few cells once, and these say where.
  std::vector<std::vector<std::uint32_t>> entries;
  std::vector<bool> absent;                // [slot], or empty: whether no row has a cell there
  std::vector<RowPlace> rows;
  EvenRows even;
  std::vector<BrokenRow> broken;  // by line
  bool padded = false;            // kCellPadding holds of all cells
  bool high_bytes = false;        // any byte from 0x80 on
  std::uint64_t sequence = 0;     // place among the file's blocks
  std::uint64_t file_bytes = 0;   // bytes of the file that were read so far
  // Texts of JSON cells that are not in `bytes` as they are meant; cells point at them, so they must not move.
  std::deque<std::string> unescaped;

  [[nodiscard]] std::size_t row_count() const { return even.count != 0 ? even.count : rows.size(); }
  [[nodiscard]] RowPlace place(std::size_t row) const {
    if (even.count == 0) return rows[row];
    const std::uint32_t* const end = even.ends.data() + row * even.stride;
    return {first_line + row, *end + 1, end[even.columns]};
  }
  /// Whether no row has a cell in a slot, where that is known.
  [[nodiscard]] bool nothing_in(std::size_t slot) const { return !absent.empty() && absent[slot]; }
  [[nodiscard]] bool is_ready(std::size_t slot) const { return !ready.empty() && ready[slot].filled; }
  [[nodiscard]] bool has_entries(std::size_t slot) const { return !entries.empty() && !entries[slot].empty(); }
  [[nodiscard]] SlotCells cells(std::size_t slot) const {
    if (even.count != 0) return {bytes.data(), even, slot};
    return has_entries(slot) ? SlotCells(columns[slot], entries[slot]) : SlotCells(columns[slot]);
  }
  [[nodiscard]] std::string_view text(const RowPlace& place) const {
    return {bytes.data() + place.begin, place.end - place.begin};
  }
  /// Takes rows out that are written down one by one; `remove` is as long as `rows`.
  void remove_rows(const std::vector<bool>& remove);
  void clear();
};

}  // namespace leadline
