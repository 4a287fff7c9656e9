// SPDX-License-Identifier: Apache-2.0
// Interval arithmetic over points.
#include "engine/analysis/point_range.hpp"

#include <algorithm>

#include "engine/analysis/axes.hpp"

namespace leadline::analysis {

namespace {

// Factors beyond these might leave the 128 bits in which products are made.
constexpr Int128 kLargestFactor = Int128{1} << 62;

Int128 size_of(Int128 points) { return points < 0 ? -points : points; }

// `end` is `low` or `high` of a range.
End product(const End& end, Int128 factor) {
  if (!end || size_of(*end) > kLargestFactor || size_of(factor) > kLargestFactor) return std::nullopt;
  return divide_rounded(*end * factor, Decimal::kOne);
}

PointRange scaled(const PointRange& range, Int128 factor) {
  if (factor == 0) return PointRange::nothing();
  const PointRange ends{product(range.low, factor), product(range.high, factor)};
  return factor > 0 ? ends : PointRange{ends.high, ends.low};
}

}  // namespace

PointRange PointRange::with_nothing() const { return around(*this, nothing()); }

PointRange PointRange::both(const PointRange& other) const {
  PointRange range = *this;
  if (other.low) range.low = range.low ? std::max(*range.low, *other.low) : *other.low;
  if (other.high) range.high = range.high ? std::min(*range.high, *other.high) : *other.high;
  return range;
}

PointRange bounded(PointRange range, const Bounds& bounds) {
  if (bounds.at_most) {
    const Int128 most_allowed = bounds.at_most->micros;
    range.high = range.high ? std::min(*range.high, most_allowed) : most_allowed;
    if (range.low) range.low = std::min(*range.low, most_allowed);
  }
  if (bounds.never_below) {
    const Int128 least_allowed = bounds.never_below->micros;
    range.low = range.low ? std::max(*range.low, least_allowed) : least_allowed;
    if (range.high) range.high = std::max(*range.high, least_allowed);
  }
  return range;
}

PointRange around(const PointRange& a, const PointRange& b) {
  PointRange all;
  if (a.low && b.low) all.low = std::min(*a.low, *b.low);
  if (a.high && b.high) all.high = std::max(*a.high, *b.high);
  return all;
}

PointRange operator+(const PointRange& a, const PointRange& b) {
  PointRange sum;
  if (a.low && b.low) sum.low = *a.low + *b.low;
  if (a.high && b.high) sum.high = *a.high + *b.high;
  return sum;
}

PointRange operator-(const PointRange& a, const PointRange& b) {
  const auto negative = [](const End& end) { return end ? End{-*end} : End{}; };
  return a + PointRange{negative(b.high), negative(b.low)};
}

PointRange operator*(const PointRange& a, const PointRange& b) {
  const auto single = [](const PointRange& range) { return range.low && range.high && *range.low == *range.high; };
  if (single(b)) return scaled(a, *b.low);
  if (single(a)) return scaled(b, *a.low);
  if (!a.low || !a.high || !b.low || !b.high) return PointRange::everything();
  return around(scaled(a, *b.low), scaled(a, *b.high));
}

PointRange range_of(const Program& program, ExprId value, const std::vector<PointRange>& groups) {
  const Expr& e = program.expr(value);
  const auto child = [&](std::size_t i) { return range_of(program, e.children[i], groups); };
  switch (e.op) {
    case Op::kConstant:
      return PointRange::at(e.value.missing ? 0 : e.value.number);
    case Op::kGroupScore:
      if (e.own && e.second < groups.size()) return groups[e.second];
      return PointRange::everything();
    case Op::kNegate:
      return PointRange::nothing() - child(0);
    case Op::kAdd:
      return child(0) + child(1);
    case Op::kSubtract:
      return child(0) - child(1);
    case Op::kMultiply:
      return child(0) * child(1);
    case Op::kLookup: {
      const NumberSet values = values_of(program.tables[e.index]);
      return values.empty() ? PointRange::nothing() : PointRange{Int128{values.lowest()}, Int128{values.highest()}};
    }
    case Op::kElse:
    case Op::kCall: {
      if (e.op == Op::kCall && e.function != Function::kMin && e.function != Function::kMax)
        return PointRange::everything();
      // Of what stands there: for `min` and `max` a little too much, never too little.
      PointRange all = child(0);
      for (std::size_t i = 1; i < e.children.size(); ++i) all = around(all, child(i));
      return all;
    }
    case Op::kFirstOf: {
      // Conditions and values in turns, and behind them what stands `otherwise`.
      if (e.children.empty()) return PointRange::nothing();
      PointRange all = child(e.children.size() - 1);
      for (std::size_t i = 1; i < e.children.size(); i += 2) all = around(all, child(i));
      return all;
    }
    default:
      return PointRange::everything();
  }
}

}  // namespace leadline::analysis
