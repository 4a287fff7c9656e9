// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/dot.hpp"

#include <fmt/format.h>

#include <map>

#include "engine/graph/plan.hpp"
#include "engine/values/time.hpp"

namespace leadline {
namespace {

std::string_view op_name(NodeOp op) {
  switch (op) {
    case NodeOp::kConstant:
      return "constant";
    case NodeOp::kNow:
      return "now";
    case NodeOp::kSubmission:
      return "submission";
    case NodeOp::kNumberColumn:
      return "number";
    case NodeOp::kFlagColumn:
      return "flag";
    case NodeOp::kListColumn:
      return "list";
    case NodeOp::kCodeText:
      return "text";
    case NodeOp::kCodeIndex:
      return "place";
    case NodeOp::kItemAt:
      return "at";
    case NodeOp::kExists:
      return "exists";
    case NodeOp::kStageSince:
      return "stage since";
    case NodeOp::kStageIs:
      return "stage is";
    case NodeOp::kReached:
      return "reached";
    case NodeOp::kEntering:
      return "entering";
    case NodeOp::kGather:
      return "gather";
    case NodeOp::kEither:
      return "either";
    case NodeOp::kLinked:
      return "linked";
    case NodeOp::kNullOf:
      return "without record";
    case NodeOp::kNormalForm:
      return "normal form";
    case NodeOp::kFold:
      return "fold";
    case NodeOp::kTextId:
      return "text id";
    case NodeOp::kTextTest:
      return "text test";
    case NodeOp::kInTexts:
      return "in texts";
    case NodeOp::kCompareText:
      return "compare texts";
    case NodeOp::kIsValid:
      return "is valid";
    case NodeOp::kCall:
      return "call";
    case NodeOp::kLength:
      return "length";
    case NodeOp::kWord:
      return "word";
    case NodeOp::kListAny:
      return "list any";
    case NodeOp::kListHas:
      return "list has";
    case NodeOp::kCompareNumber:
      return "compare";
    case NodeOp::kCompareFlag:
      return "compare flags";
    case NodeOp::kInNumbers:
      return "in numbers";
    case NodeOp::kAdd:
      return "add";
    case NodeOp::kSubtract:
      return "subtract";
    case NodeOp::kMultiply:
      return "multiply";
    case NodeOp::kDivide:
      return "divide";
    case NodeOp::kNegate:
      return "negate";
    case NodeOp::kMin:
      return "min";
    case NodeOp::kMax:
      return "max";
    case NodeOp::kRound:
      return "round";
    case NodeOp::kDayOfWeek:
      return "day of week";
    case NodeOp::kLookup:
      return "look up";
    case NodeOp::kAnd:
      return "and";
    case NodeOp::kOr:
      return "or";
    case NodeOp::kNot:
      return "not";
    case NodeOp::kPresent:
      return "present";
    case NodeOp::kElse:
      return "else";
    case NodeOp::kFirstOf:
      return "first of";
    case NodeOp::kAggregate:
      return "aggregate";
    case NodeOp::kFoldContacts:
      return "over contacts";
    case NodeOp::kSilence:
      return "silence";
    case NodeOp::kWorked:
      return "worked";
    case NodeOp::kWhenPoints:
      return "points when";
    case NodeOp::kTimesPoints:
      return "points times";
    case NodeOp::kBoundPoints:
      return "bound";
    case NodeOp::kFirstPoints:
      return "first points";
    case NodeOp::kBestPoints:
      return "best points";
    case NodeOp::kSumPoints:
      return "sum";
    case NodeOp::kCountedPoints:
      return "sum and counted";
    case NodeOp::kNarrowPoints:
      return "total";
    case NodeOp::kGrade:
      return "grade";
    case NodeOp::kScoreSum:
      return "score";
  }
  return "";
}

std::string_view op_name(AggregateOp op) {
  switch (op) {
    case AggregateOp::kAny:
      return "any";
    case AggregateOp::kCount:
      return "count";
    case AggregateOp::kCountBuckets:
      return "count buckets";
    case AggregateOp::kSum:
      return "sum";
    case AggregateOp::kMin:
      return "min";
    case AggregateOp::kMax:
      return "max";
    case AggregateOp::kAverage:
      return "average";
    case AggregateOp::kDistinct:
      return "distinct";
    case AggregateOp::kFirstAt:
      return "first at";
    case AggregateOp::kLastAt:
      return "last at";
    case AggregateOp::kOfFirst:
      return "of first";
    case AggregateOp::kOfLast:
      return "of last";
    case AggregateOp::kFirstItem:
      return "first item";
    case AggregateOp::kLastItem:
      return "last item";
    case AggregateOp::kPoints:
      return "points";
    case AggregateOp::kAnyPoints:
      return "any points";
    case AggregateOp::kPointsOfFirst:
      return "points of first";
    case AggregateOp::kPointsOfLast:
      return "points of last";
    case AggregateOp::kPresentPointsOfFirst:
      return "points of first present";
    case AggregateOp::kPresentPointsOfLast:
      return "points of last present";
  }
  return "";
}

std::string_view sign_of(CompareOp compare) {
  switch (compare) {
    case CompareOp::kEqual:
      return "=";
    case CompareOp::kLess:
      return "<";
    case CompareOp::kLessEqual:
      return "<=";
    case CompareOp::kGreater:
      return ">";
    case CompareOp::kGreaterEqual:
      return ">=";
  }
  return "";
}

std::string grain_name(const Plan& plan, GrainId id) {
  const Program& program = *plan.program;
  const Grain& grain = plan.grains[id];
  switch (grain.kind) {
    case GrainKind::kConstant:
      return "once";
    case GrainKind::kRecord:
      return std::string(name_of(grain.record));
    case GrainKind::kPool:
      return "account's contacts";
    case GrainKind::kInteraction:
      return program.interactions[grain.interaction].name;
    case GrainKind::kCodes: {
      if (!grain.of_interaction) {
        return fmt::format("values of {}.{}", name_of(grain.record),
                           program.schema(grain.record).fields[static_cast<std::size_t>(grain.field)].name);
      }
      const InteractionKind& kind = program.interactions[grain.interaction];
      return fmt::format("values of {}.{}", kind.name,
                         grain.field < 0 ? "id" : kind.attributes[static_cast<std::size_t>(grain.field)].name);
    }
    case GrainKind::kTest:
      return "test";
    case GrainKind::kPair:
      return fmt::format("{} with {}", grain_name(plan, grain.item), grain_name(plan, grain.subject));
  }
  return {};
}

std::string value_text(const Value& value) {
  if (value.missing) return "missing";
  if (value.type.list) {
    std::string text = "[";
    for (const Value& item : value.items) text += (text.size() > 1 ? ", " : "") + value_text(item);
    return text + "]";
  }
  if (value.type.textual() || value.type.kind == TypeKind::kChoice) return fmt::format("\"{}\"", value.text);
  if (value.type.kind == TypeKind::kYesNo) return value.number != 0 ? "yes" : "no";
  if (value.type.kind == TypeKind::kNumber) return to_text(Decimal{value.number});
  return value.type.kind == TypeKind::kTime ? format_time(value.number) : format_duration(value.number);
}

std::string field_name(const Plan& plan, const Node& node) {
  const Grain& grain = plan.grains[node.grain];
  if (grain.kind == GrainKind::kRecord) return plan.program->schema(grain.record).fields[node.index].name;
  if (grain.kind == GrainKind::kInteraction)
    return plan.program->interactions[grain.interaction].attributes[node.index].name;
  return {};
}

std::string bounds_text(const Bounds& bounds) {
  std::string text;
  if (bounds.at_most) text += fmt::format(" at most {}", to_text(*bounds.at_most));
  if (bounds.never_below) text += fmt::format(" never below {}", to_text(*bounds.never_below));
  return text;
}

// Which interactions an aggregate looks at.
std::string items_of(const Plan& plan, const Aggregate& aggregate) {
  std::string text;
  for (const AggregatePart& part : aggregate.parts) {
    text += ' ';
    text += grain_name(plan, part.grain);
  }
  for (const AggregateWindow& window : aggregate.within) text += " within " + format_duration(window.milliseconds);
  return text;
}

std::string form_name(const CountedRule& rule) {
  switch (rule.form) {
    case CountedRule::Form::kTimes:
      return " per";
    case CountedRule::Form::kWhen:
      return fmt::format(" when at least {}", rule.least);
    case CountedRule::Form::kUnless:
      return fmt::format(" unless at least {}", rule.least);
    case CountedRule::Form::kFading:
      return " fading per";
  }
  return "";
}

// What an operation does beyond its name.
std::string detail(const Plan& plan, const Node& node) {
  std::string text;
  if (node.op == NodeOp::kConstant) text = value_text(node.value);
  if (node.op == NodeOp::kNumberColumn || node.op == NodeOp::kFlagColumn || node.op == NodeOp::kListColumn ||
      node.op == NodeOp::kListAny) {
    text = field_name(plan, node);
  }
  if (node.op == NodeOp::kCompareNumber || node.op == NodeOp::kCompareText || node.op == NodeOp::kCompareFlag) {
    text = sign_of(node.compare);
  }
  if (node.op == NodeOp::kEntering) text = node.text;
  if (node.op == NodeOp::kReached) text = plan.program->thresholds[node.index].full_name;
  if (node.op == NodeOp::kInTexts || node.op == NodeOp::kTextTest) {
    for (const std::string& item : node.texts) text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", item);
  }
  if (node.op == NodeOp::kLookup) text = plan.program->tables[node.index].name;
  text += bounds_text(node.bounds);
  if (node.op == NodeOp::kAggregate) {
    text = op_name(plan.aggregates[node.aggregate].op);
    text += items_of(plan, plan.aggregates[node.aggregate]);
  }
  if (node.op == NodeOp::kCountedPoints) {
    const Counting& counting = plan.countings[node.index];
    for (const CountedRule& rule : counting.rules) {
      if (!text.empty()) text += ',';
      if (rule.form != CountedRule::Form::kFading) text += ' ' + to_text(Decimal{rule.points});
      text += form_name(rule) + items_of(plan, plan.aggregates[counting.selections[rule.selection]]);
      text += bounds_text(rule.bounds);
    }
    text.erase(0, 1);
  }
  return text;
}

std::string line_of(const Plan& plan, NodeId id) {
  const Node& node = plan.nodes[id];
  std::string line = fmt::format("%{} = {}", id, op_name(node.op));
  const std::string more = detail(plan, node);
  if (!more.empty()) line += fmt::format(" {}", more);
  std::string reads;
  for (const NodeId read : reads_of(plan, node)) reads += fmt::format("{}%{}", reads.empty() ? "" : ", ", read);
  if (!reads.empty()) line += fmt::format(" ({})", reads);
  if (node.link != kNoLink) line += fmt::format(" from {}", grain_name(plan, plan.links[node.link].to));
  if (node.state != 0) line += " [state]";
  return line + "\n";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string dump_plan(const Plan& plan) {
  std::string text = "once\n";
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    if (plan.nodes[id].grain == kConstantGrain) text += "  " + line_of(plan, id);
  }
  std::size_t number = 1;
  for (const PlanStage& stage : plan.stages) {
    text += fmt::format("stage {}: {}\n", number++, grain_name(plan, stage.grain));
    for (const NodeId id : stage.nodes) text += "  " + line_of(plan, id);
  }
  return text;
}

std::string dump_graph(const Plan& plan) {
  std::string text;
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    text += fmt::format("{:<24} {}", grain_name(plan, plan.nodes[id].grain), line_of(plan, id));
  }
  return text;
}

std::string dot_graph(const Plan& plan) {
  std::string text = "digraph leadline {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n";
  std::map<GrainId, std::vector<NodeId>> by_grain;
  for (NodeId id = 0; id < plan.nodes.size(); ++id) by_grain[plan.nodes[id].grain].push_back(id);
  for (const auto& [grain, nodes] : by_grain) {
    text += fmt::format("  subgraph cluster_{} {{\n    label=\"{}\";\n", grain, escaped(grain_name(plan, grain)));
    for (const NodeId id : nodes) {
      const std::string more = detail(plan, plan.nodes[id]);
      text += fmt::format("    n{} [label=\"{}{}{}\"];\n", id, op_name(plan.nodes[id].op), more.empty() ? "" : "\\n",
                          escaped(more));
    }
    text += "  }\n";
  }
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    const Node& node = plan.nodes[id];
    for (const NodeId read : reads_of(plan, node)) text += fmt::format("  n{} -> n{};\n", read, id);
  }
  return text + "}\n";
}

std::string dot_process(const Program& program, std::uint32_t id) {
  const Process& process = program.processes[id];
  std::string text = fmt::format("digraph \"{}\" {{\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n",
                                 escaped(process.name));
  for (std::size_t i = 0; i < process.stages.size(); ++i) {
    const Stage& stage = process.stages[i];
    const bool final = stage.final != Stage::Final::kNo;
    text += fmt::format("  s{} [label=\"{}\"{}{}];\n", i, escaped(stage.title.empty() ? stage.name : stage.title),
                        final ? ", peripheries=2" : "", i == 0 ? ", penwidth=2" : "");
  }
  for (std::size_t i = 0; i < process.stages.size(); ++i) {
    for (const Transition& transition : process.stages[i].transitions)
      text += fmt::format("  s{} -> s{};\n", i, transition.to);
  }
  for (const AnyStage& any : process.any) {
    for (const Transition& transition : any.transitions) {
      for (std::size_t i = 0; i < any.from.size(); ++i) {
        if (any.from[i]) text += fmt::format("  s{} -> s{} [style=dashed];\n", i, transition.to);
      }
    }
  }
  return text + "}\n";
}

}  // namespace leadline
