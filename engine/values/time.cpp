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

// The digits of a number that is not negative, at least so many.
void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  std::array<char, 20> digits{};
  std::size_t first = digits.size();
  for (; value != 0 || digits.size() - first < width; value /= 10) {
    digits[--first] = static_cast<char>('0' + value % 10);
  }
  out.append(digits.data() + first, digits.size() - first);
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
  std::int64_t offset = zone == nullptr ? 0 : zone->offset_at(ms);
  offset -= offset % kMsPerMinute;
  const std::int64_t local = ms + offset;
  const std::int64_t days = floor_divide(local, kMsPerDay);
  const std::int64_t of_day = local - days * kMsPerDay;
  const Civil date = civil_from_days(days);
  if (date.year < 0) out += '-';
  append_padded(out, date.year < 0 ? -date.year : date.year, 4);
  out += '-';
  append_padded(out, date.month, 2);
  out += '-';
  append_padded(out, date.day, 2);
  out += 'T';
  append_padded(out, of_day / kMsPerHour, 2);
  out += ':';
  append_padded(out, of_day / kMsPerMinute % 60, 2);
  out += ':';
  append_padded(out, of_day / kMsPerSecond % 60, 2);
  if (of_day % kMsPerSecond != 0) {
    out += '.';
    append_padded(out, of_day % kMsPerSecond, 3);
  }
  if (zone == nullptr || zone->name() == "UTC") {
    out += 'Z';
    return;
  }
  out += offset < 0 ? '-' : '+';
  const std::int64_t minutes = (offset < 0 ? -offset : offset) / kMsPerMinute;
  append_padded(out, minutes / 60, 2);
  out += ':';
  append_padded(out, minutes % 60, 2);
}

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
