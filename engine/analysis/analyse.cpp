// SPDX-License-Identifier: Apache-2.0
// The checks in their order, allows, and the report of ranges.
#include "engine/analysis/analyse.hpp"

#include "engine/analysis/analyst.hpp"
#include "engine/analysis/reach.hpp"

namespace leadline::analysis {

struct Analysis::Parts {
  Parts(const Sources& sources, const Program& program, LeftOff left_off)
      : analyst(sources, program, std::move(left_off)) {
    for (std::uint32_t m = 0; m < program.models.size(); ++m) pools.push_back(std::make_unique<Pool>(analyst, m));
  }
  Analyst analyst;
  std::vector<std::unique_ptr<Pool>> pools;
};

Analysis::Analysis(const Sources& sources, const Program& program, LeftOff left_off)
    : parts_(std::make_unique<Parts>(sources, program, std::move(left_off))) {}

Analysis::~Analysis() = default;

bool Analysis::left_off() const { return parts_->analyst.conditions.left_off(); }

Diagnostics Analysis::findings(CheckNotes& notes) {
  Analyst& a = parts_->analyst;
  a.diagnostics.clear();
  const auto unless_left_off = [&](auto&& check) {
    if (!a.conditions.left_off()) check();
  };
  unless_left_off([&] { check_conditions(a); });
  unless_left_off([&] { check_rules(a); });
  unless_left_off([&] { check_ladders(a); });
  unless_left_off([&] { check_scores(a, parts_->pools); });
  unless_left_off([&] { check_transitions(a); });
  unless_left_off([&] { check_chases(a); });
  unless_left_off([&] { check_properties(a, parts_->pools); });
  if (a.conditions.left_off()) return {};
  Diagnostics found = std::move(a.diagnostics);
  apply_notes(notes, a.sources, CheckInfo::Tier::kAnalysis, found);
  return found;
}

std::vector<ModelReport> Analysis::ranges() {
  Analyst& a = parts_->analyst;
  std::vector<ModelReport> reports;
  for (std::uint32_t m = 0; m < a.program.models.size(); ++m) {
    const Model& model = a.program.models[m];
    Pool& pool = *parts_->pools[m];
    ModelReport report;
    report.score = {end_report(a, m, -1, false, pool), end_report(a, m, -1, true, pool)};
    for (std::int32_t g = 0; g < static_cast<std::int32_t>(model.groups.size()); ++g)
      report.groups.push_back({end_report(a, m, g, false, pool), end_report(a, m, g, true, pool)});
    for (const std::uint32_t t : model.thresholds) {
      ReachReport reach;
      reach.reach = reach_of(a, m, a.program.thresholds[t].condition);
      for (const Shown& one : pool.records()) {
        if (reach.shown || (one.ledger.thresholds[t] & kThresholdHoldsBit) == 0) continue;
        reach.shown = true;
        reach.witness = one.witness;
      }
      report.thresholds.push_back(std::move(reach));
    }
    Region rest = a.models[m].conditions;
    for (std::size_t g = 0; g < model.grades.size(); ++g) {
      const ExprId condition = model.grades[g].condition;
      ReachReport reach;
      const Region own = a.conditions.both(rest, a.conditions.of(condition, true));
      rest = a.conditions.both(rest, a.conditions.of(condition, false));
      if (own.empty()) {
        reach.reach = ReachReport::Reach::kNever;
      } else if (rest.empty() && g == 0) {
        reach.reach = ReachReport::Reach::kAlways;
      }
      for (const Shown& one : pool.records()) {
        if (reach.shown || one.ledger.grades[m] != g + 1) continue;
        reach.shown = true;
        reach.witness = one.witness;
      }
      report.grades.push_back(std::move(reach));
    }
    reports.push_back(std::move(report));
  }
  return reports;
}

}  // namespace leadline::analysis
