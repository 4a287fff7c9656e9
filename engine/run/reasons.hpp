// SPDX-License-Identifier: Apache-2.0
// The strongest rules behind each record's scores. Entry points: Reasons::reader while all records are computed,
// Reasons::of for one whose state has changed since.
#pragma once
#include "engine/run/binding.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/score.hpp"

namespace leadline {

/// Of one kind of record: for each the `most` counted rules with the largest amounts, then as written.
class Reasons {
 public:
  Reasons(const Binding& binding, RecordKind kind, unsigned most);

  /// Fills `out`, which has a place for each row and outlives the reader, as blocks are computed.
  [[nodiscard]] BlockReader reader(std::vector<std::vector<Reason>>& out) const;
  /// Of one row, under the state that lies over it.
  [[nodiscard]] std::vector<Reason> of(Evaluator& evaluator, std::uint32_t row) const;

 private:
  struct Rule {
    std::uint32_t model = 0;
    std::uint32_t rule = 0;
    NodeId counted = kNoNode;
    NodeId score = kNoNode;
  };

  const Binding& binding_;
  RecordKind kind_;
  unsigned most_;
  std::vector<Rule> rules_;  // in the order in which they are written
};

}  // namespace leadline
