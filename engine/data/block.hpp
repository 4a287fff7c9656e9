// SPDX-License-Identifier: Apache-2.0
// A block: some hundred kilobytes of a file, cut at rows, with the cells of the columns that are used. Readers make
// blocks one after the other; several threads turn them into columns.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

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

struct Block {
  std::vector<char> bytes;                 // beginning with the first row
  std::vector<std::vector<Cell>> columns;  // [slot][row]; may be longer than there are rows
  std::vector<RowPlace> rows;
  std::vector<BrokenRow> broken;       // by line
  bool high_bytes = false;             // any byte from 0x80 on
  std::uint64_t sequence = 0;          // place among the file's blocks
  std::uint64_t file_bytes = 0;        // bytes of the file that were read so far
  // Texts of JSON cells that are not in `bytes` as they are meant; cells point at them, so they must not move.
  std::deque<std::string> unescaped;

  [[nodiscard]] std::string_view text(const RowPlace& place) const {
    return {bytes.data() + place.begin, place.end - place.begin};
  }
  /// Takes rows out; `remove` is as long as `rows`.
  void remove_rows(const std::vector<bool>& remove);
  void clear();
};

}  // namespace leadline
