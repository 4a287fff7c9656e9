// SPDX-License-Identifier: Apache-2.0
// The spellings that nearly every value has, read without a detour: `1234.5` and `2026-07-01T09:30:00.250Z`. What these
// refuse is not wrong, only not that plain.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/values/civil.hpp"

namespace leadline {

/// Digits with at most twelve before and six behind the point, with or without a minus.
inline bool quick_number(std::string_view text, std::int64_t& micros) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  std::uint64_t value = 0;  // which may run over where there are too many digits
  const char* const digits = at;
  while (at != end && static_cast<unsigned char>(*at - '0') <= 9) {
    value = value * 10 + static_cast<unsigned char>(*at++ - '0');
  }
  if (at == digits || at - digits > 12) return false;
  int places = 6;
  if (at != end) {
    if (*at++ != '.' || at == end || end - at > 6) return false;
    for (; at != end; ++at, --places) {
      if (static_cast<unsigned char>(*at - '0') > 9) return false;
      value = value * 10 + static_cast<unsigned char>(*at - '0');
    }
  }
  constexpr std::uint64_t kPowers[] = {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};
  value *= kPowers[places];
  micros = negative ? -static_cast<std::int64_t>(value) : static_cast<std::int64_t>(value);
  return true;
}

/// Two digits, or something above 99.
inline unsigned two_digits(const char* at) {
  const auto tens = static_cast<unsigned>(static_cast<unsigned char>(at[0]) - '0');
  const auto ones = static_cast<unsigned>(static_cast<unsigned char>(at[1]) - '0');
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

/// The day of `2026-07-01`.
inline bool quick_date(const char* at, std::int64_t& day) {
  const unsigned century = two_digits(at);
  const unsigned year = two_digits(at + 2);
  const unsigned month = two_digits(at + 5);
  const unsigned of_month = two_digits(at + 8);
  if (century > 99 || year > 99 || at[4] != '-' || at[7] != '-' || month < 1 || month > 12 || of_month < 1)
    return false;
  const std::int64_t full_year = std::int64_t{century} * 100 + year;
  if (full_year == 0 || of_month > static_cast<unsigned>(days_in_month(full_year, static_cast<int>(month))))
    return false;
  day = days_from_civil(full_year, static_cast<int>(month), static_cast<int>(of_month));
  return true;
}

/// The milliseconds of a day of `09:30:00`, `09:30:00.250` and the like; whether `Z` ends it.
inline bool quick_clock(std::string_view text, std::int64_t& milliseconds, bool& utc) {
  utc = !text.empty() && text.back() == 'Z';
  if (utc) text.remove_suffix(1);
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return false;
  const unsigned hour = two_digits(text.data());
  const unsigned minute = two_digits(text.data() + 3);
  const unsigned second = two_digits(text.data() + 6);
  if (hour > 23 || minute > 59 || second > 59) return false;
  std::int64_t fraction = 0;
  if (text.size() > 8) {
    if (text[8] != '.' || text.size() == 9) return false;
    std::int64_t place = 100;
    for (const char c : text.substr(9)) {
      if (c < '0' || c > '9') return false;
      fraction += (c - '0') * place;
      place /= 10;
    }
  }
  milliseconds = hour * kMsPerHour + minute * kMsPerMinute + second * kMsPerSecond + fraction;
  return true;
}

inline constexpr std::size_t kInstantBytes = 20;

/// Milliseconds of `2026-07-01T09:30:00Z`, by whole words; most times of a file are of the day of the one before.
class QuickInstants {
 public:
  /// False: it is not written in just this way, or there is no such time.
  bool read(const char* text, std::int64_t& milliseconds) {
    std::uint64_t first = 0;   // 2026-07-
    std::uint64_t second = 0;  // 01T09:30
    std::uint32_t third = 0;   // :00Z
    std::memcpy(&first, text, 8);
    std::memcpy(&second, text + 8, 8);
    std::memcpy(&third, text + 16, 4);
    if constexpr (std::endian::native == std::endian::big) {
      first = __builtin_bswap64(first);
      second = __builtin_bswap64(second);
      third = __builtin_bswap32(third);
    }
    if (first != year_and_month_ || (second & 0xFFFFU) != day_) {
      std::int64_t day = 0;
      if (!quick_date(text, day)) return false;
      year_and_month_ = first;
      day_ = second & 0xFFFFU;
      begin_ = day * kMsPerDay;
    }
    // 09:30:00, and what is left of each byte but for its digit or colon.
    const std::uint64_t clock = (second >> 24U) | (static_cast<std::uint64_t>(third) << 40U);
    const std::uint64_t digits = clock ^ 0x30303A30303A3030U;
    const std::uint64_t wrong = ((digits + 0x76767F76767F7676U) | digits) & 0x8080808080808080U;
    const std::uint64_t numbers = digits * 10 + (digits >> 8U);
    const auto hour = static_cast<std::uint32_t>(numbers & 0xFFU);
    const auto minute = static_cast<std::uint32_t>((numbers >> 24U) & 0xFFU);
    const auto of_minute = static_cast<std::uint32_t>((numbers >> 48U) & 0xFFU);
    if (wrong != 0 || text[10] != 'T' || text[19] != 'Z' || hour > 23 || minute > 59 || of_minute > 59) return false;
    milliseconds = begin_ + hour * kMsPerHour + minute * kMsPerMinute + of_minute * kMsPerSecond;
    return true;
  }

 private:
  std::uint64_t year_and_month_ = 0;
  std::uint64_t day_ = ~std::uint64_t{0};  // no two bytes
  std::int64_t begin_ = 0;
};

}  // namespace leadline
