// SPDX-License-Identifier: Apache-2.0
// Exact arithmetic on decimals with six places, and their text form.
#include "leadline/decimal.hpp"

#include "engine/values/decimal_text.hpp"

namespace leadline {

namespace {

std::optional<Decimal> fit(Int128 micros) {
  if (const auto narrowed = narrow(micros)) return Decimal{*narrowed};
  return std::nullopt;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Decimal> add(Decimal a, Decimal b) { return fit(Int128{a.micros} + b.micros); }

std::optional<Decimal> subtract(Decimal a, Decimal b) { return fit(Int128{a.micros} - b.micros); }

std::optional<Decimal> multiply(Decimal a, Decimal b) {
  return fit(divide_rounded(Int128{a.micros} * b.micros, Decimal::kOne));
}

std::optional<Decimal> divide(Decimal a, Decimal b) {
  if (b.micros == 0) return std::nullopt;
  return fit(divide_rounded(Int128{a.micros} * Decimal::kOne, b.micros));
}

void append_text(std::string& out, Decimal value) {
  char text[32];
  char* const end = text + sizeof text;
  char* at = end;
  std::uint64_t magnitude =
      value.micros < 0 ? 0 - static_cast<std::uint64_t>(value.micros) : static_cast<std::uint64_t>(value.micros);
  constexpr auto kOne = static_cast<std::uint64_t>(Decimal::kOne);
  if (std::uint64_t places = magnitude % kOne; places != 0) {
    int count = 6;
    for (; places % 10 == 0; --count) places /= 10;
    for (; count > 0; --count, places /= 10) *--at = static_cast<char>('0' + places % 10);
    *--at = '.';
  }
  magnitude /= kOne;
  do {
    *--at = static_cast<char>('0' + magnitude % 10);
    magnitude /= 10;
  } while (magnitude != 0);
  if (value.micros < 0) *--at = '-';
  out.append(at, end);
}

std::string to_text(Decimal value) {
  std::string text;
  append_text(text, value);
  return text;
}

DecimalError parse_decimal(std::string_view text, Decimal& value, bool underscores) {
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;

  // The significant digits as one whole number; `scale` counts the places behind the point. Digits beyond what 128 bits
  // hold only matter for rounding, so they are noted and dropped.
  Int128 digits = 0;
  int scale = 0;
  bool any = false;
  bool point = false;
  bool previous_digit = false;
  bool dropped_nonzero = false;
  constexpr Int128 kLimit = (static_cast<Int128>(1) << 120) / 10;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      any = true;
      previous_digit = true;
      if (digits < kLimit) {
        digits = digits * 10 + (c - '0');
        if (point) ++scale;
      } else {
        dropped_nonzero = dropped_nonzero || c != '0';
        if (!point) --scale;
      }
    } else if (c == '.' && !point) {
      point = true;
      previous_digit = false;
    } else if (c == '_' && underscores && previous_digit && at + 1 < text.size() && is_digit(text[at + 1])) {
      continue;
    } else {
      break;
    }
  }
  if (!any) return DecimalError::kNotANumber;

  int exponent = 0;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool negative_exponent = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size()) return DecimalError::kNotANumber;
    for (; at < text.size() && is_digit(text[at]); ++at)
      exponent = exponent < 10'000 ? exponent * 10 + (text[at] - '0') : exponent;
    if (negative_exponent) exponent = -exponent;
  }
  if (at != text.size()) return DecimalError::kNotANumber;

  // value = digits * 10^shift millionths
  int shift = exponent - scale + 6;
  bool too_many = dropped_nonzero;
  if (digits == 0) shift = 0;
  while (shift > 0) {
    if (digits > kLimit) return DecimalError::kTooLarge;
    digits *= 10;
    --shift;
  }
  if (shift < 0) {
    Int128 divisor = 1;
    for (; shift < 0 && divisor < kLimit; ++shift) divisor *= 10;
    if (shift < 0) divisor = 0;
    const Int128 rounded = divisor == 0 ? 0 : divide_rounded(digits, divisor);
    too_many = too_many || divisor == 0 || rounded * divisor != digits;
    digits = rounded;
  }
  const auto micros = narrow(negative ? -digits : digits);
  if (!micros) return DecimalError::kTooLarge;
  value.micros = *micros;
  return too_many ? DecimalError::kTooManyPlaces : DecimalError::kNone;
}

}  // namespace leadline
