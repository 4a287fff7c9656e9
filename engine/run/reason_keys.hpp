// SPDX-License-Identifier: Apache-2.0
// Reasons as numbers: the stronger one is the larger, and none is 0. For points of 64 bits.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

namespace leadline {

using ReasonKey = std::uint64_t;

/// |points|, then how far the rule stands before the last one, then whether it takes points.
class ReasonKeys {
 public:
  /// Of so many rules none gives more than `limit`, of which all together stay below 2^62.
  ReasonKeys(std::size_t rules, std::int64_t limit)
      : limit_(static_cast<ReasonKey>(limit)), last_(rules == 0 ? 0 : rules - 1), bits_(std::bit_width(last_) + 1) {}

  /// 0 for no points. Of more than the limit `too_much` is told, and the key means nothing.
  [[nodiscard]] ReasonKey key(std::uint32_t rule, std::int64_t points, bool& too_much) const {
    const auto takes = static_cast<ReasonKey>(points < 0);
    const ReasonKey size = (static_cast<ReasonKey>(points) ^ (ReasonKey{0} - takes)) + takes;
    too_much |= size > limit_;
    // Whether a rule gives any points to a row nobody can guess, so nothing here jumps by it.
    const ReasonKey any = ReasonKey{0} - static_cast<ReasonKey>(size != 0);
    return size << bits_ | (any & ((last_ - rule) << 1U | takes));
  }
  [[nodiscard]] std::uint32_t rule_of(ReasonKey key) const {
    return static_cast<std::uint32_t>(last_ - (key >> 1U & ((ReasonKey{1} << (bits_ - 1)) - 1)));
  }
  [[nodiscard]] std::int64_t points_of(ReasonKey key) const {
    const auto size = static_cast<std::int64_t>(key >> bits_);
    return (key & 1U) != 0 ? -size : size;
  }

 private:
  ReasonKey limit_;
  ReasonKey last_;  // rule
  int bits_;        // below those of the points
};

}  // namespace leadline
