// SPDX-License-Identifier: Apache-2.0
// The graph becomes a plan: stages of nodes of one grain, each behind the stages that it reads from.
#include "engine/graph/plan.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>

#include "engine/graph/dependency_graph.hpp"
#include "engine/graph/graph_builder.hpp"

namespace leadline {
namespace {

bool at_pairs(const Plan& plan, NodeId id) { return plan.grains[plan.nodes[id].grain].kind == GrainKind::kPair; }

// What each node reads that runs in stages. Nodes about pairs run inside the aggregates that read them: what they read,
// the aggregate reads.
std::vector<std::vector<NodeId>> staged_reads(const Plan& plan, const std::vector<NodeId>& order) {
  std::vector<std::vector<NodeId>> of(plan.nodes.size());
  for (const NodeId id : order) {
    if (plan.nodes[id].grain == kConstantGrain) continue;
    std::vector<NodeId>& reads = of[id];
    for (const NodeId read : reads_of(plan, plan.nodes[id])) {
      if (at_pairs(plan, read)) {
        reads.insert(reads.end(), of[read].begin(), of[read].end());
      } else if (plan.nodes[read].grain != kConstantGrain) {
        reads.push_back(read);
      }
    }
    std::sort(reads.begin(), reads.end());
    reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
  }
  return of;
}

// A node runs in the last stage of its grain that still serves those who read it: what is read in its own stage need not
// be kept. The stages of a grain are those in which nodes could run first, behind what they read of other grains.
void make_stages(Plan& plan, const std::vector<NodeId>& order) {
  const std::vector<std::vector<NodeId>> reads = staged_reads(plan, order);
  const auto runs = [&](NodeId id) { return plan.nodes[id].grain != kConstantGrain && !at_pairs(plan, id); };
  const auto together = [&](NodeId id, NodeId read) {
    return plan.nodes[read].grain == plan.nodes[id].grain && !whole_table(plan, plan.nodes[id]);
  };
  std::vector<std::uint32_t> level(plan.nodes.size(), 0);
  std::map<GrainId, std::set<std::uint32_t>> levels;
  for (const NodeId id : order) {
    if (!runs(id)) continue;
    for (const NodeId read : reads[id]) level[id] = std::max(level[id], level[read] + (together(id, read) ? 0 : 1));
    levels[plan.nodes[id].grain].insert(level[id]);
  }
  constexpr std::uint32_t kNobody = ~std::uint32_t{0};
  std::vector<std::uint32_t> latest(plan.nodes.size(), kNobody);
  std::map<std::pair<std::uint32_t, GrainId>, std::vector<NodeId>> stages;
  for (auto node = order.rbegin(); node != order.rend(); ++node) {
    const NodeId id = *node;
    if (!runs(id)) continue;
    level[id] = latest[id] != kNobody ? latest[id] : *levels[plan.nodes[id].grain].rbegin();
    stages[{level[id], plan.nodes[id].grain}].push_back(id);
    for (const NodeId read : reads[id]) {
      const std::set<std::uint32_t>& of_grain = levels[plan.nodes[read].grain];
      const std::uint32_t last = together(id, read) ? level[id] : *std::prev(of_grain.lower_bound(level[id]));
      latest[read] = std::min(latest[read], last);
    }
  }
  for (auto& [key, nodes] : stages) {
    std::sort(nodes.begin(), nodes.end());
    plan.stages.push_back(PlanStage{key.second, std::move(nodes)});
  }
}

}  // namespace

std::vector<NodeId> reads_of(const Plan& plan, const Node& node) {
  std::vector<NodeId> reads = node.children;
  const auto add = [&](std::uint32_t aggregate) {
    const std::vector<NodeId> inputs = inputs_of(plan.aggregates[aggregate]);
    reads.insert(reads.end(), inputs.begin(), inputs.end());
  };
  if (node.op == NodeOp::kAggregate) add(node.aggregate);
  if (node.op == NodeOp::kCountedPoints) {
    const Counting& counting = plan.countings[node.index];
    for (const std::uint32_t selection : counting.selections) add(selection);
    if (counting.contacts != kNoNode && node.grain != grain_of(RecordKind::kContact))
      reads.push_back(counting.contacts);
  }
  return reads;
}

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
  count_together(*plan);
  DependencyGraph graph;
  graph.size = static_cast<std::uint32_t>(plan->nodes.size());
  for (NodeId id = 0; id < graph.size; ++id) {
    for (const NodeId read : reads_of(*plan, plan->nodes[id])) graph.reads.emplace_back(id, read);
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
