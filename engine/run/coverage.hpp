// SPDX-License-Identifier: Apache-2.0
// What the tests of a rule file reach: rules that give points, grades that are given, thresholds that hold, transitions
// that are taken, what `require` keeps from moving, reactions that happen, and for each clause of a condition whether
// it was ever what made the condition hold and ever what kept it from holding. Entry point: Coverage, which looks on
// while tests run.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/program/conditions.hpp"
#include "engine/run/onlooker.hpp"

namespace leadline {

struct CoverageItem {
  enum class Kind : std::uint8_t {
    kRule,        // it counts for a record
    kGrade,       // it is given
    kThreshold,   // it holds
    kTransition,  // it is taken
    kRequire,     // it keeps a record from moving
    kReaction,    // it happens
    kClauseYes,   // the condition holds, and would not if the clause were no
    kClauseNo     // the condition does not hold, and would if the clause were yes
  } kind{};
  ConditionPlace::Kind of{};  // of clauses: what their condition belongs to
  std::string name;           // of the rule, grade, …; a `require` as it is written; reactions have none
  Span span;                  // likewise
  Span clause;
  bool covered = false;
};

class Coverage final : public Onlooker {
 public:
  /// The plan was made with PlanOptions::conditions. Program and plan must outlive it.
  Coverage(const Program& program, const Plan& plan);

  /// Begins anew.
  void forget() {
    for (CoverageItem& item : items_) item.covered = false;
  }
  /// In the order of `condition_places`, rules without a condition and grades `otherwise` among them.
  [[nodiscard]] const std::vector<CoverageItem>& items() const { return items_; }

  void tried(Evaluator& evaluator, std::uint32_t row, const TriedTransition& tried) override;
  void required(Evaluator& evaluator, std::uint32_t row, const TriedRequire& tried) override;
  void reacted(std::uint32_t reaction) override { cover(reactions_[reaction]); }
  void evaluated(Evaluator& evaluator, RecordKind kind, std::uint32_t row) override;

 private:
  struct Place {
    ConditionPlace where;
    std::vector<std::uint32_t> yes, no;  // items, by clause
    std::uint32_t item = 0;              // of a transition: that it is taken
  };

  std::uint32_t add(CoverageItem::Kind kind, const std::string& name, const Span& span);
  void cover(std::uint32_t item) { items_[item].covered = true; }
  void decide(std::size_t place, Evaluator& evaluator, std::uint32_t row);
  void count_rules(std::uint32_t model, Evaluator& evaluator, std::uint32_t row);
  void count_block(std::uint32_t model, const RuleBlock& block, Evaluator& evaluator, std::uint32_t row);

  const Program& program_;
  const Plan& plan_;
  std::vector<CoverageItem> items_;
  std::vector<Place> places_;                      // as condition_places
  std::vector<std::vector<std::uint32_t>> rules_;  // items, [model][rule]
  std::vector<std::vector<std::uint32_t>> grades_;
  std::vector<std::uint32_t> thresholds_;
  std::vector<std::vector<std::vector<std::uint32_t>>> requires_;  // items, [process][stage][require]
  std::vector<std::uint32_t> reactions_;
};

/// Shows a coverage records of a dataset, as a score evaluates them: for who looks for records that are worth a test.
/// Transitions are seen once all moves are made. Plan and dataset must outlive it.
class CoverageProbe {
 public:
  CoverageProbe(const Plan& plan, const Dataset& data, std::int64_t as_of);
  ~CoverageProbe();
  CoverageProbe(const CoverageProbe&) = delete;
  CoverageProbe& operator=(const CoverageProbe&) = delete;

  void show(RecordKind kind, std::uint32_t row, Coverage& coverage);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline
