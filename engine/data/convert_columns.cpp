// SPDX-License-Identifier: Apache-2.0
// The cells of one column into values: the part of reading that takes the time. One loop for each type, a dictionary
// probe for each text.
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "engine/data/block_converter.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

// Texts that are looked up together.
constexpr std::size_t kAhead = 64;

constexpr std::uint32_t kNoCode = ~std::uint32_t{0};  // not looked up yet

bool ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

}  // namespace

void BlockConverter::convert_target(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows,
                                    Column& out) {
  if (target.slot < 0) {
    for (std::size_t at = 0; at < rows.size(); ++at) out.append(target.constant);
    return;
  }
  if (block.is_ready(static_cast<std::size_t>(target.slot))) {
    const ReadyValues& ready = block.ready[static_cast<std::size_t>(target.slot)];
    if (out.storage == Storage::kCodes) return take_wholes(ready.numbers, rows, out);
    return take_ready(ready, target.is_not, rows, out);
  }
  if (target.map) {
    convert_mapped(block, target, rows, out);
    return;
  }
  const SlotCells cells = block.cells(static_cast<std::size_t>(target.slot));
  const auto each = [&](auto& values, auto missing, const auto& read) {
    values.resize(rows.size());
    for (std::size_t at = 0; at < rows.size(); ++at) {
      const Cell cell = cells[rows[at]];
      values[at] = missing;
      if (cell.size == 0 || reader_.missing(reader_.plain(cell))) continue;
      if (read(cell, values[at])) continue;
      values[at] = missing;
      add_bad(block, rows[at], target, reader_.take_reason());
    }
  };
  switch (out.storage) {
    case Storage::kCodes:
      if (out.dictionary) {
        convert_texts(block, target, rows, out);
      } else {
        each(out.codes, std::uint32_t{0},
             [&](const Cell& cell, std::uint32_t& code) { return reader_.choice(cell, target.type.choice, code); });
      }
      break;
    case Storage::kNumbers:
      if (target.type.kind == TypeKind::kTime) {
        convert_times(block, target, rows, out);
      } else if (target.type.kind == TypeKind::kDuration) {
        each(out.numbers, kMissing64,
             [&](const Cell& cell, std::int64_t& duration) { return reader_.duration(cell, duration); });
      } else {
        each(out.numbers, kMissing64,
             [&](const Cell& cell, std::int64_t& number) { return reader_.number(cell, number); });
      }
      break;
    case Storage::kYesNo:
      each(out.flags, kMissingYesNo, [&](const Cell& cell, std::uint8_t& flag) {
        if (!reader_.yes_no(cell, flag)) return false;
        if (target.is_not) flag ^= 1U;
        return true;
      });
      break;
    case Storage::kList:
      convert_lists(block, target, rows, out);
      break;
  }
}

void BlockConverter::take_ready(const ReadyValues& values, bool is_not, const std::vector<std::uint32_t>& rows,
                                Column& out) {
  if (out.storage == Storage::kNumbers) {
    out.numbers.resize(rows.size());
    for (std::size_t at = 0; at < rows.size(); ++at) out.numbers[at] = values.numbers[rows[at]];
    for (const ReadyValues::OddTime& odd : values.odd_times) {
      if (std::binary_search(rows.begin(), rows.end(), odd.row)) reader_.count(odd.kind);
    }
    return;
  }
  out.flags.resize(rows.size());
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const std::uint8_t flag = values.flags[rows[at]];
    out.flags[at] = is_not && flag != kMissingYesNo ? flag ^ 1U : flag;
  }
}

// Texts that are whole numbers, mostly ids: most of them are there already and are found by their number.
void BlockConverter::take_wholes(const std::vector<std::int64_t>& wholes, const std::vector<std::uint32_t>& rows,
                                 Column& out) {
  Dictionary& dictionary = *out.dictionary;
  out.codes.resize(rows.size());
  texts_.resize(kAhead);
  using Digits = std::array<char, std::numeric_limits<std::int64_t>::digits10 + 2 + kCellPadding>;
  std::array<Digits, kAhead> written{};
  for (std::size_t from = 0; from < rows.size(); from += kAhead) {
    const std::size_t count = std::min(rows.size() - from, kAhead);
    std::uint32_t* const codes = out.codes.data() + from;
    bool missed = false;
    for (std::size_t n = 0; n < count; ++n) {
      const std::int64_t whole = wholes[rows[from + n]];
      codes[n] = dictionary.find_number(whole);
      missed = missed || (codes[n] == 0 && whole != kMissing64);
    }
    if (!missed) continue;
    for (std::size_t n = 0; n < count; ++n) {
      const std::int64_t whole = wholes[rows[from + n]];
      char* const begin = written[n].data();
      const char* const end = std::to_chars(begin, begin + written[n].size(), whole).ptr;
      texts_[n] = {begin, whole == kMissing64 ? 0 : static_cast<std::size_t>(end - begin)};
    }
    if (!dictionary.find_all({texts_.data(), count}, true, codes)) continue;
    for (std::size_t n = 0; n < count; ++n) codes[n] = codes[n] != 0 ? codes[n] : dictionary.add(texts_[n]);
  }
}

// Texts of which there are few: each is looked up once, in the order in which rows name them.
void BlockConverter::take_entries(const Block& block, std::size_t slot, const std::vector<std::uint32_t>& rows,
                                  Column& out) {
  const std::vector<Cell>& cells = block.columns[slot];
  const std::vector<std::uint32_t>& entries = block.entries[slot];
  out.codes.resize(rows.size());
  code_of_entry_.assign(cells.size(), kNoCode);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    std::uint32_t& code = code_of_entry_[entries[rows[at]]];
    if (code == kNoCode) {
      const std::string_view text = cells[entries[rows[at]]].text();
      code = reader_.missing(text) ? 0 : code_of(text, *out.dictionary);
    }
    out.codes[at] = code;
  }
}

namespace {

// Whether a text field takes a cell's bytes as they stand; the ids of many exports are numbers.
bool is_as_written(CellKind kind) {
  return kind == CellKind::kText || kind == CellKind::kNumber || kind == CellKind::kYesNo;
}

}  // namespace

// The code of a text that may not be in normal form.
std::uint32_t BlockConverter::code_of(std::string_view text, Dictionary& dictionary) {
  if (ascii(text)) return dictionary.add(text);
  const std::uint32_t code = dictionary.find(text);
  return code != 0 ? code : dictionary.add(nfc(text));
}

void BlockConverter::convert_texts(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows,
                                   Column& out) {
  const auto slot = static_cast<std::size_t>(target.slot);
  if (block.has_entries(slot)) return take_entries(block, slot, rows, out);
  const SlotCells cells = block.cells(slot);
  Dictionary& dictionary = *out.dictionary;
  out.codes.resize(rows.size());
  texts_.resize(kAhead);
  for (std::size_t from = 0; from < rows.size(); from += kAhead) {
    const std::size_t count = std::min(rows.size() - from, kAhead);
    bool others = false;
    for (std::size_t n = 0; n < count; ++n) {
      const Cell cell = cells[rows[from + n]];
      texts_[n] = cell.text();
      if (!is_as_written(cell.kind)) {
        texts_[n] = texts_[n].substr(0, 0);
        others = true;
      } else if (block.padded ? reader_.may_be_missing(cell.data[0]) && reader_.missing(cell.text())
                              : reader_.missing(cell.text())) {
        texts_[n] = texts_[n].substr(0, 0);
      }
    }
    std::uint32_t* const codes = out.codes.data() + from;
    const bool missed = dictionary.find_all({texts_.data(), count}, block.padded, codes);
    if (!missed && !others) continue;
    for (std::size_t n = 0; n < count; ++n) {
      if (codes[n] != 0) continue;
      if (!texts_[n].empty()) {
        codes[n] = block.high_bytes ? code_of(texts_[n], dictionary) : dictionary.add(texts_[n]);
        continue;
      }
      const Cell cell = cells[rows[from + n]];
      if (cell.size == 0 || is_as_written(cell.kind)) continue;
      std::string_view text;
      if (!reader_.text(cell, text)) {
        add_bad(block, rows[from + n], target, reader_.take_reason());
      } else if (!reader_.missing(text)) {
        codes[n] = code_of(text, dictionary);
      }
    }
  }
}

void BlockConverter::convert_times(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows,
                                   Column& out) {
  const SlotCells cells = block.cells(static_cast<std::size_t>(target.slot));
  out.numbers.resize(rows.size());
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const Cell cell = cells[rows[at]];
    std::int64_t& time = out.numbers[at];
    if (cell.kind == CellKind::kText && cell.size == kInstantBytes && !reader_.may_be_missing(cell.data[0]) &&
        instants_.read(cell.data, time)) {
      continue;
    }
    time = kMissing64;
    if (cell.size == 0 || reader_.missing(reader_.plain(cell)) || reader_.time(cell, time)) continue;
    time = kMissing64;
    add_bad(block, rows[at], target, reader_.take_reason());
  }
}

// Adds the value of a cell that is not missing.
bool BlockConverter::append_cell(const Cell& cell, bool is_not, Column& out) {
  out.append_missing();
  switch (out.storage) {
    case Storage::kCodes: {
      if (!out.dictionary) return reader_.choice(cell, out.type.choice, out.codes.back());
      std::string_view text;
      if (!reader_.text(cell, text)) return false;
      out.codes.back() = code_of(text, *out.dictionary);
      return true;
    }
    case Storage::kNumbers:
      if (out.type.kind == TypeKind::kTime) return reader_.time(cell, out.numbers.back());
      if (out.type.kind == TypeKind::kDuration) return reader_.duration(cell, out.numbers.back());
      return reader_.number(cell, out.numbers.back());
    case Storage::kYesNo:
      if (!reader_.yes_no(cell, out.flags.back())) return false;
      if (is_not) out.flags.back() ^= 1U;
      return true;
    case Storage::kList:
      return false;
  }
  return false;
}

void BlockConverter::convert_lists(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows,
                                   Column& out) {
  const SlotCells cells = block.cells(static_cast<std::size_t>(target.slot));
  Column& items = *out.items;
  for (const std::uint32_t row : rows) {
    const Cell cell = cells[row];
    const std::size_t before = items.size();
    bool good = true;
    if (cell.size != 0 && !reader_.missing(reader_.plain(cell))) {
      good = reader_.list(cell, elements_);
      for (std::size_t element = 0; good && element < elements_.size(); ++element) {
        const Cell& one = elements_[element];
        if (one.size != 0 && !reader_.missing(one.text())) good = append_cell(one, false, items);
      }
    }
    if (!good) {
      add_bad(block, row, target, reader_.take_reason());
      items.codes.resize(std::min(items.codes.size(), before));
      items.numbers.resize(std::min(items.numbers.size(), before));
      items.flags.resize(std::min(items.flags.size(), before));
    }
    out.offsets.push_back(items.size());
  }
}

void BlockConverter::convert_mapped(const Block& block, const Target& target, const std::vector<std::uint32_t>& rows,
                                    Column& out) {
  const SlotCells cells = block.cells(static_cast<std::size_t>(target.slot));
  const ValueMap& map = *target.map;
  for (const std::uint32_t row : rows) {
    const Cell cell = cells[row];
    std::string_view text;
    if (cell.size == 0 || reader_.missing(reader_.plain(cell))) {
      out.append_missing();
      continue;
    }
    const Value* value = nullptr;
    bool good = true;
    if (map.by_number) {
      std::int64_t key = 0;
      good = reader_.number(cell, key);
      const auto found = good ? map.numbers.find(key) : map.numbers.end();
      if (found != map.numbers.end()) value = &found->second;
    } else {
      good = reader_.text(cell, text);
      const auto found = good ? map.texts.find(fold(nfc(trim(text)))) : map.texts.end();
      if (found != map.texts.end()) value = &found->second;
    }
    if (!good) {
      add_bad(block, row, target, reader_.take_reason());
    } else if (value == nullptr && map.must_be_there) {
      add_bad(block, row, target, missing_key_reason(text, map.keys));
    }
    if (value != nullptr) {
      out.append(*value);
      if (target.is_not && out.storage == Storage::kYesNo && !value->missing) out.flags.back() ^= 1U;
    } else {
      out.append_missing();
    }
  }
}

}  // namespace leadline
