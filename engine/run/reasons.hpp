// SPDX-License-Identifier: Apache-2.0
// The strongest rules behind each record's scores. They are looked for where a rule has its value: of a distinct text
// once for all that have it, of a contact once for all its leads, of what was counted from the counts. The strongest of
// a record are among the strongest of the places to which its links lead. Entry points: readers while all records are
// computed, put_together afterwards, `put` for a record whose state has changed since.
#pragma once
#include <deque>
#include <memory>
#include <unordered_map>

#include "engine/run/binding.hpp"
#include "engine/run/counted_reasons.hpp"
#include "engine/run/reason_keys.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/score.hpp"

namespace leadline {

/// Of one kind of record: for each the `most` counted rules with the largest amounts, then as written.
class Reasons {
 public:
  Reasons(Binding& binding, RecordKind kind, unsigned most);

  /// Look at the rules' points as blocks are computed; they refer to this.
  [[nodiscard]] std::vector<BlockReader> readers();
  /// What the readers found, for each row; of models that score it. The readers' lists are gone afterwards.
  void put_together(const std::vector<ModelScores>& scores, unsigned threads, ReasonLists& out);
  /// Of one row, under the state that lies over it.
  void put(Evaluator& evaluator, std::uint32_t row, ReasonLists& out) const;

 private:
  struct Rule {
    std::uint32_t place = 0;  // in rules_
    NodeId node = kNoNode;    // its points
  };
  struct ModelRule {
    Reason reason;  // without points
    NodeId counted = kNoNode;
  };
  struct Place;
  // Another place to which a link leads. Where it leads nowhere a pool may stand in.
  struct Source {
    LinkId link = kNoLink;
    Place* to = nullptr;
    Place* pool = nullptr;
    std::vector<Rule> brought;       // rules that have a value also where the link leads nowhere
    std::vector<ReasonKey> nowhere;  // the strongest where it leads nowhere and there is no pool
  };
  struct Counted {
    std::uint32_t counting = 0;
    NodeId sum = kNoNode;
    std::vector<CountedReasons::Rule> rules;
    std::unique_ptr<CountedReasons> reasons;
  };
  // Rules of one model as seen from the rows of a grain, and the strongest of each row.
  struct Place {
    GrainId grain = 0;
    std::uint32_t rows = 0;
    std::size_t width = 0;    // how many are kept of a row
    std::vector<Rule> all;    // as nodes of this grain
    std::vector<Rule> rules;  // of them those that have no other place
    std::vector<Counted> counted;
    std::vector<Source> sources;
    std::vector<ReasonKey> strongest;  // [row * width]; of `rules` and `counted`, then of all
  };
  // A rule of a sum that counts several together.
  struct RuleOfSum {
    std::uint32_t counting = 0;
    std::uint32_t rule = 0;
    NodeId sum = kNoNode;
  };

  [[nodiscard]] static std::vector<ModelRule> rules_of(const Binding& binding, RecordKind kind);
  void find_sums();
  Place& add_place(GrainId grain);
  void add(const Rule& rule, Place& place);
  void add_counted(const Rule& rule, const RuleOfSum& in, Place& place) const;
  Source& source_of(const Node& node, Place& place);
  [[nodiscard]] bool same_way(LinkId a, LinkId b) const;
  [[nodiscard]] bool leads_elsewhere(const Node& node) const;
  [[nodiscard]] std::size_t width_for(std::size_t rules) const;
  void make_room(Place& place, std::size_t width);
  void look_at(Place& place, const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count) const;
  void complete_sources(Place& place, unsigned threads, Evaluator& evaluator) const;
  void complete(Place& place, unsigned threads, Evaluator& evaluator) const;
  void complete(Source& source, unsigned threads, Evaluator& evaluator) const;
  void bring(Place& place, const Source& source, std::size_t begin, std::size_t end) const;
  [[nodiscard]] ReasonKey key_of(Evaluator& evaluator, const Rule& rule, std::uint32_t row) const;
  [[nodiscard]] std::vector<ReasonKey> strongest_of(Evaluator& evaluator, const std::vector<Rule>& rules,
                                                    std::uint32_t row, std::size_t width) const;
  void spell(unsigned threads, ReasonLists& out) const;
  [[nodiscard]] std::vector<Reason> spelled(Evaluator& evaluator, std::uint32_t row) const;

  Binding& binding_;
  RecordKind kind_;
  std::vector<ModelRule> rules_;  // by model, then as written
  std::size_t most_;
  ReasonKeys keys_;
  std::unordered_map<NodeId, RuleOfSum> sums_;
  std::deque<Place> places_;
  // What a model's rules give to rows of its kind, and those that give everybody the same.
  struct Root {
    std::uint32_t model = 0;
    Place* place = nullptr;
    std::vector<Rule> constants;
  };
  std::vector<Root> roots_;
};

}  // namespace leadline
