// SPDX-License-Identifier: Apache-2.0
// The calendar without zones: days since 1970-01-01 from a date and back, in the proleptic Gregorian calendar.
// Everything is a whole number; nothing here fails.
#pragma once
#include <cstdint>

namespace leadline {

inline constexpr std::int64_t kMsPerSecond = 1'000;
inline constexpr std::int64_t kMsPerMinute = 60'000;
inline constexpr std::int64_t kMsPerHour = 3'600'000;
inline constexpr std::int64_t kMsPerDay = 86'400'000;

// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999Z, the times that a text can name.
inline constexpr std::int64_t kFirstTime = -62'135'596'800'000;
inline constexpr std::int64_t kLastTime = 253'402'300'799'999;

struct Civil {
  std::int64_t year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31
};

// a / b and the rest, towards minus infinity; b is above zero.
constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
constexpr std::int64_t floor_rest(std::int64_t a, std::int64_t b) { return a % b + (a % b < 0 ? b : 0); }

// The days since 1970-01-01. Counts years from March and in cycles of 400 years (146,097 days).
constexpr std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  const std::int64_t march_year = year - (month <= 2 ? 1 : 0);
  const std::int64_t cycle = floor_divide(march_year, 400);
  const std::int64_t year_of_cycle = march_year - cycle * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
  return cycle * 146'097 + day_of_cycle - 719'468;
}

constexpr Civil civil_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t cycle = floor_divide(days, 146'097);
  const std::int64_t day_of_cycle = days - cycle * 146'097;
  const std::int64_t year_of_cycle =
      (day_of_cycle - day_of_cycle / 1'460 + day_of_cycle / 36'524 - day_of_cycle / 146'096) / 365;
  const std::int64_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const auto day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  const auto month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  return Civil{year_of_cycle + cycle * 400 + (month <= 2 ? 1 : 0), month, day};
}

constexpr bool leap_year(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int days_in_month(std::int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap_year(year) ? 29 : kDays[month - 1];
}

// 1 is Monday, 7 Sunday.
constexpr int weekday_of_day(std::int64_t days) { return static_cast<int>(floor_rest(days + 3, 7)) + 1; }

// Weeks begin on Monday; week 0 holds 1970-01-01, a Thursday.
constexpr std::int64_t week_of_day(std::int64_t days) { return floor_divide(days + 3, 7); }

// year * 12 + month (1 to 12): a running number of months.
constexpr std::int64_t month_of_day(std::int64_t days) {
  const Civil date = civil_from_days(days);
  return date.year * 12 + date.month;
}

}  // namespace leadline
