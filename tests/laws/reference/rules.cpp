// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/rules.hpp"

#include <algorithm>

#include "laws/reference/expression.hpp"
#include "laws/reference/selection.hpp"

namespace leadline::reference {

namespace {

// Points of one interaction (or record), faded; nothing where they are missing.
std::optional<Big> points_of(const View& subject, const Rule& rule, const Item& item) {
  const Universe& universe = *subject.universe;
  const Value points = evaluate(rule.points, subject, &item);
  if (points.missing) return std::nullopt;
  if (rule.fading.kind == Fading::Kind::kNone) return Big(points.number);
  const Maybe64 time = time_of(universe, item);
  if (!time) return std::nullopt;  // a record without `created` has no age
  const std::string& zone = universe.program().zones[rule.zone];
  return faded(points.number, rule.fading, day_number(zone, universe.now()) - day_number(zone, *time));
}

// Whole times that the silence has lasted so far.
std::int64_t silence(const View& subject, const Rule& rule, const std::vector<Item>& items) {
  const Universe& universe = *subject.universe;
  Maybe64 start;
  const auto begin = [&](std::int64_t time) { start = start ? std::max(*start, time) : time; };
  if (const auto with_time = timed(universe, items); !with_time.empty()) begin(*time_of(universe, with_time.back()));
  if (const auto created = time_of(universe, Item{nullptr, subject.kind, subject.row})) begin(*created);
  for (const ExprId since : universe.program().selections[rule.selection].since) {
    if (const Value time = evaluate(since, subject, nullptr); !time.missing) begin(time.number);
  }
  if (!start || *start > universe.now()) return 0;
  return static_cast<std::int64_t>((Big(universe.now()) - *start) / rule.silence);
}

// Before the rule's bounds.
RuleResult unbounded(const View& subject, const Rule& rule) {
  const auto once = [&](ExprId points) {
    const Value value = evaluate(points, subject, nullptr);
    return value.missing ? RuleResult{} : RuleResult{true, value.number};
  };
  const auto times = [&](std::int64_t n) {
    RuleResult one = n >= 1 ? once(rule.points) : RuleResult{};
    one.points *= n;
    return one;
  };
  const auto items = [&] { return items_of(rule.selection, subject, nullptr); };
  if (rule.form != RuleForm::kWhen && rule.condition != kNoExpr && !holds(rule.condition, subject, nullptr)) return {};
  switch (rule.form) {
    case RuleForm::kWhen:
      return holds(rule.condition, subject, nullptr) ? once(rule.points) : RuleResult{};
    case RuleForm::kOtherwise:
      return once(rule.points);
    case RuleForm::kPerSelection: {
      RuleResult sum;
      for (const Item& item : items()) {
        const auto points = points_of(subject, rule, item);
        if (!points) continue;
        sum.holds = true;
        sum.points += *points;
      }
      return sum;
    }
    case RuleForm::kForFirst:
    case RuleForm::kForLast: {
      const auto taken = timed(*subject.universe, items());
      if (taken.empty()) return {};
      const auto points = points_of(subject, rule, rule.form == RuleForm::kForFirst ? taken.front() : taken.back());
      return points ? RuleResult{true, *points} : RuleResult{};
    }
    case RuleForm::kPerBucket:
      return times(full_buckets(*subject.universe, rule.bucket, rule.at_least, items()));
    case RuleForm::kWithout:
      return times(silence(subject, rule, items()));
  }
  return {};
}

}  // namespace

Big bounded(Big points, const Bounds& bounds) {
  if (bounds.at_most && points > bounds.at_most->micros) points = bounds.at_most->micros;
  if (bounds.never_below && points < bounds.never_below->micros) points = bounds.never_below->micros;
  return points;
}

RuleResult rule_result(const View& subject, const Model&, const Rule& rule) {
  RuleResult result = unbounded(subject, rule);
  if (result.holds) return {true, bounded(result.points, rule.bounds)};
  const bool other = rule.form == RuleForm::kWhen && rule.or_points != kNoExpr &&
                     !holds(rule.condition, subject, nullptr) &&
                     (rule.readable == kNoExpr || holds(rule.readable, subject, nullptr));
  if (!other) return {};
  const Value points = evaluate(rule.or_points, subject, nullptr);
  return points.missing ? RuleResult{} : RuleResult{false, bounded(points.number, rule.bounds)};
}

Big block_points(const View& subject, const Model& model, const RuleBlock& block) {
  std::optional<Big> chosen;
  for (const std::uint32_t index : block.rules) {
    const Rule& rule = model.rules[index];
    if (rule.form == RuleForm::kOtherwise && chosen) continue;
    const RuleResult result = rule_result(subject, model, rule);
    switch (block.kind) {
      case RuleBlock::Kind::kSingle:
        return result.points;
      case RuleBlock::Kind::kFirst:
        if (result.holds && !chosen) chosen = result.points;
        break;
      case RuleBlock::Kind::kBest:
        if (result.holds && (!chosen || result.points > *chosen)) chosen = result.points;
        break;
    }
  }
  return chosen.value_or(0);
}

}  // namespace leadline::reference
