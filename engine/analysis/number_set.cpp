// SPDX-License-Identifier: Apache-2.0
// Ranges side by side.
#include "engine/analysis/number_set.hpp"

#include <algorithm>

namespace leadline::analysis {

NumberSet NumberSet::range(std::int64_t low, std::int64_t high) {
  NumberSet set;
  low = std::max(low, kLowest);
  if (low <= high) set.intervals_.push_back({low, high});
  return set;
}

NumberSet NumberSet::of(std::vector<std::int64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  NumberSet set;
  for (const std::int64_t number : numbers) set.append({number, number});
  return set;
}

void NumberSet::append(const Interval& one) {
  // Whole numbers: a range that begins where another ends goes on with it.
  if (!intervals_.empty() && (intervals_.back().high == kHighest || one.low <= intervals_.back().high + 1)) {
    intervals_.back().high = std::max(intervals_.back().high, one.high);
  } else {
    intervals_.push_back(one);
  }
}

bool NumberSet::contains(std::int64_t number) const {
  return std::any_of(intervals_.begin(), intervals_.end(),
                     [&](const Interval& one) { return one.low <= number && number <= one.high; });
}

NumberSet NumberSet::complement() const {
  NumberSet set;
  std::int64_t next = kLowest;
  for (const Interval& one : intervals_) {
    if (one.low > next) set.intervals_.push_back({next, one.low - 1});
    if (one.high == kHighest) return set;
    next = one.high + 1;
  }
  set.intervals_.push_back({next, kHighest});
  return set;
}

NumberSet operator&(const NumberSet& a, const NumberSet& b) {
  NumberSet set;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.intervals_.size() && j < b.intervals_.size()) {
    const Interval& x = a.intervals_[i];
    const Interval& y = b.intervals_[j];
    const std::int64_t low = std::max(x.low, y.low);
    const std::int64_t high = std::min(x.high, y.high);
    if (low <= high) set.intervals_.push_back({low, high});
    (x.high < y.high ? i : j) += 1;
  }
  return set;
}

NumberSet operator|(const NumberSet& a, const NumberSet& b) {
  std::vector<Interval> all = a.intervals_;
  all.insert(all.end(), b.intervals_.begin(), b.intervals_.end());
  std::sort(all.begin(), all.end(), [](const Interval& x, const Interval& y) { return x.low < y.low; });
  NumberSet set;
  for (const Interval& one : all) set.append(one);
  return set;
}

}  // namespace leadline::analysis
