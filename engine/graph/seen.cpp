// SPDX-License-Identifier: Apache-2.0
// How values at different grains come together: an operation is done at the end of the longest path that all its
// operands share, constants aside.
#include <algorithm>

#include "engine/graph/graph_builder.hpp"

namespace leadline {

Lane lane_of(const Type& type) {
  if (type.list) return Lane::kList;
  if (type.textual()) return Lane::kText;
  return type.kind == TypeKind::kYesNo ? Lane::kFlag : Lane::kNumber;
}

Seen GraphBuilder::constant(const Value& value) {
  Node node;
  node.op = NodeOp::kConstant;
  node.lane = lane_of(value.type);
  node.value = value;
  return Seen{table_.add(std::move(node)), kNoNode, {}};
}

Seen GraphBuilder::constant_number(std::int64_t number, TypeKind type) {
  Value value;
  value.type.kind = type;
  value.number = number;
  return constant(value);
}

Seen GraphBuilder::constant_flag(bool yes) { return constant_number(yes ? 1 : 0, TypeKind::kYesNo); }

Seen GraphBuilder::missing(Lane lane) {
  Value value;
  value.missing = true;
  switch (lane) {
    case Lane::kFlag:
      value.type.kind = TypeKind::kYesNo;
      break;
    case Lane::kNumber:
    case Lane::kPoints:
      value.type.kind = TypeKind::kNumber;
      break;
    case Lane::kText:
      value.type.kind = TypeKind::kText;
      break;
    case Lane::kList:
      value.type.kind = TypeKind::kText;
      value.type.list = true;
      break;
  }
  return constant(value);
}

bool GraphBuilder::is_constant(const Seen& seen) const {
  return seen.path.empty() && table_.node(seen.node).grain == kConstantGrain;
}

LinkId GraphBuilder::link(LinkOp op, GrainId from, GrainId to) { return table_.add(Link{op, from, to}); }

bool GraphBuilder::is_parent(LinkId id) const { return table_.link(id).op == LinkOp::kParent; }

GrainId GraphBuilder::grain_at(const std::vector<LinkId>& path, std::size_t depth, GrainId base) const {
  return depth == 0 ? base : table_.link(path[depth - 1]).to;
}

Seen GraphBuilder::behind(std::vector<LinkId> path, Seen seen) {
  path.insert(path.end(), seen.path.begin(), seen.path.end());
  seen.path = std::move(path);
  return seen;
}

// The value at the grain in which the first `depth` links of its path end.
NodeId GraphBuilder::bring(const Seen& seen, std::size_t depth, GrainId base) {
  NodeId node = seen.node;
  for (std::size_t i = seen.path.size(); i > depth; --i) {
    Node step;
    step.lane = table_.node(node).lane;
    step.link = seen.path[i - 1];
    step.grain = grain_at(seen.path, i - 1, base);
    if (is_parent(step.link)) {
      step.op = NodeOp::kEither;
      step.children = {node, seen.pool};
    } else {
      step.op = NodeOp::kGather;
      step.children = {node};
    }
    node = table_.add(std::move(step));
  }
  return node;
}

Seen GraphBuilder::apply(Node node, const std::vector<Seen>& children, GrainId base) {
  const std::vector<LinkId>* shared = nullptr;
  std::size_t depth = 0;
  for (const Seen& child : children) {
    if (is_constant(child)) continue;
    if (shared == nullptr) {
      shared = &child.path;
      depth = child.path.size();
      continue;
    }
    const auto common = std::mismatch(shared->begin(), shared->begin() + static_cast<std::ptrdiff_t>(depth),
                                      child.path.begin(), child.path.end());
    depth = static_cast<std::size_t>(common.first - shared->begin());
  }
  Seen result;
  if (shared == nullptr) {
    for (const Seen& child : children) node.children.push_back(child.node);
    node.grain = kConstantGrain;
    result.node = table_.add(std::move(node));
    return result;
  }
  result.path.assign(shared->begin(), shared->begin() + static_cast<std::ptrdiff_t>(depth));
  node.grain = grain_at(result.path, depth, base);
  if (depth > 0 && is_parent(result.path.back())) {
    Node pool = node;
    pool.grain = kPoolGrain;
    for (const Seen& child : children) {
      node.children.push_back(child.node);
      pool.children.push_back(is_constant(child) ? child.node : child.pool);
    }
    result.pool = table_.add(std::move(pool));
  } else {
    for (const Seen& child : children) {
      node.children.push_back(is_constant(child) ? child.node : bring(child, depth, base));
    }
  }
  result.node = table_.add(std::move(node));
  return result;
}

Seen GraphBuilder::combine(NodeOp op, Lane lane, std::vector<Seen> children, GrainId base) {
  if (children.size() == 1 && op == NodeOp::kSumPoints) return children[0];
  const bool all_constant =
      std::all_of(children.begin(), children.end(), [&](const Seen& child) { return is_constant(child); });
  Node node;
  node.op = op;
  node.lane = lane;
  // Where all share a path, the work is done at its end.
  Seen whole;
  if (!all_constant) {
    std::vector<LinkId> shared;
    bool first = true;
    for (const Seen& child : children) {
      if (is_constant(child)) continue;
      if (first) {
        shared = child.path;
        first = false;
      } else {
        const auto common = std::mismatch(shared.begin(), shared.end(), child.path.begin(), child.path.end());
        shared.erase(common.first, shared.end());
      }
    }
    if (shared.empty() || !is_parent(shared.back())) {
      whole.path = shared;
      whole.node = combine_at(op, lane, children, base, shared.size());
      return whole;
    }
  }
  return apply(std::move(node), children, base);
}

// One node at the grain where the children's first `depth` links end. Children that go on by the same link are combined
// behind it first.
NodeId GraphBuilder::combine_at(NodeOp op, Lane lane, const std::vector<Seen>& children, GrainId base,
                                std::size_t depth) {
  std::vector<NodeId> here;
  std::vector<std::pair<LinkId, std::vector<Seen>>> beyond;
  GrainId grain = base;
  LinkId parent = kNoLink;
  for (const Seen& child : children) {
    if (is_constant(child) || child.path.size() <= depth) {
      here.push_back(child.node);
      continue;
    }
    grain = grain_at(child.path, depth, base);
    const LinkId next = child.path[depth];
    if (is_parent(next)) parent = next;
    auto place = std::find_if(beyond.begin(), beyond.end(), [&](const auto& entry) { return entry.first == next; });
    if (place == beyond.end()) place = beyond.insert(beyond.end(), {next, {}});
    place->second.push_back(child);
  }
  if (!here.empty()) {
    for (const NodeId node : here) {
      if (table_.node(node).grain != kConstantGrain) grain = table_.node(node).grain;
    }
  }
  // The contact's part of a sum joins what is the contact's anyway: one look-up a row instead of two.
  if (parent != kNoLink && op == NodeOp::kSumPoints) {
    const auto is_contact = [&](const auto& entry) { return table_.link(entry.first).op == LinkOp::kContact; };
    const auto contact = std::find_if(beyond.begin(), beyond.end(), is_contact);
    if (contact != beyond.end()) {
      const NodeId part = combine_at(op, lane, contact->second, base, depth + 1);
      beyond.erase(contact);
      Node none;
      none.op = NodeOp::kNullOf;
      none.lane = lane;
      none.children = {part};
      Seen joined;
      joined.node = part;
      joined.pool = table_.add(std::move(none));
      joined.path.assign(depth + 1, parent);
      const auto place =
          std::find_if(beyond.begin(), beyond.end(), [&](const auto& entry) { return entry.first == parent; });
      place->second.push_back(std::move(joined));
    }
  }
  for (const auto& [next, group] : beyond) {
    Node step;
    step.lane = lane;
    step.link = next;
    step.grain = grain;
    if (is_parent(next)) {
      Node contacts;
      contacts.op = op;
      contacts.lane = lane;
      contacts.grain = grain_of(RecordKind::kContact);
      Node pools = contacts;
      pools.grain = kPoolGrain;
      for (const Seen& child : group) {
        contacts.children.push_back(child.node);
        pools.children.push_back(child.pool);
      }
      step.op = NodeOp::kEither;
      step.children = group.size() == 1
                          ? std::vector<NodeId>{group[0].node, group[0].pool}
                          : std::vector<NodeId>{table_.add(std::move(contacts)), table_.add(std::move(pools))};
    } else {
      step.op = NodeOp::kGather;
      step.children = {combine_at(op, lane, group, base, depth + 1)};
    }
    here.push_back(table_.add(std::move(step)));
  }
  if (here.size() == 1) return here[0];
  Node node;
  node.op = op;
  node.lane = lane;
  node.grain = kConstantGrain;
  for (const NodeId id : here) {
    if (table_.node(id).grain != kConstantGrain) node.grain = table_.node(id).grain;
  }
  node.children = std::move(here);
  return table_.add(std::move(node));
}

}  // namespace leadline
