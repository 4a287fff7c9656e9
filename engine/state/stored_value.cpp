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

// Below it millionths have at most 15 digits: no two of them are nearest to the same real.
constexpr double kFifteenDigits = 1e15;

// The millionths that a real stands for, by its shortest text of at most 15 digits.
bool micros_of(double real, std::int64_t& micros) {
  if (!std::isfinite(real)) return false;
  const double nearest = std::nearbyint(real * static_cast<double>(Decimal::kOne));
  if (std::fabs(nearest) < kFifteenDigits && nearest / static_cast<double>(Decimal::kOne) == real) {
    micros = static_cast<std::int64_t>(nearest);
    return true;
  }
  char text[64];
  std::snprintf(text, sizeof text, "%.15g", real);
  Decimal value;
  if (parse_decimal(text, value) != DecimalError::kNone) return false;
  micros = value.micros;
  return true;
}

}  // namespace

std::string stored_time(std::int64_t ms) {
  std::string text;
  append_sortable_time(text, ms);
  return text;
}

std::int64_t read_time(std::string_view text) {
  TimeText time;
  return parse_iso(text, time) ? time.ms : kMissing64;
}

StoredValue stored_value(const Column& column, std::size_t row, std::string& scratch) {
  if (column.missing(row)) return {};
  switch (column.storage) {
    case Storage::kCodes:
      return {StoredValue::Kind::kText, 0,
              column.dictionary ? (*column.dictionary)[column.codes[row]]
                                : std::string_view((*column.words)[column.codes[row] - 1])};
    case Storage::kYesNo:
      return {StoredValue::Kind::kYesNo, column.flags[row], {}};
    case Storage::kNumbers:
      if (column.type.kind == TypeKind::kTime) {
        scratch.clear();
        append_sortable_time(scratch, column.numbers[row]);
        return {StoredValue::Kind::kText, 0, scratch};
      }
      if (column.type.kind == TypeKind::kDuration) return {StoredValue::Kind::kWhole, column.numbers[row], {}};
      return {StoredValue::Kind::kNumber, column.numbers[row], {}};
    case Storage::kList: {
      scratch = json_of(column.value(row));
      return {StoredValue::Kind::kList, 0, scratch};
    }
  }
  return {};
}

void bind_number(Statement& statement, int place, std::int64_t micros, std::string& scratch) {
  if (micros % Decimal::kOne == 0) return statement.bind(place, micros / Decimal::kOne);
  const double real = static_cast<double>(micros) / static_cast<double>(Decimal::kOne);
  std::int64_t back = 0;
  if (micros_of(real, back) && back == micros) return statement.bind(place, real);
  scratch = to_text(Decimal{micros});
  statement.bind(place, scratch);
}

void bind_value(Statement& statement, int place, const Column& column, std::size_t row, std::string& scratch) {
  const StoredValue value = stored_value(column, row, scratch);
  switch (value.kind) {
    case StoredValue::Kind::kMissing:
      return statement.bind_null(place);
    case StoredValue::Kind::kYesNo:
    case StoredValue::Kind::kWhole:
      return statement.bind(place, value.number);
    case StoredValue::Kind::kNumber:
      return bind_number(statement, place, value.number, scratch);
    case StoredValue::Kind::kText:
    case StoredValue::Kind::kList:
      return statement.bind(place, value.text);
  }
}

StoredCell stored_cell(const Statement& statement, int place, bool spelled) {
  StoredCell cell;
  switch (statement.kind(place)) {
    case Statement::Kind::kNull:
      return cell;
    case Statement::Kind::kInteger:
      cell.kind = StoredCell::Kind::kWhole;
      cell.whole = statement.integer(place);
      break;
    case Statement::Kind::kReal:
      cell.kind = StoredCell::Kind::kReal;
      cell.real = statement.real(place);
      break;
    case Statement::Kind::kText:
      cell.kind = StoredCell::Kind::kText;
      break;
  }
  if (spelled || cell.kind == StoredCell::Kind::kText) cell.text = statement.text(place);
  return cell;
}

std::int64_t stored_number(const StoredCell& cell) {
  std::int64_t micros = 0;
  Decimal value;
  switch (cell.kind) {
    case StoredCell::Kind::kMissing:
      return kMissing64;
    case StoredCell::Kind::kWhole:
      return narrow(Int128{cell.whole} * Decimal::kOne).value_or(kMissing64);
    case StoredCell::Kind::kReal:
      return micros_of(cell.real, micros) ? micros : kMissing64;
    case StoredCell::Kind::kText:
      return parse_decimal(cell.text, value) == DecimalError::kNone ? value.micros : kMissing64;
  }
  return kMissing64;
}

bool append_stored(const StoredCell& cell, Column& column, ValueReader& reader) {
  if (cell.kind == StoredCell::Kind::kMissing) {
    column.append_missing();
    return true;
  }
  if (column.storage == Storage::kNumbers) {
    if (cell.kind == StoredCell::Kind::kWhole && column.type.kind != TypeKind::kTime) {
      const bool duration = column.type.kind == TypeKind::kDuration;
      const auto number = duration ? narrow(cell.whole) : narrow(Int128{cell.whole} * Decimal::kOne);
      column.numbers.push_back(number.value_or(kMissing64));
      return number.has_value();
    }
    std::int64_t micros = 0;
    if (cell.kind == StoredCell::Kind::kReal && column.type.kind == TypeKind::kNumber && micros_of(cell.real, micros)) {
      column.numbers.push_back(micros);
      return true;
    }
  }
  // A text is what it was when it was stored, also if it looks like a number or like nothing.
  if (column.storage == Storage::kCodes && column.dictionary) {
    column.codes.push_back(column.dictionary->add(cell.text));
    return true;
  }
  Value value;
  const bool fits = reader.value({cell.text.data(), static_cast<std::uint32_t>(cell.text.size()), CellKind::kText},
                                 column.type, value);
  if (!fits) value.missing = true;
  column.append(value);
  return fits;
}

}  // namespace leadline::state
