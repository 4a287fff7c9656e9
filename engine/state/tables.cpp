// SPDX-License-Identifier: Apache-2.0
// The tables, as SQL.
#include "engine/state/tables.hpp"

#include <set>

#include "engine/run/session/standing_row.hpp"
#include "engine/values/text.hpp"

namespace leadline::state {

namespace {

constexpr const char* kFixedTables = R"(
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE rules (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE inputs (name TEXT PRIMARY KEY, bytes INTEGER, lines INTEGER, tail TEXT) WITHOUT ROWID;
CREATE TABLE outputs (name TEXT PRIMARY KEY, bytes INTEGER) WITHOUT ROWID;
CREATE TABLE outbox (lines TEXT);
CREATE TABLE timeline (number INTEGER PRIMARY KEY, sequence INTEGER, at TEXT, event TEXT, kind TEXT, id TEXT,
  decision TEXT, name TEXT, "from" TEXT, "to" TEXT, "by" TEXT, place TEXT, text TEXT, fields TEXT);
CREATE INDEX timeline_of_record ON timeline (kind, id);
CREATE TABLE tasks (number INTEGER PRIMARY KEY, at TEXT, kind TEXT, id TEXT, queue TEXT, text TEXT);
CREATE TABLE notices (number INTEGER PRIMARY KEY, at TEXT, kind TEXT, id TEXT, "to" TEXT, text TEXT);
CREATE TABLE sends (number INTEGER PRIMARY KEY, at TEXT, kind TEXT, id TEXT, name TEXT, fields TEXT);
CREATE TABLE rejected (number INTEGER PRIMARY KEY, sequence INTEGER, at TEXT, reason TEXT, event TEXT, resubmitted TEXT);
)";

// Names that differ in more than the case of letters.
class Names {
 public:
  std::string take(const std::string& name) {
    std::string free = name;
    for (int number = 2; !taken_.insert(lower(free)).second; ++number) free = name + '_' + std::to_string(number);
    return free;
  }

 private:
  std::set<std::string> taken_;
};

std::string create(const StoredTable& table) {
  std::string sql = "CREATE TABLE " + quoted(table.name) + " (\"row\" INTEGER PRIMARY KEY";
  for (const std::string& column : table.columns) sql += ", " + quoted(column);
  return sql + ");";
}

std::string create_index(const StoredTable& table) {
  return "CREATE INDEX " + quoted(table.name + "_by_id") + " ON " + quoted(table.name) + " (\"id\");";
}

}  // namespace

StoredTables tables_of(const Program& program) {
  StoredTables tables;
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    StoredTable& table = tables.records[kind];
    table.name = std::string(plural_of(static_cast<RecordKind>(kind)));
    Names names;
    names.take("row");
    for (const Field& field : program.records[kind].fields) table.columns.push_back(names.take(field.name));

    StoredTable& standing = tables.standings[kind];
    standing.name = "standing_" + table.name;
    Names known;
    known.take("row");
    for (const running::StandingColumn& column : running::standing_columns(program, static_cast<RecordKind>(kind))) {
      standing.columns.push_back(known.take(column.name));
    }
    standing.columns.push_back(known.take("facts"));
  }
  Names kinds;
  for (const InteractionKind& kind : program.interactions) {
    StoredTable& table = tables.interactions.emplace_back();
    table.name = kinds.take("interaction_" + kind.name);
    Names names;
    names.take("row");
    for (const char* own : {"at", "id", "contact", "lead"}) table.columns.push_back(names.take(own));
    for (const Field& field : kind.attributes) table.columns.push_back(names.take(field.name));
  }
  return tables;
}

bool make_tables(Database& database, const StoredTables& tables) {
  return database.run(kFixedTables) && database.run(kFactsTable) && database.run(kJournalTable) &&
         fit_tables(database, tables);
}

bool fit_tables(Database& database, const StoredTables& tables) {
  const auto fit = [&](const StoredTable& table, bool indexed) {
    std::set<std::string> there;
    {
      Statement columns = database.prepare("SELECT name FROM pragma_table_info(?)");
      columns.bind(1, table.name);
      while (columns.step()) there.insert(lower(columns.text(0)));
    }
    if (there.empty()) return database.run(create(table) + (indexed ? create_index(table) : ""));
    for (const std::string& column : table.columns) {
      if (there.count(lower(column)) == 0 &&
          !database.run("ALTER TABLE " + quoted(table.name) + " ADD COLUMN " + quoted(column))) {
        return false;
      }
    }
    return true;
  };
  for (const StoredTable& table : tables.records) {
    if (!fit(table, true)) return false;
  }
  for (const StoredTable& table : tables.standings) {
    if (!fit(table, false)) return false;
  }
  for (const StoredTable& table : tables.interactions) {
    if (!fit(table, false)) return false;
  }
  return !database.failed();
}

std::string upsert(const StoredTable& table) {
  std::string names = "\"row\"";
  std::string places = "?1";
  std::string changes;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    names += ", " + quoted(table.columns[column]);
    places += ", ?" + std::to_string(column + 2);
    changes +=
        (column == 0 ? "" : ", ") + quoted(table.columns[column]) + " = excluded." + quoted(table.columns[column]);
  }
  return "INSERT INTO " + quoted(table.name) + " (" + names + ") VALUES (" + places +
         ") ON CONFLICT (\"row\") DO UPDATE SET " + changes;
}

std::string meta(Database& database, std::string_view key) {
  Statement statement = database.prepare("SELECT value FROM meta WHERE key = ?");
  statement.bind(1, key);
  return statement.step() ? std::string(statement.text(0)) : std::string();
}

bool set_meta(Database& database, std::string_view key, std::string_view value) {
  Statement statement = database.prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)");
  statement.bind(1, key);
  statement.bind(2, value);
  return statement.run();
}

}  // namespace leadline::state
