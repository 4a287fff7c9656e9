// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run_stages.hpp"

#include <algorithm>
#include <atomic>

#include "engine/data/parallel.hpp"
#include "engine/graph/node_table.hpp"
#include "engine/run/counted_cells.hpp"
#include "engine/run/stage_layout.hpp"

namespace leadline {
namespace {

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

std::vector<bool> moving_nodes(const Plan& plan) {
  std::vector<bool> moves(plan.nodes.size(), false);
  for (const NodeId id : moving_constants(plan)) moves[id] = true;
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    const std::vector<NodeId> reads = reads_of(plan, plan.nodes[id]);
    moves[id] = moves[id] || std::any_of(reads.begin(), reads.end(), [&](NodeId read) { return moves[read]; });
  }
  return moves;
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
