// SPDX-License-Identifier: Apache-2.0
#include "engine/values/time.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

namespace leadline {

namespace {

std::string read(std::string_view text) {
  TimeText time;
  if (!parse_iso(text, time)) return "no";
  std::string shown = format_time(time.ms);
  shown.pop_back();
  return shown + (time.has_offset ? "Z" : "") + (time.has_clock ? "" : " date");
}

}  // namespace

TEST_CASE("time: dates and clocks are read", "[values][time]") {
  CHECK(read("2026-07-01") == "2026-07-01T00:00:00 date");
  CHECK(read("2026-07-01T09:30") == "2026-07-01T09:30:00");
  CHECK(read("2026-07-01 09:30:15") == "2026-07-01T09:30:15");
  CHECK(read("2026-07-01T09:30:00Z") == "2026-07-01T09:30:00Z");
  CHECK(read("2026-07-01t09:30z") == "2026-07-01T09:30:00Z");
  CHECK(read("2024-02-29") == "2024-02-29T00:00:00 date");
  CHECK(read("2000-02-29") == "2000-02-29T00:00:00 date");
  CHECK(read("0001-01-01T00:00:00Z") == "0001-01-01T00:00:00Z");
  CHECK(read("9999-12-31T23:59:59.999Z") == "9999-12-31T23:59:59.999Z");
}

TEST_CASE("time: offsets give the moment", "[values][time]") {
  CHECK(read("2026-07-01T09:30:00+02:00") == "2026-07-01T07:30:00Z");
  CHECK(read("2026-07-01T09:30:00-0530") == "2026-07-01T15:00:00Z");
  CHECK(read("2026-07-01T01:30+14") == "2026-06-30T11:30:00Z");
  CHECK(read("2026-07-01T09:30-00:00") == "2026-07-01T09:30:00Z");
}

TEST_CASE("time: fractions beyond milliseconds are cut", "[values][time]") {
  CHECK(read("2026-07-01T09:30:00.5") == "2026-07-01T09:30:00.500");
  CHECK(read("2026-07-01T09:30:00.25Z") == "2026-07-01T09:30:00.250Z");
  CHECK(read("2026-07-01T09:30:00,125Z") == "2026-07-01T09:30:00.125Z");
  CHECK(read("2026-07-01T09:30:00.9999999Z") == "2026-07-01T09:30:00.999Z");
  CHECK(read("2026-07-01T09:30:00.000999999999999999999999Z") == "2026-07-01T09:30:00Z");
  CHECK(read("1969-12-31T23:59:59.9999Z") == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("time: what is no time", "[values][time]") {
  for (const char* text : {"",
                           "2026",
                           "2026-07",
                           "2026-7-1",
                           "20260701",
                           "2026-07-01T",
                           "2026-07-01T9:30",
                           "2026-07-01T09",
                           "2026-07-01T0930",
                           "2026-07-01T09:30:",
                           "2026-07-01T09:30:0",
                           "2026-07-01T09:30:00.",
                           "2026-07-01T09:30:00.Z",
                           "2026-07-01Z",
                           "2026-07-01+02:00",
                           "2026-07-01T24:00",
                           "2026-07-01T24:00:00Z",
                           "2026-06-30T23:59:60Z",
                           "2026-07-01T09:60",
                           "2026-00-01",
                           "2026-13-01",
                           "2026-04-31",
                           "2026-02-29",
                           "1900-02-29",
                           "2026-07-00",
                           "2026-07-32",
                           "0000-01-01",
                           "2026-07-01T09:30:00+2",
                           "2026-07-01T09:30:00+24:00",
                           "2026-07-01T09:30:00+02:60",
                           "2026-07-01T09:30:00+02:0",
                           "2026-07-01T09:30:00 +02:00",
                           "2026-07-01T09:30:00ZZ",
                           " 2026-07-01",
                           "2026-07-01 ",
                           "2026-07-01  09:30",
                           "2026/07/01",
                           "02/03/2026",
                           "-026-07-01",
                           "2O26-07-01",
                           "2026-07-0:",
                           "2026-07-01T09:30:00+",
                           "2026-07-01T09:30:00.5x",
                           "2026-07-01T-9:30"}) {
    INFO(text);
    CHECK(read(text) == "no");
  }
  TimeText untouched;
  untouched.ms = 42;
  CHECK_FALSE(parse_iso("2026-07-01T24:00", untouched));
  CHECK(untouched.ms == 42);
}

TEST_CASE("time: resolve takes the zone only where no offset is written", "[values][time]") {
  const auto berlin = Zone::find("Europe/Berlin");
  REQUIRE(berlin);
  TimeText time;
  REQUIRE(parse_iso("2026-07-01", time));
  CHECK(format_time(resolve(time, *berlin).ms) == "2026-06-30T22:00:00Z");
  REQUIRE(parse_iso("2026-03-29T02:30", time));
  CHECK(resolve(time, *berlin).kind == LocalKind::kGap);
  REQUIRE(parse_iso("2026-03-29T02:30Z", time));
  CHECK(resolve(time, *berlin).kind == LocalKind::kUnique);
  CHECK(format_time(resolve(time, *berlin).ms) == "2026-03-29T02:30:00Z");
}

TEST_CASE("time: writing in a zone", "[values][time]") {
  const auto berlin = Zone::find("Europe/Berlin");
  const auto kolkata = Zone::find("Asia/Kolkata");
  const auto st_johns = Zone::find("America/St_Johns");
  REQUIRE((berlin && kolkata && st_johns));
  CHECK(format_time(0) == "1970-01-01T00:00:00Z");
  CHECK(format_time(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(format_time(0, Zone::utc().get()) == "1970-01-01T00:00:00Z");
  CHECK(format_time(0, berlin.get()) == "1970-01-01T01:00:00+01:00");
  CHECK(format_time(7, kolkata.get()) == "1970-01-01T05:30:00.007+05:30");
  CHECK(format_time(0, st_johns.get()) == "1969-12-31T20:30:00-03:30");
  CHECK(format_time(kFirstTime, Zone::utc().get()) == "0001-01-01T00:00:00Z");
  // Reckoning with times leaves the years that a text can name.
  CHECK(format_time(kLastTime + 1) == "10000-01-01T00:00:00Z");
  CHECK(format_time(days_from_civil(-1, 3, 4) * kMsPerDay) == "-0001-03-04T00:00:00Z");
  CHECK(format_time(std::numeric_limits<std::int64_t>::max()) == "292278994-08-17T07:12:55.807Z");
  CHECK(format_time(std::numeric_limits<std::int64_t>::min() + 1) == "-292275055-05-16T16:47:04.193Z");
}

TEST_CASE("time: texts that sort as their times do", "[values]") {
  const auto sortable = [](std::int64_t ms) {
    std::string text = "at ";
    append_sortable_time(text, ms);
    return text;
  };
  CHECK(sortable(0) == "at 1970-01-01T00:00:00.000Z");
  CHECK(sortable(7) == "at 1970-01-01T00:00:00.007Z");
  CHECK(sortable(kLastTime) == "at 9999-12-31T23:59:59.999Z");
  CHECK(sortable(999) < sortable(1000));
}

TEST_CASE("time: what is written is read back as the same moment", "[values][time]") {
  std::mt19937_64 random(3);
  std::uniform_int_distribution<std::int64_t> any(kFirstTime + 2 * kMsPerDay, kLastTime - 2 * kMsPerDay);
  for (const char* name : {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Africa/Monrovia"}) {
    const auto zone = Zone::find(name);
    REQUIRE(zone);
    for (int i = 0; i < 5'000; ++i) {
      const std::int64_t at = any(random);
      TimeText time;
      REQUIRE(parse_iso(format_time(at, zone.get()), time));
      REQUIRE(time.has_offset);
      REQUIRE(time.ms == at);
    }
  }
}

TEST_CASE("time: durations in words", "[values][time]") {
  CHECK(format_duration(30 * kMsPerDay) == "30 days");
  CHECK(format_duration(14 * kMsPerDay) == "14 days");
  CHECK(format_duration(36 * kMsPerHour) == "36 hours");
  CHECK(format_duration(kMsPerDay) == "1 day");
  CHECK(format_duration(kMsPerHour) == "1 hour");
  CHECK(format_duration(90 * kMsPerMinute) == "90 minutes");
  CHECK(format_duration(61'000) == "61 seconds");
  CHECK(format_duration(0) == "0 seconds");
  CHECK(format_duration(1'000) == "1 second");
  CHECK(format_duration(250) == "0.25 seconds");
  CHECK(format_duration(61'001) == "61.001 seconds");
  CHECK(format_duration(-250) == "-0.25 seconds");
  CHECK(format_duration(-1'250) == "-1.25 seconds");
  CHECK(format_duration(-2 * kMsPerDay) == "-2 days");
  CHECK(format_duration(9'200'000'000'000'001) == "9200000000000.001 seconds");
}

}  // namespace leadline
