// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run_stages.hpp"

#include <algorithm>
#include <atomic>
#include <map>

#include "engine/data/parallel.hpp"
#include "engine/graph/node_table.hpp"
#include "engine/run/counted_cells.hpp"

namespace leadline {
namespace {

// A stage with only what is wanted: where each node's values lie.
struct StageLayout {
  GrainId grain = 0;
  std::vector<NodeId> nodes;                // to compute, in order
  std::vector<unsigned char*> kept;         // [i]: column of nodes[i], or null
  std::vector<std::size_t> scratch;         // [i]: else its place in the scratch
  std::vector<NodeId> columns;              // kept nodes of this grain that earlier stages or the data brought
  std::vector<const BlockReader*> readers;  // whose nodes are all there when a block of this stage is done
  std::size_t scratch_bytes = 0;
};

class Layout {
 public:
  Layout(Binding& binding, const std::vector<NodeId>& wanted, const std::vector<BlockReader>& readers)
      : binding_(binding), plan_(binding.plan) {
    mark(wanted, readers);
    place(readers);
    lay_out();
  }

  std::vector<StageLayout> stages;

 private:
  [[nodiscard]] bool about_pairs(NodeId id) const {
    return plan_.grains[plan_.nodes[id].grain].kind == GrainKind::kPair;
  }

  [[nodiscard]] std::vector<NodeId> reads(NodeId id) const {
    const Node& node = plan_.nodes[id];
    if (node.op == NodeOp::kNullOf) return {};  // asked for directly
    if (whole_table(plan_, node)) {
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
    return reads_of(plan_, node);
  }

  void mark(const std::vector<NodeId>& wanted, const std::vector<BlockReader>& readers) {
    stage_.assign(plan_.nodes.size(), -1);
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
      for (const NodeId id : plan_.stages[i].nodes) stage_[id] = static_cast<std::int32_t>(i);
    }
    active_.assign(plan_.nodes.size(), false);
    kept_.assign(plan_.nodes.size(), false);
    std::vector<NodeId> open;
    for (const NodeId id : wanted) {
      kept_[id] = true;
      open.push_back(id);
    }
    for (const BlockReader& reader : readers) {
      for (const NodeId id : reader.nodes) {
        if (plan_.nodes[id].grain != kConstantGrain) open.push_back(id);
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
  void place(const std::vector<BlockReader>& readers) {
    turns_.resize(plan_.stages.size());
    for (const BlockReader& reader : readers) {
      std::int32_t last = -1;
      for (const NodeId id : reader.nodes) last = std::max(last, stage_[id]);
      if (last < 0) continue;
      turns_[static_cast<std::size_t>(last)].push_back(&reader);
      for (const NodeId id : reader.nodes) {
        if (stage_[id] >= 0 && stage_[id] != last) kept_[id] = true;
      }
    }
  }

  void lay_out() {
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
      StageLayout layout;
      layout.grain = plan_.stages[i].grain;
      std::map<NodeId, std::size_t> last_use;
      std::vector<NodeId> columns;
      for (const NodeId id : plan_.stages[i].nodes) {
        if (!active_[id]) continue;
        for (const NodeId read : reads(id)) {
          last_use[read] = layout.nodes.size();
          if (plan_.nodes[read].grain == layout.grain) columns.push_back(read);
        }
        if (binding_.columns[id] == nullptr) layout.nodes.push_back(id);
      }
      layout.readers = turns_[i];
      constexpr std::size_t kToTheEnd = ~std::size_t{0};
      for (const BlockReader* reader : layout.readers) {
        for (const NodeId id : reader->nodes) {
          last_use[id] = kToTheEnd;
          if (plan_.nodes[id].grain == layout.grain) columns.push_back(id);
        }
      }
      if (layout.nodes.empty()) continue;
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
      stages.push_back(std::move(layout));
    }
  }

  Binding& binding_;
  const Plan& plan_;
  std::vector<std::int32_t> stage_;
  std::vector<bool> active_;
  std::vector<bool> kept_;
  std::vector<std::vector<const BlockReader*>> turns_;  // [stage]
};

void run_block(const Binding& binding, Evaluator& evaluator, const StageLayout& stage, const std::vector<bool>& done,
               std::uint32_t begin, std::uint32_t count) {
  const Plan& plan = binding.plan;
  unsigned char* const scratch = evaluator.scratch(stage.scratch_bytes);
  for (const NodeId id : stage.columns) {
    evaluator.lanes[id] = binding.columns[id] + std::size_t{begin} * lane_size(plan.nodes[id].lane, binding.wide);
  }
  const Rows rows{begin, count, nullptr, nullptr};
  for (std::size_t i = 0; i < stage.nodes.size(); ++i) {
    const NodeId id = stage.nodes[i];
    unsigned char* const out = stage.kept[i] != nullptr
                                   ? stage.kept[i] + std::size_t{begin} * lane_size(plan.nodes[id].lane, binding.wide)
                                   : scratch + stage.scratch[i];
    evaluator.lanes[id] = out;
    if (!done[i]) evaluator.compute(id, rows, out);
  }
  for (const BlockReader* reader : stage.readers) reader->read(evaluator, begin, count);
}

// What compares interactions with leads, together what looks for the same.
void join_stage(const Binding& binding, const StageLayout& stage, unsigned threads, std::vector<bool>& done) {
  const auto node = [&](std::size_t i) -> const Node& { return binding.plan.nodes[stage.nodes[i]]; };
  for (std::size_t i = 0; i < stage.nodes.size(); ++i) {
    if (done[i] || !joins_contacts(binding, node(i))) continue;
    std::vector<NodeId> nodes;
    std::vector<unsigned char*> outs;
    for (std::size_t other = i; other < stage.nodes.size(); ++other) {
      const bool with = other == i || (!done[other] && joins_contacts(binding, node(other)) &&
                                       join_together(binding, node(i), node(other)));
      if (!with) continue;
      nodes.push_back(stage.nodes[other]);
      outs.push_back(stage.kept[other]);
      done[other] = true;
    }
    join_contacts(binding, nodes, threads, outs);
  }
}

// How the interactions of a sum are walked over; what contacts count is shared with the accounts that want it.
void prepare_counting(Binding& binding, const Layout& layout, NodeId id, unsigned threads) {
  const Plan& plan = binding.plan;
  const Node& node = plan.nodes[id];
  if (node.op != NodeOp::kCountedPoints || !binding.counts_by_cells()) return;
  binding.counted.resize(plan.countings.size());
  std::unique_ptr<const CountedCells>& cells = binding.counted[node.index];
  if (cells == nullptr) cells = std::make_unique<CountedCells>(binding, plan.countings[node.index]);
  if (id != plan.countings[node.index].contacts) return;
  for (const StageLayout& stage : layout.stages) {
    if (stage.grain == node.grain) continue;
    for (const NodeId other : stage.nodes) {
      const Node& of = plan.nodes[other];
      if (of.op != NodeOp::kCountedPoints || of.index != node.index) continue;
      binding.account_counts[{node.index, of.grain}] =
          std::make_unique<AccountCounts>(binding, of.grain, *cells, threads != 1);
    }
  }
}

}  // namespace

void settle(Binding& binding, Evaluator& evaluator, const std::vector<NodeId>& constants) {
  for (const NodeId id : constants) {
    Slot slot;
    evaluator.compute(id, Rows{0, 1, nullptr, nullptr}, slot.bytes);
    binding.constants[id] = slot;
  }
}

void settle_constants(Binding& binding, Evaluator& evaluator) {
  std::vector<NodeId> constants;
  for (NodeId id = 0; id < binding.plan.nodes.size(); ++id) {
    if (binding.plan.nodes[id].grain == kConstantGrain) constants.push_back(id);
  }
  settle(binding, evaluator, constants);
}

std::vector<NodeId> moving_constants(const Plan& plan) {
  std::vector<NodeId> moving;
  std::vector<bool> moves(plan.nodes.size(), true);
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    const Node& node = plan.nodes[id];
    if (node.grain != kConstantGrain) continue;
    moves[id] = !follows_from_children(node.op) ||
                std::any_of(node.children.begin(), node.children.end(), [&](NodeId child) { return moves[child]; });
    if (moves[id]) moving.push_back(id);
  }
  return moving;
}

void run_stages(Binding& binding, EvaluatorPool& pool, const std::vector<NodeId>& wanted, unsigned threads,
                const std::function<void(std::uint64_t, std::uint64_t)>& on_progress,
                const std::vector<BlockReader>& readers) {
  const Layout layout(binding, wanted, readers);
  std::uint64_t total = 0;
  for (const StageLayout& stage : layout.stages) total += binding.sizes[stage.grain];
  std::uint64_t done = 0;
  for (const StageLayout& stage : layout.stages) {
    const std::uint32_t rows = binding.sizes[stage.grain];
    std::vector<bool> done_whole(stage.nodes.size(), false);
    join_stage(binding, stage, threads, done_whole);
    for (const NodeId id : stage.nodes) prepare_counting(binding, layout, id, threads);
    const std::size_t blocks = (std::size_t{rows} + kBlockRows - 1) / kBlockRows;
    const auto run = [&](std::size_t block) {
      std::unique_ptr<Evaluator> evaluator = pool.take();
      const auto begin = static_cast<std::uint32_t>(block * kBlockRows);
      run_block(binding, *evaluator, stage, done_whole, begin, std::min(kBlockRows, rows - begin));
      pool.give_back(std::move(evaluator));
    };
    if (blocks < 4) {
      for (std::size_t block = 0; block < blocks; ++block) run(block);
    } else {
      parallel_for(blocks, threads, run);
    }
    done += rows;
    if (on_progress) on_progress(done, total);
  }
}

}  // namespace leadline
