// SPDX-License-Identifier: Apache-2.0
// Texts, numbers, durations and times: what they mean, and which are refused.
#include <catch2/catch.hpp>

#include "grammar/text_literal.hpp"
#include "tests/unit/grammar/parsed.hpp"

namespace leadline::grammar {
namespace {

std::string value_of(const std::string& literal) {
  std::string value;
  std::uint32_t bad = 0;
  CHECK(resolve_text(literal, false, value, bad));
  return value;
}

std::string error_of(const std::string& value) { return Parsed("define x = " + value).errors; }
std::string tree_of(const std::string& value) { return Parsed("define x = " + value).tree; }

}  // namespace

TEST_CASE("texts: escapes", "[grammar]") {
  CHECK(value_of(R"("a\"b\\c\n\t\{\}")") == "a\"b\\c\n\t{}");
  CHECK(value_of(R"("\u{1F600}\u{e9}\u{41}")") ==
        "\xF0\x9F\x98\x80\xC3\xA9"
        "A");
  CHECK(value_of(R"("50\*\?")") == "50\\*\\?");
  CHECK(error_of(R"("\u{D800}")") ==
        "1:13 syntax/escape: no character has this number (`\\u{…}` takes 1 to 10FFFF, without D800 to DFFF)\n");
  CHECK(error_of(R"("\u{110000}")").find("syntax/escape") != std::string::npos);
  CHECK(error_of(R"("a\qb")").substr(0, 51) == "1:14 syntax/escape: `\\q` means nothing in a text (i");
}

TEST_CASE("numbers: exact, six places, limits", "[grammar]") {
  CHECK(tree_of("10_000_000.250000") == "(define x 10000000.25)\n");
  CHECK(tree_of("-9_223_372_036_854") == "(define x -9223372036854)\n");
  CHECK(error_of("1.1234567") ==
        "1:12 syntax/number-places: `1.1234567` has more than six decimal places (the nearest number is `1.123457`)\n");
  CHECK(error_of("9_223_372_036_855") ==
        "1:12 syntax/number-large: `9_223_372_036_855` is too large (numbers go up to 9_223_372_036_854)\n");
  CHECK(error_of("12abc").substr(0, 61) == "1:12 syntax/expected: `12abc` is neither a number nor a name ");
}

TEST_CASE("durations: units; months are refused with the days they stand for", "[grammar]") {
  CHECK(tree_of("90 seconds") == "(define x 90s)\n");
  CHECK(tree_of("1.5 hours") == "(define x 5400s)\n");
  CHECK(tree_of("2 weeks") == "(define x 14d)\n");
  CHECK(tree_of("0.001 seconds") == "(define x 1ms)\n");
  CHECK(error_of("3 months") ==
        "1:12 syntax/months: a month has no fixed length, so `3 months` is no duration (write `90 days`)\n");
  CHECK(error_of("1 year") ==
        "1:12 syntax/months: a year has no fixed length, so `1 year` is no duration (write `365 days`)\n");
  CHECK(error_of("0.000001 seconds").find("no whole number of milliseconds") != std::string::npos);
  CHECK(Parsed("define x = count of months with a > 1").errors.empty());
}

TEST_CASE("times: dates, clocks with zones, and nothing that does not exist", "[grammar]") {
  CHECK(tree_of("2026-02-28") == "(define x 2026-02-28)\n");
  CHECK(tree_of("2024-02-29") == "(define x 2024-02-29)\n");
  CHECK(tree_of("2026-07-01T09:30Z") == "(define x 2026-07-01T09:30:00Z)\n");
  CHECK(tree_of("2026-07-01T09:30:00.25-05:30") == "(define x 2026-07-01T09:30:00.25-05:30)\n");
  CHECK(error_of("2026-02-29") == "1:12 syntax/time: there is no day `2026-02-29`\n");
  CHECK(error_of("2026-13-01") == "1:12 syntax/time: there is no day `2026-13-01`\n");
  CHECK(error_of("2026-07-01T24:00:00Z").find("syntax/time: there is no time") != std::string::npos);
  CHECK(error_of("2026-07-01T09:30:00") ==
        "1:12 syntax/time-zone: `2026-07-01T09:30:00` has a clock time and no zone (write `2026-07-01T09:30:00Z` for "
        "UTC, or an offset such as `+02:00`)\n");
  CHECK(error_of("2026-7-1") == "1:12 syntax/time: `2026-7-1` is not written as a date (write `2026-07-01`)\n");
  CHECK(error_of("2026-07-01T09:30:00.1234Z").find("finer than a millisecond") != std::string::npos);
}

}  // namespace leadline::grammar
