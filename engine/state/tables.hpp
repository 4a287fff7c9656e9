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

/// A table of records or interactions: its first column is `row`, its key.
struct StoredTable {
  std::string name;
  std::vector<std::string>
      columns;  // without `row`; records: as the fields; interactions: at, id, contact, lead, attributes
};

struct StoredTables {
  std::array<StoredTable, kRecordKinds> records;
  std::vector<StoredTable> interactions;
};

/// Names of the tables and columns of a program. SQLite knows no upper and lower case in names, so of two that differ
/// in nothing else the second gets a number.
[[nodiscard]] StoredTables tables_of(const Program& program);

/// Makes all tables in an empty database.
bool make_tables(Database& database, const StoredTables& tables);
/// Adds tables and columns that the database lacks; nothing is taken away.
bool fit_tables(Database& database, const StoredTables& tables);

/// The value of a key in the table `meta`, empty if it is not there.
[[nodiscard]] std::string meta(Database& database, std::string_view key);
bool set_meta(Database& database, std::string_view key, std::string_view value);

}  // namespace leadline::state
