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

void note(std::vector<std::string>& lost, std::uint64_t count, const std::string& what) {
  if (count != 0) lost.push_back(std::to_string(count) + (count == 1 ? " value of " : " values of ") + what);
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

Result<SessionMemory> State::load() {
  Parts& parts = *parts_;
  Database& database = *parts.database;
  SessionMemory memory;
  memory.data = std::make_unique<Dataset>(parts.program);
  memory.clock = parts.clock;
  memory.sequence = parts.sequence;
  const Spelling spelling;
  ValueReader reader(parts.program, spelling);

  // Reads a table's columns; those that the database lacks are missing.
  const auto read = [&](const StoredTable& table, const char* order, const std::vector<Column*>& columns,
                        const std::string& kind, std::vector<std::int64_t>& keys) {
    if (!is_there(database, table)) return;
    const StoredTable there = fitted(database, table);
    StoredTable asked = there;
    asked.columns.erase(std::remove(asked.columns.begin(), asked.columns.end(), std::string()), asked.columns.end());
    std::vector<std::uint64_t> unfit(columns.size(), 0);
    Statement rows = database.prepare(select(asked, order));
    while (rows.step()) {
      keys.push_back(rows.integer(0));
      int place = 1;
      for (std::size_t column = 0; column < columns.size(); ++column) {
        if (there.columns[column].empty()) {
          columns[column]->append_missing();
        } else if (!append_stored(rows, place++, *columns[column], reader)) {
          ++unfit[column];
        }
      }
    }
    for (std::size_t column = 0; column < columns.size(); ++column) {
      note(parts.lost, unfit[column], kind + '.' + table.columns[column]);
    }
  };

  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    RecordTable& records = memory.data->table(static_cast<RecordKind>(kind));
    std::vector<Column*> columns;
    for (Column& column : records.columns) columns.push_back(&column);
    // In the order of ids, which is that of the dataset's rows when it is finished.
    RowKeys& keys = parts.record_keys[kind];
    read(parts.tables.records[kind], "id", columns, std::string(name_of(static_cast<RecordKind>(kind))), keys.keys);
    if (!keys.keys.empty()) keys.next = *std::max_element(keys.keys.begin(), keys.keys.end()) + 1;
  }
  parts.interaction_keys.assign(parts.program.interactions.size(), {});
  for (std::uint32_t kind = 0; kind < parts.program.interactions.size(); ++kind) {
    InteractionTable& table = memory.data->interactions(kind);
    std::vector<Column*> columns{&table.at, &table.id, &table.contact_id, &table.lead_id};
    for (Column& attribute : table.attributes) columns.push_back(&attribute);
    RowKeys& keys = parts.interaction_keys[kind];
    read(parts.tables.interactions[kind], "\"row\"", columns, parts.program.interactions[kind].name, keys.keys);
    if (!keys.keys.empty()) keys.next = keys.keys.back() + 1;
    table.keys.assign(keys.keys.begin(), keys.keys.end());
    for (const std::int64_t key : keys.keys) table.order.push_back(static_cast<std::uint64_t>(key));
  }
  {
    Statement facts = database.prepare("SELECT kind, id, what, value FROM facts ORDER BY kind, id, what");
    while (facts.step()) {
      Fact& fact = memory.facts.emplace_back();
      const std::string_view kind = facts.text(0);
      fact.about_record = !kind.empty();
      for (std::size_t known = 0; known < kRecordKinds; ++known) {
        if (name_of(static_cast<RecordKind>(known)) == kind) fact.record = static_cast<RecordKind>(known);
      }
      fact.id = std::string(facts.text(1));
      fact.what = std::string(facts.text(2));
      fact.value = std::string(facts.text(3));
    }
  }
  if (database.failed()) return database.error();
  memory.data->finish();
  // Finishing has sorted the interactions.
  for (std::uint32_t kind = 0; kind < parts.program.interactions.size(); ++kind) {
    parts.interaction_keys[kind].keys = std::move(memory.data->interactions(kind).keys);
  }
  return memory;
}

}  // namespace leadline::state
