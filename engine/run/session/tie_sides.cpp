// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/tie_sides.hpp"

#include <set>
#include <utility>

namespace leadline::running {

namespace {

enum class Reads : std::uint8_t { kChildren, kField, kElsewhere };

// Whether an operation makes its value of its children alone, is a field, or looks at more than that.
Reads reads_of(NodeOp op) {
  switch (op) {
    case NodeOp::kNumberColumn:
    case NodeOp::kFlagColumn:
    case NodeOp::kCodeText:
    case NodeOp::kCodeIndex:
      return Reads::kField;
    case NodeOp::kConstant:
    case NodeOp::kFold:
    case NodeOp::kNormalForm:
    case NodeOp::kTextTest:
    case NodeOp::kInTexts:
    case NodeOp::kCompareText:
    case NodeOp::kIsValid:
    case NodeOp::kCall:
    case NodeOp::kLength:
    case NodeOp::kWord:
    case NodeOp::kCompareNumber:
    case NodeOp::kCompareFlag:
    case NodeOp::kInNumbers:
    case NodeOp::kAdd:
    case NodeOp::kSubtract:
    case NodeOp::kMultiply:
    case NodeOp::kDivide:
    case NodeOp::kNegate:
    case NodeOp::kMin:
    case NodeOp::kMax:
    case NodeOp::kRound:
    case NodeOp::kDayOfWeek:
    case NodeOp::kLookup:
    case NodeOp::kAnd:
    case NodeOp::kOr:
    case NodeOp::kNot:
    case NodeOp::kPresent:
    case NodeOp::kElse:
    case NodeOp::kFirstOf:
      return Reads::kChildren;
    case NodeOp::kNow:
    case NodeOp::kSubmission:
    case NodeOp::kListColumn:
    case NodeOp::kItemAt:
    case NodeOp::kExists:
    case NodeOp::kStageSince:
    case NodeOp::kStageIs:
    case NodeOp::kReached:
    case NodeOp::kEntering:
    case NodeOp::kGather:
    case NodeOp::kEither:
    case NodeOp::kLinked:
    case NodeOp::kNullOf:
    case NodeOp::kTextId:
    case NodeOp::kListAny:
    case NodeOp::kListHas:
    case NodeOp::kAggregate:
    case NodeOp::kFoldContacts:
    case NodeOp::kSilence:
    case NodeOp::kWorked:
    case NodeOp::kWhenPoints:
    case NodeOp::kTimesPoints:
    case NodeOp::kBoundPoints:
    case NodeOp::kFirstPoints:
    case NodeOp::kBestPoints:
    case NodeOp::kSumPoints:
    case NodeOp::kCountedPoints:
    case NodeOp::kNarrowPoints:
    case NodeOp::kGrade:
    case NodeOp::kScoreSum:
      return Reads::kElsewhere;
  }
  return Reads::kElsewhere;
}

struct Found {
  std::set<std::pair<RecordKind, std::uint32_t>> fields;
  bool good = true;
  bool plain = true;  // the field as it is
};

void walk(const Plan& plan, NodeId id, Found& found) {
  const Node& node = plan.nodes[id];
  const Grain& grain = plan.grains[node.grain];
  if (node.op == NodeOp::kGather && plan.links[node.link].op == LinkOp::kCode) {
    walk(plan, node.children[0], found);
    return;
  }
  switch (reads_of(node.op)) {
    case Reads::kField:
      if (grain.kind == GrainKind::kRecord) {
        found.fields.insert({grain.record, node.index});
      } else if (grain.kind == GrainKind::kCodes && !grain.of_interaction && !grain.elements && grain.field >= 0) {
        found.fields.insert({grain.record, static_cast<std::uint32_t>(grain.field)});
      } else {
        found.good = false;
      }
      return;
    case Reads::kChildren:
      found.plain = false;
      for (const NodeId child : node.children) walk(plan, child, found);
      return;
    case Reads::kElsewhere:
      found.good = false;
      return;
  }
}

}  // namespace

TieSide tie_side(const Plan& plan, NodeId id) {
  // Links first: the value is the same for whoever they lead from.
  const auto links_records = [&](const Node& node) {
    if (node.op != NodeOp::kGather) return false;
    const Link& link = plan.links[node.link];
    return plan.grains[link.from].kind == GrainKind::kRecord && plan.grains[link.to].kind == GrainKind::kRecord;
  };
  while (links_records(plan.nodes[id])) id = plan.nodes[id].children[0];
  TieSide side;
  const Grain& grain = plan.grains[plan.nodes[id].grain];
  if (grain.kind != GrainKind::kRecord) return side;
  Found found;
  walk(plan, id, found);
  if (!found.good || found.fields.size() != 1 || found.fields.begin()->first != grain.record) return side;
  side.good = true;
  side.kind = grain.record;
  side.field = found.fields.begin()->second;
  side.node = id;
  const RecordSchema& schema = plan.program->schema(side.kind);
  const auto field = static_cast<int>(side.field);
  if (!found.plain) return side;
  if (field == schema.id) side.names = side.kind;
  if (field == schema.contact) side.names = RecordKind::kContact;
  if (field == schema.account) side.names = RecordKind::kAccount;
  if (field == schema.lead) side.names = RecordKind::kLead;
  return side;
}

}  // namespace leadline::running
