// SPDX-License-Identifier: Apache-2.0
// Rows of a source that says `through form`, as what the form was filled in with.
#include <algorithm>
#include <unordered_map>

#include "engine/data/block_converter.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/values/time.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

namespace {

// A value as somebody would fill it in.
std::string answer_of(const Program& program, const Value& value) {
  if (value.type.list) {
    std::string text;
    JsonWriter json(text);
    json.value(value);
    return text;
  }
  switch (value.type.kind) {
    case TypeKind::kNumber:
      return to_text(Decimal{value.number});
    case TypeKind::kYesNo:
      return value.number != 0 ? "yes" : "no";
    case TypeKind::kTime:
      return format_time(value.number);
    case TypeKind::kDuration:
      return format_duration(value.number);
    case TypeKind::kChoice:
      return program.choices[value.type.choice].words[static_cast<std::size_t>(value.number)];
    case TypeKind::kNone:
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kGrade:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      break;
  }
  return value.text;
}

// Whose id names a row: of an interaction before that of a lead, of a lead before that of a contact.
int rank(const RowPart& part) {
  if (!part.record) return 3;
  return part.kind == RecordKind::kLead ? 2 : part.kind == RecordKind::kContact ? 1 : 0;
}

}  // namespace

std::vector<FormRow> BlockConverter::form_rows(const Block& block) const {
  std::vector<FormRow> rows;
  std::vector<int> ranks;
  std::unordered_map<std::uint32_t, std::size_t> place_of;
  for (std::uint32_t row = 0; row < block.row_count(); ++row) {
    const bool given = std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
      return std::binary_search(part.rows.begin(), part.rows.end(), row);
    });
    if (!given) continue;
    place_of.emplace(row, rows.size());
    rows.emplace_back().line = block.place(row).line;
    ranks.push_back(-1);
  }
  for (std::size_t number = 0; number < parts_.size(); ++number) {
    const RowPart& part = plan_.parts[number];
    const RecordSchema* schema = part.record ? &program_.schema(part.kind) : nullptr;
    for (const std::uint32_t at : parts_[number].rows) {
      FormRow& row = rows[place_of.at(at)];
      if (!part.record && row.interaction == Event::kNoKind) row.interaction = part.interaction;
    }
    for (std::size_t target = 0; target < part.targets.size(); ++target) {
      const Target& filled = part.targets[target];
      const int field = static_cast<int>(filled.index);
      const bool is_id = part.record ? field == schema->id : filled.place == Target::Place::kId;
      const bool is_link = part.record
                               ? schema->fields[filled.index].is_link
                               : filled.place == Target::Place::kContact || filled.place == Target::Place::kLead;
      const bool is_time = part.record ? field == schema->created : filled.place == Target::Place::kAt;
      if (is_link) continue;
      const Column& column = parts_[number].columns[target];
      for (std::size_t at = 0; at < parts_[number].rows.size(); ++at) {
        const Value value = column.value(at);
        if (value.missing) continue;
        const std::size_t place = place_of.at(parts_[number].rows[at]);
        FormRow& row = rows[place];
        if (is_id) {
          if (rank(part) > ranks[place]) row.id = value.text;
          ranks[place] = std::max(ranks[place], rank(part));
        } else if (is_time) {
          if (row.at == kMissing64 || !part.record) row.at = value.number;
        } else {
          const bool known = std::any_of(row.answers.begin(), row.answers.end(),
                                         [&](const auto& answer) { return answer.first == filled.name; });
          if (!known) row.answers.emplace_back(filled.name, answer_of(program_, value));
        }
      }
    }
  }
  return rows;
}

}  // namespace leadline
