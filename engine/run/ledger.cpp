// SPDX-License-Identifier: Apache-2.0
// Stories of single records. Entry point: explain.
#include "engine/run/row_evaluation.hpp"
#include "engine/run/score.hpp"
#include "engine/run/story.hpp"

namespace leadline {

struct Explainer::Parts {
  Parts(const Plan& plan, const Dataset& data, std::int64_t as_of) : evaluation(plan, data, as_of) {}

  RowEvaluation evaluation;
  Story story{evaluation.evaluator};
};

Explainer::Explainer(const Plan& plan, const Dataset& data, std::int64_t as_of)
    : parts_(std::make_unique<Parts>(plan, data, as_of)) {}

Explainer::~Explainer() = default;

RecordLedger Explainer::explain(RecordKind kind, std::uint32_t row) {
  RecordLedger ledger;
  parts_->story.tell(kind, row, nullptr, ledger);
  return ledger;
}

RecordLedger Explainer::move(RecordKind kind, std::uint32_t row, MoveByHand& by_hand) {
  RecordLedger ledger;
  parts_->story.tell(kind, row, &by_hand, ledger);
  return ledger;
}

std::optional<bool> Explainer::counts(RecordKind kind, std::uint32_t row, std::uint32_t model, std::uint32_t rule) {
  Evaluator& evaluator = parts_->evaluation.evaluator;
  const NodeId where = evaluator.plan.models[model].where;
  const NodeId orphan = evaluator.plan.orphans[static_cast<std::size_t>(kind)];
  const RuleNodes& nodes = evaluator.plan.models[model].rules[rule];
  for (const NodeId node : {where, orphan, nodes.holds, nodes.raw, nodes.bounded}) {
    if (node != kNoNode && evaluator.plan.nodes[node].state != 0) return std::nullopt;
  }
  evaluator.forget();
  if ((orphan != kNoNode && evaluator.yes(orphan, row)) || !evaluator.yes(where, row)) return false;
  return evaluator.yes(nodes.holds, row) || evaluator.points(nodes.raw, row) != 0 ||
         evaluator.points(nodes.bounded, row) != 0;
}

RecordLedger explain(const Plan& plan, const Dataset& data, std::int64_t as_of, RecordKind kind, std::uint32_t row) {
  return Explainer(plan, data, as_of).explain(kind, row);
}

}  // namespace leadline
