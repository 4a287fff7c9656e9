// SPDX-License-Identifier: Apache-2.0
#include "engine/run/counted_reasons.hpp"

#include <functional>

namespace leadline {

CountedReasons::CountedReasons(const Binding& binding, const Counting& counting, const ReasonKeys& keys,
                               const std::vector<Rule>& rules, ReasonKey* lists, std::size_t width)
    : binding_(binding),
      keys_(keys),
      lists_(lists),
      width_(width),
      rules_(counting.selections.size()),
      begins_(rules_.size() * kTabledCounts, kNoTable) {
  for (const Rule& rule : rules) {
    const CountedRule& counted = counting.rules[rule.counted];
    rules_[counted.selection].emplace_back(counted, rule.place);
  }
  for (std::uint32_t selection = 0; selection < rules_.size(); ++selection) {
    const std::vector<PlacedRule>& of_selection = rules_[selection];
    const auto gives_for_none = [&](const PlacedRule& rule) { return key_of(rule, 0, 0) != 0; };
    if (std::any_of(of_selection.begin(), of_selection.end(), gives_for_none)) of_none_.push_back(selection);
    if (binding.plan.aggregates[counting.selections[selection]].op == AggregateOp::kPoints) continue;
    for (std::uint32_t count = 0; count + 1 < kTabledCounts; ++count) {
      begins_[std::size_t{selection} * kTabledCounts + count] = static_cast<std::uint32_t>(tables_.size());
      add_table(of_selection, count);
    }
  }
}

void CountedReasons::add_table(const std::vector<PlacedRule>& rules, std::uint32_t count) {
  const std::size_t begin = tables_.size();
  for (const PlacedRule& rule : rules) {
    const ReasonKey key = key_of(rule, count, 0);
    if (key != 0) tables_.push_back(key);
  }
  const auto first = tables_.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(first, tables_.end(), std::greater<>());
  tables_.resize(std::min(tables_.size(), begin + width_));
  tables_.push_back(0);
}

}  // namespace leadline
