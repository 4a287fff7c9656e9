// SPDX-License-Identifier: Apache-2.0
// Working time between two moments: the lines of `hours`, day by day in its zone, without holidays.
#include <algorithm>
#include <cstdio>
#include <set>

#include "engine/run/evaluator.hpp"
#include "engine/values/civil.hpp"

namespace leadline {
namespace {

// `2026-12-25` as days since 1970, or none.
bool date_of(const std::string& text, std::int64_t& day) {
  int year = 0;
  int month = 0;
  int day_of_month = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%d", &year, &month, &day_of_month) != 3) return false;
  day = days_from_civil(year, month, day_of_month);
  return true;
}

// Working minutes of one day that lie between two moments.
std::int64_t worked_on(const Hours& hours, const Zone& zone, std::int64_t day, std::int64_t from, std::int64_t to) {
  std::int64_t worked = 0;
  const std::int64_t midnight = day * kMsPerDay;
  for (const Hours::Line& line : hours.lines) {
    if (line.weekday != weekday_of_day(day)) continue;
    const std::int64_t begin = zone.to_utc(midnight + line.from_minute * kMsPerMinute).ms;
    const std::int64_t end = zone.to_utc(midnight + line.to_minute * kMsPerMinute).ms;
    worked += std::max<std::int64_t>(0, std::min(end, to) - std::max(begin, from));
  }
  return worked;
}

}  // namespace

std::int64_t worked_milliseconds(const Hours& hours, const Zone& zone, std::int64_t from, std::int64_t to) {
  if (from >= to) return 0;
  std::set<std::int64_t> holidays;
  for (const std::string& text : hours.holidays) {
    std::int64_t day = 0;
    if (date_of(text, day)) holidays.insert(day);
  }
  std::int64_t worked = 0;
  const std::int64_t last = zone.day_number(to);
  for (std::int64_t day = zone.day_number(from); day <= last; ++day) {
    if (holidays.count(day) == 0) worked += worked_on(hours, zone, day, from, to);
  }
  return worked;
}

}  // namespace leadline
