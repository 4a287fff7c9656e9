// SPDX-License-Identifier: Apache-2.0
#include "cli/durations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace leadline::cli {

namespace {

// Below this every nanosecond has a place of its own.
constexpr unsigned kWhole = 3;

std::size_t place_of(std::uint64_t nanoseconds) {
  const auto power = static_cast<unsigned>(std::bit_width(nanoseconds));
  if (power <= kWhole) return nanoseconds;
  const unsigned shift = power - kWhole - 1;
  return (std::size_t{shift + 1} << kWhole) + ((nanoseconds >> shift) & 7U);
}

// The last that has this place.
std::uint64_t last_of(std::size_t place) {
  if (place >> kWhole == 0) return place;
  const auto shift = static_cast<unsigned>((place >> kWhole) - 1);
  return ((std::uint64_t{place & 7U} + 9) << shift) - 1;
}

std::string text_of(std::chrono::nanoseconds duration) {
  const auto ns = static_cast<double>(duration.count());
  if (ns < 999.5) return fmt::format("{:.0f} ns", ns);
  if (ns < 999.5e3) return fmt::format("{:.3g} µs", ns / 1e3);
  if (ns < 999.5e6) return fmt::format("{:.3g} ms", ns / 1e6);
  return fmt::format("{:.3g} s", ns / 1e9);
}

}  // namespace

void Durations::add(std::chrono::nanoseconds duration) {
  const std::chrono::nanoseconds taken = std::max(duration, std::chrono::nanoseconds(0));
  ++counts_[place_of(static_cast<std::uint64_t>(taken.count()))];
  ++count_;
  longest_ = std::max(longest_, taken);
}

std::chrono::nanoseconds Durations::within(std::uint64_t permille) const {
  const std::uint64_t wanted = (count_ * permille + 999) / 1000;
  std::uint64_t found = 0;
  for (std::size_t place = 0; place < counts_.size(); ++place) {
    found += counts_[place];
    if (found >= wanted && found != 0) {
      return std::min(longest_, std::chrono::nanoseconds(static_cast<std::int64_t>(last_of(place))));
    }
  }
  return longest_;
}

std::string spread_text(const Durations& durations) {
  return fmt::format("half within {}, 99 of 100 within {}, the longest {}", text_of(durations.within(500)),
                     text_of(durations.within(990)), text_of(durations.longest()));
}

}  // namespace leadline::cli
