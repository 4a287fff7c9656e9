// SPDX-License-Identifier: Apache-2.0
// Values to SQLite and back.
#include "engine/state/stored_value.hpp"

#include <cmath>
#include <cstdio>

#include "engine/data/json_writer.hpp"
#include "engine/values/time.hpp"
#include "leadline/decimal.hpp"

namespace leadline::state {

namespace {

// The millionths that a real stands for, by its shortest text of at most 15 digits.
bool micros_of(double real, std::int64_t& micros) {
  if (!std::isfinite(real)) return false;
  char text[64];
  std::snprintf(text, sizeof text, "%.15g", real);
  Decimal value;
  if (parse_decimal(text, value) != DecimalError::kNone) return false;
  micros = value.micros;
  return true;
}

void bind_number(Statement& statement, int place, std::int64_t micros, std::string& scratch) {
  if (micros % Decimal::kOne == 0) return statement.bind(place, micros / Decimal::kOne);
  const double real = static_cast<double>(micros) / static_cast<double>(Decimal::kOne);
  std::int64_t back = 0;
  if (micros_of(real, back) && back == micros) return statement.bind(place, real);
  scratch = to_text(Decimal{micros});
  statement.bind(place, scratch);
}

}  // namespace

std::string stored_time(std::int64_t ms) {
  std::string text = format_time(ms);
  if (floor_rest(ms, kMsPerSecond) == 0 && !text.empty() && text.back() == 'Z') text.insert(text.size() - 1, ".000");
  return text;
}

std::int64_t read_time(std::string_view text) {
  TimeText time;
  return parse_iso(text, time) ? time.ms : kMissing64;
}

void bind_value(Statement& statement, int place, const Column& column, std::size_t row, std::string& scratch) {
  if (column.missing(row)) return statement.bind_null(place);
  switch (column.storage) {
    case Storage::kCodes:
      statement.bind(place, column.dictionary ? (*column.dictionary)[column.codes[row]]
                                              : std::string_view((*column.words)[column.codes[row] - 1]));
      return;
    case Storage::kYesNo:
      statement.bind(place, std::int64_t{column.flags[row]});
      return;
    case Storage::kNumbers:
      if (column.type.kind == TypeKind::kTime) {
        scratch = stored_time(column.numbers[row]);
        statement.bind(place, scratch);
      } else if (column.type.kind == TypeKind::kDuration) {
        statement.bind(place, column.numbers[row]);
      } else {
        bind_number(statement, place, column.numbers[row], scratch);
      }
      return;
    case Storage::kList: {
      scratch.clear();
      JsonWriter json(scratch);
      json.value(column.value(row));
      statement.bind(place, scratch);
      return;
    }
  }
}

bool append_stored(const Statement& statement, int place, Column& column, ValueReader& reader) {
  const Statement::Kind kind = statement.kind(place);
  if (kind == Statement::Kind::kNull) {
    column.append_missing();
    return true;
  }
  if (column.storage == Storage::kNumbers) {
    if (kind == Statement::Kind::kInteger && column.type.kind != TypeKind::kTime) {
      const bool duration = column.type.kind == TypeKind::kDuration;
      const auto number =
          duration ? narrow(statement.integer(place)) : narrow(Int128{statement.integer(place)} * Decimal::kOne);
      column.numbers.push_back(number.value_or(kMissing64));
      return number.has_value();
    }
    std::int64_t micros = 0;
    if (kind == Statement::Kind::kReal && column.type.kind == TypeKind::kNumber &&
        micros_of(statement.real(place), micros)) {
      column.numbers.push_back(micros);
      return true;
    }
  }
  const std::string_view text = statement.text(place);
  // A text is what it was when it was stored, also if it looks like a number or like nothing.
  if (column.storage == Storage::kCodes && column.dictionary) {
    column.codes.push_back(column.dictionary->add(text));
    return true;
  }
  Value value;
  const bool fits =
      reader.value({text.data(), static_cast<std::uint32_t>(text.size()), CellKind::kText}, column.type, value);
  if (!fits) value.missing = true;
  column.append(value);
  return fits;
}

}  // namespace leadline::state
