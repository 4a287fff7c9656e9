// SPDX-License-Identifier: Apache-2.0
// Points of rules and blocks, as 64-bit integers where the run has room for that, else 128 bits wide.
#include <algorithm>

#include "engine/run/evaluator.hpp"

namespace leadline {
namespace {

template <class P>
P checked(const Evaluator& evaluator, Int128 points) {
  if constexpr (sizeof(P) == sizeof(Int128)) {
    return points;
  } else {
    const std::int64_t limit = evaluator.binding.points_limit;
    if (points > limit || points < -limit) {
      evaluator.binding.too_narrow = true;
      return 0;
    }
    return static_cast<P>(points);
  }
}

template <class P>
void when(Evaluator& evaluator, const Node& node, P* out) {
  const In<std::uint8_t> conditions = evaluator.in<std::uint8_t>(node.children[0]);
  const In<std::int64_t> points = evaluator.in<std::int64_t>(node.children[1]);
  const std::uint32_t count = evaluator.count();
  if (points.step == 0 && node.children.size() == 2) {
    const P given = present(points[0]) ? checked<P>(evaluator, points[0]) : 0;
    for (std::uint32_t i = 0; i < count; ++i) out[i] = conditions[i] == 1 ? given : P{0};
    return;
  }
  In<std::int64_t> other;
  In<std::uint8_t> readable;
  const bool has_other = node.children.size() > 2;
  if (has_other) {
    other = evaluator.in<std::int64_t>(node.children[2]);
    readable = evaluator.in<std::uint8_t>(node.children[3]);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    std::int64_t given = kMissing64;
    if (conditions[i] == 1) {
      given = points[i];
    } else if (has_other && readable[i] == 1) {
      given = other[i];
    }
    out[i] = present(given) ? checked<P>(evaluator, given) : 0;
  }
}

template <class P>
void times(Evaluator& evaluator, const Node& node, P* out) {
  const In<std::int64_t> points = evaluator.in<std::int64_t>(node.children[0]);
  const In<std::int64_t> counts = evaluator.in<std::int64_t>(node.children[1]);
  const std::int64_t unit = node.second == 1 ? 1 : Decimal::kOne;
  const std::uint32_t count = evaluator.count();
  // Whole points times a count: the product of millionths is exact in 64 bits, which is looked at once for the block.
  if constexpr (sizeof(P) == sizeof(std::int64_t)) {
    if (points.step == 0 && present(points[0]) && unit == Decimal::kOne && points[0] % unit == 0) {
      const std::int64_t each = points[0] / unit;
      std::int64_t most = 0;
      for (std::uint32_t i = 0; i < count; ++i) most = std::max(most, counts[i]);
      if (each < (std::int64_t{1} << 20) && each > -(std::int64_t{1} << 20) && most < (std::int64_t{1} << 42) &&
          most * std::max(each, -each) <= evaluator.binding.points_limit) {
        for (std::uint32_t i = 0; i < count; ++i) out[i] = counts[i] * each;
        return;
      }
    }
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    out[i] = present(points[i]) ? checked<P>(evaluator, Int128{points[i]} * (counts[i] / unit)) : P{0};
  }
}

template <class P>
void bound(Evaluator& evaluator, const Node& node, P* out) {
  const In<P> points = evaluator.in<P>(node.children[0]);
  const std::uint32_t count = evaluator.count();
  for (std::uint32_t i = 0; i < count; ++i) out[i] = points[i];
  if (node.bounds.at_most) {
    const P most = node.bounds.at_most->micros;
    for (std::uint32_t i = 0; i < count; ++i) out[i] = std::min(out[i], most);
  }
  if (node.bounds.never_below) {
    const P least = node.bounds.never_below->micros;
    for (std::uint32_t i = 0; i < count; ++i) out[i] = std::max(out[i], least);
  }
  if (node.children.size() < 2) return;
  const In<std::uint8_t> holds = evaluator.in<std::uint8_t>(node.children[1]);
  for (std::uint32_t i = 0; i < count; ++i) out[i] = holds[i] == 1 ? out[i] : P{0};
}

// Which rule of a block counts, or none.
template <class P>
std::size_t counted(const std::vector<In<P>>& points, const std::vector<In<std::uint8_t>>& holds, bool best,
                    std::uint32_t i) {
  std::size_t taken = points.size();
  for (std::size_t j = 0; j < points.size(); ++j) {
    if (holds[j][i] != 1) continue;
    if (!best) return j;
    if (taken == points.size() || points[j][i] > points[taken][i]) taken = j;
  }
  return taken;
}

template <class P>
void block(Evaluator& evaluator, const Node& node, P* out) {
  std::vector<In<P>> points;
  std::vector<In<std::uint8_t>> holds;
  for (std::size_t j = 0; j < node.children.size(); j += 2) {
    points.push_back(evaluator.in<P>(node.children[j]));
    holds.push_back(evaluator.in<std::uint8_t>(node.children[j + 1]));
  }
  const bool best = node.op == NodeOp::kBestPoints;
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    const std::size_t taken = counted(points, holds, best, i);
    const bool wanted = taken < points.size() && (node.second == 0 || taken == node.index);
    out[i] = wanted ? points[taken][i] : P{0};
  }
}

template <class P>
void sum(Evaluator& evaluator, const Node& node, P* out) {
  const std::uint32_t count = evaluator.count();
  P constant = 0;
  bool first = true;
  for (const NodeId child : node.children) {
    const In<P> points = evaluator.in<P>(child);
    if (points.step == 0) {
      constant += points[0];
    } else if (first) {
      std::memcpy(out, points.values, count * sizeof(P));
      first = false;
    } else {
      for (std::uint32_t i = 0; i < count; ++i) out[i] += points.values[i];
    }
  }
  if (first) std::fill_n(out, count, P{0});
  if (constant == 0) return;
  for (std::uint32_t i = 0; i < count; ++i) out[i] += constant;
}

template <class P>
void compute_as(Evaluator& evaluator, const Node& node, P* out) {
  if (node.op == NodeOp::kWhenPoints) return when(evaluator, node, out);
  if (node.op == NodeOp::kTimesPoints) return times(evaluator, node, out);
  if (node.op == NodeOp::kBoundPoints) return bound(evaluator, node, out);
  if (node.op == NodeOp::kSumPoints) return sum(evaluator, node, out);
  if (node.op == NodeOp::kCountedPoints) {
    sum(evaluator, node, out);
    return add_counted(evaluator, node, out);
  }
  block(evaluator, node, out);
}

}  // namespace

void compute_points(Evaluator& evaluator, const Node& node, void* out) {
  if (evaluator.binding.wide) return compute_as(evaluator, node, static_cast<Int128*>(out));
  compute_as(evaluator, node, static_cast<std::int64_t*>(out));
}

}  // namespace leadline
