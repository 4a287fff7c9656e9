// SPDX-License-Identifier: Apache-2.0
#include "engine/run/matching/match_values.hpp"

#include <algorithm>

#include "engine/values/normal_forms.hpp"
#include "engine/values/time.hpp"

namespace leadline {

MatchValue read_value(Evaluator& evaluator, NodeId node, std::uint32_t row) {
  MatchValue value;
  value.lane = evaluator.plan.nodes[node].lane;
  switch (value.lane) {
    case Lane::kText:
      value.text = evaluator.value<std::string_view>(node, row);
      value.missing = value.text.empty();
      break;
    case Lane::kFlag: {
      const auto flag = evaluator.value<std::uint8_t>(node, row);
      value.missing = !present(flag);
      value.number = value.missing ? 0 : flag;
      break;
    }
    case Lane::kNumber: {
      const std::int64_t number = evaluator.number(node, row);
      value.missing = !present(number);
      value.number = value.missing ? 0 : number;
      break;
    }
    case Lane::kList:
    case Lane::kPoints:
      break;
  }
  return value;
}

void append_key(std::string& key, const MatchValue& value) {
  if (value.lane == Lane::kText) {
    append_key(key, value.text);
  } else {
    append_key(key, value.number);
  }
}

Likeness likeness(MatchPart::Measure measure, std::string_view a, std::string_view b) {
  switch (measure) {
    case MatchPart::Measure::kJaroWinkler:
      return jaro_winkler(a, b);
    case MatchPart::Measure::kLevenshtein:
      return levenshtein(a, b);
    case MatchPart::Measure::kTokens:
      return words_in_common(a, b);
  }
  return {};
}

std::vector<std::string> keys_of_list(const Program& program, std::uint32_t list, const Type& type) {
  std::vector<std::string> keys;
  for (const Value& item : program.lists[list].value.items) {
    MatchValue value;
    value.lane = type.textual() ? Lane::kText : Lane::kNumber;
    value.number = item.number;
    std::string text;
    if (type.textual()) {
      text = type.kind == TypeKind::kPhone    ? phone(item.text, program.phone_country).value_or("")
             : type.kind == TypeKind::kDomain ? domain_normal(item.text)
                                              : text_normal(item.text);
      value.text = text;
    }
    append_key(keys.emplace_back(), value);
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::string name_of_value(const Program& program, ExprId id) {
  const Expr& expr = program.expr(id);
  if (expr.op == Op::kField) {
    const Expr& record = program.expr(expr.children[0]);
    const RecordSchema& schema = program.schema(record.type.record);
    const std::string& name = schema.fields[expr.index].name;
    // A record is known by its id.
    if (record.op == Op::kLink && static_cast<int>(expr.index) == schema.id)
      return name_of_value(program, expr.children[0]);
    return record.op == Op::kSelf ? name : name_of_value(program, expr.children[0]) + "." + name;
  }
  if (expr.op == Op::kLink) {
    const std::string name(name_of(expr.type.record));
    return program.expr(expr.children[0]).op == Op::kSelf ? name
                                                          : name_of_value(program, expr.children[0]) + "." + name;
  }
  if (expr.op == Op::kCall && expr.children.size() == 1) {
    const auto call = [&](const char* function) {
      return std::string(function) + "(" + name_of_value(program, expr.children[0]) + ")";
    };
    switch (expr.function) {
      case Function::kDomain:
        return call("domain");
      case Function::kMailbox:
        return call("mailbox");
      case Function::kCompany:
        return call("company");
      case Function::kDigits:
        return call("digits");
      case Function::kSounds:
        return call("sounds");
      case Function::kLength:
        return call("length");
      case Function::kLower:
        return call("lower");
      case Function::kRound:
        return call("round");
      case Function::kMin:
      case Function::kMax:
        break;
    }
  }
  return "the value";
}

std::string shown(const MatchValue& value, const Type& type) {
  if (value.missing) return "missing";
  if (value.lane == Lane::kText) return "`" + std::string(value.text) + "`";
  if (value.lane == Lane::kFlag) return value.number != 0 ? "yes" : "no";
  if (type.kind == TypeKind::kTime) return format_time(value.number);
  if (type.kind == TypeKind::kNumber) return to_text(Decimal{value.number});
  return std::to_string(value.number);
}

std::string shown(std::int64_t millionths) {
  if (millionths >= Decimal::kOne) return "1";
  std::string digits = std::to_string(millionths / 100);
  digits.insert(0, 4 - std::min<std::size_t>(4, digits.size()), '0');
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return "0." + digits;
}

Dependence dependence_of(const Plan& plan, NodeId id) {
  Dependence result;
  const Node& node = plan.nodes[id];
  const Grain& grain = plan.grains[node.grain];
  if (grain.kind == GrainKind::kRecord) result.kinds |= 1U << static_cast<unsigned>(grain.record);
  result.lasting = (grain.kind == GrainKind::kRecord || grain.kind == GrainKind::kConstant ||
                    (grain.kind == GrainKind::kCodes && !grain.of_interaction)) &&
                   node.state == 0 && node.op != NodeOp::kNow && node.op != NodeOp::kAggregate;
  for (const NodeId child : node.children) {
    const Dependence of_child = dependence_of(plan, child);
    result.lasting = result.lasting && of_child.lasting;
    result.kinds |= of_child.kinds;
  }
  if (node.link != kNoLink) {
    // Where the link leads may change with the record that it leads to: it may come and go.
    const Grain& to = plan.grains[plan.links[node.link].to];
    if (to.kind == GrainKind::kRecord) result.kinds |= 1U << static_cast<unsigned>(to.record);
  }
  return result;
}

}  // namespace leadline
