// SPDX-License-Identifier: Apache-2.0
// The whole story of one record: the same evaluation as score's, row by row, with the amounts that make up each score
// and the interactions behind them. Entry point: tell.
#pragma once
#include <array>
#include <memory>
#include <vector>

#include "engine/run/evaluator.hpp"
#include "engine/run/lifecycle.hpp"
#include "engine/run/score.hpp"

namespace leadline {

/// Serves one thread and any number of records.
class Story {
 public:
  /// The evaluator computes single rows, with points of 128 bits, and must outlive it; columns that are kept have to be
  /// there already.
  explicit Story(Evaluator& evaluator) : evaluator_(evaluator) {}

  /// Puts a record's story into `ledger`, in place of what stands there; after a move by hand, if there is one.
  void tell(RecordKind kind, std::uint32_t row, MoveByHand* by_hand, RecordLedger& ledger);

 private:
  Evaluator& evaluator_;
  std::array<std::unique_ptr<Lifecycle>, kRecordKinds> lifecycles_;
  LifecycleTrace trace_;
  std::vector<FoundItem> items_;  // scratch
};

/// Nodes of a kind's records that its stories ask for, those of its rules last. Some of them may be constants.
struct StoryNodes {
  std::vector<NodeId> always;
  std::vector<std::vector<NodeId>> rules;  // a list a rule
};
[[nodiscard]] StoryNodes story_nodes(const Plan& plan, RecordKind kind);

}  // namespace leadline
