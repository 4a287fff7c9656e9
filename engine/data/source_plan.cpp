// SPDX-License-Identifier: Apache-2.0
// Plans of files that a `source` describes: its mappings, tied to the columns of one header.
#include <algorithm>

#include "engine/data/row_plan.hpp"
#include "engine/program/nearest.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

// The number of a column by its name in the rule file: as the header has it, else ignoring case.
std::optional<std::size_t> find_column(const std::vector<std::string>& columns, std::string_view name) {
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (trim(columns[column]) == name) return column;
  }
  const std::string folded = fold(name);
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (fold(trim(columns[column])) == folded) return column;
  }
  return std::nullopt;
}

class SourcePlanner {
 public:
  SourcePlanner(const Program& program, const SourceDefinition& source,
                const std::optional<std::vector<std::string>>& columns)
      : program_(program), source_(source), fixed_(columns) {
    if (columns) plan_.columns = *columns;
    plan_.slot_of_column.assign(plan_.columns.size(), -1);
  }

  Result<RowPlan> make() {
    if (!spell()) return error_;
    for (const SourceMapping& mapping : source_.mappings) {
      if (!add_part(mapping)) return error_;
    }
    plan_.counted_only = !source_.form.empty();
    say_columns();
    return std::move(plan_);
  }

 private:
  bool fail(std::string message) {
    error_ = Error{std::move(message)};
    return false;
  }

  bool spell() {
    Spelling& spelling = plan_.spelling;
    for (const std::string& word : source_.missing) spelling.missing.emplace_back(trim(word));
    for (const std::string& pattern : source_.times) {
      Result<TimeFormat> format = TimeFormat::compile(pattern);
      if (!format) return fail(format.error().message);
      spelling.times.push_back(std::move(format).value());
    }
    const std::string zone = source_.zone < program_.zones.size() ? program_.zones[source_.zone] : "UTC";
    spelling.zone = Zone::find(zone);
    if (!spelling.zone) return fail("the zone `" + zone + "` is not in this machine's database");
    if (!source_.numbers.empty()) {
      const Result<NumberFormat> numbers = NumberFormat::from_sample(source_.numbers);
      if (!numbers) return fail(numbers.error().message);
      spelling.numbers = numbers.value();
      spelling.number_sample = source_.numbers;
    }
    return true;
  }

  // The slot of a column of the rule file; -1 and an error if the file has none of that name.
  int slot_of(const std::string& name) {
    std::optional<std::size_t> column = find_column(plan_.columns, trim(name));
    if (!column && !fixed_) {
      plan_.columns.emplace_back(trim(name));
      plan_.slot_of_column.push_back(-1);
      column = plan_.columns.size() - 1;
    }
    if (column) return plan_.slot(*column);
    std::string message = "has no column `" + name + "`, which source `" + source_.name + "` reads";
    const std::string near = checking::nearest(name, plan_.columns);
    if (!near.empty()) message += "; did you mean `" + near + "`?";
    fail(std::move(message));
    return -1;
  }

  bool add_condition(ExprId id) {
    const Expr& expr = program_.expr(id);
    if (expr.op == Op::kAttribute && plan_.condition_slots.count(expr.text) == 0) {
      const int slot = slot_of(expr.text);
      if (slot < 0) return false;
      plan_.condition_slots.emplace(expr.text, slot);
    }
    for (const ExprId child : expr.children) {
      if (program_.expr(child).op != Op::kItem && !add_condition(child)) return false;
    }
    return true;
  }

  // A table's text as a word of the choice that it fills; the checker has seen that it is one.
  [[nodiscard]] Value fitted(Value value, const Type& type) const {
    if (type.kind != TypeKind::kChoice || value.missing || !value.type.textual()) return value;
    const std::vector<std::string>& words = program_.choices[type.choice].words;
    const std::string folded = fold(value.text);
    const auto word =
        std::find_if(words.begin(), words.end(), [&](const std::string& one) { return fold(one) == folded; });
    value.type = type;
    value.missing = word == words.end();
    value.number = word - words.begin();
    return value;
  }

  [[nodiscard]] std::shared_ptr<const ValueMap> map_of(const SourceField& field, const Type& type) const {
    auto map = std::make_shared<ValueMap>();
    if (field.has_map) {
      map->must_be_there = true;
      for (const auto& [key, value] : field.map) {
        map->texts.emplace(fold(trim(key)), value);
        map->keys.push_back(key);
      }
      return map;
    }
    const Table& table = program_.tables[static_cast<std::size_t>(field.table)];
    map->by_number = !table.keys.empty() && table.keys[0].kind == TypeKind::kNumber;
    for (const Table::Row& row : table.rows) {
      if (row.keys.empty() || row.keys[0].missing) continue;
      if (map->by_number) {
        map->numbers.emplace(row.keys[0].number, fitted(row.value, type));
      } else {
        map->texts.emplace(fold(row.keys[0].text), fitted(row.value, type));
      }
    }
    return map;
  }

  bool add_part(const SourceMapping& mapping) {
    RowPart part;
    part.record = mapping.record;
    part.kind = mapping.kind;
    part.interaction = mapping.interaction;
    part.where = mapping.where;
    if (mapping.where != kNoExpr && !add_condition(mapping.where)) return false;
    for (const SourceField& field : mapping.fields) {
      Target target;
      if (!place(mapping, field, target)) return false;
      target.is_not = field.is_not;
      if (field.column.empty()) {
        target.constant = field.constant;
      } else {
        target.slot = slot_of(field.column);
        if (target.slot < 0) return false;
      }
      if (field.has_map || field.table >= 0) target.map = map_of(field, target.type);
      const bool key = mapping.record ? target.place == Target::Place::kField &&
                                            static_cast<int>(target.index) == program_.schema(mapping.kind).id
                                      : target.place == Target::Place::kAt;
      part.targets.insert(key ? part.targets.begin() : part.targets.end(), std::move(target));
    }
    plan_.parts.push_back(std::move(part));
    return true;
  }

  bool place(const SourceMapping& mapping, const SourceField& field, Target& target) {
    using From = SourceField::Target;
    using To = Target::Place;
    target.type = Type{TypeKind::kText};
    if (mapping.record) {
      const RecordSchema& schema = program_.schema(mapping.kind);
      int index = -1;
      switch (field.target) {
        case From::kField:
          index = static_cast<int>(field.field);
          break;
        case From::kId:
          index = schema.id;
          break;
        case From::kContact:
          index = schema.contact;
          break;
        case From::kLead:
          index = schema.lead;
          break;
        case From::kAt:
        case From::kKind:
          break;
      }
      if (index < 0) return fail("source `" + source_.name + "` fills a field that its kind of record lacks");
      target.place = To::kField;
      target.index = static_cast<std::uint32_t>(index);
      target.type = schema.fields[target.index].type;
      target.name = schema.fields[target.index].name;
      return true;
    }
    const InteractionKind& kind = program_.interactions[mapping.interaction];
    switch (field.target) {
      case From::kField:
        target.place = To::kAttribute;
        target.index = field.field;
        target.type = kind.attributes[field.field].type;
        target.name = kind.attributes[field.field].name;
        return true;
      case From::kAt:
        target.place = To::kAt;
        target.type = Type{TypeKind::kTime};
        target.name = "at";
        return true;
      case From::kId:
        target.place = To::kId;
        target.name = "id";
        return true;
      case From::kContact:
        target.place = To::kContact;
        target.name = "contact";
        return true;
      case From::kLead:
        target.place = To::kLead;
        target.name = "lead";
        return true;
      case From::kKind:
        return fail("source `" + source_.name + "` cannot take the kind of an interaction from a column");
    }
    return false;
  }

  void say_columns() {
    for (std::size_t column = 0; column < plan_.columns.size(); ++column) {
      const std::string& name = plan_.columns[column];
      if (plan_.slot_of_column[column] >= 0 || name.empty()) continue;
      const bool again = std::any_of(plan_.columns.begin(), plan_.columns.begin() + static_cast<std::ptrdiff_t>(column),
                                     [&](const std::string& other) { return trim(other) == trim(name); });
      (again ? plan_.repeated : plan_.ignored).push_back(name);
    }
  }

  const Program& program_;
  const SourceDefinition& source_;
  const bool fixed_;
  RowPlan plan_;
  Error error_;
};

}  // namespace

Result<RowPlan> plan_by_source(const Program& program, const SourceDefinition& source,
                               const std::optional<std::vector<std::string>>& columns) {
  Result<RowPlan> plan = SourcePlanner(program, source, columns).make();
  for (std::uint32_t i = 0; plan && i < program.sources.size(); ++i) {
    if (&program.sources[i] == &source) plan->source = i + 1;
  }
  return plan;
}

}  // namespace leadline
