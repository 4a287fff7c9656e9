// SPDX-License-Identifier: Apache-2.0
// Sets of 64-bit numbers as ranges: what a number, a duration, a time, a choice's word or a count can be. All values
// are whole (millionths, milliseconds, places), so a range with both ends in says everything exactly: `x < 5` is
// `x <= 4.999999`.
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace leadline::analysis {

struct Interval {
  std::int64_t low = 0;
  std::int64_t high = 0;  // not below low

  friend bool operator==(const Interval& a, const Interval& b) { return a.low == b.low && a.high == b.high; }
};

class NumberSet {
 public:
  // The smallest 64-bit value stands for "missing" and is no number.
  static constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min() + 1;
  static constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();

  NumberSet() = default;  // empty
  static NumberSet all() { return range(kLowest, kHighest); }
  /// Empty if low is above high.
  static NumberSet range(std::int64_t low, std::int64_t high);
  static NumberSet value(std::int64_t number) { return range(number, number); }
  /// Exactly these, in any order.
  static NumberSet of(std::vector<std::int64_t> numbers);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool full() const { return *this == all(); }
  [[nodiscard]] bool contains(std::int64_t number) const;
  /// Of a set that is not empty.
  [[nodiscard]] std::int64_t lowest() const { return intervals().front().low; }
  [[nodiscard]] std::int64_t highest() const { return intervals().back().high; }
  /// Ascending, neither touching nor overlapping.
  [[nodiscard]] std::span<const Interval> intervals() const { return {size_ > 1 ? many_.data() : &one_, size_}; }

  [[nodiscard]] NumberSet complement() const;
  friend NumberSet operator&(const NumberSet& a, const NumberSet& b);
  friend NumberSet operator|(const NumberSet& a, const NumberSet& b);
  friend bool operator==(const NumberSet& a, const NumberSet& b) {
    return a.size_ == b.size_ && (a.size_ < 2 ? a.one_ == b.one_ : a.many_ == b.many_);
  }
  friend bool operator!=(const NumberSet& a, const NumberSet& b) { return !(a == b); }

 private:
  // Behind all that it holds, in an order of `low`.
  void append(const Interval& one);
  // The same where a gap is known to lie between.
  void add(const Interval& one);

  // Nearly all sets are one range, and searches copy them all the time: so that needs no memory of its own.
  std::size_t size_ = 0;
  Interval one_;                // the only one; as it is made where there is none, or many
  std::vector<Interval> many_;  // if there are more
};

}  // namespace leadline::analysis
