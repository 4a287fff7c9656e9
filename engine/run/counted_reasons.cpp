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
      keys_for_(rules_.size() * kTabledCounts + 1, Keys{0, kNoTable}),
      more_(1, 0) {
  keys_for_.back() = {};
  for (const Rule& rule : rules) {
    const CountedRule& counted = counting.rules[rule.counted];
    rules_[counted.selection].emplace_back(counted, rule.place);
  }
  for (std::uint32_t selection = 0; selection < rules_.size(); ++selection) {
    const std::vector<PlacedRule>& of_selection = rules_[selection];
    const auto gives_for_none = [&](const PlacedRule& rule) { return key_of(rule, 0, 0) != 0; };
    if (std::any_of(of_selection.begin(), of_selection.end(), gives_for_none)) of_none_.push_back(selection);
    // Of what fades, only what nothing gives.
    const std::uint32_t tabled = selection < counting.fading ? 1 : kTabledCounts - 1;
    for (std::uint32_t count = 0; count < tabled; ++count) {
      keys_for_[std::size_t{selection} * kTabledCounts + count] = keys_for(of_selection, count);
    }
  }
}

CountedReasons::Keys CountedReasons::keys_for(const std::vector<PlacedRule>& rules, std::uint32_t count) {
  std::vector<ReasonKey> all;
  for (const PlacedRule& rule : rules) {
    const ReasonKey key = key_of(rule, count, 0);
    if (key != 0) all.push_back(key);
  }
  std::sort(all.begin(), all.end(), std::greater<>());
  all.resize(std::min(all.size(), width_));
  Keys keys;
  if (!all.empty()) keys.first = all.front();
  if (all.size() < 2) return keys;
  keys.more = static_cast<std::uint32_t>(more_.size());
  more_.insert(more_.end(), all.begin() + 1, all.end());
  more_.push_back(0);
  return keys;
}

}  // namespace leadline
