// SPDX-License-Identifier: Apache-2.0
// The tables of a state: those that every state has, and one for each kind of record and interaction of a program.
// Entry points: make_tables, fit_tables.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "engine/program/program.hpp"
#include "engine/state/sqlite.hpp"

namespace leadline::state {

/// Events that are not in the other tables yet.
inline constexpr const char* kJournalTable =
    "CREATE TABLE journal (sequence INTEGER PRIMARY KEY, decisions INTEGER, source TEXT, events TEXT);";

/// What is known and is about no record.
inline constexpr const char* kFactsTable = "CREATE TABLE facts (what TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;";

/// A table of records, of what is known of them, or of interactions: its first column is `row`, its key.
struct StoredTable {
  std::string name;
  // Without `row`. Records: as the fields; what is known of them: as running::standing_columns, and facts;
  // interactions: at, id, contact, lead, attributes.
  std::vector<std::string> columns;
};

struct StoredTables {
  std::array<StoredTable, kRecordKinds> records;
  std::array<StoredTable, kRecordKinds> standings;  // with the keys of the records
  std::vector<StoredTable> interactions;
};

/// Names of the tables and columns of a program. SQLite knows no upper and lower case in names, so of two that differ
/// in nothing else the second gets a number.
[[nodiscard]] StoredTables tables_of(const Program& program);

/// Makes all tables in an empty database.
bool make_tables(Database& database, const StoredTables& tables);
/// Adds tables and columns that the database lacks; nothing is taken away.
bool fit_tables(Database& database, const StoredTables& tables);

/// SQL that inserts a row, or changes the one with this key; columns that are not named stay as they are.
[[nodiscard]] std::string upsert(const StoredTable& table);

/// The value of a key in the table `meta`, empty if it is not there.
[[nodiscard]] std::string meta(Database& database, std::string_view key);
bool set_meta(Database& database, std::string_view key, std::string_view value);

}  // namespace leadline::state
