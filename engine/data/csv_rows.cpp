// SPDX-License-Identifier: Apache-2.0
// The walk over separators, line breaks and quotes. A value is quoted if its first byte is a quote; then it ends at the
// next quote that is not doubled. Where that leads nowhere (no such quote, or more text behind it) the quote was a
// mistake: the row is set aside, and reading goes on in the line after the one in which the quote stands, so a stray
// quote costs one line and not the rest of the file.
#include "engine/data/csv_rows.hpp"

#include <simdjson.h>

#include <algorithm>

#include "engine/values/text.hpp"

namespace leadline {

namespace {

std::string columns_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " column" : " columns"); }

}  // namespace

void CsvRows::use(std::vector<int> slot_of_column, std::size_t slots) {
  slot_of_column_ = std::move(slot_of_column);
  column_of_slot_.assign(slots, 0);
  for (std::size_t column = 0; column < slot_of_column_.size(); ++column) {
    if (slot_of_column_[column] >= 0) {
      column_of_slot_[static_cast<std::size_t>(slot_of_column_[column])] = static_cast<std::uint32_t>(column + 1);
    }
  }
}

void CsvRows::find(Block& block) {
  if (block.rows_found) return;
  std::vector<std::uint32_t>& ends = block.even.ends;
  const StructureSeen seen = index_structure({block.bytes.data(), block.size}, separator_, ends, 1);
  if (!find_even(block, seen)) walk(block, block.size, true, block.first_line, ends.data() + 1, seen);
  block.rows_found = true;
}

CsvRows::Walked CsvRows::find_exactly(Block& block, std::size_t size, bool at_end) {
  std::vector<std::uint32_t>& ends = block.even.ends;
  const StructureSeen seen = index_structure({block.bytes.data(), size}, separator_, ends, 1);
  const Walked walked = walk(block, size, at_end, block.first_line, ends.data() + 1, seen);
  block.size = walked.bytes;
  block.rows_found = true;
  return walked;
}

// Rows that are all alike are found by asking only for the last position of each: if there are as many line breaks as
// rows and each stands where a row has to end, all else are separators.
bool CsvRows::find_even(Block& block, const StructureSeen& seen) const {
  if (header_columns_ < 2 || seen.quotes || seen.nul_bytes || block.size == 0) return false;
  const char* const bytes = block.bytes.data();
  std::vector<std::uint32_t>& ends = block.even.ends;
  std::size_t count = seen.count;
  std::size_t rows = seen.feeds;
  const bool two_bytes = seen.returns != 0;
  if (two_bytes && seen.returns != seen.feeds) return false;
  const std::size_t stride = header_columns_ + (two_bytes ? 1 : 0);
  if (bytes[block.size - 1] != '\n') {  // as if there were a line break behind the last row
    if (ends.size() < count + 3) ends.resize(count + 3);
    for (std::size_t n = 0; n < stride - header_columns_ + 1; ++n) {
      ends[++count] = static_cast<std::uint32_t>(block.size);
    }
    ++rows;
  }
  if (count != rows * stride) return false;
  ends[0] = ~std::uint32_t{0};
  const std::uint32_t* end = ends.data() + stride;
  for (std::size_t row = 0; row < seen.feeds; ++row, end += stride) {
    if (bytes[*end] != '\n') return false;
    if (two_bytes && (end[-1] + 1 != *end || bytes[end[-1]] != '\r')) return false;
  }
  if (seen.high_bytes && !simdjson::validate_utf8(bytes, block.size)) return false;
  block.high_bytes = seen.high_bytes;
  block.even.stride = stride;
  block.even.columns = header_columns_;
  block.even.count = rows;
  block.even.column_of_slot = column_of_slot_;
  block.padded = true;
  return true;
}

CsvRows::Header CsvRows::read_header(const Block& bytes, std::size_t size, bool at_end) {
  Header header;
  std::vector<std::uint32_t> index;
  const StructureSeen seen = index_structure({bytes.bytes.data(), size}, separator_, index);
  begin(size, at_end, 1, index.data(), seen);
  Block block;
  block.bytes = bytes.bytes;
  header_.clear();
  Row row = Row::kDone;
  while (header_.empty() && here_.at < size_ && row == Row::kDone) row = read_row<true>(block);
  if (!block.broken.empty()) {
    header.problem = block.broken[0].reason;
  } else if (row == Row::kDone && (!header_.empty() || at_end)) {
    header.whole = true;
    header.names = header_;
    header.walked = {here_.at, here_.line};
    header_columns_ = header_.size();
  }
  return header;
}

void CsvRows::begin(std::size_t size, bool at_end, std::uint64_t line, const std::uint32_t* index,
                    const StructureSeen& seen) {
  size_ = static_cast<std::uint32_t>(size);
  at_end_ = at_end;
  index_ = index;
  index_size_ = seen.count;
  here_ = {0, 0, line};
}

CsvRows::Walked CsvRows::walk(Block& block, std::size_t size, bool at_end, std::uint64_t line,
                              const std::uint32_t* index, const StructureSeen& seen) {
  begin(size, at_end, line, index, seen);
  block.padded = true;
  block.columns.resize(column_of_slot_.size());
  const std::string_view text(block.bytes.data(), size_);
  while (skipping_) {
    while (here_.index < index_size_ && text[index_[here_.index]] != '\n' && text[index_[here_.index]] != '\r') {
      ++here_.index;
    }
    if (here_.index == index_size_) return {size_, here_.line};
    here_.at = index_[here_.index];
    if (!pass_break(text.data())) break;
    skipping_ = false;
  }
  while (here_.at < size_ && !skipping_) {
    const Here before = here_;
    if (read_row<false>(block) == Row::kNeedsMore) {
      here_ = before;
      break;
    }
  }
  set_aside_wrong_bytes(block, seen);
  return {here_.at, here_.line};
}

// Over the line break at index_[here_.index]; false if its second half may stand in bytes that are not there yet.
bool CsvRows::pass_break(const char* bytes) {
  const std::uint32_t at = index_[here_.index];
  if (bytes[at] == '\r') {
    if (at + 1 == size_ && !at_end_) return false;
    if (at + 1 < size_ && bytes[at + 1] == '\n') {
      here_ = {at + 2, here_.index + 2, here_.line + 1};
      return true;
    }
  }
  here_ = {at + 1, here_.index + 1, here_.line + 1};
  return true;
}

template <bool kHeader>
void CsvRows::store(Block& block, std::size_t column, std::uint32_t begin, std::uint32_t end, CellKind kind) {
  const char* bytes = block.bytes.data();
  if constexpr (kHeader) {
    const std::string_view text(bytes + begin, end - begin);
    std::string& name = header_.emplace_back();
    if (kind == CellKind::kQuotePairs) {
      append_without_pairs(name, text);
    } else {
      name = text;
    }
  } else if (column < slot_of_column_.size() && slot_of_column_[column] >= 0) {
    block.columns[static_cast<std::size_t>(slot_of_column_[column])][block.rows.size()] = {bytes + begin, end - begin,
                                                                                           kind};
  }
}

template <bool kHeader>
CsvRows::Row CsvRows::read_row(Block& block) {
  const char* bytes = block.bytes.data();
  const Here row = here_;
  if (here_.index < index_size_ && index_[here_.index] == here_.at &&
      (bytes[here_.at] == '\n' || bytes[here_.at] == '\r')) {
    return pass_break(bytes) ? Row::kDone : Row::kNeedsMore;  // an empty line is no row
  }
  if (!kHeader && !block.columns.empty() && block.rows.size() == block.columns[0].size()) {
    for (std::vector<Cell>& column : block.columns) column.resize(column.size() * 2 + 256);
  }
  const auto needs_more = [&] {
    if (size_ - row.at > kLongestRow) {
      return break_off(block, row, row, 0, "the row is longer than 64 MiB");
    }
    return Row::kNeedsMore;
  };
  std::size_t column = 0;
  std::uint32_t end = 0;
  for (bool last = false; !last; ++column) {
    const std::uint32_t begin = here_.at;
    if (begin < size_ && bytes[begin] == '"') {
      const Here open = here_;
      const auto stray = [&](const char* what) {
        return break_off(block, row, open, static_cast<std::uint32_t>(column + 1),
                         "the quote that opens in line " + std::to_string(open.line) + what);
      };
      CellKind kind = CellKind::kText;
      std::uint32_t close = 0;
      for (++here_.index; close == 0; ++here_.index) {
        if (here_.index == index_size_) {
          if (at_end_ || size_ - begin > kLongestQuoted) return stray(" is never closed");
          return needs_more();
        }
        const std::uint32_t at = index_[here_.index];
        switch (bytes[at]) {
          case '"':
            if (at - begin > kLongestQuoted) return stray(" is never closed");
            if (at + 1 == size_ && !at_end_) return needs_more();
            if (at + 1 < size_ && bytes[at + 1] == '"') {
              kind = CellKind::kQuotePairs;
              ++here_.index;
            } else {
              close = at;
            }
            break;
          case '\n':
            ++here_.line;
            break;
          case '\r':
            if (at + 1 < size_ && bytes[at + 1] != '\n') ++here_.line;
            break;
          default:
            break;
        }
      }
      end = close + 1;
      if (end < size_ && bytes[end] != separator_ && bytes[end] != '\n' && bytes[end] != '\r') {
        return stray(" is closed before the value ends; quotes inside a quoted value are doubled");
      }
      store<kHeader>(block, column, begin + 1, close, kind);
    } else {
      while (here_.index < index_size_ && bytes[index_[here_.index]] == '"') ++here_.index;
      end = here_.index < index_size_ ? index_[here_.index] : size_;
      if (end == size_ && !at_end_) return needs_more();
      store<kHeader>(block, column, begin, end, CellKind::kText);
    }
    if (end < size_ && bytes[end] == separator_) {
      here_.at = end + 1;
      ++here_.index;
    } else {
      last = true;
    }
  }
  if (end == size_) {
    here_.at = size_;
    ++here_.line;
  } else if (!pass_break(bytes)) {
    return needs_more();
  }
  if (kHeader) return Row::kDone;
  if (end - row.at > kLongestRow) return break_off(block, row, row, 0, "the row is longer than 64 MiB");
  if (column != header_columns_) {
    block.broken.push_back({{row.line, row.at, end},
                            0,
                            "the row has " + columns_text(column) + ", the header " + std::to_string(header_columns_)});
    return Row::kDone;
  }
  block.rows.push_back({row.line, row.at, end});
  return Row::kDone;
}

// Sets the row aside and goes on in the line after `from`.
CsvRows::Row CsvRows::break_off(Block& block, const Here& row, const Here& from, std::uint32_t column,
                                std::string reason) {
  const char* bytes = block.bytes.data();
  here_ = from;
  while (here_.index < index_size_ && bytes[index_[here_.index]] != '\n' && bytes[index_[here_.index]] != '\r') {
    ++here_.index;
  }
  std::uint32_t end = size_;
  if (here_.index < index_size_) {
    end = index_[here_.index];
    if (!pass_break(bytes)) return Row::kNeedsMore;
  } else if (at_end_) {
    here_ = {size_, here_.index, from.line + 1};
  } else if (size_ - from.at > kLongestRow) {
    here_ = {size_, here_.index, from.line};
    skipping_ = true;
  } else {
    return Row::kNeedsMore;
  }
  block.broken.push_back({{row.line, row.at, end}, column, std::move(reason)});
  return Row::kDone;
}

// Rows with bytes that are no text. The whole block is asked at once; only if the answer is bad is each row looked at.
void CsvRows::set_aside_wrong_bytes(Block& block, const StructureSeen& seen) const {
  block.high_bytes = seen.high_bytes;
  const std::size_t whole = here_.at;
  const bool wrong_utf8 = seen.high_bytes && !simdjson::validate_utf8(block.bytes.data(), whole);
  if (!seen.nul_bytes && !wrong_utf8) return;
  std::vector<bool> remove(block.rows.size(), false);
  for (std::size_t row = 0; row < block.rows.size(); ++row) {
    const auto wrong = [&](std::string_view text) {
      return text.find('\0') != std::string_view::npos || !valid_utf8(text);
    };
    const RowPlace& place = block.rows[row];
    if (!wrong(block.text(place))) continue;
    remove[row] = true;
    std::uint32_t column = 0;
    for (std::size_t slot = 0; slot < block.columns.size(); ++slot) {
      if (wrong(block.columns[slot][row].text()) && (column == 0 || column_of_slot_[slot] < column)) {
        column = column_of_slot_[slot];
      }
    }
    const bool nul = block.text(place).find('\0') != std::string_view::npos;
    block.broken.push_back({place, column,
                            nul ? "a NUL byte, which no text has (is the file UTF-16 without a byte order mark?)"
                                : "bytes that are no text in the encoding of the file"});
  }
  block.remove_rows(remove);
  std::sort(block.broken.begin(), block.broken.end(),
            [](const BrokenRow& a, const BrokenRow& b) { return a.place.line < b.place.line; });
}

template CsvRows::Row CsvRows::read_row<true>(Block&);
template CsvRows::Row CsvRows::read_row<false>(Block&);

}  // namespace leadline
