// SPDX-License-Identifier: Apache-2.0
// From ranges of points to ranges of rules and of moves.
#include "cli/diff/point_range.hpp"

#include <algorithm>

#include "leadline/decimal.hpp"

namespace leadline::cli {

namespace {

using analysis::bounded;
using analysis::End;

constexpr Int128 kMostMicros = Int128{1} << 90;

// Ends that are so far away might as well be none.
End tamed(End end) {
  if (end && (*end > kMostMicros || *end < -kMostMicros)) return std::nullopt;
  return end;
}

// Counted buckets of a window of days or weeks: a window touches one more than it is long.
End most_buckets(const Program& program, const Rule& rule) {
  std::int64_t length = 0;
  if (rule.bucket.kind == Bucket::Kind::kDay) length = 86'400'000;
  if (rule.bucket.kind == Bucket::Kind::kWeek) length = 7 * std::int64_t{86'400'000};
  if (rule.bucket.kind == Bucket::Kind::kDuration) length = rule.bucket.milliseconds;
  if (length <= 0) return std::nullopt;
  End most;
  for (const Window& window : program.selections[rule.selection].within) {
    // An hour is lost or won where clocks change, so a day may be shorter.
    const Int128 count = Int128{window.milliseconds} / (length - length / 24) + 2;
    most = most ? std::min(*most, count) : count;
  }
  return most;
}

PointRange counted(const PointRange& each, const End& most) {
  PointRange range = PointRange::nothing();
  if (!each.low || *each.low < 0) range.low = each.low && most ? tamed(*each.low * *most) : std::nullopt;
  if (!each.high || *each.high > 0) range.high = each.high && most ? tamed(*each.high * *most) : std::nullopt;
  return range;
}

std::string points(Int128 micros, bool sign) {
  const std::optional<std::int64_t> value = narrow(micros);
  if (!value) return micros < 0 ? "less than can be written" : "more than can be written";
  return (sign && *value > 0 ? "+" : "") + to_text(Decimal{*value});
}

bool same(const Bounds& a, const Bounds& b) { return a.at_most == b.at_most && a.never_below == b.never_below; }

}  // namespace

std::string range_text(const PointRange& range) {
  const auto& [low, high] = range;
  if (!low && !high) return "any amount";
  if (!low) return "any amount down, up to " + points(*high, true);
  if (!high) return points(*low, true) + " or more";
  if (*low == *high) return points(*low, true);
  return points(*low, true) + " to " + points(*high, true);
}

PointRange range_of(const Program& program, const Rule& rule) {
  const PointRange each = range_of(program, rule.points);
  PointRange range = each;
  switch (rule.form) {
    case RuleForm::kWhen:
    case RuleForm::kForFirst:
    case RuleForm::kForLast:
    case RuleForm::kOtherwise:
      break;
    case RuleForm::kPerSelection:
    case RuleForm::kWithout:
      range = counted(each, std::nullopt);
      break;
    case RuleForm::kPerBucket:
      range = counted(each, most_buckets(program, rule));
      break;
  }
  if (rule.or_points != kNoExpr) range = around(range, range_of(program, rule.or_points));
  return bounded(range.with_nothing(), rule.bounds).with_nothing();
}

PointRange range_of(const Program& program, const Model& model, const RuleBlock& block) {
  PointRange range = PointRange::nothing();
  for (const std::uint32_t rule : block.rules) range = around(range, range_of(program, model.rules[rule]));
  return range;
}

PointRange moved_through(const PointRange& moves, const Bounds& old_bounds, const Bounds& new_bounds,
                         const PointRange& before, const PointRange& after) {
  const bool bounds = old_bounds.at_most || old_bounds.never_below || new_bounds.at_most || new_bounds.never_below;
  if (!bounds) return moves;
  // A bound never moves its sum further than the sum itself moves.
  PointRange moved = moves.with_nothing();
  if (!same(old_bounds, new_bounds)) {
    // Besides, each new sum x is bounded otherwise: the difference is a broken line with its corners at the bounds.
    std::vector<Int128> corners;
    std::optional<PointRange> change;
    const auto look = [&](const std::optional<Decimal>& bound) {
      if (bound) corners.push_back(bound->micros);
    };
    for (const Bounds* side : {&old_bounds, &new_bounds}) {
      look(side->at_most);
      look(side->never_below);
    }
    if (after.low) corners.push_back(*after.low);
    if (after.high) corners.push_back(*after.high);
    for (Int128 corner : corners) {
      if (after.low) corner = std::max(corner, *after.low);
      if (after.high) corner = std::min(corner, *after.high);
      const PointRange point = PointRange::at(corner);
      const PointRange difference = bounded(point, new_bounds) - bounded(point, old_bounds);
      change = change ? around(*change, difference) : difference;
    }
    // Where the sum has no end and only one of the two is bounded there, neither has the difference.
    if (!after.high && old_bounds.at_most.has_value() != new_bounds.at_most.has_value()) {
      (new_bounds.at_most ? change->low : change->high) = std::nullopt;
    }
    if (!after.low && old_bounds.never_below.has_value() != new_bounds.never_below.has_value()) {
      (new_bounds.never_below ? change->high : change->low) = std::nullopt;
    }
    moved = moved + *change;
  }
  return moved.both(bounded(after, new_bounds) - bounded(before, old_bounds));
}

}  // namespace leadline::cli
