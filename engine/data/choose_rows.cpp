// SPDX-License-Identifier: Apache-2.0
// Which rows of a block give what: by the `where` of a source, or by the column `kind`. Both depend on few words as a
// rule, so what a word means is worked out once.
#include <algorithm>
#include <numeric>

#include "engine/data/block_converter.hpp"
#include "engine/data/row_condition.hpp"
#include "engine/program/nearest.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

constexpr std::size_t kRememberedWords = 4096;
constexpr std::size_t kTogether = 64;

}  // namespace

void BlockConverter::choose_rows(const Block& block) {
  if (plan_.kind_slot >= 0) {
    choose_named(block);
    return;
  }
  const bool one_column = plan_.condition_slots.size() == 1;
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    if (plan_.parts[number].where == kNoExpr) {
      parts_[number].rows.resize(block.row_count());
      std::iota(parts_[number].rows.begin(), parts_[number].rows.end(), 0);
    } else if (!one_column) {
      choose_by_columns(block, number);
    }
  }
  if (one_column) choose_by_word(block);
}

// Conditions that read several columns are asked of each row.
void BlockConverter::choose_by_columns(const Block& block, std::size_t number) {
  std::uint32_t row = 0;
  std::unordered_map<std::string, std::string> quoted;
  const ColumnText column = [&](const std::string& name) -> std::string_view {
    const Cell cell = block.cells(static_cast<std::size_t>(plan_.condition_slots.at(name)))[row];
    std::string_view text = reader_.plain(cell);
    if (cell.kind == CellKind::kQuotePairs) text = quoted[name] = std::string(text);
    return reader_.missing(text) ? std::string_view() : text;
  };
  for (; row < block.row_count(); ++row) {
    if (row_holds(program_, plan_.parts[number].where, column)) parts_[number].rows.push_back(row);
  }
}

// By row the code of the text of a column, 0 where it is missing; `add` is called for words that have no code.
template <class Add>
void BlockConverter::words_of_rows(const Block& block, int slot, const Add& add) {
  const SlotCells cells = block.cells(static_cast<std::size_t>(slot));
  const std::size_t rows = block.row_count();
  codes_.resize(rows);
  const auto code_of_word = [&](std::string_view word) {
    if (reader_.missing(word)) word = {};
    std::uint32_t code = words_.find(word);
    if (code == 0 && !word.empty()) {
      code = words_.add(word);
      add(word);
    }
    return code;
  };
  if (block.has_entries(static_cast<std::size_t>(slot))) {
    const std::vector<std::uint32_t>& entries = block.entries[static_cast<std::size_t>(slot)];
    code_of_entry_.clear();
    for (const Cell& cell : block.columns[static_cast<std::size_t>(slot)]) {
      code_of_entry_.push_back(code_of_word(reader_.plain(cell)));
    }
    for (std::size_t row = 0; row < rows; ++row) codes_[row] = code_of_entry_[entries[row]];
    return;
  }
  texts_.resize(kTogether);
  for (std::size_t from = 0; from < rows; from += kTogether) {
    const std::size_t count = std::min(rows - from, kTogether);
    bool others = !block.padded;
    for (std::size_t n = 0; n < count && !others; ++n) {
      const Cell cell = cells[from + n];
      texts_[n] = cell.text();
      others = cell.kind == CellKind::kQuotePairs || reader_.may_be_missing(cell.data[0]);
    }
    if (!others && !words_.find_all({texts_.data(), count}, true, codes_.data() + from)) continue;
    for (std::size_t n = 0; n < count; ++n) {
      codes_[from + n] = code_of_word(reader_.plain(cells[from + n]));
    }
  }
}

// Most conditions read one column that holds few words: each word belongs to the parts whose conditions hold of it.
void BlockConverter::choose_by_word(const Block& block) {
  const auto parts_of = [&](std::string_view word) {
    std::vector<std::uint32_t> parts;
    const ColumnText column = [&](const std::string&) { return word; };
    for (std::size_t number = 0; number < parts_.size(); ++number) {
      const ExprId where = plan_.parts[number].where;
      if (where != kNoExpr && row_holds(program_, where, column)) parts.push_back(static_cast<std::uint32_t>(number));
    }
    return parts;
  };
  if (words_.size() > kRememberedWords) {
    words_.clear();
    parts_of_word_.resize(1);
  }
  if (parts_of_word_.empty()) parts_of_word_.push_back(parts_of({}));
  words_of_rows(block, plan_.condition_slots.begin()->second,
                [&](std::string_view word) { parts_of_word_.push_back(parts_of(word)); });
  for (std::uint32_t row = 0; row < codes_.size(); ++row) {
    for (const std::uint32_t part : parts_of_word_[codes_[row]]) parts_[part].rows.push_back(row);
  }
}

// The number of the kind that a word of the column `kind` names, or -1.
int BlockConverter::kind_named(std::string_view word) const {
  const std::string name = normal_name(word);
  for (std::size_t number = 0; number < program_.interactions.size() && !name.empty(); ++number) {
    if (normal_name(program_.interactions[number].name) == name) return static_cast<int>(number);
  }
  return -1;
}

// Rows of interactions.csv go to the part of the kind that they name.
void BlockConverter::choose_named(const Block& block) {
  if (words_.size() > kRememberedWords) {
    words_.clear();
    kind_of_word_.resize(1);
  }
  words_of_rows(block, plan_.kind_slot, [&](std::string_view word) { kind_of_word_.push_back(kind_named(word)); });
  for (std::uint32_t row = 0; row < codes_.size(); ++row) {
    const int kind = kind_of_word_[codes_[row]];
    if (kind >= 0) {
      parts_[static_cast<std::size_t>(kind)].rows.push_back(row);
      continue;
    }
    const std::string_view word = reader_.plain(block.cells(static_cast<std::size_t>(plan_.kind_slot))[row]);
    std::string reason = "the row has no `kind`";
    if (!reader_.missing(word)) {
      std::vector<std::string> names;
      for (const InteractionKind& known : program_.interactions) names.push_back(known.name);
      reason = "`" + cut(trim(word)) + "` is no kind of interaction";
      const std::string near = checking::nearest(normal_name(word), names);
      if (!near.empty()) reason += "; did you mean `" + near + "`?";
    }
    note({row, plan_.column_of_slot[static_cast<std::size_t>(plan_.kind_slot)], false, cut(word), reason});
  }
}

}  // namespace leadline
