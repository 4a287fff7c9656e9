// SPDX-License-Identifier: Apache-2.0
// Groups, scores and grades.
#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "engine/run/bounded.hpp"
#include "engine/run/evaluator.hpp"

namespace leadline {
namespace {

template <class P>
void narrow_points(Evaluator& evaluator, const Node& node, std::int64_t* out) {
  const In<P> points = evaluator.in<P>(node.children[0]);
  const std::uint32_t count = evaluator.count();
  if constexpr (sizeof(P) == 8) {
    // Sums stay far from the ends of 64 bits in such a run.
    const std::int64_t most =
        node.bounds.at_most ? node.bounds.at_most->micros : std::numeric_limits<std::int64_t>::max();
    const std::int64_t least =
        node.bounds.never_below ? node.bounds.never_below->micros : std::numeric_limits<std::int64_t>::min();
    for (std::uint32_t i = 0; i < count; ++i) out[i] = std::max(least, std::min(most, points[i]));
  } else {
    for (std::uint32_t i = 0; i < count; ++i) out[i] = narrow(bounded(node.bounds, points[i])).value_or(kMissing64);
  }
}

template <class P>
void score_sum(Evaluator& evaluator, const Node& node, std::int64_t* out) {
  In<P> ungrouped;
  const bool has_points = node.second == 1;
  if (has_points) ungrouped = evaluator.in<P>(node.children[0]);
  boost::container::small_vector<In<std::int64_t>, 8> parts;  // a single row is summed too often to ask for memory
  for (std::size_t j = has_points ? 1 : 0; j < node.children.size(); ++j)
    parts.push_back(evaluator.in<std::int64_t>(node.children[j]));
  const std::size_t added = node.second == 2 ? 1 : parts.size();
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    Int128 total = has_points ? Int128{ungrouped[i]} : Int128{0};
    bool whole = true;
    for (std::size_t j = 0; j < parts.size(); ++j) {
      whole = whole && present(parts[j][i]);
      if (j < added) total += parts[j][i];
    }
    out[i] = whole ? narrow(bounded(node.bounds, total)).value_or(kMissing64) : kMissing64;
  }
}

void grade(Evaluator& evaluator, const Node& node, std::int64_t* out) {
  const std::uint32_t count = evaluator.count();
  std::fill_n(out, count, kMissing64);
  for (std::size_t j = node.children.size(); j-- > 0;) {
    const In<std::uint8_t> holds = evaluator.in<std::uint8_t>(node.children[j]);
    const auto place = static_cast<std::int64_t>(j);
    for (std::uint32_t i = 0; i < count; ++i) out[i] = holds[i] == 1 ? place : out[i];
  }
}

}  // namespace

void compute_score(Evaluator& evaluator, const Node& node, void* out) {
  const auto numbers = static_cast<std::int64_t*>(out);
  const bool wide = evaluator.binding.wide;
  if (node.op == NodeOp::kGrade) return grade(evaluator, node, numbers);
  if (node.op == NodeOp::kNarrowPoints) {
    return wide ? narrow_points<Int128>(evaluator, node, numbers)
                : narrow_points<std::int64_t>(evaluator, node, numbers);
  }
  return wide ? score_sum<Int128>(evaluator, node, numbers) : score_sum<std::int64_t>(evaluator, node, numbers);
}

}  // namespace leadline
