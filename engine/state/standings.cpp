// SPDX-License-Identifier: Apache-2.0
// What is known of records beside their fields: into the tables, and out of them.
#include "engine/data/json_object.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/run/session/record_sources.hpp"
#include "engine/state/state_parts.hpp"
#include "engine/state/stored_value.hpp"
#include "engine/state/table_reader.hpp"

namespace leadline::state {

using running::StandingColumn;
using running::StandingParts;
using running::StandingRow;
using running::StandingValue;
using running::StandingWord;

namespace {

// The columns of a table that some parts of a row fill.
StoredTable columns_of(const StoredTable& table, const std::vector<StandingColumn>& columns, StandingParts parts) {
  StoredTable some{table.name, {}};
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if ((columns[column].part & parts) != 0) some.columns.push_back(table.columns[column]);
  }
  if ((parts & running::kRestPart) != 0) some.columns.push_back(table.columns.back());
  return some;
}

void bind(Statement& statement, int place, const StandingValue& value, std::string& scratch) {
  switch (value.kind) {
    case StandingValue::Kind::kMissing:
      return statement.bind_null(place);
    case StandingValue::Kind::kWhole:
      return statement.bind(place, value.number);
    case StandingValue::Kind::kNumber:
      return bind_number(statement, place, value.number, scratch);
    case StandingValue::Kind::kText:
      return statement.bind(place, value.text);
  }
}

// What stands in a column; missing where it is nothing that was written there.
StandingValue value_in(const StandingColumn& column, const StoredCell& cell) {
  const bool whole = cell.kind == StoredCell::Kind::kWhole;
  if (cell.kind == StoredCell::Kind::kMissing) return {};
  switch (column.kind) {
    case StandingColumn::Kind::kScore: {
      const std::int64_t micros = stored_number(cell);
      if (micros == kMissing64) return {};
      return {StandingValue::Kind::kNumber, micros, {}};
    }
    case StandingColumn::Kind::kNext:
    case StandingColumn::Kind::kKnown:
      if (whole) return {StandingValue::Kind::kWhole, cell.whole, {}};
      break;
    case StandingColumn::Kind::kSource:
    case StandingColumn::Kind::kGrade:
      break;
  }
  return {StandingValue::Kind::kText, 0, cell.text};
}

}  // namespace

bool State::Parts::put_standing(const StandingRow& row, std::int64_t key) {
  const auto kind = static_cast<std::size_t>(row.kind);
  const std::vector<StandingColumn>& columns = standing_columns[kind];
  std::optional<Statement>& put = put_standing_parts[kind][row.parts];
  if (!put) {
    const StoredTable some = columns_of(tables.standings[kind], columns, row.parts);
    if (some.columns.empty()) return true;  // as of grades, where no model has any
    put = database->prepare(upsert(some));
  }
  int place = 1;
  put->bind(place, key);
  standing_texts.resize(columns.size());
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if ((columns[column].part & row.parts) != 0) bind(*put, ++place, row.values[column], standing_texts[column]);
  }
  std::string facts;
  if ((row.parts & running::kRestPart) != 0) {
    JsonWriter json(facts);
    for (const StandingWord& word : row.words) {
      if (word.value.empty()) continue;
      if (facts.empty()) json.begin_object();
      json.key(word.what).text(word.value);
    }
    if (!facts.empty()) json.end_object();
    put->bind_or_null(++place, facts);
  }
  return put->run();
}

bool State::Parts::put_standings(const running::SessionChanges& changes) {
  if (!changes.standings) return true;
  bool done = true;
  changes.standings([&](const StandingRow& row) {
    done = done && put_standing(row, record_keys[static_cast<std::size_t>(row.kind)].of(row.row));
  });
  return done;
}

Result<bool> State::Parts::tell_standings(const running::TakeStanding& take) {
  JsonObject object;
  std::vector<JsonMember> members;
  std::vector<StandingValue> values;
  std::vector<StandingWord> words;
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    const std::vector<StandingColumn>& columns = standing_columns[kind];
    const std::vector<std::uint32_t> row_of = record_keys[kind].rows_by_key();
    TableReader rows(*database, tables.standings[kind], "\"row\"");
    while (rows.step()) {
      const auto key = static_cast<std::size_t>(rows.key());
      if (key >= row_of.size() || row_of[key] == kNoRow) continue;
      values.clear();
      for (std::size_t column = 0; column < columns.size(); ++column) {
        values.push_back(value_in(columns[column], rows.cell(column, false)));
      }
      words.clear();
      if (const StoredCell facts = rows.cell(columns.size(), false); facts.kind != StoredCell::Kind::kMissing) {
        if (!object.read(facts.text, members).empty()) members.clear();
        for (const JsonMember& member : members) {
          words.push_back({std::string(member.key), std::string(member.cell.text())});
        }
      }
      take({static_cast<RecordKind>(kind), row_of[key], running::kAllParts, values, words});
    }
  }
  if (database->failed()) return database->error();
  return true;
}

void State::Parts::set_sources(Dataset& data) {
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    for (std::size_t column = 0; column < standing_columns[kind].size(); ++column) {
      if (standing_columns[kind][column].kind != StandingColumn::Kind::kSource) continue;
      const std::vector<std::uint32_t> row_of = record_keys[kind].rows_by_key();
      TableReader rows(*database, {tables.standings[kind].name, {tables.standings[kind].columns[column]}}, "\"row\"");
      while (rows.step()) {
        const auto key = static_cast<std::size_t>(rows.key());
        if (key >= row_of.size() || row_of[key] == kNoRow) continue;
        running::set_source(data, static_cast<RecordKind>(kind), row_of[key], rows.cell(0).text);
      }
    }
  }
}

}  // namespace leadline::state
