// SPDX-License-Identifier: Apache-2.0
// Ranges side by side.
#include "engine/analysis/number_set.hpp"

#include <algorithm>
#include <utility>

namespace leadline::analysis {

NumberSet NumberSet::range(std::int64_t low, std::int64_t high) {
  NumberSet set;
  low = std::max(low, kLowest);
  if (low <= high) set.add({low, high});
  return set;
}

NumberSet NumberSet::of(std::vector<std::int64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  NumberSet set;
  for (const std::int64_t number : numbers) set.append({number, number});
  return set;
}

void NumberSet::add(const Interval& one) {
  if (size_ == 0) {
    one_ = one;
  } else {
    if (size_ == 1) many_.push_back(std::exchange(one_, {}));
    many_.push_back(one);
  }
  ++size_;
}

void NumberSet::append(const Interval& one) {
  // Whole numbers: a range that begins where another ends goes on with it.
  if (empty() || (highest() != kHighest && one.low > highest() + 1)) {
    add(one);
  } else {
    std::int64_t& high = size_ > 1 ? many_.back().high : one_.high;
    high = std::max(high, one.high);
  }
}

bool NumberSet::contains(std::int64_t number) const {
  return std::any_of(intervals().begin(), intervals().end(),
                     [&](const Interval& one) { return one.low <= number && number <= one.high; });
}

NumberSet NumberSet::complement() const {
  NumberSet set;
  std::int64_t next = kLowest;
  for (const Interval& one : intervals()) {
    if (one.low > next) set.add({next, one.low - 1});
    if (one.high == kHighest) return set;
    next = one.high + 1;
  }
  set.add({next, kHighest});
  return set;
}

NumberSet operator&(const NumberSet& a, const NumberSet& b) {
  NumberSet set;
  std::size_t i = 0;
  std::size_t j = 0;
  const std::span<const Interval> left = a.intervals();
  const std::span<const Interval> right = b.intervals();
  while (i < left.size() && j < right.size()) {
    const Interval& x = left[i];
    const Interval& y = right[j];
    const std::int64_t low = std::max(x.low, y.low);
    const std::int64_t high = std::min(x.high, y.high);
    if (low <= high) set.add({low, high});
    (x.high < y.high ? i : j) += 1;
  }
  return set;
}

NumberSet operator|(const NumberSet& a, const NumberSet& b) {
  std::vector<Interval> all(a.intervals().begin(), a.intervals().end());
  all.insert(all.end(), b.intervals().begin(), b.intervals().end());
  std::sort(all.begin(), all.end(), [](const Interval& x, const Interval& y) { return x.low < y.low; });
  NumberSet set;
  for (const Interval& one : all) set.append(one);
  return set;
}

}  // namespace leadline::analysis
