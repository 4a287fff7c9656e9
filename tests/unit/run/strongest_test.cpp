// SPDX-License-Identifier: Apache-2.0
#include "engine/run/strongest.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <random>

#include "engine/run/reason_keys.hpp"

using namespace leadline;

namespace {

using Keys = std::vector<ReasonKey>;

// Some different keys, the largest first, then zeros up to the width.
Keys list_of(std::mt19937_64& random, std::size_t width) {
  Keys keys(random() % (width + 1));
  for (ReasonKey& key : keys) key = 1 + random() % 100'000;
  std::sort(keys.begin(), keys.end(), std::greater<>());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  keys.resize(width, 0);
  return keys;
}

Keys strongest(Keys all, std::size_t width) {
  std::sort(all.begin(), all.end(), std::greater<>());
  all.resize(width, 0);
  return all;
}

}  // namespace

TEST_CASE("strongest: keeping and merging leave the largest, in order", "[run][reasons]") {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; ++round) {
    const std::size_t width = 1 + random() % 6;
    // Into three come lists of one or of three; else any that is not longer.
    const std::size_t other = width == 3 ? (random() % 2 == 0 ? 1 : 3) : 1 + random() % width;
    Keys list = list_of(random, width);
    const Keys more = list_of(random, other);
    const ReasonKey one = 200'000 + random() % 7 - 3 * (random() % 60'000);
    Keys all = list;
    all.insert(all.end(), more.begin(), more.end());
    all.push_back(one);
    with_strongest(width, [&](auto kept) {
      kept.begin(list.data());
      kept.merge(more.data(), other);
      kept.keep(one);
      kept.keep(0);
      CHECK(kept.weakest() == strongest(all, width).back());
      kept.end();
    });
    INFO(width << " " << other);
    REQUIRE(list == strongest(all, width));
  }
}

TEST_CASE("strongest: lists of no width are left alone", "[run][reasons]") {
  bool called = false;
  with_strongest(0, [&](auto) { called = true; });
  CHECK(!called);
}

TEST_CASE("reason keys: the larger amount is stronger, then the rule that is written first", "[run][reasons]") {
  const std::int64_t limit = (std::int64_t{1} << 62U) / 1000;
  const ReasonKeys keys(1000, limit);
  bool too_much = false;
  const auto key = [&](std::uint32_t rule, std::int64_t points) { return keys.key(rule, points, too_much); };
  CHECK(key(5, 3) > key(0, 2));
  CHECK(key(5, -3) > key(0, 2));
  CHECK(key(0, -3) > key(1, 3));
  CHECK(key(0, 3) > key(1, -3));
  CHECK(key(999, 1) > key(0, 0));
  CHECK(key(0, 0) == 0);
  for (const std::int64_t points : {std::int64_t{1}, std::int64_t{-1}, limit, -limit, std::int64_t{-25'000'000}}) {
    for (const std::uint32_t rule : {0U, 1U, 511U, 512U, 999U}) {
      CHECK(keys.rule_of(key(rule, points)) == rule);
      CHECK(keys.points_of(key(rule, points)) == points);
    }
  }
  CHECK(!too_much);
  key(0, limit + 1);
  CHECK(too_much);
  too_much = false;
  key(0, std::numeric_limits<std::int64_t>::min());
  CHECK(too_much);
}

TEST_CASE("reason keys: of a single rule", "[run][reasons]") {
  const ReasonKeys keys(1, std::int64_t{1} << 62U);
  bool too_much = false;
  for (const std::int64_t points : {std::int64_t{1}, -(std::int64_t{1} << 62U)}) {
    const ReasonKey key = keys.key(0, points, too_much);
    CHECK(keys.rule_of(key) == 0);
    CHECK(keys.points_of(key) == points);
  }
  CHECK(!too_much);
}
