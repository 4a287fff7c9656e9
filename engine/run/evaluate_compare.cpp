// SPDX-License-Identifier: Apache-2.0
// Comparisons of numbers, flags and texts. One that meets a missing value is no.
#include <algorithm>

#include "engine/program/compare.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

template <class Test>
void numbers_where(Evaluator& evaluator, const Node& node, std::uint8_t* out, Test test) {
  const In<std::int64_t> a = evaluator.in<std::int64_t>(node.children[0]);
  const In<std::int64_t> b = evaluator.in<std::int64_t>(node.children[1]);
  const std::uint32_t count = evaluator.count();
  if (b.step == 0) {
    const std::int64_t right = b[0];
    if (!present(right)) {
      std::memset(out, 0, count);
      return;
    }
    if (a.step == 1) {
      for (std::uint32_t i = 0; i < count; ++i) {
        out[i] = static_cast<std::uint8_t>(static_cast<int>(a.values[i] != kMissing64) &
                                           static_cast<int>(test(a.values[i], right)));
      }
      return;
    }
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    out[i] = static_cast<std::uint8_t>(present(a[i]) && present(b[i]) && test(a[i], b[i]));
  }
}

void compare_numbers(Evaluator& evaluator, const Node& node, std::uint8_t* out) {
  switch (node.compare) {
    case CompareOp::kEqual:
      return numbers_where(evaluator, node, out, [](std::int64_t a, std::int64_t b) { return a == b; });
    case CompareOp::kLess:
      return numbers_where(evaluator, node, out, [](std::int64_t a, std::int64_t b) { return a < b; });
    case CompareOp::kLessEqual:
      return numbers_where(evaluator, node, out, [](std::int64_t a, std::int64_t b) { return a <= b; });
    case CompareOp::kGreater:
      return numbers_where(evaluator, node, out, [](std::int64_t a, std::int64_t b) { return a > b; });
    case CompareOp::kGreaterEqual:
      return numbers_where(evaluator, node, out, [](std::int64_t a, std::int64_t b) { return a >= b; });
  }
}

}  // namespace

void compute_compare(Evaluator& evaluator, const Node& node, void* out) {
  const auto flags = static_cast<std::uint8_t*>(out);
  const std::uint32_t count = evaluator.count();
  if (node.op == NodeOp::kCompareNumber) return compare_numbers(evaluator, node, flags);
  if (node.op == NodeOp::kInNumbers) {
    const In<std::int64_t> values = evaluator.in<std::int64_t>(node.children[0]);
    for (std::uint32_t i = 0; i < count; ++i) {
      flags[i] = static_cast<std::uint8_t>(present(values[i]) &&
                                           std::binary_search(node.numbers.begin(), node.numbers.end(), values[i]));
    }
    return;
  }
  if (node.op == NodeOp::kCompareFlag) {
    const In<std::uint8_t> a = evaluator.in<std::uint8_t>(node.children[0]);
    const In<std::uint8_t> b = evaluator.in<std::uint8_t>(node.children[1]);
    for (std::uint32_t i = 0; i < count; ++i) {
      flags[i] =
          static_cast<std::uint8_t>(present(a[i]) && present(b[i]) && holds(node.compare, int{a[i]} - int{b[i]}));
    }
    return;
  }
  const In<std::string_view> a = evaluator.in<std::string_view>(node.children[0]);
  const In<std::string_view> b = evaluator.in<std::string_view>(node.children[1]);
  for (std::uint32_t i = 0; i < count; ++i) {
    flags[i] = static_cast<std::uint8_t>(present(a[i]) && present(b[i]) &&
                                         holds(node.compare, compare_code_points(a[i], b[i])));
  }
}

}  // namespace leadline
