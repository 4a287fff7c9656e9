// SPDX-License-Identifier: Apache-2.0
// Columns of callers as columns of a dataset.
#include "engine/read_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/data/block_converter.hpp"
#include "engine/data/row_plan.hpp"
#include "engine/values/time.hpp"

namespace leadline {

namespace {

// Rows that are turned into columns at a time; cells of numbers are written as texts for as long as their block lives.
constexpr std::size_t kBlockRows = 16'384;

// What a table is: records of a kind, or interactions; with a name, all of that kind.
struct TableKind {
  std::optional<RecordKind> record;
  std::string interaction;
};

std::optional<TableKind> kind_of(const Program& program, const std::string& name) {
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    if (name == plural_of(kind) || name == name_of(kind)) return TableKind{kind, {}};
  }
  if (name == "interactions") return TableKind{};
  for (const InteractionKind& kind : program.interactions) {
    if (kind.name == name) return TableKind{std::nullopt, name};
  }
  return std::nullopt;
}

// The type of the value that a slot gives, to know a time from a number.
TypeKind type_of_slot(const RowPlan& plan, int slot) {
  for (const RowPart& part : plan.parts) {
    for (const Target& target : part.targets) {
      if (target.slot == slot) return target.type.kind;
    }
  }
  return TypeKind::kText;
}

// Writes values as the texts that a file would hold.
class CellWriter {
 public:
  explicit CellWriter(std::vector<std::string>& texts) : texts_(texts) {}

  Cell text(std::string_view value) {
    return Cell{value.data(), static_cast<std::uint32_t>(value.size()), CellKind::kText};
  }

  Cell integer(const std::optional<std::int64_t>& value, TypeKind type) {
    if (!value) return {};
    if (type == TypeKind::kTime) return keep(format_time(*value), CellKind::kText);
    if (type == TypeKind::kDuration) return keep(format_duration(*value), CellKind::kText);
    return keep(std::to_string(*value), CellKind::kNumber);
  }

  Cell decimal(const std::optional<Decimal>& value) {
    return value ? keep(to_text(*value), CellKind::kNumber) : Cell{};
  }

  // The shortest decimal that means this number, so that 0.1 is 0.1 and halves are seen as such.
  Cell real(const std::optional<double>& value) {
    if (!value || std::isnan(*value)) return {};
    return keep(fmt::format("{}", *value), std::isinf(*value) ? CellKind::kText : CellKind::kNumber);
  }

  Cell boolean(const std::optional<bool>& value) {
    if (!value) return {};
    return text(*value ? std::string_view("yes") : std::string_view("no"));
  }

 private:
  Cell keep(std::string written, CellKind kind) {
    const std::string& kept = texts_.emplace_back(std::move(written));
    return Cell{kept.data(), static_cast<std::uint32_t>(kept.size()), kind};
  }

  std::vector<std::string>& texts_;
};

struct ColumnCells {
  const InputTable::Column& column;
  TypeKind type;
  std::size_t from;
  std::size_t to;

  void append_to(std::vector<Cell>& cells, CellWriter& writer) const {
    std::visit([&](const auto& values) { append(values, cells, writer); }, column.values);
  }

 private:
  void append(const std::vector<std::string>& values, std::vector<Cell>& cells, CellWriter& writer) const {
    for (std::size_t row = from; row < to; ++row) cells.push_back(writer.text(values[row]));
  }
  void append(const std::vector<std::optional<std::int64_t>>& values, std::vector<Cell>& cells,
              CellWriter& writer) const {
    for (std::size_t row = from; row < to; ++row) cells.push_back(writer.integer(values[row], type));
  }
  void append(const std::vector<std::optional<Decimal>>& values, std::vector<Cell>& cells, CellWriter& writer) const {
    for (std::size_t row = from; row < to; ++row) cells.push_back(writer.decimal(values[row]));
  }
  void append(const std::vector<std::optional<double>>& values, std::vector<Cell>& cells, CellWriter& writer) const {
    for (std::size_t row = from; row < to; ++row) cells.push_back(writer.real(values[row]));
  }
  void append(const std::vector<std::optional<bool>>& values, std::vector<Cell>& cells, CellWriter& writer) const {
    for (std::size_t row = from; row < to; ++row) cells.push_back(writer.boolean(values[row]));
  }
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

// Adds the table to the dataset; `number` is its place among all tables, for the order of interactions.
std::optional<Error> add_table(const InputTable& table, std::uint64_t number, bool bad_values_missing, Dataset& data,
                               std::vector<SetAside>& set_aside, std::vector<std::string>& ignored_columns) {
  const Program& program = data.program();
  if (std::optional<Error> error = wrong_shape(table)) return error;
  const std::optional<TableKind> kind = kind_of(program, table.kind());
  if (!kind)
    return Error{
        fmt::format("`{}` is neither a kind of record nor a kind of interaction of these rules", table.kind())};

  std::vector<std::string> names;
  for (const InputTable::Column& column : table.columns()) names.push_back(column.name);
  const bool one_kind = !kind->record && !kind->interaction.empty();
  if (one_kind) names.emplace_back("kind");
  Result<RowPlan> plan = plan_by_name(program, kind->record, names);
  if (!plan) return Error{fmt::format("table `{}`: {}", table.kind(), plan.error().message)};
  for (const std::string& name : plan->ignored) ignored_columns.push_back(table.kind() + '.' + name);

  BlockConverter converter(*plan, data, true, bad_values_missing);
  std::vector<std::string> texts;
  for (std::size_t from = 0; from < table.rows(); from += kBlockRows) {
    const std::size_t to = std::min(table.rows(), from + kBlockRows);
    Block block;
    block.columns.resize(plan->column_of_slot.size());
    block.high_bytes = true;  // the texts have not been looked at
    texts.clear();
    texts.reserve((to - from) * table.columns().size());
    CellWriter writer(texts);
    for (std::size_t slot = 0; slot < block.columns.size(); ++slot) {
      const std::size_t column = plan->column_of_slot[slot] - 1;
      std::vector<Cell>& cells = block.columns[slot];
      if (column == table.columns().size()) {
        cells.assign(to - from, writer.text(kind->interaction));
      } else {
        ColumnCells{table.columns()[column], type_of_slot(*plan, static_cast<int>(slot)), from, to}.append_to(cells,
                                                                                                              writer);
      }
    }
    // Rows count from 1, as lines do.
    for (std::size_t row = from; row < to; ++row) block.rows.push_back(RowPlace{row + 1, 0, 0});
    converter.convert(block);
    converter.commit(block, number);
    for (BadRow& bad : converter.bad()) {
      set_aside.push_back({table.kind(), bad.line - 1, bad.column_name, bad.value, bad.reason});
    }
  }
  return std::nullopt;
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

std::optional<Error> read_tables(const InputTables& tables, bool bad_values_missing, Dataset& data,
                                 std::vector<SetAside>& set_aside, std::vector<std::string>& ignored_columns) {
  std::uint64_t number = 0;
  for (const std::unique_ptr<InputTable>& table : tables.all()) {
    if (std::optional<Error> error =
            add_table(*table, number++, bad_values_missing, data, set_aside, ignored_columns)) {
      return error;
    }
  }
  return std::nullopt;
}

}  // namespace leadline
