// SPDX-License-Identifier: Apache-2.0
// Numbers, times and durations: exact sums, products and quotients rounded once; what does not fit is missing.
#include <algorithm>

#include "engine/run/evaluator.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

template <class Operation>
void binary(Evaluator& evaluator, const Node& node, std::int64_t* out, Operation operation) {
  const In<std::int64_t> a = evaluator.in<std::int64_t>(node.children[0]);
  const In<std::int64_t> b = evaluator.in<std::int64_t>(node.children[1]);
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    out[i] = present(a[i]) && present(b[i]) ? narrow(operation(Int128{a[i]}, Int128{b[i]})).value_or(kMissing64)
                                            : kMissing64;
  }
}

void least_or_most(Evaluator& evaluator, const Node& node, std::int64_t* out) {
  const bool least = node.op == NodeOp::kMin;
  std::vector<In<std::int64_t>> values;
  for (const NodeId child : node.children) values.push_back(evaluator.in<std::int64_t>(child));
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    std::int64_t best = values[0][i];
    for (const In<std::int64_t>& value : values) {
      if (!present(value[i])) {
        best = kMissing64;
        break;
      }
      best = least ? std::min(best, value[i]) : std::max(best, value[i]);
    }
    out[i] = best;
  }
}

// Of texts, by their order when folded; the first of equal ones.
void least_or_most_text(Evaluator& evaluator, const Node& node, std::string_view* out) {
  const bool least = node.op == NodeOp::kMin;
  std::vector<In<std::string_view>> values;
  for (const NodeId child : node.children) values.push_back(evaluator.in<std::string_view>(child));
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    std::string_view best = values[0][i];
    for (const In<std::string_view>& value : values) {
      if (!present(value[i])) {
        best = {};
        break;
      }
      const int order = compare_code_points(fold(value[i]), fold(best));
      if (least ? order < 0 : order > 0) best = value[i];
    }
    out[i] = best;
  }
}

void silence(Evaluator& evaluator, const Node& node, std::int64_t* out) {
  const std::int64_t now = evaluator.binding.now;
  const std::uint32_t count = evaluator.count();
  std::fill_n(out, count, kMissing64);
  for (const NodeId child : node.children) {
    const In<std::int64_t> times = evaluator.in<std::int64_t>(child);
    for (std::uint32_t i = 0; i < count; ++i) out[i] = std::max(out[i], times[i]);  // missing is the least
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    const Int128 quiet = present(out[i]) ? Int128{now} - out[i] : 0;
    const bool begun = present(out[i]) && node.number > 0;
    const std::int64_t start = out[i];
    out[i] = quiet <= 0 || node.number <= 0 ? 0 : static_cast<std::int64_t>(quiet / node.number);
    if (begun) evaluator.changes_at(start + (out[i] + 1) * node.number);
  }
}

}  // namespace

void compute_arithmetic(Evaluator& evaluator, const Node& node, void* out) {
  const auto numbers = static_cast<std::int64_t*>(out);
  const Binding& binding = evaluator.binding;
  if (node.op == NodeOp::kAdd) return binary(evaluator, node, numbers, [](Int128 a, Int128 b) { return a + b; });
  if (node.op == NodeOp::kSubtract) return binary(evaluator, node, numbers, [](Int128 a, Int128 b) { return a - b; });
  if (node.op == NodeOp::kMultiply) {
    return binary(evaluator, node, numbers, [](Int128 a, Int128 b) { return divide_rounded(a * b, Decimal::kOne); });
  }
  if (node.op == NodeOp::kDivide) {
    return binary(evaluator, node, numbers, [](Int128 a, Int128 b) {
      return b == 0 ? Int128{kMissing64} : divide_rounded(a * Decimal::kOne, b);
    });
  }
  if (node.op == NodeOp::kMin || node.op == NodeOp::kMax) {
    return node.lane == Lane::kText ? least_or_most_text(evaluator, node, static_cast<std::string_view*>(out))
                                    : least_or_most(evaluator, node, numbers);
  }
  if (node.op == NodeOp::kSilence) return silence(evaluator, node, numbers);
  const In<std::int64_t> values = evaluator.in<std::int64_t>(node.children[0]);
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    const std::int64_t value = values[i];
    if (!present(value)) {
      numbers[i] = kMissing64;
    } else if (node.op == NodeOp::kNegate) {
      numbers[i] = -value;
    } else if (node.op == NodeOp::kRound) {
      numbers[i] = narrow(divide_rounded(value, Decimal::kOne) * Decimal::kOne).value_or(kMissing64);
    } else if (node.op == NodeOp::kDayOfWeek) {
      numbers[i] = binding.zones[node.zone]->weekday(value) * Decimal::kOne;
    } else {
      const Hours& hours = binding.program.hours[node.index];
      numbers[i] = worked_milliseconds(hours, *binding.zones[hours.zone], value, binding.now);
    }
  }
}

}  // namespace leadline
