// SPDX-License-Identifier: Apache-2.0
// And, or, not, presence, choices between values. Where a condition is wanted, missing is no.
#include <algorithm>

#include "engine/run/evaluator.hpp"

namespace leadline {
namespace {

void all_or_any(Evaluator& evaluator, const Node& node, std::uint8_t* out) {
  const bool all = node.op == NodeOp::kAnd;
  const std::uint32_t count = evaluator.count();
  std::memset(out, all ? 1 : 0, count);
  for (const NodeId child : node.children) {
    const In<std::uint8_t> flags = evaluator.in<std::uint8_t>(child);
    if (flags.step == 0) {
      const bool yes = flags[0] == 1;
      if (yes != all) std::memset(out, yes ? 1 : 0, count);
      if (yes != all) return;
      continue;
    }
    const std::uint8_t* const values = flags.values;
    if (all) {
      for (std::uint32_t i = 0; i < count; ++i)
        out[i] = static_cast<std::uint8_t>(out[i] & static_cast<std::uint8_t>(values[i] == 1));
    } else {
      for (std::uint32_t i = 0; i < count; ++i)
        out[i] = static_cast<std::uint8_t>(out[i] | static_cast<std::uint8_t>(values[i] == 1));
    }
  }
}

template <class T>
void are_present(Evaluator& evaluator, NodeId child, std::uint8_t* out) {
  const In<T> values = evaluator.in<T>(child);
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) out[i] = static_cast<std::uint8_t>(present(values[i]));
}

template <class T>
void choose(Evaluator& evaluator, const Node& node, T* out) {
  const std::uint32_t count = evaluator.count();
  if (node.op == NodeOp::kFirstOf && node.children.size() == 2) {
    const In<std::uint8_t> conditions = evaluator.in<std::uint8_t>(node.children[0]);
    const In<T> values = evaluator.in<T>(node.children[1]);
    const T none = missing_value<T>();
    for (std::uint32_t i = 0; i < count; ++i) out[i] = conditions[i] == 1 ? values[i] : none;
    return;
  }
  std::vector<In<std::uint8_t>> conditions;
  std::vector<In<T>> values;
  if (node.op == NodeOp::kElse) {
    for (const NodeId child : node.children) values.push_back(evaluator.in<T>(child));
    for (std::uint32_t i = 0; i < count; ++i) {
      out[i] = missing_value<T>();
      for (const In<T>& value : values) {
        if (!present(value[i])) continue;
        out[i] = value[i];
        break;
      }
    }
    return;
  }
  const std::size_t pairs = node.children.size() / 2;
  for (std::size_t j = 0; j < pairs; ++j) {
    conditions.push_back(evaluator.in<std::uint8_t>(node.children[2 * j]));
    values.push_back(evaluator.in<T>(node.children[2 * j + 1]));
  }
  const bool otherwise = node.children.size() % 2 == 1;
  if (otherwise) values.push_back(evaluator.in<T>(node.children.back()));
  for (std::uint32_t i = 0; i < count; ++i) {
    std::size_t j = 0;
    while (j < pairs && conditions[j][i] != 1) ++j;
    out[i] = j < values.size() ? values[j][i] : missing_value<T>();
  }
}

}  // namespace

void compute_logic(Evaluator& evaluator, const Node& node, void* out) {
  const auto flags = static_cast<std::uint8_t*>(out);
  if (node.op == NodeOp::kAnd || node.op == NodeOp::kOr) return all_or_any(evaluator, node, flags);
  if (node.op == NodeOp::kNot) {
    const In<std::uint8_t> values = evaluator.in<std::uint8_t>(node.children[0]);
    for (std::uint32_t i = 0; i < evaluator.count(); ++i) flags[i] = static_cast<std::uint8_t>(values[i] != 1);
    return;
  }
  const Lane lane = node.op == NodeOp::kPresent ? evaluator.plan.nodes[node.children[0]].lane : node.lane;
  const bool presence = node.op == NodeOp::kPresent;
  switch (lane) {
    case Lane::kFlag:
      return presence ? are_present<std::uint8_t>(evaluator, node.children[0], flags) : choose(evaluator, node, flags);
    case Lane::kPoints:
    case Lane::kNumber:
      return presence ? are_present<std::int64_t>(evaluator, node.children[0], flags)
                      : choose(evaluator, node, static_cast<std::int64_t*>(out));
    case Lane::kText:
      return presence ? are_present<std::string_view>(evaluator, node.children[0], flags)
                      : choose(evaluator, node, static_cast<std::string_view*>(out));
    case Lane::kList:
      return presence ? are_present<ListView>(evaluator, node.children[0], flags)
                      : choose(evaluator, node, static_cast<ListView*>(out));
  }
}

}  // namespace leadline
