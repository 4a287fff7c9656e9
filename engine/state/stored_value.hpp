// SPDX-License-Identifier: Apache-2.0
// How a value of the language stands in a column of the state, so that any tool can read it and nothing is lost: texts
// and words as text, yes/no as 1 and 0, times as ISO 8601 in UTC with milliseconds (so that they sort as texts),
// durations in milliseconds, lists as JSON, numbers as SQLite's integers or reals where these are exact, else as text.
#pragma once
#include <string>
#include <string_view>

#include "engine/data/column.hpp"
#include "engine/data/value_reader.hpp"
#include "engine/state/sqlite.hpp"

namespace leadline::state {

/// `2026-07-01T09:30:00.000Z`.
[[nodiscard]] std::string stored_time(std::int64_t ms);
/// The time that a text of a state says; kMissing64 if it says none.
[[nodiscard]] std::int64_t read_time(std::string_view text);

/// A row of a column in the form in which it is kept. `scratch` holds its text, where it is not the column's own.
struct StoredValue {
  enum class Kind : std::uint8_t { kMissing, kYesNo, kWhole, kNumber, kText, kList };
  Kind kind = Kind::kMissing;
  std::int64_t number = 0;  // kYesNo, kWhole; kNumber: millionths
  std::string_view text;    // kText; kList: JSON
};
[[nodiscard]] StoredValue stored_value(const Column& column, std::size_t row, std::string& scratch);

/// Binds a number of millionths. `scratch` must live until the statement has run.
void bind_number(Statement& statement, int place, std::int64_t micros, std::string& scratch);
/// Binds a row of a column; likewise.
void bind_value(Statement& statement, int place, const Column& column, std::size_t row, std::string& scratch);

/// What is found where a value was kept.
struct StoredCell {
  enum class Kind : std::uint8_t { kMissing, kWhole, kReal, kText };
  Kind kind = Kind::kMissing;
  std::int64_t whole = 0;
  double real = 0;
  std::string_view text;  // of a text; of a number, where it was asked for
};
/// `spelled`: with the text of a number.
[[nodiscard]] StoredCell stored_cell(const Statement& statement, int place, bool spelled = true);
/// The number that was kept, in millionths; kMissing64 if it is none.
[[nodiscard]] std::int64_t stored_number(const StoredCell& cell);

/// Adds what was kept to a column of the same type; false, and a missing value, if it does not fit the type (it was
/// written by other rules).
bool append_stored(const StoredCell& cell, Column& column, ValueReader& reader);

}  // namespace leadline::state
