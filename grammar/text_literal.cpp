// SPDX-License-Identifier: Apache-2.0
// Escapes in texts, and the shape of time literals.
#include "grammar/text_literal.hpp"

namespace leadline::grammar {

namespace {

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0U | (c >> 6U));
    put(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    put(0xE0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  } else {
    put(0xF0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3FU));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
  }
}

std::uint32_t hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0');
  return static_cast<std::uint32_t>((c | 0x20) - 'a') + 10;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Two digits at `at`, or -1.
int two_digits(std::string_view text, std::size_t at) {
  if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return -1;
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

// The date with two digits for month and day.
std::string padded_date(std::string_view text) {
  std::string out(text.substr(0, 5));
  const auto dash = text.find('-', 5);
  const std::string_view month = text.substr(5, dash - 5);
  const std::string_view day = text.substr(dash + 1);
  if (month.size() == 1) out += '0';
  out += month;
  out += '-';
  if (day.size() == 1) out += '0';
  out += day;
  return out;
}

}  // namespace

bool resolve_text(std::string_view literal, bool keep_template, std::string& value, std::uint32_t& bad) {
  value.reserve(literal.size());
  bool good = true;
  const std::size_t end = literal.size() - 1;
  for (std::size_t i = 1; i < end; ++i) {
    if (literal[i] != '\\') {
      value += literal[i];
      continue;
    }
    const char c = literal[++i];
    if (c == 'n') {
      value += '\n';
    } else if (c == 't') {
      value += '\t';
    } else if (c == '*' || c == '?' || (keep_template && (c == '{' || c == '}' || c == '\\'))) {
      value += '\\';
      value += c;
    } else if (c == 'u') {
      const std::size_t start = i - 1;
      std::uint32_t code = 0;
      for (i += 2; literal[i] != '}'; ++i) code = code * 16 + hex_value(literal[i]);
      if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        good = false;
        bad = static_cast<std::uint32_t>(start);
      } else {
        append_utf8(value, code);
      }
    } else {
      value += c;
    }
  }
  return good;
}

TimeLiteral check_time(std::string_view literal) {
  TimeLiteral result;
  const auto fail = [&](TimeFault fault, std::string instead = {}) {
    result.fault = fault;
    result.instead = std::move(instead);
    return result;
  };
  if (literal.size() < 10 || !is_digit(literal[9]) || literal[7] != '-') {
    return literal.find('T') == std::string_view::npos ? fail(TimeFault::kDigits, padded_date(literal))
                                                       : fail(TimeFault::kDigits);
  }
  const int year = two_digits(literal, 0) * 100 + two_digits(literal, 2);
  const int month = two_digits(literal, 5);
  const int day = two_digits(literal, 8);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return fail(TimeFault::kNoSuchDay);
  if (literal.size() == 10) {
    result.canonical = literal;
    return result;
  }
  std::size_t at = 11;
  const int hour = two_digits(literal, at);
  const int minute = at + 2 < literal.size() && literal[at + 2] == ':' ? two_digits(literal, at + 3) : -1;
  if (hour < 0 || minute < 0) return fail(TimeFault::kDigits);
  std::string clock(literal.substr(0, at + 5));
  at += 5;
  int second = 0;
  if (at < literal.size() && literal[at] == ':') {
    second = two_digits(literal, at + 1);
    if (second < 0) return fail(TimeFault::kDigits);
    at += 3;
  }
  clock += ':';
  clock += static_cast<char>('0' + second / 10);
  clock += static_cast<char>('0' + second % 10);
  if (at < literal.size() && literal[at] == '.') {
    const std::size_t begin = at++;
    while (at < literal.size() && is_digit(literal[at])) ++at;
    if (at == begin + 1) return fail(TimeFault::kDigits);
    if (at > begin + 4) return fail(TimeFault::kTooFine);
    clock += literal.substr(begin, at - begin);
  }
  if (hour > 23 || minute > 59 || second > 59) return fail(TimeFault::kNoSuchClock);
  if (at == literal.size()) return fail(TimeFault::kNoZone, clock + 'Z');
  const std::string_view zone = literal.substr(at);
  if (zone == "Z" || zone == "z") {
    result.canonical = clock + 'Z';
    return result;
  }
  const int zone_hour = two_digits(zone, 1);
  const int zone_minute = zone.size() == 6 && zone[3] == ':' ? two_digits(zone, 4) : -1;
  if ((zone.front() != '+' && zone.front() != '-') || zone_hour < 0 || zone_minute < 0) return fail(TimeFault::kDigits);
  if (zone_hour > 14 || zone_minute > 59 || (zone_hour == 14 && zone_minute > 0)) return fail(TimeFault::kNoSuchClock);
  result.canonical = clock + std::string(zone);
  return result;
}

}  // namespace leadline::grammar
