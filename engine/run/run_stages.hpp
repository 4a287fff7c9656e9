// SPDX-License-Identifier: Apache-2.0
// Runs the stages of a plan over a dataset: what the wanted nodes need, block by block, on all threads; the columns
// that are kept stand in the Binding afterwards. Entry points: settle_constants, run_stages.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/run/binding.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/pool.hpp"

namespace leadline {

/// Evaluators that threads take for a while. The texts that they make live as long as the pool.
class EvaluatorPool : public Pool<Evaluator> {
 public:
  EvaluatorPool(const Binding& binding, Evaluator::Mode mode)
      : Pool([&binding, mode] { return std::make_unique<Evaluator>(binding, mode); }) {}
};

/// Computes the nodes that are the same for all rows. The evaluator must live as long as the binding is used.
void settle_constants(Binding& binding, Evaluator& evaluator);
/// Those of them that another present or other data may change.
[[nodiscard]] std::vector<NodeId> moving_constants(const Plan& plan);
/// [node]: whether it is one of them or reads one, over any number of steps.
[[nodiscard]] std::vector<bool> moving_nodes(const Plan& plan);
/// Computes some of them, in their order.
void settle(Binding& binding, Evaluator& evaluator, const std::vector<NodeId>& constants);

/// Nodes of one grain of which nothing is kept: `read` is called for each block of rows once all of them are computed,
/// which then lie in the evaluator's lanes (constants in the binding). Several threads call it at the same time.
struct BlockReader {
  std::vector<NodeId> nodes;
  std::function<void(const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count)> read;
  // The nodes' grain, where `read` asks for more than the nodes: its blocks come when all columns are there.
  std::optional<GrainId> late = std::nullopt;
};

/// Computes the wanted nodes for all rows and keeps their columns.
void run_stages(Binding& binding, EvaluatorPool& pool, const std::vector<NodeId>& wanted, unsigned threads,
                const std::function<void(std::uint64_t, std::uint64_t)>& on_progress,
                const std::vector<BlockReader>& readers = {});

/// Whether a node can be computed for all rows at once by going over the contacts; what it reads has been computed.
[[nodiscard]] bool joins_contacts(const Binding& binding, const Node& node);
/// Whether two such nodes can be computed together: they differ in their windows alone.
[[nodiscard]] bool join_together(const Binding& binding, const Node& a, const Node& b);
/// One node, or several that can be computed together, each into its column.
void join_contacts(const Binding& binding, const std::vector<NodeId>& nodes, unsigned threads,
                   const std::vector<unsigned char*>& outs);

}  // namespace leadline
