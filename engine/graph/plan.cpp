// SPDX-License-Identifier: Apache-2.0
// The graph becomes a plan: stages of nodes of one grain, each behind the stages that it reads from.
#include "engine/graph/plan.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "engine/graph/dependency_graph.hpp"
#include "engine/graph/graph_builder.hpp"

namespace leadline {
namespace {

std::vector<NodeId> reads_of(const Plan& plan, NodeId id) {
  const Node& node = plan.nodes[id];
  std::vector<NodeId> reads = node.children;
  if (node.op == NodeOp::kAggregate) {
    const std::vector<NodeId> inputs = inputs_of(plan.aggregates[node.aggregate]);
    reads.insert(reads.end(), inputs.begin(), inputs.end());
  }
  return reads;
}

bool at_pairs(const Plan& plan, NodeId id) { return plan.grains[plan.nodes[id].grain].kind == GrainKind::kPair; }

// A node runs in the first stage of its grain that stands behind all that it reads of other grains. Nodes about pairs
// run inside the aggregates that read them: what they read, the aggregate reads.
void make_stages(Plan& plan, const std::vector<NodeId>& order) {
  std::vector<std::uint32_t> level(plan.nodes.size(), 0);
  std::vector<std::vector<NodeId>> through(plan.nodes.size());
  std::map<std::pair<std::uint32_t, GrainId>, std::vector<NodeId>> stages;
  for (const NodeId id : order) {
    const Node& node = plan.nodes[id];
    if (node.grain == kConstantGrain) continue;
    std::vector<NodeId> reads;
    for (const NodeId read : reads_of(plan, id)) {
      if (at_pairs(plan, read)) {
        reads.insert(reads.end(), through[read].begin(), through[read].end());
      } else if (plan.nodes[read].grain != kConstantGrain) {
        reads.push_back(read);
      }
    }
    if (at_pairs(plan, id)) {
      std::sort(reads.begin(), reads.end());
      reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
      through[id] = std::move(reads);
      continue;
    }
    const bool whole = whole_table(plan, node);
    for (const NodeId read : reads) {
      const bool same = plan.nodes[read].grain == node.grain && !whole;
      level[id] = std::max(level[id], level[read] + (same ? 0 : 1));
    }
    stages[{level[id], node.grain}].push_back(id);
  }
  for (auto& [key, nodes] : stages) {
    std::sort(nodes.begin(), nodes.end());
    plan.stages.push_back(PlanStage{key.second, std::move(nodes)});
  }
}

}  // namespace

std::optional<PairEquality> pair_equality(const Plan& plan, NodeId condition) {
  const Node& compare = plan.nodes[condition];
  if (compare.op != NodeOp::kCompareNumber || compare.compare != CompareOp::kEqual) return std::nullopt;
  PairEquality equality;
  for (const NodeId side : compare.children) {
    const Node& gather = plan.nodes[side];
    if (gather.op != NodeOp::kGather) return std::nullopt;
    const NodeId id = gather.children[0];
    const Node& value = plan.nodes[id];
    if (value.grain == kConstantGrain) return std::nullopt;
    if (plan.links[gather.link].op == LinkOp::kSubject) {
      equality.subject = id;
    } else if (plan.links[gather.link].op == LinkOp::kItem) {
      const bool by_code = value.op == NodeOp::kGather && plan.links[value.link].op == LinkOp::kCode;
      equality.item.node = by_code ? value.children[0] : id;
      equality.item.link = by_code ? value.link : kNoLink;
    }
  }
  if (equality.item.node == kNoNode || equality.subject == kNoNode) return std::nullopt;
  return equality;
}

bool whole_table(const Plan& plan, const Node& node) {
  if (node.op != NodeOp::kAggregate || node.grain != grain_of(RecordKind::kLead)) return false;
  const Aggregate& aggregate = plan.aggregates[node.aggregate];
  const bool op = aggregate.op == AggregateOp::kAny || aggregate.op == AggregateOp::kCount;
  const bool source = aggregate.source == RowSource::kParent || aggregate.source == RowSource::kContact;
  if (!op || !source || aggregate.via == kNoLink || !aggregate.since.empty() || !aggregate.until.empty()) return false;
  for (const AggregateWindow& window : aggregate.within) {
    if (window.after != kNoNode) return false;
  }
  bool pairs = false;
  for (const AggregatePart& part : aggregate.parts) {
    if (part.records || part.own) return false;
    for (const NodeId filter : part.subject_filters) {
      if (plan.nodes[filter].grain != kConstantGrain) return false;
    }
    for (const NodeId filter : part.pair_filters) {
      if (!pair_equality(plan, filter)) return false;
      pairs = true;
    }
  }
  return pairs;
}

std::shared_ptr<const Plan> make_plan(const Program& program, const PlanOptions& options) {
  auto plan = std::make_shared<Plan>();
  GraphBuilder builder(program);
  builder.build(*plan, options);
  DependencyGraph graph;
  graph.size = static_cast<std::uint32_t>(plan->nodes.size());
  for (NodeId id = 0; id < graph.size; ++id) {
    for (const NodeId read : reads_of(*plan, id)) graph.reads.emplace_back(id, read);
  }
  const auto circles = find_circles(graph);
  if (!circles.empty()) {
    std::fprintf(stderr, "leadline: the evaluation graph has a circle through node %u; please report this\n",
                 static_cast<unsigned>(circles[0][0]));
    std::abort();
  }
  make_stages(*plan, reading_order(graph));
  return plan;
}

}  // namespace leadline
