// SPDX-License-Identifier: Apache-2.0
#include "cli/durations.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace leadline::cli;
using std::chrono::nanoseconds;

TEST_CASE("durations: shares are at most an eighth too long, and never longer than the longest", "[cli]") {
  Durations durations;
  CHECK(durations.within(500) == nanoseconds(0));
  for (int i = 1; i <= 1000; ++i) durations.add(nanoseconds(i * 1000));
  CHECK(durations.count() == 1000);
  CHECK(durations.longest() == nanoseconds(1'000'000));
  CHECK(durations.within(1000) == nanoseconds(1'000'000));
  for (const std::int64_t permille : {1, 10, 500, 990}) {
    const std::int64_t exact = permille * 1000;
    const std::int64_t told = durations.within(static_cast<std::uint64_t>(permille)).count();
    CAPTURE(permille);
    CHECK(told >= exact);
    CHECK(told <= exact + exact / 8);
  }
}

TEST_CASE("durations: every length has its place", "[cli]") {
  for (const std::int64_t length :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{7}, std::int64_t{8}, std::int64_t{9}, std::int64_t{15},
        std::int64_t{16}, std::int64_t{1'000'000'007}, std::numeric_limits<std::int64_t>::max()}) {
    Durations durations;
    durations.add(nanoseconds(length));
    CAPTURE(length);
    CHECK(durations.within(500) == nanoseconds(length));
  }
}

TEST_CASE("durations: the text has three digits and a unit that people read", "[cli]") {
  Durations durations;
  durations.add(nanoseconds(1'234'567'890));
  CHECK(spread_text(durations) == "half within 1.23 s, 99 of 100 within 1.23 s, the longest 1.23 s");
  Durations quick;
  quick.add(nanoseconds(850));
  quick.add(nanoseconds(42'000));
  CHECK(spread_text(quick) == "half within 895 ns, 99 of 100 within 42 µs, the longest 42 µs");
}
