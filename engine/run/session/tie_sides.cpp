// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/tie_sides.hpp"

#include <set>
#include <utility>

#include "engine/graph/node_table.hpp"

namespace leadline::running {

namespace {

// A field of a record, or the text or word behind the code of one.
bool is_field(NodeOp op) {
  return op == NodeOp::kNumberColumn || op == NodeOp::kFlagColumn || op == NodeOp::kCodeText ||
         op == NodeOp::kCodeIndex;
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
  if (is_field(node.op)) {
    if (grain.kind == GrainKind::kRecord) {
      found.fields.insert({grain.record, node.index});
    } else if (grain.kind == GrainKind::kCodes && !grain.of_interaction && !grain.elements && grain.field >= 0) {
      found.fields.insert({grain.record, static_cast<std::uint32_t>(grain.field)});
    } else {
      found.good = false;
    }
  } else if (follows_from_children(node.op)) {
    found.plain = false;
    for (const NodeId child : node.children) walk(plan, child, found);
  } else {
    found.good = false;
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
