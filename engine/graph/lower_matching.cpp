// SPDX-License-Identifier: Apache-2.0
// Matching strategies to nodes: what is compared of the incoming record and of the stored one, in the form in which
// values of its type are equal. Texts get that form once for each distinct value.
#include "engine/graph/graph_builder.hpp"

namespace leadline {

void GraphBuilder::lower_strategies(std::vector<StrategyNodes>& strategies) {
  for (const MatchStrategy& strategy : program_.strategies) strategies.push_back(lower_strategy(strategy));
}

StrategyNodes GraphBuilder::lower_strategy(const MatchStrategy& strategy) {
  StrategyNodes nodes;
  const auto subject_of_left = [&](ExprId value) {
    return speaks_of_contact(value, strategy.kind) ? RecordKind::kContact : strategy.kind;
  };
  for (const MatchLine& line : strategy.lines) {
    MatchLineNodes out;
    for (const MatchPart& part : line.parts) {
      MatchPartNodes made;
      const RecordKind left = subject_of_left(part.left);
      made.left = normal_form(part.left, part.normal_form, left);
      made.left_of_contact = left != strategy.kind;
      made.right = normal_form(part.right, part.normal_form, strategy.kind);
      out.parts.push_back(made);
    }
    for (const auto& [value, type] : line.unless_differs) {
      MatchPartNodes made;
      made.left = made.right = normal_form(value, type, strategy.kind);
      out.unless_differs.push_back(made);
    }
    nodes.lines.push_back(std::move(out));
  }
  if (strategy.among != kNoExpr) {
    nodes.among = bring(lower(strategy.among, about(strategy.kind)), 0, grain_of(strategy.kind));
  }
  for (const auto& [value, list] : strategy.never) {
    MatchPartNodes made;
    const RecordKind left = subject_of_left(value);
    made.left = normal_form(value, program_.expr(value).type, left);
    made.left_of_contact = left != strategy.kind;
    nodes.never.push_back(made);
  }
  return nodes;
}

// Ids, and links, which are ids, are compared exactly.
NodeId GraphBuilder::normal_form(ExprId value, const Type& type, RecordKind subject) {
  Seen seen = lower(value, about(subject));
  const Node& node = table_.node(seen.node);
  const Grain& grain = table_.grain(node.grain);
  const bool is_id = grain.kind == GrainKind::kCodes && !grain.of_interaction && node.op == NodeOp::kCodeText &&
                     grain.field == program_.schema(grain.record).id;
  if (node.lane == Lane::kText && type.textual() && !is_id) {
    Node form;
    form.op = NodeOp::kNormalForm;
    form.lane = Lane::kText;
    form.index = static_cast<std::uint32_t>(type.kind);
    seen = apply(std::move(form), {seen}, grain_of(subject));
  }
  return bring(seen, 0, grain_of(subject));
}

// Whether a value is about the contact that came with the incoming record of another kind.
bool GraphBuilder::speaks_of_contact(ExprId value, RecordKind kind) {
  const Expr& expr = program_.expr(value);
  if (expr.op == Op::kSelf) return kind != RecordKind::kContact && expr.type.record == RecordKind::kContact;
  for (const ExprId child : expr.children) {
    if (speaks_of_contact(child, kind)) return true;
  }
  return false;
}

}  // namespace leadline
