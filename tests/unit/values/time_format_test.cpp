// SPDX-License-Identifier: Apache-2.0
#include "engine/values/time_format.hpp"

#include <catch2/catch.hpp>
#include <random>

namespace leadline {

namespace {

std::string read(std::string_view pattern, std::string_view text) {
  const auto format = TimeFormat::compile(pattern);
  INFO(pattern);
  REQUIRE(format.ok());
  TimeText time;
  if (!format->parse(text, time)) return "no";
  std::string shown = format_time(time.ms);
  shown.pop_back();
  return shown + (time.has_offset ? "Z" : "") + (time.has_clock ? "" : " date");
}

}  // namespace

TEST_CASE("time format: dates", "[values][time]") {
  CHECK(read("%m/%d/%Y", "07/01/2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%m/%d/%Y", "7/1/2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%d.%m.%Y", "1.7.2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%Y%m%d", "20260701") == "2026-07-01T00:00:00 date");
  CHECK(read("%e-%b-%Y", "1-JUL-2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%d %B %Y", "29 february 2024") == "2024-02-29T00:00:00 date");
  CHECK(read("%B %d, %Y", "Sep 3, 2026") == "2026-09-03T00:00:00 date");
  CHECK(read("%b %d, %Y", "May 3, 2026") == "2026-05-03T00:00:00 date");
  CHECK(read("%A, %d %B %Y", "Wednesday, 1 July 2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%a %d %b %Y", "wed 1 Jul 2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%Y-%j", "2024-366") == "2024-12-31T00:00:00 date");
  CHECK(read("%Y.%j", "2026.60") == "2026-03-01T00:00:00 date");
  CHECK(read("%%%Y%%%m%%%d", "%2026%07%01") == "2026-07-01T00:00:00 date");
}

TEST_CASE("time format: years of two digits", "[values][time]") {
  CHECK(read("%m/%d/%y", "07/01/69") == "1969-07-01T00:00:00 date");
  CHECK(read("%m/%d/%y", "07/01/99") == "1999-07-01T00:00:00 date");
  CHECK(read("%m/%d/%y", "07/01/00") == "2000-07-01T00:00:00 date");
  CHECK(read("%m/%d/%y", "07/01/68") == "2068-07-01T00:00:00 date");
  CHECK(read("%m/%d/%y", "07/01/2026") == "no");
  CHECK(read("%m/%d/%Y", "07/01/26") == "no");
}

TEST_CASE("time format: clocks of 24 and of 12 hours", "[values][time]") {
  CHECK(read("%m-%d-%Y %H:%M", "07-01-2026 9:05") == "2026-07-01T09:05:00");
  CHECK(read("%m-%d-%Y %H:%M:%S", "07-01-2026 23:59:59") == "2026-07-01T23:59:59");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 12:00 AM") == "2026-07-01T00:00:00");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 12:30 am") == "2026-07-01T00:30:00");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 1:00 AM") == "2026-07-01T01:00:00");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 11:59 AM") == "2026-07-01T11:59:00");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 12:00 PM") == "2026-07-01T12:00:00");
  CHECK(read("%m/%d/%Y %I:%M%p", "7/1/2026 11:59pm") == "2026-07-01T23:59:00");
  CHECK(read("%p %I %Y/%m/%d", "PM 3 2026/07/01") == "2026-07-01T15:00:00");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 0:30 AM") == "no");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 13:00 PM") == "no");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 1:00 XM") == "no");
  CHECK(read("%m/%d/%Y %I:%M %p", "7/1/2026 1:00") == "no");
}

TEST_CASE("time format: fractions and offsets", "[values][time]") {
  CHECK(read("%Y/%m/%d %H:%M:%S.%f", "2026/07/01 09:30:00.25") == "2026-07-01T09:30:00.250");
  CHECK(read("%Y/%m/%d %H:%M:%S.%f", "2026/07/01 09:30:00.123999999999") == "2026-07-01T09:30:00.123");
  CHECK(read("%Y/%m/%d %H:%M %z", "2026/07/01 09:30 +02:00") == "2026-07-01T07:30:00Z");
  CHECK(read("%Y/%m/%d %H:%M %z", "2026/07/01 09:30 -0530") == "2026-07-01T15:00:00Z");
  CHECK(read("%Y/%m/%d %H:%M%z", "2026/07/01 09:30+02") == "2026-07-01T07:30:00Z");
  CHECK(read("%Y/%m/%d %H:%M%z", "2026/07/01 09:30Z") == "2026-07-01T09:30:00Z");
  CHECK(read("%a %b %d %H:%M:%S %z %Y", "Wed Jul 01 09:30:00 +0000 2026") == "2026-07-01T09:30:00Z");
  CHECK(read("%Y/%m/%d %H:%M%z", "2026/07/01 09:30+2") == "no");
  CHECK(read("%Y/%m/%d %H:%M%z", "2026/07/01 09:30+02:6") == "no");
  CHECK(read("%Y/%m/%d %H:%M%z", "2026/07/01 09:30") == "no");
}

TEST_CASE("time format: a blank is one or more", "[values][time]") {
  CHECK(read("%b %e %Y", "Jul  1 2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%b   %e %Y", "Jul 1\t 2026") == "2026-07-01T00:00:00 date");
  CHECK(read("%b %e %Y", "Jul1 2026") == "no");
}

TEST_CASE("time format: what is not there, or not real, is refused", "[values][time]") {
  for (const char* text :
       {"", "07/01/2026 ", " 07/01/2026", "07/01/202", "07/01/20266", "07-01-2026", "13/01/2026", "00/01/2026",
        "07/00/2026", "02/29/2026", "04/31/2026", "7/1/0000", "+7/1/2026", "007/1/2026", "a/1/2026"}) {
    INFO(text);
    CHECK(read("%m/%d/%Y", text) == "no");
  }
  CHECK(read("%Y-%m-%d %H:%M", "2026-07-01 24:00") == "no");
  CHECK(read("%Y-%m-%d %H:%M", "2026-07-01 09:60") == "no");
  CHECK(read("%Y-%m-%d %H:%M", "2026-07-01 09:5") == "no");
  CHECK(read("%Y-%m-%d %H:%M:%S", "2026-06-30 23:59:60") == "no");
  CHECK(read("%Y-%j", "2026-366") == "no");
  CHECK(read("%Y-%j", "2026-0") == "no");
  CHECK(read("%a %d.%m.%Y", "Thu 01.07.2026") == "no");
  CHECK(read("%d %b %Y", "1 Juk 2026") == "no");
  CHECK(read("%d %b %Y", "1 Ju") == "no");
  const auto format = TimeFormat::compile("%Y-%m-%d");
  TimeText untouched;
  untouched.ms = 42;
  CHECK_FALSE(format->parse("2026-02-30", untouched));
  CHECK(untouched.ms == 42);
}

TEST_CASE("time format: patterns that cannot be", "[values][time]") {
  for (const char* pattern :
       {"%m/%d/%Y", "%m-%d-%Y %H:%M", "%I:%M %p %d.%m.%y", "%Y%j", "%A %B %e %Y", "%Y-%m-%dT%H:%M:%S.%f%z"}) {
    INFO(pattern);
    CHECK(TimeFormat::validate(pattern).empty());
  }
  struct Case {
    const char* pattern;
    const char* says;
  };
  for (const Case& wrong : {Case{"", "no year"},
                            {"%m/%d", "no year"},
                            {"%Y", "no day"},
                            {"%Y-%d", "no day"},
                            {"%Y-%m", "no day"},
                            {"%Y-%m-%d %q", "`%q` is unknown"},
                            {"%Y-%m-%d %", "at the end"},
                            {"%Y-%m-%d %Z", "`%Z`"},
                            {"%Y-%m-%d %m", "twice"},
                            {"%Y-%b-%d %B", "twice"},
                            {"%Y-%y-%m-%d", "twice"},
                            {"%Y-%m-%d %j", "twice"},
                            {"%Y-%m-%d %H %I %p", "twice"},
                            {"%Y-%m-%d %I:%M", "`%p`"},
                            {"%Y-%m-%d %H:%M %p", "`%I`"},
                            {"%Y-%m-%d %M", "`%M`"},
                            {"%Y-%m-%d %H:%S", "`%S`"},
                            {"%Y-%m-%d %H:%M.%f", "`%f`"},
                            {"%Y-%m-%d %z", "`%z`"}}) {
    INFO(wrong.pattern);
    CHECK(TimeFormat::validate(wrong.pattern).find(wrong.says) != std::string::npos);
    const auto format = TimeFormat::compile(wrong.pattern);
    REQUIRE_FALSE(format.ok());
    CHECK(format.error().message == TimeFormat::validate(wrong.pattern));
  }
}

TEST_CASE("time format: reads what ISO 8601 says, the same way", "[values][time]") {
  const auto format = TimeFormat::compile("%Y-%m-%dT%H:%M:%S.%fZ");
  REQUIRE(format.ok());
  std::mt19937_64 random(9);
  std::uniform_int_distribution<std::int64_t> any(kFirstTime, kLastTime);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t at = any(random) / 1'000 * 1'000 + 1;
    TimeText time;
    REQUIRE(format->parse(format_time(at), time));
    REQUIRE(time.ms == at);
  }
}

}  // namespace leadline
