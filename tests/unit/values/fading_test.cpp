// SPDX-License-Identifier: Apache-2.0
#include "engine/values/fading.hpp"

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <catch2/catch.hpp>
#include <random>

namespace leadline {

namespace {

using BigInt = boost::multiprecision::cpp_int;
using Float = boost::multiprecision::cpp_dec_float_100;

// The definition itself, by whole numbers alone: the k with (2k - 1) * 500 <= p * 2^(-a/D) < (2k + 1) * 500, found by
// halving the range, where each comparison is one of D-th powers.
std::int64_t by_definition(std::int64_t p, std::int64_t a, std::int64_t days) {
  const BigInt right = boost::multiprecision::pow(BigInt(p < 0 ? -p : p), static_cast<unsigned>(days));
  std::int64_t low = 0;
  std::int64_t high = (p < 0 ? -p : p) / 1'000 + 1;
  while (low < high) {
    const std::int64_t k = low + (high - low + 1) / 2;
    const BigInt left = boost::multiprecision::pow(BigInt(2 * k - 1) * 500, static_cast<unsigned>(days))
                        << static_cast<unsigned>(a);
    if (left <= right) {
      low = k;
    } else {
      high = k - 1;
    }
  }
  return p < 0 ? -low * 1'000 : low * 1'000;
}

// By a hundred decimal digits; only right where that is enough.
std::int64_t by_floating_point(std::int64_t p, std::int64_t a, std::int64_t days) {
  const Float thousandths = Float(p < 0 ? -p : p) * pow(Float(2), Float(-a) / days) / 1'000;
  const auto k = static_cast<std::int64_t>(floor(thousandths + Float(1) / 2));
  return p < 0 ? -k * 1'000 : k * 1'000;
}

}  // namespace

TEST_CASE("fading: known values", "[values][fading]") {
  CHECK(halve_to_thousandths(4'000'000, 0, 30) == 4'000'000);
  CHECK(halve_to_thousandths(4'000'000, 30, 30) == 2'000'000);
  CHECK(halve_to_thousandths(4'000'000, 60, 30) == 1'000'000);
  CHECK(halve_to_thousandths(4'000'000, 15, 30) == 2'828'000);
  CHECK(halve_to_thousandths(10'000'000, 1, 30) == 9'772'000);
  CHECK(halve_to_thousandths(-10'000'000, 1, 30) == -9'772'000);
  CHECK(halve_to_thousandths(4'000'000, -5, 30) == 4'000'000);
  CHECK(halve_to_thousandths(0, 7, 30) == 0);
}

TEST_CASE("fading: halves go away from zero, at age 0 too", "[values][fading]") {
  CHECK(halve_to_thousandths(1'500, 0, 30) == 2'000);
  CHECK(halve_to_thousandths(1'499, 0, 30) == 1'000);
  CHECK(halve_to_thousandths(-1'500, 0, 30) == -2'000);
  CHECK(halve_to_thousandths(3'000, 30, 30) == 2'000);
  CHECK(halve_to_thousandths(2'999, 30, 30) == 1'000);
  CHECK(halve_to_thousandths(-5'000, 60, 30) == -1'000);
  CHECK(halve_to_thousandths(-6'000, 60, 30) == -2'000);
  CHECK(halve_to_thousandths(1'000, 30, 30) == 1'000);
  CHECK(halve_to_thousandths(999, 30, 30) == 0);
  CHECK(round_to_thousandths(499) == 0);
  CHECK(round_to_thousandths(500) == 1'000);
  CHECK(round_to_thousandths(-500) == -1'000);
  CHECK(round_to_thousandths(9'223'372'036'854'775'807) == 9'223'372'036'854'775'000);
}

TEST_CASE("fading: halving is exact, by comparing powers", "[values][fading]") {
  std::mt19937_64 random(5);
  for (const std::int64_t days : {1, 2, 3, 7, 30, 45, 91}) {
    const Halving halving(days);
    for (int i = 0; i < 60; ++i) {
      const auto bits = static_cast<int>(random() % 63);
      const std::int64_t p = static_cast<std::int64_t>(random() >> 1U) >> bits;
      const auto a = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(days * (64 - bits)));
      INFO(p << " at " << a << " of " << days);
      REQUIRE(halving.faded(p, a) == by_definition(p, a, days));
      REQUIRE(halving.faded(-p, a) == -by_definition(p, a, days));
    }
  }
}

TEST_CASE("fading: halving is exact next to the boundaries", "[values][fading]") {
  // The points whose faded value is just below and just above (2k - 1) / 2 thousandths.
  std::mt19937_64 random(6);
  for (const std::int64_t days : {2, 3, 14, 30}) {
    const Halving halving(days);
    for (int i = 0; i < 40; ++i) {
      const auto k = static_cast<std::int64_t>(random() % 1'000'000'000'000);
      const auto a = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(days * 12));
      const Float boundary = (Float(k) + Float(1) / 2) * 1'000 * pow(Float(2), Float(a) / days);
      const auto p = static_cast<std::int64_t>(floor(boundary));
      INFO(p << " at " << a << " of " << days);
      REQUIRE(halving.faded(p + 1, a) == (k + 1) * 1'000);
      REQUIRE(halving.faded(p - 1, a) == k * 1'000);
      REQUIRE(halving.faded(p, a) == by_definition(p, a, days));
    }
  }
}

TEST_CASE("fading: big integers judge what is nearer than fixed-point factors can tell", "[values][fading]") {
  // p / sqrt(2) is as near to a whole number m as can be where p * p - 2 * m * m is 1 or -1: above m, or below it.
  std::uint64_t p = 1;
  std::uint64_t m = 1;
  const Halving halving(2);
  while (p < 3'000'000'000'000'000'000) {
    const std::uint64_t next_m = p + m;
    p = p + 2 * m;
    m = next_m;
    const bool above = BigInt(p) * p > 2 * BigInt(m) * m;
    INFO(p << " " << m);
    REQUIRE(detail::reaches(p, 1, 2, m) == above);
    REQUIRE(detail::reaches(p, 15, 30, m) == above);
    REQUIRE(detail::reaches(p, 1, 2, m - 1));
    REQUIRE_FALSE(detail::reaches(p, 1, 2, m + 1));
    const auto points = static_cast<std::int64_t>(p);
    for (std::int64_t a = 1; a < 9; a += 2) REQUIRE(halving.faded(points, a) == by_definition(points, a, 2));
  }
  // Convergents of 2^(-r/D), which come near whole numbers too.
  int near = 0;
  for (std::int64_t days = 3; days < 24; ++days) {
    for (std::int64_t rest = 1; rest < days; ++rest) {
      const Float factor = pow(Float(2), Float(-rest) / days);
      Float remainder = factor;
      BigInt below[2] = {0, 1};
      while (true) {
        remainder = 1 / remainder;
        const Float whole = floor(remainder);
        remainder -= whole;
        const BigInt next = below[0] + BigInt(whole) * below[1];
        if ((next >> 62) != 0) break;
        below[0] = below[1];
        below[1] = next;
      }
      const auto points = static_cast<std::uint64_t>(below[1]);
      const Float faded = Float(points) * factor;
      const auto nearest = static_cast<std::uint64_t>(floor(faded + Float(1) / 2));
      INFO(points << " after " << rest << " of " << days);
      REQUIRE(detail::reaches(points, rest, days, nearest) == (faded >= Float(nearest)));
      const auto signed_points = static_cast<std::int64_t>(points);
      REQUIRE(Halving(days).faded(signed_points, rest) == by_definition(signed_points, rest, days));
      ++near;
    }
  }
  CHECK(near > 200);
}

TEST_CASE("fading: long half-lives", "[values][fading]") {
  std::mt19937_64 random(8);
  for (const std::int64_t days : {365, 1'000, 3'649, 3'650, 65'536, 65'537, 1'000'003}) {
    const Halving halving(days);
    CHECK(halving.half_life_days() == days);
    for (int i = 0; i < 40; ++i) {
      const auto p = static_cast<std::int64_t>(random() % 9'200'000'000'000'000'000);
      const auto a = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(days * 50));
      INFO(p << " at " << a << " of " << days);
      REQUIRE(halving.faded(p, a) == by_floating_point(p, a, days));
    }
    CHECK(halving.faded(9'200'000'000'000'000'000, days) == 4'600'000'000'000'000'000);
    CHECK(halving.faded(9'200'000'000'000'000'000, days * 100) == 0);
  }
  CHECK(halve_to_thousandths(20'000'000, 1'234, 3'650) == by_definition(20'000'000, 1'234, 3'650));
}

TEST_CASE("fading: losing points for each whole period, to zero and not beyond", "[values][fading]") {
  CHECK(lose(10'000'000, 3'000'000, 0) == 10'000'000);
  CHECK(lose(10'000'000, 3'000'000, 2) == 4'000'000);
  CHECK(lose(10'000'000, 3'000'000, 4) == 0);
  CHECK(lose(-10'000'000, 3'000'000, 2) == -4'000'000);
  CHECK(lose(-10'000'000, 3'000'000, 4) == 0);
  CHECK(lose(10'000'000, 3'000'000, 9'000'000'000'000'000'000) == 0);
  CHECK(lose(10'000'000, 3'000'000, -1) == 10'000'000);
  CHECK(lose(1'000'600, 100, 1) == 1'001'000);
  CHECK(lose(1'000'600, 101, 1) == 1'000'000);
}

TEST_CASE("fading: losing percent of the original", "[values][fading]") {
  CHECK(lose_percent(10'000'000, 25'000'000, 1) == 7'500'000);
  CHECK(lose_percent(10'000'000, 25'000'000, 3) == 2'500'000);
  CHECK(lose_percent(10'000'000, 25'000'000, 4) == 0);
  CHECK(lose_percent(-10'000'000, 50'000'000, 1) == -5'000'000);
  CHECK(lose_percent(-10'000'000, 50'000'000, 3) == 0);
  CHECK(lose_percent(10'000'000, 33'333'333, 1) == 6'667'000);
  CHECK(lose_percent(1'000, 50'000'000, 1) == 1'000);
  CHECK(lose_percent(999, 50'000'000, 1) == 0);
  CHECK(lose_percent(9'200'000'000'000'000'000, 50'000'000, 1) == 4'600'000'000'000'000'000);
  CHECK(lose_percent(5'000'000, 50'000'000, 9'000'000'000'000'000'000) == 0);
}

TEST_CASE("fading: a table says what the functions say", "[values][fading]") {
  const auto thirty = std::make_shared<const Halving>(30);
  for (const std::int64_t p : {0, 1, 499, 500, 4'000'000, -4'000'000, 1'234'567'891}) {
    const FadingTable halving = FadingTable::halving(p, thirty);
    const FadingTable losing = FadingTable::losing(p, 1'000'000, 7);
    const FadingTable percent = FadingTable::losing_percent(p, 12'500'000, 30);
    for (std::int64_t age = -2; age < 2'000; ++age) {
      const std::int64_t from_zero = age < 0 ? 0 : age;
      REQUIRE(halving.at(age) == thirty->faded(p, age));
      REQUIRE(losing.at(age) == lose(p, 1'000'000, from_zero / 7));
      REQUIRE(percent.at(age) == lose_percent(p, 12'500'000, from_zero / 30));
    }
    CHECK(halving.at(1'000'000'000) == 0);
  }
  CHECK(FadingTable::losing(4'000'000, 0, 7).at(1'000'000) == 4'000'000);
  CHECK(FadingTable::losing(9'000'000, 1'000'000, 10'000).at(80'000) == 1'000'000);
  CHECK(FadingTable::losing(9'000'000, 1'000'000, 10'000).at(90'000) == 0);
}

}  // namespace leadline
