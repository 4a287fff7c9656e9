// SPDX-License-Identifier: Apache-2.0
#include "engine/values/zone.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>
#include <random>
#include <thread>

#include "engine/values/time.hpp"

namespace leadline {

namespace {

// A time written in ISO 8601 with an offset, or a local time without one.
std::int64_t ms(const char* text) {
  TimeText time;
  INFO(text);
  REQUIRE(parse_iso(text, time));
  return time.ms;
}

std::int64_t day(const char* date) { return ms(date) / kMsPerDay; }

std::shared_ptr<const Zone> zone(const char* name) {
  auto found = Zone::find(name);
  INFO(name);
  REQUIRE(found);
  return found;
}

// What the C library says, the independent reader of the same database.
std::int64_t offset_by_c_library(std::int64_t at) {
  const auto seconds = static_cast<std::time_t>(floor_divide(at, kMsPerSecond));
  std::tm local{};
  localtime_r(&seconds, &local);
  return std::int64_t{local.tm_gmtoff} * kMsPerSecond;
}

}  // namespace

TEST_CASE("civil: days and dates over all years", "[values][time]") {
  CHECK(days_from_civil(1970, 1, 1) == 0);
  CHECK(days_from_civil(1, 1, 1) * kMsPerDay == kFirstTime);
  CHECK((days_from_civil(9999, 12, 31) + 1) * kMsPerDay - 1 == kLastTime);
  std::int64_t expected = days_from_civil(-4, 1, 1);
  for (std::int64_t year = -4; year <= 10'000; ++year) {
    for (int month = 1; month <= 12; ++month) {
      REQUIRE(days_from_civil(year, month, 1) == expected);
      const Civil last = civil_from_days(expected + days_in_month(year, month) - 1);
      REQUIRE(last.year == year);
      REQUIRE(last.month == month);
      REQUIRE(last.day == days_in_month(year, month));
      expected += days_in_month(year, month);
    }
  }
}

TEST_CASE("civil: weekdays, weeks and months", "[values][time]") {
  CHECK(weekday_of_day(0) == 4);
  CHECK(weekday_of_day(day("2026-07-06")) == 1);
  CHECK(weekday_of_day(day("2026-07-05")) == 7);
  CHECK(weekday_of_day(day("1900-01-01")) == 1);
  CHECK(week_of_day(0) == 0);
  CHECK(week_of_day(-3) == 0);
  CHECK(week_of_day(-4) == -1);
  CHECK(week_of_day(4) == 1);
  CHECK(month_of_day(day("2026-01-01")) - month_of_day(day("2025-12-31")) == 1);
  CHECK(month_of_day(day("2026-07-31")) == 2026 * 12 + 7);
}

TEST_CASE("zone: unknown names are refused", "[values][time]") {
  for (const char* name : {"", "Nowhere", "europe/berlin", "Europe", "Europe/", "/etc/passwd", "../../../etc/passwd",
                           "right/UTC", "posixrules", "Europe//Berlin", "tzdata.zi", "Europe/Berlin\n", "UTC "}) {
    INFO(name);
    CHECK_FALSE(Zone::find(name));
  }
}

TEST_CASE("zone: names are those that are found", "[values][time]") {
  const auto names = Zone::names();
  CHECK(names.size() > 300);
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::count(names.begin(), names.end(), "UTC") == 1);
  CHECK(std::count(names.begin(), names.end(), "America/Argentina/Ushuaia") == 1);
  for (const auto& name : names) {
    INFO(name);
    const auto found = Zone::find(name);
    REQUIRE(found);
    CHECK(found->name() == name);
  }
}

TEST_CASE("zone: UTC and fixed zones", "[values][time]") {
  CHECK(Zone::utc()->offset_at(ms("9999-12-31T23:59:59Z")) == 0);
  CHECK(zone("UTC")->day_number(-1) == -1);
  CHECK(zone("Etc/GMT+5")->offset_at(0) == -5 * kMsPerHour);
  CHECK(zone("Etc/GMT+5")->to_utc(0).ms == 5 * kMsPerHour);
  CHECK(zone("Etc/GMT+5")->midnight_of_day(1) == kMsPerDay + 5 * kMsPerHour);
}

TEST_CASE("zone: offsets in the past, today and far ahead", "[values][time]") {
  const auto berlin = zone("Europe/Berlin");
  CHECK(berlin->offset_at(ms("0001-01-01T00:00:00Z")) == 3'208'000);
  CHECK(berlin->offset_at(ms("1893-03-31T23:06:31Z")) == 3'208'000);
  CHECK(berlin->offset_at(ms("1893-03-31T23:06:32Z")) == kMsPerHour);
  CHECK(berlin->offset_at(ms("1945-06-01T00:00:00Z")) == 3 * kMsPerHour);
  CHECK(berlin->offset_at(ms("2026-03-29T00:59:59.999Z")) == kMsPerHour);
  CHECK(berlin->offset_at(ms("2026-03-29T01:00:00Z")) == 2 * kMsPerHour);
  CHECK(berlin->offset_at(ms("2026-10-25T00:59:59.999Z")) == 2 * kMsPerHour);
  CHECK(berlin->offset_at(ms("2026-10-25T01:00:00Z")) == kMsPerHour);
  CHECK(berlin->offset_at(ms("2100-07-01T00:00:00Z")) == 2 * kMsPerHour);
  CHECK(berlin->offset_at(ms("9999-07-01T00:00:00Z")) == 2 * kMsPerHour);
  CHECK(berlin->offset_at(ms("9999-12-01T00:00:00Z")) == kMsPerHour);
  CHECK(zone("Australia/Sydney")->offset_at(ms("9999-01-01T00:00:00Z")) == 11 * kMsPerHour);
  CHECK(zone("Asia/Kolkata")->offset_at(ms("5000-01-01T00:00:00Z")) == 330 * kMsPerMinute);
  CHECK(zone("Europe/Dublin")->offset_at(ms("3000-01-01T00:00:00Z")) == 0);
  CHECK(zone("Europe/Dublin")->offset_at(ms("3000-07-01T00:00:00Z")) == kMsPerHour);
}

TEST_CASE("zone: every zone agrees with the C library from 1900 to 9999", "[values][time]") {
  std::mt19937_64 random(7);
  const std::int64_t begin = ms("1900-01-01T00:00:00Z");
  std::uniform_int_distribution<std::int64_t> any(begin, kLastTime);
  std::uniform_int_distribution<std::int64_t> near(begin, ms("2100-01-01T00:00:00Z"));
  const char* before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  for (const auto& name : Zone::names()) {
    const auto found = Zone::find(name);
    REQUIRE(found);
    setenv("TZ", (":" + name).c_str(), 1);
    tzset();
    int wrong = 0;
    for (int i = 0; i < 400; ++i) {
      const std::int64_t at = i % 2 == 0 ? any(random) : near(random);
      if (found->offset_at(at) != offset_by_c_library(at)) {
        UNSCOPED_INFO(name << " at " << format_time(at) << ": " << found->offset_at(at) << " and "
                           << offset_by_c_library(at));
        ++wrong;
      }
    }
    CHECK(wrong == 0);
  }
  if (before == nullptr) {
    unsetenv("TZ");
  } else {
    setenv("TZ", kept.c_str(), 1);
  }
  tzset();
}

TEST_CASE("zone: a cycle of 400 years ahead has the same clocks", "[values][time]") {
  const std::int64_t cycle = 146'097 * kMsPerDay;
  for (const char* name :
       {"Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca"}) {
    const auto found = zone(name);
    for (std::int64_t at = ms("2400-01-01T00:00:00Z"); at < ms("2480-01-01T00:00:00Z"); at += 7 * kMsPerHour) {
      REQUIRE(found->offset_at(at) == found->offset_at(at + cycle));
      REQUIRE(found->offset_at(at) == found->offset_at(at + 18 * cycle));
      const std::int64_t local = found->local_at(at);
      REQUIRE(found->to_utc(local + cycle).ms - cycle == found->to_utc(local).ms);
    }
  }
}

TEST_CASE("zone: local times that exist twice are the earlier", "[values][time]") {
  const auto berlin = zone("Europe/Berlin");
  LocalResult result = berlin->to_utc(ms("2026-10-25T02:30"));
  CHECK(result.kind == LocalKind::kAmbiguous);
  CHECK(format_time(result.ms) == "2026-10-25T00:30:00Z");
  CHECK(berlin->to_utc(ms("2026-10-25T01:59:59.999")).kind == LocalKind::kUnique);
  CHECK(berlin->to_utc(ms("2026-10-25T02:00")).kind == LocalKind::kAmbiguous);
  CHECK(berlin->to_utc(ms("2026-10-25T02:59:59.999")).kind == LocalKind::kAmbiguous);
  CHECK(berlin->to_utc(ms("2026-10-25T03:00")).kind == LocalKind::kUnique);
  result = berlin->to_utc(ms("9876-10-29T02:30"));  // a last Sunday of October
  CHECK(result.kind == LocalKind::kAmbiguous);
  CHECK(format_time(result.ms) == "9876-10-29T00:30:00Z");
}

TEST_CASE("zone: local times that do not exist move forward by the gap", "[values][time]") {
  const auto berlin = zone("Europe/Berlin");
  LocalResult result = berlin->to_utc(ms("2026-03-29T02:30"));
  CHECK(result.kind == LocalKind::kGap);
  CHECK(format_time(result.ms, berlin.get()) == "2026-03-29T03:30:00+02:00");
  CHECK(berlin->to_utc(ms("2026-03-29T01:59:59.999")).kind == LocalKind::kUnique);
  CHECK(berlin->to_utc(ms("2026-03-29T02:00")).kind == LocalKind::kGap);
  CHECK(berlin->to_utc(ms("2026-03-29T03:00")).kind == LocalKind::kUnique);
  const auto lord_howe = zone("Australia/Lord_Howe");  // by half an hour
  result = lord_howe->to_utc(ms("2026-10-04T02:15"));
  CHECK(result.kind == LocalKind::kGap);
  CHECK(format_time(result.ms, lord_howe.get()) == "2026-10-04T02:45:00+11:00");
}

TEST_CASE("zone: local and UTC undo one another wherever they can", "[values][time]") {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<std::int64_t> any(kFirstTime, kLastTime);
  for (const char* name :
       {"Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "UTC"}) {
    const auto found = zone(name);
    for (int i = 0; i < 20'000; ++i) {
      const std::int64_t at = any(random);
      const LocalResult back = found->to_utc(found->local_at(at));
      REQUIRE(back.kind != LocalKind::kGap);
      if (back.kind == LocalKind::kUnique) {
        REQUIRE(back.ms == at);
      } else {
        REQUIRE(back.ms <= at);
        REQUIRE(found->local_at(back.ms) == found->local_at(at));
      }
    }
  }
}

TEST_CASE("zone: days, weeks, months and weekdays are local", "[values][time]") {
  const auto berlin = zone("Europe/Berlin");
  const std::int64_t late = ms("2026-05-31T22:30:00Z");  // the first of June in Berlin, a Monday
  CHECK(berlin->day_number(late) == day("2026-06-01"));
  CHECK(berlin->weekday(late) == 1);
  CHECK(berlin->month_number(late) == 2026 * 12 + 6);
  CHECK(berlin->week_number(late) == week_of_day(day("2026-06-01")));
  CHECK(berlin->week_number(late) - berlin->week_number(late - kMsPerHour) == 1);
  CHECK(Zone::utc()->weekday(late) == 7);
}

TEST_CASE("zone: midnight is the first moment of a day", "[values][time]") {
  const auto berlin = zone("Europe/Berlin");
  CHECK(format_time(berlin->midnight_of_day(day("2026-07-01"))) == "2026-06-30T22:00:00Z");
  // Clocks went from 00:00 to 01:00.
  const auto sao_paulo = zone("America/Sao_Paulo");
  CHECK(format_time(sao_paulo->midnight_of_day(day("2017-10-15")), sao_paulo.get()) == "2017-10-15T01:00:00-02:00");
  // Clocks went from 23:30 to 00:30.
  const auto toronto = zone("America/Toronto");
  CHECK(format_time(toronto->midnight_of_day(day("1919-03-31")), toronto.get()) == "1919-03-31T00:30:00-04:00");
  // The 30th of December 2011 never was.
  const auto apia = zone("Pacific/Apia");
  CHECK(apia->midnight_of_day(day("2011-12-30")) == apia->midnight_of_day(day("2011-12-31")));
  CHECK(apia->day_number(apia->midnight_of_day(day("2011-12-31")) - 1) == day("2011-12-29"));
  // Clocks went back from 00:01 to 23:01: the day began, and began again.
  const auto st_johns = zone("America/St_Johns");
  const std::int64_t first = st_johns->midnight_of_day(day("2010-11-07"));
  CHECK(format_time(first) == "2010-11-07T02:30:00Z");
  CHECK(st_johns->day_number(first) == day("2010-11-07"));
  CHECK(st_johns->day_number(first - 1) == day("2010-11-06"));
  CHECK(st_johns->day_number(first + 2 * kMsPerMinute) == day("2010-11-06"));
}

TEST_CASE("zone: midnights bound their days in every zone", "[values][time]") {
  for (const auto& name : Zone::names()) {
    const auto found = Zone::find(name);
    INFO(name);
    for (std::int64_t today = day("2008-01-01"); today < day("2008-01-01") + 366; today += 1) {
      const std::int64_t midnight = found->midnight_of_day(today);
      REQUIRE(found->day_number(midnight) == today);
      REQUIRE(found->day_number(midnight - 1) == today - 1);
    }
  }
}

TEST_CASE("zone: many threads share one", "[values][time]") {
  const auto berlin = zone("Europe/Berlin");
  const std::int64_t end = ms("2100-01-01T00:00:00Z");
  std::int64_t sums[4] = {};
  std::vector<std::thread> threads;
  for (std::int64_t& sum : sums) {
    threads.emplace_back([&] {
      for (std::int64_t at = 0; at < end; at += kMsPerDay) sum += berlin->day_number(at) + berlin->offset_at(at);
    });
  }
  for (auto& thread : threads) thread.join();
  for (const std::int64_t sum : sums) CHECK(sum == sums[0]);
}

}  // namespace leadline
