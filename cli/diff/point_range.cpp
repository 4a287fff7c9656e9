// SPDX-License-Identifier: Apache-2.0
// Interval arithmetic over points.
#include "cli/diff/point_range.hpp"

#include <algorithm>

#include "leadline/decimal.hpp"

namespace leadline::cli {

namespace {

using End = std::optional<Int128>;

constexpr Int128 kMostMicros = Int128{1} << 90;

// Ends that are so far away might as well be none.
End tamed(End end) {
  if (end && (*end > kMostMicros || *end < -kMostMicros)) return std::nullopt;
  return end;
}

End sum(const End& a, const End& b) { return a && b ? tamed(*a + *b) : std::nullopt; }
End lower(const End& a, const End& b) { return a && b ? End{std::min(*a, *b)} : std::nullopt; }
End higher(const End& a, const End& b) { return a && b ? End{std::max(*a, *b)} : std::nullopt; }

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
  PointRange range = PointRange::at(0);
  if (!each.low || *each.low < 0) range.low = each.low && most ? tamed(*each.low * *most) : std::nullopt;
  if (!each.high || *each.high > 0) range.high = each.high && most ? tamed(*each.high * *most) : std::nullopt;
  return range;
}

std::string points(Int128 micros, bool sign) {
  const std::optional<std::int64_t> value = narrow(micros);
  if (!value) return micros < 0 ? "less than can be written" : "more than can be written";
  return (sign && *value > 0 ? "+" : "") + to_text(Decimal{*value});
}

Int128 bounded(Int128 value, const Bounds& bounds) {
  if (bounds.at_most) value = std::min<Int128>(value, bounds.at_most->micros);
  if (bounds.never_below) value = std::max<Int128>(value, bounds.never_below->micros);
  return value;
}

bool same(const Bounds& a, const Bounds& b) { return a.at_most == b.at_most && a.never_below == b.never_below; }

}  // namespace

PointRange PointRange::with(const PointRange& other) const { return {lower(low, other.low), higher(high, other.high)}; }

PointRange PointRange::plus(const PointRange& other) const { return {sum(low, other.low), sum(high, other.high)}; }

PointRange PointRange::minus(const PointRange& other) const {
  const auto negative = [](const End& end) { return end ? End{-*end} : std::nullopt; };
  return {sum(low, negative(other.high)), sum(high, negative(other.low))};
}

PointRange PointRange::times(const PointRange& other) const {
  if (is_zero() || other.is_zero()) return at(0);
  if (!low || !high || !other.low || !other.high) return all();
  PointRange range;
  bool first = true;
  for (const Int128 a : {*low, *high}) {
    for (const Int128 b : {*other.low, *other.high}) {
      if (a > (Int128{1} << 62) || a < -(Int128{1} << 62) || b > (Int128{1} << 62) || b < -(Int128{1} << 62))
        return all();
      const Int128 product = divide_rounded(a * b, Decimal::kOne);
      range = first ? at(product) : range.with(at(product));
      first = false;
    }
  }
  return range;
}

PointRange PointRange::within(const Bounds& bounds) const {
  PointRange range = *this;
  if (bounds.at_most) {
    const Int128 most = bounds.at_most->micros;
    range.high = range.high ? std::min(*range.high, most) : most;
    if (range.low) range.low = std::min(*range.low, most);
  }
  if (bounds.never_below) {
    const Int128 least = bounds.never_below->micros;
    range.low = range.low ? std::max(*range.low, least) : least;
    if (range.high) range.high = std::max(*range.high, least);
  }
  return range;
}

PointRange PointRange::both(const PointRange& other) const {
  PointRange range = *this;
  if (other.low) range.low = range.low ? std::max(*range.low, *other.low) : *other.low;
  if (other.high) range.high = range.high ? std::min(*range.high, *other.high) : *other.high;
  return range;
}

std::string PointRange::text() const {
  if (!low && !high) return "any amount";
  if (!low) return "any amount down, up to " + points(*high, true);
  if (!high) return points(*low, true) + " or more";
  if (*low == *high) return points(*low, true);
  return points(*low, true) + " to " + points(*high, true);
}

PointRange range_of(const Program& program, ExprId id) {
  if (id == kNoExpr) return PointRange::at(0);
  const Expr& e = program.expr(id);
  const auto child = [&](std::size_t i) { return range_of(program, e.children[i]); };
  const auto any_child = [&] {
    PointRange range = child(0);
    for (std::size_t i = 1; i < e.children.size(); ++i) range = range.with(child(i));
    return range;
  };
  if (e.op == Op::kConstant) {
    const bool number = !e.value.missing && e.value.type.kind == TypeKind::kNumber;
    return PointRange::at(number ? e.value.number : 0);
  }
  if (e.op == Op::kNegate) return PointRange::at(0).minus(child(0));
  if (e.op == Op::kAdd) return child(0).plus(child(1));
  if (e.op == Op::kSubtract) return child(0).minus(child(1));
  if (e.op == Op::kMultiply) return child(0).times(child(1));
  if (e.op == Op::kElse) return any_child();
  if (e.op == Op::kCall && (e.function == Function::kMin || e.function == Function::kMax)) return any_child();
  PointRange range = PointRange::at(0);
  if (e.op == Op::kFirstOf) {
    for (std::size_t i = 0; i < e.children.size(); i += 2) {
      range = range.with(child(i + 1 < e.children.size() ? i + 1 : i));
    }
    return range;
  }
  if (e.op == Op::kLookup) {
    for (const Table::Row& row : program.tables[e.index].rows) range = range.with(PointRange::at(row.value.number));
    return range;
  }
  return PointRange::all();
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
  if (rule.or_points != kNoExpr) range = range.with(range_of(program, rule.or_points));
  return range.with_zero().within(rule.bounds).with_zero();
}

PointRange range_of(const Program& program, const Model& model, const RuleBlock& block) {
  PointRange range = PointRange::at(0);
  for (const std::uint32_t rule : block.rules) range = range.with(range_of(program, model.rules[rule]));
  return range;
}

PointRange moved_through(const PointRange& moves, const Bounds& old_bounds, const Bounds& new_bounds,
                         const PointRange& before, const PointRange& after) {
  const bool bounds = old_bounds.at_most || old_bounds.never_below || new_bounds.at_most || new_bounds.never_below;
  if (!bounds) return moves;
  // A bound never moves its sum further than the sum itself moves.
  PointRange moved = moves.is_zero() ? moves : moves.with_zero();
  if (!same(old_bounds, new_bounds)) {
    // Besides, each new sum x is bounded otherwise: the difference is a broken line with its corners at the bounds.
    std::vector<Int128> corners;
    PointRange change = PointRange::at(0);
    const auto look = [&](const std::optional<Decimal>& bound) {
      if (bound) corners.push_back(bound->micros);
    };
    for (const Bounds* side : {&old_bounds, &new_bounds}) {
      look(side->at_most);
      look(side->never_below);
    }
    if (after.low) corners.push_back(*after.low);
    if (after.high) corners.push_back(*after.high);
    bool first = true;
    for (Int128 corner : corners) {
      if (after.low) corner = std::max(corner, *after.low);
      if (after.high) corner = std::min(corner, *after.high);
      const PointRange difference = PointRange::at(bounded(corner, new_bounds) - bounded(corner, old_bounds));
      change = first ? difference : change.with(difference);
      first = false;
    }
    // Where the sum has no end and only one of the two is bounded there, neither has the difference.
    if (!after.high && old_bounds.at_most.has_value() != new_bounds.at_most.has_value()) {
      (new_bounds.at_most ? change.low : change.high) = std::nullopt;
    }
    if (!after.low && old_bounds.never_below.has_value() != new_bounds.never_below.has_value()) {
      (new_bounds.never_below ? change.high : change.low) = std::nullopt;
    }
    moved = moved.plus(change);
  }
  return moved.both(after.within(new_bounds).minus(before.within(old_bounds)));
}

}  // namespace leadline::cli
