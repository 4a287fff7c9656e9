// SPDX-License-Identifier: Apache-2.0
// The strongest rules behind each record's scores. A rule about the contact is looked at once a contact: the strongest
// of a record are among the strongest of its own rules, of its contact's and of its account's. Entry points: readers
// while all records are computed, put_together afterwards, `of` for a record whose state has changed since.
#pragma once
#include <deque>

#include "engine/run/binding.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/score.hpp"

namespace leadline {

/// Of one kind of record: for each the `most` counted rules with the largest amounts, then as written.
class Reasons {
 public:
  Reasons(const Binding& binding, RecordKind kind, unsigned most);

  /// Look at the rules' points as blocks are computed; they refer to this.
  [[nodiscard]] std::vector<BlockReader> readers();
  /// What the readers found, for each row; of models that score it.
  void put_together(const std::vector<ModelScores>& scores, unsigned threads,
                    std::vector<std::vector<Reason>>& out) const;
  /// Of one row, under the state that lies over it.
  [[nodiscard]] std::vector<Reason> of(Evaluator& evaluator, std::uint32_t row) const;

 private:
  struct Rule {
    Reason reason;  // without points
    NodeId counted = kNoNode;
    bool of_missing = false;  // it speaks of a linked record also where there is none
  };
  // Rules of one model whose points are one value for each row of a grain, and the strongest found there.
  struct Place {
    std::uint32_t model = 0;
    GrainId grain = 0;
    LinkId link = kNoLink;  // from the record to the grain; kNoLink: the record itself
    std::vector<Rule> rules;
    std::size_t width = 0;             // how many are kept of a row
    std::vector<Reason> strongest;     // [row * width]
    std::vector<std::uint32_t> found;  // [row]
  };

  void place(const Rule& rule, std::uint32_t model, GrainId grain, LinkId link, NodeId node);
  void look_at(Place& place, const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count) const;
  [[nodiscard]] std::vector<Reason> of_missing(const Place& place, Evaluator& evaluator) const;
  [[nodiscard]] std::uint32_t row_at(const Place& place, std::uint32_t row) const;

  const Binding& binding_;
  RecordKind kind_;
  unsigned most_;
  std::vector<Rule> rules_;
  std::deque<Place> places_;
  std::vector<Rule> constants_;  // that give everybody the same
};

}  // namespace leadline
