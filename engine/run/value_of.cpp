// SPDX-License-Identifier: Apache-2.0
#include "engine/run/value_of.hpp"

#include "engine/values/time.hpp"
#include "engine/values/zone.hpp"

namespace leadline {
namespace {

template <class T>
T at(Evaluator& evaluator, NodeId node, std::uint32_t row, std::uint32_t item) {
  Slot slot;
  evaluator.evaluate(node, row, item, slot);
  return slot.as<T>();
}

std::string local_time(const Program& program, std::int64_t ms) {
  const std::shared_ptr<const Zone> zone = Zone::find(program.zones.empty() ? "UTC" : program.zones.front());
  std::string text = format_time(zone ? zone->local_at(ms) : ms);  // as if it were UTC: 2026-07-01T09:30:00Z
  if (text.size() >= 16) text[10] = ' ';
  return text.substr(0, 16);
}

}  // namespace

Value value_of(Evaluator& evaluator, NodeId node, const Type& type, std::uint32_t row, std::uint32_t item) {
  Value value;
  value.type = type;
  value.missing = true;
  switch (evaluator.plan.nodes[node].lane) {
    case Lane::kFlag: {
      const auto flag = at<std::uint8_t>(evaluator, node, row, item);
      value.missing = !present(flag);
      value.number = flag;
      break;
    }
    case Lane::kNumber: {
      const auto number = at<std::int64_t>(evaluator, node, row, item);
      value.missing = !present(number);
      value.number = value.missing ? 0 : number;
      break;
    }
    case Lane::kText: {
      const auto text = at<std::string_view>(evaluator, node, row, item);
      value.missing = !present(text);
      value.text = std::string(text);
      if (value.type.kind == TypeKind::kRecord) value.type.kind = TypeKind::kText;
      break;
    }
    case Lane::kList: {
      const auto list = at<ListView>(evaluator, node, row, item);
      value.missing = !present(list);
      if (list.constant != nullptr) {
        value.items = list.constant->items;
      } else {
        for (std::uint64_t i = list.begin; i < list.end; ++i) value.items.push_back(list.items->value(i));
      }
      break;
    }
    case Lane::kPoints:
      break;
  }
  return value;
}

std::string words_of(const Program& program, const Value& value) {
  if (value.missing) return {};
  if (value.type.list) {
    std::string text;
    for (const Value& item : value.items) text += (text.empty() ? "" : ", ") + words_of(program, item);
    return text;
  }
  switch (value.type.kind) {
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
      return value.text;
    case TypeKind::kNumber:
      return to_text(Decimal{value.number});
    case TypeKind::kYesNo:
      return value.number != 0 ? "yes" : "no";
    case TypeKind::kTime:
      return local_time(program, value.number);
    case TypeKind::kDuration:
      return format_duration(value.number);
    case TypeKind::kChoice:
      return value.text.empty() ? program.choices[value.type.choice].words[static_cast<std::size_t>(value.number)]
                                : value.text;
    case TypeKind::kGrade:
      return value.text.empty() ? program.models[value.type.choice].grades[static_cast<std::size_t>(value.number)].word
                                : value.text;
    case TypeKind::kNone:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      break;
  }
  return {};
}

}  // namespace leadline
