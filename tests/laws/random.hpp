// SPDX-License-Identifier: Apache-2.0
// Random choices that are the same on every machine for one seed (splitmix64).
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace leadline::laws {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) { state_ = next() * 0xD1342543DE82EF95U; }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  /// 0 … n - 1.
  int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
  /// low … high, both in.
  int between(int low, int high) { return low + below(high - low + 1); }
  std::int64_t between64(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
  }
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[static_cast<std::size_t>(below(static_cast<int>(i)))]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace leadline::laws
