// SPDX-License-Identifier: Apache-2.0
// A state into memory: records and interactions as columns, facts as they stand.
#include <algorithm>

#include "engine/state/state_parts.hpp"
#include "engine/state/stored_value.hpp"

namespace leadline::state {

namespace {

std::string select(const StoredTable& table, const char* order) {
  std::string sql = "SELECT \"row\"";
  for (const std::string& column : table.columns) sql += ", " + quoted(column);
  return sql + " FROM " + quoted(table.name) + " ORDER BY " + order;
}

bool is_there(Database& database, const StoredTable& table) {
  Statement statement =
      database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE");
  statement.bind(1, table.name);
  return statement.step();
}

// The columns of a table as far as the database has them: one that is only looked at may be of older rules.
StoredTable fitted(Database& database, const StoredTable& table) {
  StoredTable result = table;
  Statement columns = database.prepare("SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2 COLLATE NOCASE");
  for (std::string& column : result.columns) {
    columns.bind(1, table.name);
    columns.bind(2, column);
    if (!columns.step() || columns.integer(0) == 0) column.clear();
    columns.reset();
  }
  return result;
}

}  // namespace

Result<running::SessionMemory> State::load() {
  Parts& parts = *parts_;
  Database& database = *parts.database;
  MemoryBuilder builder(parts.program);

  // Reads a table's columns; those that the database lacks are missing.
  const auto read = [&](const StoredTable& table, const char* order, const std::vector<Column*>& columns,
                        std::string_view kind, std::vector<std::int64_t>& keys) {
    if (!is_there(database, table)) return;
    const StoredTable there = fitted(database, table);
    StoredTable asked = there;
    asked.columns.erase(std::remove(asked.columns.begin(), asked.columns.end(), std::string()), asked.columns.end());
    Statement rows = database.prepare(select(asked, order));
    while (rows.step()) {
      keys.push_back(rows.integer(0));
      int place = 1;
      for (std::size_t column = 0; column < columns.size(); ++column) {
        const StoredCell cell = there.columns[column].empty() ? StoredCell() : stored_cell(rows, place++);
        builder.append(*columns[column], cell, kind, table.columns[column]);
      }
    }
  };

  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    const auto of = static_cast<RecordKind>(kind);
    // In the order of ids, which is that of the dataset's rows when it is finished.
    RowKeys& keys = parts.record_keys[kind];
    read(parts.tables.records[kind], "id", builder.records(of), name_of(of), keys.keys);
    if (!keys.keys.empty()) keys.next = *std::max_element(keys.keys.begin(), keys.keys.end()) + 1;
  }
  parts.interaction_keys.assign(parts.program.interactions.size(), {});
  for (std::uint32_t kind = 0; kind < parts.program.interactions.size(); ++kind) {
    RowKeys& keys = parts.interaction_keys[kind];
    read(parts.tables.interactions[kind], "\"row\"", builder.interactions(kind), parts.program.interactions[kind].name,
         keys.keys);
    if (!keys.keys.empty()) keys.next = keys.keys.back() + 1;
  }
  {
    Statement facts = database.prepare("SELECT kind, id, what, value FROM facts ORDER BY kind, id, what");
    while (facts.step()) builder.add_fact(facts.text(0), facts.text(1), facts.text(2), facts.text(3));
  }
  if (database.failed()) return database.error();
  running::SessionMemory memory = builder.finish(parts.interaction_keys);
  memory.clock = parts.clock;
  memory.sequence = parts.sequence;
  parts.lost = builder.lost();
  return memory;
}

}  // namespace leadline::state
