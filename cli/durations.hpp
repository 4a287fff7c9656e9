// SPDX-License-Identifier: Apache-2.0
// How long many things took, in the memory of a few: counts by eighths of powers of two. Entry point: Durations.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace leadline::cli {

class Durations {
 public:
  void add(std::chrono::nanoseconds duration);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::chrono::nanoseconds longest() const { return longest_; }
  /// What so many of a thousand took at most, up to an eighth too long; zero if there are none.
  [[nodiscard]] std::chrono::nanoseconds within(std::uint64_t permille) const;

 private:
  static constexpr unsigned kEighths = 8;
  std::array<std::uint64_t, 64 * kEighths> counts_{};
  std::uint64_t count_ = 0;
  std::chrono::nanoseconds longest_{0};
};

/// `half within 42 µs, 99 of 100 within 4.6 ms, the longest 1.3 s`.
[[nodiscard]] std::string spread_text(const Durations& durations);

}  // namespace leadline::cli
