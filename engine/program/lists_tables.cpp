// SPDX-License-Identifier: Apache-2.0
// `list` and `table`: written in place or read from a file. The cells of a table file stay text until the first look-up
// says whether a key is a number, so that `01234` can stay a text.
#include "engine/program/lists_tables.hpp"

#include <algorithm>
#include <set>

#include "engine/program/literals.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/paths.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"

namespace leadline::checking {

namespace {

std::optional<std::string> read_named_file(Checker& c, const ast::Text& path) {
  const LoadedFile& from = c.file_of(path.span);
  const auto& read = from.stock ? c.reader.stock : c.reader.file;
  const std::string name = from.stock ? path.value : resolve_path(from.name, path.value);
  std::optional<std::string> text = read ? read(name) : std::nullopt;
  if (!text) {
    c.error("name/unknown", path.span, "the file `" + name + "` cannot be read",
            "a path is relative to the file that names it");
    return text;
  }
  if (!valid_utf8(*text)) {
    c.error("type/mismatch", path.span, "the file `" + name + "` is no UTF-8 text", "save it as UTF-8");
    return std::nullopt;
  }
  if (text->compare(0, 3, "\xEF\xBB\xBF") == 0) text->erase(0, 3);
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Value text_value(std::string_view text) {
  Value value;
  value.type = simple(TypeKind::kText);
  value.text = nfc(text);
  return value;
}

Value list_from_file(Checker& c, const ast::Text& path) {
  Value list;
  list.type = list_of(simple(TypeKind::kText));
  const std::optional<std::string> text = read_named_file(c, path);
  if (!text) return list;
  for (const std::string_view line : lines_of(*text)) {
    const std::string_view word = trim(line);
    if (!word.empty() && word.front() != '#') list.items.push_back(text_value(word));
  }
  return list;
}

struct CsvRow {
  std::vector<std::string> cells;
  std::uint32_t line = 1;
};

// Cells in double quotes may hold separators, line breaks, and quotes written twice. Blank lines are skipped.
std::vector<CsvRow> csv_rows(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  char separator = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::count(header.begin(), header.end(), candidate) > std::count(header.begin(), header.end(), separator))
      separator = candidate;
  }
  std::vector<CsvRow> rows;
  CsvRow row;
  std::string cell;
  bool quoted = false;
  std::uint32_t line = 1;
  const auto end_row = [&] {
    row.cells.push_back(std::move(cell));
    cell.clear();
    if (row.cells.size() > 1 || !trim(row.cells[0]).empty()) rows.push_back(row);
    row.cells.clear();
    row.line = line + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char ch = text[i];
    if (quoted) {
      if (ch == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else if (ch == '"') {
        quoted = false;
      } else {
        cell += ch;
      }
    } else if (ch == '"' && cell.empty()) {
      quoted = true;
    } else if (ch == separator) {
      row.cells.push_back(std::move(cell));
      cell.clear();
    } else if (ch == '\n') {
      if (!cell.empty() && cell.back() == '\r') cell.pop_back();
      end_row();
    } else {
      cell += ch;
    }
    if (ch == '\n') ++line;
  }
  if (!cell.empty() || !row.cells.empty()) end_row();
  return rows;
}

// What two equal keys have in common: text ignoring case, numbers by value.
std::string key_text(const std::vector<Value>& keys) {
  std::string all;
  for (const Value& key : keys) {
    all += key.type.kind == TypeKind::kText ? "t" + fold(key.text) : "n" + std::to_string(key.number);
    all += '\0';
  }
  return all;
}

void table_from_file(Checker& c, const ast::Table& tree, Table& table, TableState& state) {
  state.from_file = true;
  state.broken = true;
  const std::optional<std::string> text = read_named_file(c, *tree.file);
  if (!text) return;
  state.file = tree.file->value;
  std::vector<CsvRow> rows = csv_rows(*text);
  if (rows.empty() || rows[0].cells.size() < 2) {
    c.error("type/mismatch", tree.file->span,
            "the table `" + tree.file->value + "` needs a header line and at least two columns",
            "the last column is the value, the others are the keys");
    return;
  }
  const std::size_t width = rows[0].cells.size();
  state.broken = false;
  bool numbers = true;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CsvRow& row = rows[i];
    if (row.cells.size() != width) {
      c.error("type/mismatch", tree.file->span,
              "`" + tree.file->value + "` line " + std::to_string(row.line) + " has " +
                  std::to_string(row.cells.size()) + " columns, its header has " + std::to_string(width));
      state.broken = true;
      continue;
    }
    for (std::string& cell : row.cells) cell = std::string{trim(cell)};
    Decimal number;
    const std::string& value = row.cells.back();
    numbers = numbers && (value.empty() || parse_decimal(value, number) == DecimalError::kNone);
    state.cells.push_back(row.cells);
    state.lines.push_back(row.line);
  }
  table.value = simple(numbers ? TypeKind::kNumber : TypeKind::kText);
  table.keys.assign(width - 1, simple(TypeKind::kText));
}

void table_in_place(Checker& c, const ast::Table& tree, Table& table, TableState& state) {
  state.keys_decided = true;
  std::set<std::string> seen;
  bool first = true;
  for (const ast::Table::Row& row : tree.rows) {
    Table::Row made;
    bool sound = true;
    for (const ast::ExprPtr& key : row.keys) {
      std::optional<Value> value = literal_value(c, *key);
      if (value && (value->type.list ||
                    (value->type.kind != TypeKind::kText && value->type.kind != TypeKind::kNumber) || value->missing)) {
        c.error("type/mismatch", key->span, "a table's key is a text or a number");
        value.reset();
      }
      sound = sound && value;
      if (value) made.keys.push_back(std::move(*value));
    }
    std::optional<Value> value = literal_value(c, *row.value);
    if (!sound || !value) {
      state.broken = true;
      continue;
    }
    made.value = std::move(*value);
    if (first) {
      for (const Value& key : made.keys) table.keys.push_back(key.type);
      table.value = made.value.type;
      first = false;
    }
    if (made.keys.size() != table.keys.size()) {
      c.error("type/mismatch", row.value->span,
              "this row has " + std::to_string(made.keys.size()) + " keys, the first one has " +
                  std::to_string(table.keys.size()));
      state.broken = true;
      continue;
    }
    for (std::size_t k = 0; k < made.keys.size(); ++k) {
      if (made.keys[k].type == table.keys[k]) continue;
      c.error(
          "type/mismatch", row.keys[k]->span,
          "this key is " + describe(c, made.keys[k].type) + ", in the first row it is " + describe(c, table.keys[k]));
      state.broken = true;
      sound = false;
    }
    if (made.value.type != table.value) {
      c.error("type/mismatch", row.value->span,
              "this value is " + describe(c, made.value.type) + ", in the first row it is " + describe(c, table.value));
      state.broken = true;
      sound = false;
    }
    if (!sound) continue;
    if (!seen.insert(key_text(made.keys)).second) {
      c.error("name/duplicate", row.keys.empty() ? row.value->span : row.keys[0]->span,
              "the table `" + tree.name.text + "` already has a row with this key", "case does not tell texts apart");
    }
    table.rows.push_back(std::move(made));
  }
}

}  // namespace

void declare_lists(Checker& c) {
  c.for_each<ast::List>([&](const ast::List& tree, const ast::Statement&) {
    NamedList list;
    list.name = tree.name.text;
    list.span = tree.name.span;
    if (tree.file) {
      list.value = list_from_file(c, *tree.file);
    } else {
      Value value;
      std::optional<Type> element;
      for (const ast::ExprPtr& item : tree.values) {
        std::optional<Value> made = literal_value(c, *item);
        if (!made) continue;
        if (made->type.list || made->missing) {
          c.error(
              "type/mismatch", item->span,
              made->missing ? "an empty text is missing and cannot stand in a list" : "a list cannot stand in a list",
              "leave it out");
          continue;
        }
        if (element && *element != made->type) {
          c.error("type/mismatch", item->span,
                  "this is " + describe(c, made->type) + ", but the list began with " + describe(c, *element),
                  "all values of a list are of one type");
          continue;
        }
        element = made->type;
        value.items.push_back(std::move(*made));
      }
      value.type = list_of(element.value_or(simple(TypeKind::kText)));
      list.value = std::move(value);
    }
    c.shared[list.name] = {SharedKind::kList, static_cast<std::uint32_t>(c.program.lists.size()), list.span};
    c.program.lists.push_back(std::move(list));
    c.list_trees.push_back(&tree);
  });
  c.list_used.assign(c.program.lists.size(), false);
}

void declare_tables(Checker& c) {
  c.for_each<ast::Table>([&](const ast::Table& tree, const ast::Statement&) {
    Table table;
    TableState state;
    table.name = tree.name.text;
    table.span = tree.name.span;
    if (tree.file) {
      table_from_file(c, tree, table, state);
    } else {
      table_in_place(c, tree, table, state);
    }
    c.shared[table.name] = {SharedKind::kTable, static_cast<std::uint32_t>(c.program.tables.size()), table.span};
    c.program.tables.push_back(std::move(table));
    c.tables.push_back(std::move(state));
    c.table_trees.push_back(&tree);
  });
  c.table_used.assign(c.program.tables.size(), false);
}

void read_holidays(Checker& c, const ast::Hours& tree, Hours& hours) {
  for (const ast::Text& path : tree.except) {
    const Value dates = list_from_file(c, path);
    for (const Value& date : dates.items) {
      TimeText time;
      if (!parse_iso(date.text, time) || time.has_clock) {
        c.error("type/mismatch", path.span, "`" + path.value + "` holds \"" + date.text + "\", which is no date",
                "write one date a line: `2026-12-25`");
        continue;
      }
      hours.holidays.push_back(date.text);
    }
  }
}

bool decide_table_keys(Checker& c, std::uint32_t index, const std::vector<Type>& keys, const Span& span) {
  Table& table = c.program.tables[index];
  TableState& state = c.tables[index];
  if (state.broken) return false;
  if (keys.size() != table.keys.size()) {
    Diagnostic& d =
        c.error("type/mismatch", span,
                "`" + table.name + "` is looked up with " + std::to_string(table.keys.size()) +
                    (table.keys.size() == 1 ? " key" : " keys") + ", here are " + std::to_string(keys.size()));
    d.related.push_back({table.span, "the table"});
    return false;
  }
  if (state.keys_decided) {
    for (std::size_t k = 0; k < keys.size(); ++k) {
      if (keys[k] == table.keys[k]) continue;
      Diagnostic& d = c.error("type/mismatch", span,
                              "key " + std::to_string(k + 1) + " of `" + table.name + "` is " +
                                  describe(c, table.keys[k]) + ", here it is " + describe(c, keys[k]));
      d.related.push_back({state.from_file ? state.decided_at : table.span,
                           state.from_file ? "looked up so for the first time" : "the table"});
      return false;
    }
    return true;
  }
  state.keys_decided = true;
  state.decided_at = span;
  table.keys = keys;
  std::set<std::string> seen;
  const Span file_span = c.table_trees[index]->file->span;
  for (std::size_t i = 0; i < state.cells.size(); ++i) {
    const std::vector<std::string>& cells = state.cells[i];
    Table::Row row;
    const std::string place = "`" + state.file + "` line " + std::to_string(state.lines[i]);
    for (std::size_t k = 0; k + 1 < cells.size(); ++k) {
      Value key = text_value(cells[k]);
      if (keys[k].kind == TypeKind::kNumber) {
        Decimal number;
        if (parse_decimal(cells[k], number) != DecimalError::kNone) {
          c.error("type/mismatch", file_span, place + ": \"" + cells[k] + "\" is no number",
                  "`" + table.name + "` is looked up with a number")
              .related.push_back({span, "looked up here"});
          state.broken = true;
        }
        key = Value{};
        key.type = simple(TypeKind::kNumber);
        key.number = number.micros;
      } else if (cells[k].empty()) {
        c.error("type/mismatch", file_span, place + " has an empty key", "a missing value finds no row");
        state.broken = true;
      }
      row.keys.push_back(std::move(key));
    }
    row.value.type = table.value;
    if (cells.back().empty()) {
      row.value.missing = true;
    } else if (table.value.kind == TypeKind::kNumber) {
      Decimal number;
      parse_decimal(cells.back(), number);
      row.value.number = number.micros;
    } else {
      row.value.text = nfc(cells.back());
    }
    if (!seen.insert(key_text(row.keys)).second) {
      c.error("name/duplicate", file_span, place + " has the same key as a row above it",
              "case does not tell texts apart");
      state.broken = true;
    }
    table.rows.push_back(std::move(row));
  }
  return !state.broken;
}

}  // namespace leadline::checking
