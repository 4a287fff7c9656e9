// SPDX-License-Identifier: Apache-2.0
// The pool of records, and what it says.
#include "engine/analysis/reach.hpp"

#include <algorithm>

namespace leadline::analysis {

namespace {

// Rules that are put on top of one another; a model with more shows enough with these.
constexpr std::size_t kMostRules = 150;

std::int64_t narrow_points(Int128 points) {
  return narrow(points).value_or(points < 0 ? NumberSet::kLowest : NumberSet::kHighest);
}

}  // namespace

std::string points_text(Int128 points) { return to_text(Decimal{narrow_points(points)}); }

const std::vector<Shown>& Pool::records() {
  if (!filled_) fill();
  filled_ = true;
  return records_;
}

void Pool::fill() {
  const ModelFacts& facts = a_.models[model_];
  if (facts.under.empty()) return;
  const auto scored = [&](const Box& box) {
    const Region region = a_.conditions.both(box, facts.under);
    if (!region.empty()) add(region.boxes.front());
  };
  scored(Box{});
  scored(facts.ranges.score.low.box);
  scored(facts.ranges.score.high.box);
  for (const FoundRange& group : facts.ranges.groups) {
    scored(group.low.box);
    scored(group.high.box);
  }
  // Each rule, and each on top of those before it as long as they go together.
  for (const int sign : {1, -1}) {
    Box all;
    for (std::size_t r = 0; r < facts.choices.holds.size() && r < kMostRules && !a_.conditions.left_off_now(); ++r) {
      const PointRange points = facts.choices.terms[r].in(Box{});
      const bool gives = sign > 0 ? !points.high || *points.high > 0 : !points.low || *points.low < 0;
      if (!gives || facts.choices.holds[r].empty()) continue;
      scored(facts.choices.holds[r].boxes.front());
      const Region more = a_.conditions.both(all, facts.choices.holds[r]);
      if (more.empty()) continue;
      all = more.boxes.front();
      scored(all);
    }
  }
}

void Pool::add(const Box& box) { records_.push_back(a_.show(a_.program.models[model_].kind, box)); }

const Shown* Pool::lowest() {
  const Shown* best = nullptr;
  for (const Shown& one : records()) {
    const std::int64_t score = one.ledger.scores[model_];
    if (score != kMissing64 && (best == nullptr || score < best->ledger.scores[model_])) best = &one;
  }
  return best;
}

const Shown* Pool::highest() {
  const Shown* best = nullptr;
  for (const Shown& one : records()) {
    const std::int64_t score = one.ledger.scores[model_];
    if (score != kMissing64 && (best == nullptr || score > best->ledger.scores[model_])) best = &one;
  }
  return best;
}

const Shown* Pool::group_end(std::uint32_t group, bool highest) {
  const Shown* best = nullptr;
  for (const Shown& one : records()) {
    const std::int64_t points = one.ledger.groups[model_][group];
    if (points == kMissing64) continue;
    const std::int64_t known = best == nullptr ? 0 : best->ledger.groups[model_][group];
    if (best == nullptr || (highest ? points > known : points < known)) best = &one;
  }
  return best;
}

ReachReport::Reach reach_of(Analyst& a, std::uint32_t model, ExprId condition) {
  const Region& there = a.models[model].conditions;
  if (there.empty() || a.conditions.impossible(there, condition)) return ReachReport::Reach::kNever;
  if (a.conditions.certain(there, condition)) return ReachReport::Reach::kAlways;
  return ReachReport::Reach::kSometimes;
}

EndReport end_report(const Analyst& a, std::uint32_t model, std::int32_t group, bool highest, Pool& pool) {
  const ModelRanges& ranges = a.models[model].ranges;
  const FoundRange& range = group < 0 ? ranges.score : ranges.groups[static_cast<std::size_t>(group)];
  const FoundEnd& end = highest ? range.high : range.low;
  EndReport report;
  report.open = !end.points;
  if (end.points) report.bound = narrow_points(*end.points);
  const Shown* shown = group >= 0 ? pool.group_end(static_cast<std::uint32_t>(group), highest)
                       : highest  ? pool.highest()
                                  : pool.lowest();
  if (shown == nullptr) return report;
  report.shown = true;
  report.shown_points =
      group >= 0 ? shown->ledger.groups[model][static_cast<std::size_t>(group)] : shown->ledger.scores[model];
  report.exact = !report.open && report.shown_points == report.bound;
  report.witness = shown->witness;
  return report;
}

}  // namespace leadline::analysis
