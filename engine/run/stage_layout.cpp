// SPDX-License-Identifier: Apache-2.0
#include "engine/run/stage_layout.hpp"

#include <algorithm>
#include <map>

namespace leadline {

Layout::Layout(Binding& binding, const std::vector<NodeId>& wanted, const std::vector<BlockReader>& readers)
    : binding_(binding), plan_(binding.plan) {
  mark(wanted, readers);
  place(readers);
  lay_out();
}

bool Layout::about_pairs(NodeId id) const { return plan_.grains[plan_.nodes[id].grain].kind == GrainKind::kPair; }

// Nodes that go over a whole table, or share what was counted with those of other grains.
bool Layout::computed_early(NodeId id) const {
  return about_pairs(id) || whole_table(plan_, plan_.nodes[id]) || plan_.nodes[id].op == NodeOp::kCountedPoints;
}

std::vector<NodeId> Layout::reads(NodeId id) const {
  const Node& node = plan_.nodes[id];
  if (node.op == NodeOp::kNullOf) return {};  // asked for directly
  if (!whole_table(plan_, node)) return reads_of(plan_, node);
  std::vector<NodeId> all = node.children;
  // The two sides of what has to be equal; that of the items by its codes where it has such.
  for (const AggregatePart& part : plan_.aggregates[node.aggregate].parts) {
    for (const ItemNode& filter : part.filters) all.push_back(filter.node);
    for (const NodeId filter : part.pair_filters) {
      const std::optional<PairEquality> equal = pair_equality(plan_, filter);
      all.push_back(equal->item.node);
      all.push_back(equal->subject);
    }
  }
  return all;
}

// What a late reader's blocks compute: of its nodes, and of what they read, all that is of its grain. The rest is kept
// before.
std::vector<bool> Layout::late_nodes(const BlockReader& reader) const {
  std::vector<bool> late(plan_.nodes.size(), false);
  std::vector<NodeId> open = reader.nodes;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (late[id] || plan_.nodes[id].grain != *reader.late || computed_early(id)) continue;
    late[id] = true;
    for (const NodeId read : reads(id)) open.push_back(read);
  }
  return late;
}

void Layout::mark(const std::vector<NodeId>& wanted, const std::vector<BlockReader>& readers) {
  stage_.assign(plan_.nodes.size(), -1);
  for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
    for (const NodeId id : plan_.stages[i].nodes) stage_[id] = static_cast<std::int32_t>(i);
  }
  active_.assign(plan_.nodes.size(), false);
  kept_.assign(plan_.nodes.size(), false);
  std::vector<NodeId> open;
  const auto keep = [&](NodeId id) {
    kept_[id] = true;
    open.push_back(id);
  };
  for (const NodeId id : wanted) keep(id);
  for (const BlockReader& reader : readers) {
    if (!reader.late) {
      for (const NodeId id : reader.nodes) {
        if (plan_.nodes[id].grain != kConstantGrain) open.push_back(id);
      }
      continue;
    }
    const Late& late = late_.emplace_back(Late{&reader, late_nodes(reader)});
    const auto keep_before = [&](NodeId id) {
      if (!late.nodes[id] && plan_.nodes[id].grain != kConstantGrain) keep(id);
    };
    for (const NodeId id : reader.nodes) keep_before(id);
    for (NodeId id = 0; id < late.nodes.size(); ++id) {
      if (!late.nodes[id]) continue;
      for (const NodeId read : reads(id)) keep_before(read);
    }
  }
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (active_[id]) continue;
    active_[id] = true;
    if (whole_table(plan_, plan_.nodes[id])) kept_[id] = true;
    for (const NodeId read : reads(id)) {
      // Scratch holds what one stage reads of itself; the rest is kept.
      if (about_pairs(id) || stage_[read] != stage_[id]) kept_[read] = true;
      open.push_back(read);
    }
  }
}

// A reader's turn is the last stage that computes something for it; what came before is kept until then.
void Layout::place(const std::vector<BlockReader>& readers) {
  turns_.resize(plan_.stages.size());
  for (const BlockReader& reader : readers) {
    if (reader.late) continue;
    std::int32_t last = -1;
    for (const NodeId id : reader.nodes) last = std::max(last, stage_[id]);
    if (last < 0) continue;
    turns_[static_cast<std::size_t>(last)].push_back(&reader);
    for (const NodeId id : reader.nodes) {
      if (stage_[id] >= 0 && stage_[id] != last) kept_[id] = true;
    }
  }
}

void Layout::lay_out() {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
    nodes.clear();
    for (const NodeId id : plan_.stages[i].nodes) {
      if (active_[id]) nodes.push_back(id);
    }
    StageLayout layout = lay_out(plan_.stages[i].grain, nodes, turns_[i]);
    if (!layout.nodes.empty()) stages.push_back(std::move(layout));
  }
  for (const Late& late : late_) {
    nodes.clear();
    for (const PlanStage& stage : plan_.stages) {
      for (const NodeId id : stage.nodes) {
        if (late.nodes[id]) nodes.push_back(id);
      }
    }
    stages.push_back(lay_out(*late.reader->late, nodes, {late.reader}));
  }
}

StageLayout Layout::lay_out(GrainId grain, const std::vector<NodeId>& nodes, std::vector<const BlockReader*> readers) {
  StageLayout layout;
  layout.grain = grain;
  layout.readers = std::move(readers);
  std::map<NodeId, std::size_t> last_use;
  std::vector<NodeId> columns;
  for (const NodeId id : nodes) {
    for (const NodeId read : reads(id)) {
      last_use[read] = layout.nodes.size();
      if (plan_.nodes[read].grain == grain) columns.push_back(read);
    }
    if (binding_.columns[id] == nullptr) layout.nodes.push_back(id);
  }
  constexpr std::size_t kToTheEnd = ~std::size_t{0};
  for (const BlockReader* reader : layout.readers) {
    for (const NodeId id : reader->nodes) {
      last_use[id] = kToTheEnd;
      if (plan_.nodes[id].grain == grain) columns.push_back(id);
    }
  }
  std::multimap<std::size_t, std::size_t> free;  // size -> place
  layout.kept.assign(layout.nodes.size(), nullptr);
  layout.scratch.assign(layout.nodes.size(), 0);
  std::map<NodeId, std::size_t> place_of;
  for (std::size_t n = 0; n < layout.nodes.size(); ++n) {
    const NodeId id = layout.nodes[n];
    if (kept_[id]) {
      layout.kept[n] = binding_.keep_column(id);
    } else {
      const std::size_t bytes = kBlockRows * lane_size(plan_.nodes[id].lane, binding_.wide);
      const auto place = free.find(bytes);
      if (place != free.end()) {
        layout.scratch[n] = place->second;
        free.erase(place);
      } else {
        layout.scratch[n] = layout.scratch_bytes;
        layout.scratch_bytes += bytes;
      }
      place_of[id] = n;
    }
    // What nobody reads after this one gives its place back. An operand may not share the place of its reader.
    for (const NodeId read : reads(id)) {
      const auto operand = place_of.find(read);
      if (operand == place_of.end() || last_use[read] > n) continue;
      free.emplace(kBlockRows * lane_size(plan_.nodes[read].lane, binding_.wide), layout.scratch[operand->second]);
      place_of.erase(operand);
    }
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  for (const NodeId id : columns) {
    const bool here = std::find(layout.nodes.begin(), layout.nodes.end(), id) != layout.nodes.end();
    if (!here && binding_.columns[id] != nullptr) layout.columns.push_back(id);
  }
  return layout;
}

}  // namespace leadline
