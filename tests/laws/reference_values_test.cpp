// SPDX-License-Identifier: Apache-2.0
// Computed by hand: what the reference evaluator's own arithmetic, texts and days must give, so that it is not wrong in
// the same way as the engine.
#include <catch2/catch.hpp>

#include "laws/reference/functions.hpp"
#include "laws/reference/text.hpp"
#include "laws/reference/values.hpp"

using namespace leadline;
using namespace leadline::reference;

namespace {

std::int64_t fade(std::int64_t points, const Fading& fading, std::int64_t age) {
  return static_cast<std::int64_t>(faded(points, fading, age));
}

Fading halving(std::int64_t days) { return {Fading::Kind::kHalving, {}, days}; }

constexpr std::int64_t kMarch29 =
    1'774'738'800'000;  // 2026-03-28T23:00:00Z: midnight in Berlin, an hour is skipped that day

}  // namespace

TEST_CASE("reference: halving is exact and rounded once", "[laws][reference]") {
  CHECK(fade(4'000'000, halving(30), 30) == 2'000'000);
  CHECK(fade(4'000'000, halving(30), 60) == 1'000'000);
  CHECK(fade(1'000'000, halving(2), 1) == 707'000);  // 0.70710678…
  CHECK(fade(-1'000'000, halving(2), 1) == -707'000);
  CHECK(fade(1'000'000, halving(3), 1) == 794'000);  // 0.79370052…
  CHECK(fade(1'000, halving(1), 1) == 1'000);        // half a thousandth goes away from zero
  CHECK(fade(-1'000, halving(1), 1) == -1'000);
  CHECK(fade(1'000, halving(1), 2) == 0);  // a quarter
  CHECK(fade(499, halving(1), 0) == 0);    // rounded at age 0 too
  CHECK(fade(500, halving(1), 0) == 1'000);
  CHECK(fade(9'223'372'036'854'775'807, halving(7), 7) == 4'611'686'018'427'388'000);
  CHECK(fade(9'223'372'036'854'775'807, halving(7), 7 * 64) == 0);
  CHECK(fade(0, halving(7), 3) == 0);
}

TEST_CASE("reference: losing goes in whole steps, to zero and not beyond", "[laws][reference]") {
  const Fading points{Fading::Kind::kLosing, Decimal{2'250'000}, 6};
  CHECK(fade(10'000'000, points, 5) == 10'000'000);
  CHECK(fade(10'000'000, points, 6) == 7'750'000);
  CHECK(fade(10'000'000, points, 12) == 5'500'000);
  CHECK(fade(10'000'000, points, 30) == 0);
  CHECK(fade(-10'000'000, points, 12) == -5'500'000);
  CHECK(fade(-10'000'000, points, 300) == 0);
  const Fading percent{Fading::Kind::kLosingPercent, Decimal::of(33), 10};
  CHECK(fade(1'000'500, percent, 9) == 1'001'000);  // 1.0005 rounded
  CHECK(fade(1'000'000, percent, 10) == 670'000);
  CHECK(fade(1'000'000, percent, 30) == 10'000);
  CHECK(fade(1'000'000, percent, 40) == 0);
}

TEST_CASE("reference: products and quotients are rounded once, halves away from zero", "[laws][reference]") {
  CHECK(rounded(5, 2) == 3);
  CHECK(rounded(-5, 2) == -3);
  CHECK(rounded(5, -2) == -3);
  CHECK(rounded(4, 3) == 1);
  CHECK(rounded(-5, 3) == -2);
  CHECK(fit(Big("9223372036854775807")) == Maybe64(9'223'372'036'854'775'807));
  CHECK_FALSE(fit(Big("9223372036854775808")));
  CHECK_FALSE(fit(Big("-9223372036854775808")));
}

TEST_CASE("reference: text ignores case by simple folding", "[laws][reference]") {
  CHECK(folded("STRAẞE") == folded("straße"));
  CHECK(folded("STRASSE") != folded("straße"));
  CHECK(folded("İstanbul") != folded("istanbul"));  // dotted capital I has no simple folding
  CHECK(folded("ſ") == folded("S"));
  CHECK(folded("Ω") == folded("ω"));
  CHECK(folded("ΣΊΣΥΦΟΣ") == folded("Σίσυφος"));  // the final sigma folds to the other one
}

TEST_CASE("reference: words, wildcards", "[laws][reference]") {
  const auto word = [](const std::string& text, const std::string& needle) {
    return contains_word(folded(text), folded(needle));
  };
  CHECK(word("Director, IT", "it"));
  CHECK_FALSE(word("director", "cto"));
  CHECK(word("a director's cto", "CTO"));
  CHECK(word("c++ developer", "c++"));
  CHECK_FALSE(word("asp.net", ".net"));
  CHECK_FALSE(word("snake_case", "case"));
  CHECK_FALSE(word("x\u0301y", "y"));  // a combining mark is part of a word
  CHECK_FALSE(word("日本語", "日本"));
  CHECK(word("cto2 cto", "cto"));
  const auto matches = [](const std::string& text, const std::string& pattern) {
    return like(folded(text), folded(pattern));
  };
  CHECK(matches("a*b", "a\\*b"));
  CHECK_FALSE(matches("axb", "a\\*b"));
  CHECK(matches("line\nbreak", "line*BREAK"));
  CHECK(matches("日本", "??"));
  CHECK_FALSE(matches("spring", "sprin"));
  CHECK(matches("", "*"));
}

TEST_CASE("reference: days are those of the zone", "[laws][reference]") {
  const std::string berlin = "Europe/Berlin";
  CHECK(day_number(berlin, kMarch29) == day_number(berlin, kMarch29 - 1) + 1);
  CHECK(day_number(berlin, kMarch29 + 23 * 3'600'000 - 1) == day_number(berlin, kMarch29));  // the day has 23 hours
  CHECK(day_number(berlin, kMarch29 + 23 * 3'600'000) == day_number(berlin, kMarch29) + 1);
  CHECK(day_of_week(berlin, kMarch29) == 7);
  CHECK(day_of_week("UTC", kMarch29) == 6);
  CHECK(day_number("UTC", -1) == -1);

  Program program;
  program.zones = {berlin};
  Bucket week{Bucket::Kind::kWeek, 0, "", 0};
  CHECK(bucket_number(program, week, kMarch29) == bucket_number(program, week, kMarch29 - 6 * 86'400'000));
  CHECK(bucket_number(program, week, kMarch29) != bucket_number(program, week, kMarch29 + 86'400'000));
  Bucket hours{Bucket::Kind::kDuration, 3'600'000, "", 0};
  CHECK(bucket_number(program, hours, -1) == -1);
  CHECK(bucket_number(program, hours, 0) == 0);
}

TEST_CASE("reference: working hours", "[laws][reference]") {
  Program program;
  program.zones = {"Europe/Berlin"};
  Hours hours;
  for (int day = 1; day <= 5; ++day) hours.lines.push_back({day, 9 * 60, 17 * 60});
  hours.holidays = {"2026-03-31"};
  constexpr std::int64_t kHour = 3'600'000;
  const std::int64_t monday_nine = kMarch29 + 23 * kHour + 9 * kHour;  // 2026-03-30T09:00 in Berlin
  CHECK(working_time(program, hours, kMarch29, monday_nine) == 0);
  CHECK(working_time(program, hours, kMarch29, monday_nine + kHour) == kHour);
  CHECK(working_time(program, hours, monday_nine + kHour, monday_nine + 48 * kHour) ==
        7 * kHour);  // the holiday gives none
  CHECK(working_time(program, hours, monday_nine, monday_nine + 50 * kHour) == 10 * kHour);
}

TEST_CASE("reference: functions", "[laws][reference]") {
  const Program program;
  const auto number = [](std::int64_t micros) { return of_type(Type{TypeKind::kNumber}, micros); };
  CHECK(call(program, Function::kRound, {number(2'500'000)}).number == 3'000'000);
  CHECK(call(program, Function::kRound, {number(-2'500'000)}).number == -3'000'000);
  CHECK(call(program, Function::kRound, {number(9'223'372'036'854'775'807)}).missing);
  CHECK(call(program, Function::kMin, {number(3), number(1), number(2)}).number == 1);
  CHECK(call(program, Function::kMax, {number(3), number(1), number(2)}).number == 3);
  CHECK(call(program, Function::kLength, {of_text("日本x\u0301")}).number == 4 * Decimal::kOne);
  CHECK(call(program, Function::kDigits, {of_text("no")}).missing);
}
