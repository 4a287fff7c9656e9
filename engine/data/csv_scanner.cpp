// SPDX-License-Identifier: Apache-2.0
// The walk over separators, line breaks and quotes. A value is quoted if its first byte is a quote; then it ends at the
// next quote that is not doubled. Where that leads nowhere (no such quote, or more text behind it) the quote was a
// mistake: the row is set aside, and reading goes on in the line after the one in which the quote stands, so a stray
// quote costs one line and not the rest of the file.
#include "engine/data/csv_scanner.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/values/text.hpp"

namespace leadline {

namespace {

std::string without_pairs(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    result += text[at];
    if (text[at] == '"') ++at;
  }
  return result;
}

std::string columns_text(std::size_t count) { return std::to_string(count) + (count == 1 ? " column" : " columns"); }

}  // namespace

char detect_separator(std::string_view text) {
  constexpr std::string_view kCandidates = ",;\t|";
  std::array<std::size_t, 4> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    const std::size_t candidate = kCandidates.find(c);
    if (candidate != std::string_view::npos) ++counts[candidate];
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

CsvScanner::CsvScanner(std::unique_ptr<ByteSource> source, char separator, std::size_t block_bytes)
    : source_(std::move(source)), separator_(separator), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}

// What was carried over, and more bytes until there are `wanted`.
Result<bool> CsvScanner::fill(Block& block, std::size_t wanted) {
  wanted = std::max(wanted, carry_.size());
  if (block.bytes.size() < wanted) block.bytes.resize(wanted);
  if (!carry_.empty()) std::memcpy(block.bytes.data(), carry_.data(), carry_.size());
  std::size_t filled = carry_.size();
  while (!at_end_ && filled < wanted) {
    const Result<std::size_t> got = source_->read(block.bytes.data() + filled, wanted - filled);
    if (!got) return got.error();
    filled += got.value();
    at_end_ = got.value() == 0;
  }
  carry_.clear();
  size_ = static_cast<std::uint32_t>(filled);
  block.file_bytes = source_->taken();
  return filled > 0;
}

Result<std::vector<std::string>> CsvScanner::header() {
  const char asked = separator_;
  Block block;
  for (std::size_t wanted = block_bytes_;; wanted *= 2) {
    const Result<bool> filled = fill(block, wanted);
    if (!filled) return filled.error();
    const std::string_view text(block.bytes.data(), size_);
    const std::size_t first = std::min(text.find_first_not_of("\r\n"), text.size());
    separator_ = asked != 0 ? asked : detect_separator(text.substr(first));
    index_size_ = index_structure(text, separator_, index_).count;
    here_ = {};
    block.clear();
    header_.clear();
    Row row = Row::kDone;
    while (header_.empty() && here_.at < size_ && row == Row::kDone) row = read_row<true>(block);
    if (row == Row::kDone && block.broken.empty() && (!header_.empty() || at_end_)) {
      carry_.assign(text.begin() + here_.at, text.end());
      header_columns_ = header_.size();
      return header_;
    }
    if (!block.broken.empty()) return Error{"has a header line that cannot be read: " + block.broken[0].reason};
    if (size_ > kLongestRow) return Error{"has a first line longer than 64 MiB; it is no text with columns"};
    carry_.assign(text.begin(), text.end());
  }
}

void CsvScanner::use(std::vector<int> slot_of_column, std::size_t slots) {
  slot_of_column_ = std::move(slot_of_column);
  column_of_slot_.assign(slots, 0);
  for (std::size_t column = 0; column < slot_of_column_.size(); ++column) {
    if (slot_of_column_[column] >= 0) {
      column_of_slot_[static_cast<std::size_t>(slot_of_column_[column])] = static_cast<std::uint32_t>(column + 1);
    }
  }
}

Result<bool> CsvScanner::next(Block& block) {
  block.clear();
  block.sequence = sequence_++;
  if (!more()) return false;
  const Result<bool> filled = fill(block, std::max(block_bytes_, carry_.size() * 2));
  if (!filled) return filled.error();
  block.columns.resize(column_of_slot_.size());
  walk(block);
  return true;
}

void CsvScanner::walk(Block& block) {
  const std::string_view text(block.bytes.data(), size_);
  const StructureSeen seen = index_structure(text, separator_, index_);
  index_size_ = seen.count;
  here_.at = 0;
  here_.index = 0;
  while (skipping_) {
    while (here_.index < index_size_ && text[index_[here_.index]] != '\n' && text[index_[here_.index]] != '\r') {
      ++here_.index;
    }
    if (here_.index == index_size_) {
      here_.at = size_;
      return;
    }
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
  carry_.assign(text.begin() + here_.at, text.end());
  set_aside_wrong_bytes(block, seen);
}

// Over the line break at index_[here_.index]; false if its second half may stand in bytes that are not there yet.
bool CsvScanner::pass_break(const char* bytes) {
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
void CsvScanner::store(Block& block, std::size_t column, std::uint32_t begin, std::uint32_t end, CellKind kind) {
  const char* bytes = block.bytes.data();
  if constexpr (kHeader) {
    const std::string_view text(bytes + begin, end - begin);
    header_.push_back(kind == CellKind::kQuotePairs ? without_pairs(text) : std::string(text));
  } else if (column < slot_of_column_.size() && slot_of_column_[column] >= 0) {
    block.columns[static_cast<std::size_t>(slot_of_column_[column])][block.rows.size()] = {bytes + begin, end - begin,
                                                                                           kind};
  }
}

template <bool kHeader>
CsvScanner::Row CsvScanner::read_row(Block& block) {
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
CsvScanner::Row CsvScanner::break_off(Block& block, const Here& row, const Here& from, std::uint32_t column,
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
void CsvScanner::set_aside_wrong_bytes(Block& block, const StructureSeen& seen) const {
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

template CsvScanner::Row CsvScanner::read_row<true>(Block&);
template CsvScanner::Row CsvScanner::read_row<false>(Block&);

}  // namespace leadline
