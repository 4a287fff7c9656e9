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

/// Binds a row of a column. `scratch` must live until the statement has run.
void bind_value(Statement& statement, int place, const Column& column, std::size_t row, std::string& scratch);

/// Adds what stands in a column of a state to a column of the same type; false, and a missing value, if it does not fit
/// the type (it was written by other rules).
bool append_stored(const Statement& statement, int place, Column& column, ValueReader& reader);

}  // namespace leadline::state
