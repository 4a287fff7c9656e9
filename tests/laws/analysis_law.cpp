// SPDX-License-Identifier: Apache-2.0
// What reasoning says about all records, held to the records at hand: no score outside its range, no rule that counts
// though nobody could fulfil it, no threshold or grade that was out of reach.
#include <algorithm>

#include "engine/analysis/analyst.hpp"
#include "engine/analysis/reach.hpp"
#include "laws/engine_outcome.hpp"
#include "laws/laws.hpp"

namespace leadline::laws {

namespace {

using analysis::Analyst;
using analysis::FoundRange;
using analysis::PointRange;
using analysis::ReachReport;

bool outside(const FoundRange& found, std::int64_t points) {
  const PointRange range = found.range();
  return (range.low && points < *range.low) || (range.high && points > *range.high);
}

class Held {
 public:
  Held(const Program& program, const Dataset& data, std::int64_t as_of)
      : program_(program),
        data_(data),
        analyst_(sources_, program),
        plan_(make_plan(program)),
        explainer_(*plan_, data, as_of) {}

  std::string fault() {
    for (std::uint32_t m = 0; m < program_.models.size() && fault_.empty(); ++m) {
      const Model& model = program_.models[m];
      const std::size_t rows = data_.table(model.kind).size();
      for (std::uint32_t row = 0; row < rows && fault_.empty(); ++row) {
        const RecordLedger ledger = explainer_.explain(model.kind, row);
        if (ledger.scores[m] != kMissing64) one(m, row, ledger);
      }
    }
    return fault_;
  }

 private:
  void say(std::uint32_t row, const std::string& what) {
    if (fault_.empty()) fault_ = "record " + std::to_string(row) + ": " + what + "\n";
  }

  void one(std::uint32_t m, std::uint32_t row, const RecordLedger& ledger) {
    const Model& model = program_.models[m];
    const analysis::ModelFacts& facts = analyst_.models[m];
    if (facts.under.empty()) say(row, "scored though nothing can fulfil the model's where");
    if (outside(facts.ranges.score, ledger.scores[m]))
      say(row, "score " + to_text(Decimal{ledger.scores[m]}) + " of " + model.name + " outside its range");
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      if (outside(facts.ranges.groups[g], ledger.groups[m][g]))
        say(row, "group " + model.groups[g].name + " of " + model.name + " outside its range with " +
                     to_text(Decimal{ledger.groups[m][g]}));
    }
    analysis::Conditions& c = analyst_.conditions;
    for (const LedgerLine& line : ledger.lines) {
      if (line.kind != LedgerLine::Kind::kRule || line.model != m || !line.holds) continue;
      const auto r = static_cast<std::size_t>(line.rule);
      if (model.rules[r].form == RuleForm::kOtherwise) continue;
      if (c.both(facts.under, facts.choices.holds[r]).empty())
        say(row, "rule " + model.rules[r].label + " of " + model.name + " holds though nothing can fulfil it");
    }
    for (std::size_t r = 0; r < model.rules.size(); ++r) {
      if (model.rules[r].form != RuleForm::kWhen || !c.both(facts.under, facts.choices.fails[r]).empty()) continue;
      const LedgerLine* line = analysis::line_of(ledger, m, static_cast<std::uint32_t>(r));
      if (line != nullptr && !line->holds) say(row, "rule " + model.rules[r].label + " fails though it always holds");
    }
    for (const std::uint32_t t : model.thresholds) {
      const bool holds = (ledger.thresholds[t] & kThresholdHoldsBit) != 0;
      const ReachReport::Reach reach = analysis::reach_of(analyst_, m, program_.thresholds[t].condition);
      if ((holds && reach == ReachReport::Reach::kNever) || (!holds && reach == ReachReport::Reach::kAlways))
        say(row, "threshold " + program_.thresholds[t].full_name + " is not what all records say");
    }
    if (const std::uint8_t grade = ledger.grades[m]; grade != 0) {
      const ExprId condition = model.grades[grade - 1U].condition;
      if (condition != kNoExpr && c.impossible(facts.conditions, condition))
        say(row, "grade " + model.grades[grade - 1U].word + " though nobody can have it");
    }
  }

  const Program& program_;
  const Dataset& data_;
  Sources sources_;
  Analyst analyst_;
  std::shared_ptr<const Plan> plan_;
  Explainer explainer_;
  std::string fault_;
};

}  // namespace

std::string law_of_analysis(const Program& program, const reference::ReferenceData& data, std::int64_t as_of) {
  const Dataset dataset = dataset_of(program, data);
  return Held{program, dataset, as_of}.fault();
}

}  // namespace leadline::laws
