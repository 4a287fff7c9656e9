// SPDX-License-Identifier: Apache-2.0
// Columns of callers as columns of a dataset.
#include "engine/read_tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/arrow/table.hpp"
#include "engine/data/given_table.hpp"
#include "engine/values/time.hpp"
#include "engine/values/whole_numbers.hpp"

namespace leadline {

namespace {

// A column that was copied into an InputTable.
class CopiedColumn final : public GivenColumn {
 public:
  explicit CopiedColumn(const InputTable::Column& column) : column_(column) {}

  bool values(TypeKind type, const Zone& /*zone*/, std::size_t from, std::size_t to, ReadyValues& out) const override {
    if (const auto* whole = std::get_if<std::vector<std::optional<std::int64_t>>>(&column_.values)) {
      if (type == TypeKind::kYesNo) return false;
      out.numbers.clear();
      for (std::size_t row = from; row < to; ++row) {
        const std::int64_t value = (*whole)[row].value_or(kMissing64);
        if (type == TypeKind::kNumber && (*whole)[row] && (value > kMostWhole || value < -kMostWhole)) return false;
        out.numbers.push_back(type == TypeKind::kNumber && (*whole)[row] ? value * Decimal::kOne : value);
      }
      return true;
    }
    if (const auto* decimals = std::get_if<std::vector<std::optional<Decimal>>>(&column_.values)) {
      if (type != TypeKind::kNumber) return false;
      out.numbers.clear();
      for (std::size_t row = from; row < to; ++row) {
        out.numbers.push_back((*decimals)[row] ? (*decimals)[row]->micros : kMissing64);
      }
      return true;
    }
    if (const auto* flags = std::get_if<std::vector<std::optional<bool>>>(&column_.values)) {
      if (type != TypeKind::kYesNo) return false;
      out.flags.clear();
      for (std::size_t row = from; row < to; ++row) {
        out.flags.push_back((*flags)[row] ? static_cast<std::uint8_t>(*(*flags)[row]) : kMissingYesNo);
      }
      return true;
    }
    return false;
  }

  bool wholes(std::size_t from, std::size_t to, std::vector<std::int64_t>& out) const override {
    const auto* const whole = std::get_if<std::vector<std::optional<std::int64_t>>>(&column_.values);
    if (whole == nullptr) return false;
    out.clear();
    for (std::size_t row = from; row < to; ++row) {
      if ((*whole)[row] == kMissing64) return false;  // the least of all numbers stands for none
      out.push_back((*whole)[row].value_or(kMissing64));
    }
    return true;
  }

  void cells(TypeKind type, std::size_t from, std::size_t to, CellWriter& writer,
             std::vector<Cell>& out) const override {
    std::visit(
        [&](const auto& values) {
          for (std::size_t row = from; row < to; ++row) out.push_back(cell(values[row], type, writer));
        },
        column_.values);
  }

 private:
  static Cell cell(const std::string& value, TypeKind /*type*/, CellWriter& /*writer*/) {
    return CellWriter::text(value);
  }
  static Cell cell(const std::optional<std::int64_t>& value, TypeKind type, CellWriter& writer) {
    if (!value) return {};
    if (type == TypeKind::kTime) return writer.keep(format_time(*value), CellKind::kText);
    if (type == TypeKind::kDuration) return writer.keep(format_duration(*value), CellKind::kText);
    return writer.keep(std::to_string(*value), CellKind::kNumber);
  }
  static Cell cell(const std::optional<Decimal>& value, TypeKind /*type*/, CellWriter& writer) {
    return value ? writer.keep(to_text(*value), CellKind::kNumber) : Cell{};
  }
  // The shortest decimal that means this number, so that 0.1 is 0.1 and halves are seen as such.
  static Cell cell(const std::optional<double>& value, TypeKind /*type*/, CellWriter& writer) {
    if (!value || std::isnan(*value)) return {};
    return writer.keep(fmt::format("{}", *value), std::isinf(*value) ? CellKind::kText : CellKind::kNumber);
  }
  static Cell cell(const std::optional<bool>& value, TypeKind /*type*/, CellWriter& /*writer*/) {
    if (!value) return {};
    return CellWriter::text(*value ? std::string_view("yes") : std::string_view("no"));
  }

  const InputTable::Column& column_;
};

std::size_t length_of(const InputTable::Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column.values);
}

std::optional<Error> wrong_shape(const InputTable& table) {
  for (const InputTable::Column& column : table.columns()) {
    if (length_of(column) == table.rows()) continue;
    return Error{fmt::format("column `{}` of table `{}` has {} values where {} were expected", column.name,
                             table.kind(), length_of(column), table.rows())};
  }
  return std::nullopt;
}

// What was read of a table, whatever it is made of.
Result<ArrowTable::Read> read_copied(const InputTable& table, Dataset& dataset, const GivenTable::Options& options) {
  if (std::optional<Error> error = wrong_shape(table)) return *std::move(error);
  std::vector<std::string> names;
  auto rows = std::make_shared<GivenRows>();
  rows->rows = table.rows();
  for (const InputTable::Column& column : table.columns()) {
    names.push_back(column.name);
    rows->columns.push_back(std::make_unique<CopiedColumn>(column));
  }
  Result<std::unique_ptr<GivenTable>> given = GivenTable::open(dataset, table.kind(), std::move(names), options);
  if (!given) return given.error();
  (*given)->add(rows);
  (*given)->finish();
  return ArrowTable::Read{std::move((*given)->bad()), (*given)->ignored()};
}

template <class Values>
InputTable::Column column_of(std::string name, Values values) {
  return InputTable::Column{std::move(name), std::move(values)};
}

}  // namespace

InputTable& InputTable::texts(std::string name, const std::vector<std::string_view>& values) {
  columns_.push_back(column_of(std::move(name), std::vector<std::string>(values.begin(), values.end())));
  return *this;
}

InputTable& InputTable::integers(std::string name, std::vector<std::optional<std::int64_t>> values) {
  columns_.push_back(column_of(std::move(name), std::move(values)));
  return *this;
}

InputTable& InputTable::decimals(std::string name, std::vector<std::optional<Decimal>> values) {
  columns_.push_back(column_of(std::move(name), std::move(values)));
  return *this;
}

InputTable& InputTable::reals(std::string name, std::vector<std::optional<double>> values) {
  columns_.push_back(column_of(std::move(name), std::move(values)));
  return *this;
}

InputTable& InputTable::booleans(std::string name, std::vector<std::optional<bool>> values) {
  columns_.push_back(column_of(std::move(name), std::move(values)));
  return *this;
}

InputTables::InputTables() = default;
InputTables::~InputTables() = default;
InputTables::InputTables(InputTables&& other) noexcept = default;
InputTables& InputTables::operator=(InputTables&& other) noexcept = default;
InputTables::Table::Table() = default;
InputTables::Table::~Table() = default;
InputTables::Table::Table(Table&& other) noexcept = default;
InputTables::Table& InputTables::Table::operator=(Table&& other) noexcept = default;

InputTable& InputTables::add(std::string kind, std::size_t rows) {
  tables_.emplace_back().columns = std::make_unique<InputTable>(std::move(kind), rows);
  return *tables_.back().columns;
}

void InputTables::add_arrow(std::string kind, ArrowArrayStream* stream) {
  tables_.emplace_back().arrow = std::make_unique<ArrowTable>(std::move(kind), stream);
}

std::optional<Error> read_tables(const InputTables& tables, bool bad_values_missing, unsigned threads, Dataset& data,
                                 std::vector<SetAside>& set_aside, std::vector<std::string>& ignored_columns) {
  GivenTable::Options options;
  options.bad_values_missing = bad_values_missing;
  options.threads = threads;
  for (const InputTables::Table& table : tables.all()) {
    Result<ArrowTable::Read> read =
        table.arrow ? table.arrow->read(data, options) : read_copied(*table.columns, data, options);
    if (!read) return read.error();
    const std::string& kind = table.arrow ? table.arrow->kind() : table.columns->kind();
    for (const std::string& name : read->ignored) ignored_columns.push_back(kind + '.' + name);
    for (BadRow& bad : read->bad) {
      set_aside.push_back(
          {kind, bad.line - 1, std::move(bad.column_name), std::move(bad.value), std::move(bad.reason)});
    }
    ++options.number;
  }
  return std::nullopt;
}

}  // namespace leadline
