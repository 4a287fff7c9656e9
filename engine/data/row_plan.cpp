// SPDX-License-Identifier: Apache-2.0
// Plans of files without a source: a column belongs to the field whose name it has.
#include "engine/data/row_plan.hpp"

#include <algorithm>

#include "engine/program/nearest.hpp"

namespace leadline {

namespace {

// Gives each name the first column that has it; says which columns are left out and which come too late.
class Columns {
 public:
  Columns(RowPlan& plan, const std::optional<std::vector<std::string>>& columns) : plan_(plan), fixed_(columns) {
    if (!columns) return;
    plan_.columns = *columns;
    plan_.slot_of_column.assign(columns->size(), -1);
    taken_.assign(columns->size(), false);
    for (const std::string& column : *columns) normal_.push_back(normal_name(column));
  }

  // The slot of a field's column, or -1.
  int slot(std::string_view field) {
    const std::string name = normal_name(field);
    int found = -1;
    for (std::size_t column = 0; column < normal_.size(); ++column) {
      if (normal_[column] != name || name.empty()) continue;
      if (found < 0) {
        found = plan_.slot(column);
      } else if (!taken_[column]) {
        plan_.repeated.push_back(plan_.columns[column]);
      }
      taken_[column] = true;
    }
    if (found >= 0 || fixed_) return found;
    plan_.columns.emplace_back(field);
    plan_.slot_of_column.push_back(-1);
    normal_.push_back(name);
    taken_.push_back(true);
    return plan_.slot(plan_.columns.size() - 1);
  }

  void say_ignored() {
    for (std::size_t column = 0; column < plan_.columns.size(); ++column) {
      if (!taken_[column] && !plan_.columns[column].empty()) plan_.ignored.push_back(plan_.columns[column]);
    }
  }

  [[nodiscard]] std::string listed() const {
    std::string text;
    for (const std::string& column : plan_.columns) text += (text.empty() ? "`" : ", `") + column + "`";
    return text;
  }

 private:
  RowPlan& plan_;
  const bool fixed_;
  std::vector<std::string> normal_;
  std::vector<bool> taken_;
};

Target make(Target::Place place, std::uint32_t index, const Type& type, std::string name, int slot) {
  Target target;
  target.place = place;
  target.index = index;
  target.type = type;
  target.name = std::move(name);
  target.slot = slot;
  return target;
}

Error lacks(const char* wanted, const Columns& columns) {
  return Error{"has no column `" + std::string(wanted) + "`; its columns are " + columns.listed()};
}

}  // namespace

int RowPlan::slot(std::size_t column) {
  if (slot_of_column[column] < 0) {
    slot_of_column[column] = static_cast<int>(column_of_slot.size());
    column_of_slot.push_back(static_cast<std::uint32_t>(column + 1));
  }
  return slot_of_column[column];
}

std::string normal_name(std::string_view name) {
  std::string result;
  for (const char c : name) {
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9')) {
      result += small;
    } else if (!result.empty() && result.back() != '_') {
      result += '_';
    }
  }
  if (!result.empty() && result.back() == '_') result.pop_back();
  return result;
}

Result<RowPlan> plan_by_name(const Program& program, std::optional<RecordKind> kind,
                             const std::optional<std::vector<std::string>>& names) {
  RowPlan plan;
  plan.by_name = true;
  plan.spelling.zone = Zone::find(program.zones.empty() ? "UTC" : program.zones[0]);
  if (!plan.spelling.zone) return Error{"the zone `" + program.zones[0] + "` is not in this machine's database"};
  Columns columns(plan, names);
  const Type text{TypeKind::kText};
  if (kind) {
    const RecordSchema& schema = program.schema(*kind);
    RowPart part;
    part.kind = *kind;
    for (std::uint32_t field = 0; field < schema.fields.size(); ++field) {
      const int slot = columns.slot(schema.fields[field].name);
      if (slot < 0) continue;
      Target target = make(Target::Place::kField, field, schema.fields[field].type, schema.fields[field].name, slot);
      const bool key = static_cast<int>(field) == schema.id;
      part.targets.insert(key ? part.targets.begin() : part.targets.end(), std::move(target));
    }
    if (part.targets.empty() || static_cast<int>(part.targets[0].index) != schema.id) return lacks("id", columns);
    plan.parts.push_back(std::move(part));
  } else {
    const int at = columns.slot("at");
    plan.kind_slot = columns.slot("kind");
    if (at < 0) return lacks("at", columns);
    if (plan.kind_slot < 0) return lacks("kind", columns);
    const int contact = columns.slot("contact");
    const int lead = columns.slot("lead");
    const int id = columns.slot("id");
    std::unordered_map<std::string, int> attributes;
    for (std::uint32_t number = 0; number < program.interactions.size(); ++number) {
      const InteractionKind& interaction = program.interactions[number];
      RowPart part;
      part.record = false;
      part.interaction = number;
      part.named = static_cast<int>(number);
      part.targets.push_back(make(Target::Place::kAt, 0, Type{TypeKind::kTime}, "at", at));
      if (contact >= 0) part.targets.push_back(make(Target::Place::kContact, 0, text, "contact", contact));
      if (lead >= 0) part.targets.push_back(make(Target::Place::kLead, 0, text, "lead", lead));
      if (id >= 0) part.targets.push_back(make(Target::Place::kId, 0, text, "id", id));
      for (std::uint32_t index = 0; index < interaction.attributes.size(); ++index) {
        const Field& attribute = interaction.attributes[index];
        const auto known = attributes.find(attribute.name);
        const int slot = known != attributes.end() ? known->second : columns.slot(attribute.name);
        attributes.emplace(attribute.name, slot);
        if (slot < 0) continue;
        part.targets.push_back(make(Target::Place::kAttribute, index, attribute.type, attribute.name, slot));
      }
      plan.parts.push_back(std::move(part));
    }
  }
  columns.say_ignored();
  return plan;
}

}  // namespace leadline
