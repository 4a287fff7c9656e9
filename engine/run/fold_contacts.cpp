// SPDX-License-Identifier: Apache-2.0
// Aggregates of accounts, made of those of their contacts.
#include <algorithm>

#include "engine/run/contacts_of.hpp"
#include "engine/run/evaluator.hpp"

namespace leadline {
namespace {

template <class P>
void fold_points(Evaluator& evaluator, const Node& node, P* out) {
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    Int128 sum = 0;
    for_each_contact(evaluator.binding, node.grain, evaluator.rows()[i],
                     [&](std::uint32_t contact) { sum += evaluator.far<P>(node.children[0], contact); });
    const Int128 limit = evaluator.binding.points_limit;
    if (sizeof(P) == sizeof(std::int64_t) && (sum > limit || sum < -limit)) {
      evaluator.binding.too_narrow = true;
      sum = 0;
    }
    out[i] = static_cast<P>(sum);
  }
}

}  // namespace

void fold_contacts(Evaluator& evaluator, const Node& node, void* out) {
  const auto op = static_cast<AggregateOp>(node.second);
  const NodeId child = node.children[0];
  if (op == AggregateOp::kPoints) {
    return evaluator.binding.wide ? fold_points(evaluator, node, static_cast<Int128*>(out))
                                  : fold_points(evaluator, node, static_cast<std::int64_t*>(out));
  }
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    const std::uint32_t row = evaluator.rows()[i];
    if (node.lane == Lane::kFlag) {
      std::uint8_t any = 0;
      for_each_contact(evaluator.binding, node.grain, row, [&](std::uint32_t contact) {
        any = static_cast<std::uint8_t>(any | evaluator.far<std::uint8_t>(child, contact));
      });
      static_cast<std::uint8_t*>(out)[i] = any;
      continue;
    }
    std::int64_t result = op == AggregateOp::kCount ? 0 : kMissing64;
    for_each_contact(evaluator.binding, node.grain, row, [&](std::uint32_t contact) {
      const auto value = evaluator.far<std::int64_t>(child, contact);
      if (op == AggregateOp::kCount) {
        result += value;
      } else if (present(value)) {
        const bool better = !present(result) || (op == AggregateOp::kFirstAt ? value < result : value > result);
        if (better) result = value;
      }
    });
    static_cast<std::int64_t*>(out)[i] = result;
  }
}

}  // namespace leadline
