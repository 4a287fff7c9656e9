// SPDX-License-Identifier: Apache-2.0
// Reading and writing ISO 8601, by hand: it is done for every row of every file.
#include "engine/values/time.hpp"

#include <array>

#include "leadline/decimal.hpp"

namespace leadline {

namespace {

// The two digits at `at`, or something above 99. The bounds are the caller's matter.
unsigned two(const char* at) {
  const unsigned tens = static_cast<unsigned char>(at[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(at[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

// `Z`, `+hh:mm`, `+hhmm`, `+hh`, to the very end.
bool parse_offset(const char* at, const char* end, std::int64_t& offset_ms) {
  if ((*at == 'Z' || *at == 'z') && end - at == 1) {
    offset_ms = 0;
    return true;
  }
  if (*at != '+' && *at != '-') return false;
  const auto size = end - at;
  unsigned minutes = 0;
  if (size == 6 && at[3] == ':') {
    minutes = two(at + 4);
  } else if (size == 5) {
    minutes = two(at + 3);
  } else if (size != 3) {
    return false;
  }
  const unsigned hours = two(at + 1);
  if (hours > 23 || minutes > 59) return false;
  offset_ms = hours * kMsPerHour + minutes * kMsPerMinute;
  if (*at == '-') offset_ms = -offset_ms;
  return true;
}

// The last digits of a number that is not negative.
char* put_digits(char* at, std::int64_t number, int count) {
  auto rest = static_cast<std::uint64_t>(number);
  for (int place = count; place-- > 0; rest /= 10) at[place] = static_cast<char>('0' + rest % 10);
  return at + count;
}

// Four digits, or as many as it has.
char* put_year(char* at, std::int64_t year) {
  if (year < 0) {
    *at++ = '-';
    year = -year;
  }
  int count = 4;
  for (std::int64_t rest = year / 10'000; rest != 0; rest /= 10) ++count;
  return put_digits(at, year, count);
}

// The longest that is written: a year of nine digits, which no text names, and an offset.
constexpr std::size_t kLongestTime = 48;

enum class Thousandths : std::uint8_t { kWhereThereAre, kAlways };

void append(std::string& out, std::int64_t ms, const Zone* zone, Thousandths thousandths) {
  std::int64_t offset = zone == nullptr ? 0 : zone->offset_at(ms);
  offset -= offset % kMsPerMinute;
  const std::int64_t local = ms + offset;
  const std::int64_t days = floor_divide(local, kMsPerDay);
  const std::int64_t of_day = floor_rest(local, kMsPerDay);
  const Civil date = civil_from_days(days);
  std::array<char, kLongestTime> text{};
  char* at = put_year(text.data(), date.year);
  *at++ = '-';
  at = put_digits(at, date.month, 2);
  *at++ = '-';
  at = put_digits(at, date.day, 2);
  *at++ = 'T';
  at = put_digits(at, of_day / kMsPerHour, 2);
  *at++ = ':';
  at = put_digits(at, of_day / kMsPerMinute % 60, 2);
  *at++ = ':';
  at = put_digits(at, of_day / kMsPerSecond % 60, 2);
  if (thousandths == Thousandths::kAlways || of_day % kMsPerSecond != 0) {
    *at++ = '.';
    at = put_digits(at, of_day % kMsPerSecond, 3);
  }
  if (zone == nullptr || zone->name() == "UTC") {
    *at++ = 'Z';
  } else {
    *at++ = offset < 0 ? '-' : '+';
    const std::int64_t minutes = (offset < 0 ? -offset : offset) / kMsPerMinute;
    at = put_digits(at, minutes / 60, 2);
    *at++ = ':';
    at = put_digits(at, minutes % 60, 2);
  }
  out.append(text.data(), at);
}

}  // namespace

bool parse_iso(std::string_view text, TimeText& time) {
  const char* at = text.data();
  const char* const end = at + text.size();
  if (text.size() < 10 || at[4] != '-' || at[7] != '-') return false;
  const unsigned century = two(at);
  const unsigned year_of_century = two(at + 2);
  const unsigned month = two(at + 5);
  const unsigned day = two(at + 8);
  if (century > 99 || year_of_century > 99) return false;
  const auto year = static_cast<int>(century * 100 + year_of_century);
  if (year == 0 || month - 1 > 11 || day - 1 > 30) return false;
  if (day > 28 && static_cast<int>(day) > days_in_month(year, static_cast<int>(month))) return false;
  TimeText result;
  result.ms = days_from_civil(year, static_cast<int>(month), static_cast<int>(day)) * kMsPerDay;
  if (text.size() == 10) {
    time = result;
    return true;
  }
  at += 10;
  if (*at != 'T' && *at != ' ' && *at != 't') return false;
  if (end - at < 6 || at[3] != ':') return false;
  const unsigned hour = two(at + 1);
  const unsigned minute = two(at + 4);
  if (hour > 23 || minute > 59) return false;
  result.has_clock = true;
  result.ms += hour * kMsPerHour + minute * kMsPerMinute;
  at += 6;
  if (at != end && *at == ':') {
    if (end - at < 3) return false;
    const unsigned second = two(at + 1);
    if (second > 59) return false;
    result.ms += second * kMsPerSecond;
    at += 3;
    if (at != end && (*at == '.' || *at == ',')) {
      ++at;
      if (at == end || !digit(*at)) return false;
      for (std::int64_t unit = 100; at != end && digit(*at); ++at, unit /= 10) result.ms += (*at - '0') * unit;
    }
  }
  if (at != end) {
    std::int64_t offset_ms = 0;
    if (!parse_offset(at, end, offset_ms)) return false;
    result.ms -= offset_ms;
    result.has_offset = true;
  }
  time = result;
  return true;
}

LocalResult resolve(const TimeText& time, const Zone& zone) {
  return time.has_offset ? LocalResult{time.ms, LocalKind::kUnique} : zone.to_utc(time.ms);
}

std::string format_time(std::int64_t ms, const Zone* zone) {
  std::string out;
  append_time(out, ms, zone);
  return out;
}

void append_time(std::string& out, std::int64_t ms, const Zone* zone) {
  append(out, ms, zone, Thousandths::kWhereThereAre);
}

void append_sortable_time(std::string& out, std::int64_t ms) { append(out, ms, nullptr, Thousandths::kAlways); }

std::string format_duration(std::int64_t ms) {
  struct Unit {
    std::int64_t ms;
    const char* name;
  };
  constexpr Unit kUnits[] = {
      {kMsPerDay, " day"}, {kMsPerHour, " hour"}, {kMsPerMinute, " minute"}, {kMsPerSecond, " second"}};
  for (const Unit& unit : kUnits) {
    if (ms == 0 || ms % unit.ms != 0) continue;
    const std::int64_t count = ms / unit.ms;
    return std::to_string(count) + unit.name + (count == 1 || count == -1 ? "" : "s");
  }
  if (ms == 0) return "0 seconds";
  // Thousandths of a second: a whole part and up to three places, without going through millionths, which could not
  // hold it.
  std::string text = to_text(Decimal{ms % kMsPerSecond * 1'000});
  const std::int64_t whole = ms / kMsPerSecond;
  if (whole != 0) text = std::to_string(whole) + text.substr(text.find('.'));
  return text + " seconds";
}

}  // namespace leadline
