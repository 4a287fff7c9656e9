// SPDX-License-Identifier: Apache-2.0
// The number of the language: a decimal with six places in 64 bits. Sums are exact, products and quotients are rounded
// once, halves away from zero; what does not fit is missing. Nothing here uses floating point.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace leadline {

/// Millionths. The smallest 64-bit value is never a number: columns use it for "missing".
struct Decimal {
  std::int64_t micros = 0;

  static constexpr std::int64_t kOne = 1'000'000;

  static constexpr Decimal of(std::int64_t whole) { return Decimal{whole * kOne}; }

  friend constexpr bool operator==(Decimal a, Decimal b) { return a.micros == b.micros; }
  friend constexpr bool operator!=(Decimal a, Decimal b) { return a.micros != b.micros; }
  friend constexpr bool operator<(Decimal a, Decimal b) { return a.micros < b.micros; }
  friend constexpr bool operator<=(Decimal a, Decimal b) { return a.micros <= b.micros; }
  friend constexpr bool operator>(Decimal a, Decimal b) { return a.micros > b.micros; }
  friend constexpr bool operator>=(Decimal a, Decimal b) { return a.micros >= b.micros; }
};

__extension__ using Int128 = __int128;

/// The 64-bit value, or nothing if it does not fit (the smallest value does not).
constexpr std::optional<std::int64_t> narrow(Int128 value) {
  if (value > std::numeric_limits<std::int64_t>::max() || value <= std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

/// a / b rounded to a whole number, halves away from zero; b is not zero.
constexpr Int128 divide_rounded(Int128 a, Int128 b) {
  if (b < 0) {
    a = -a;
    b = -b;
  }
  const Int128 magnitude = a < 0 ? -a : a;
  const Int128 quotient = magnitude / b + ((magnitude % b) >= b - (magnitude % b) ? 1 : 0);
  return a < 0 ? -quotient : quotient;
}

/// Sum, difference, product, quotient; nothing where the result does not fit or the divisor is zero.
std::optional<Decimal> add(Decimal a, Decimal b);
std::optional<Decimal> subtract(Decimal a, Decimal b);
std::optional<Decimal> multiply(Decimal a, Decimal b);
std::optional<Decimal> divide(Decimal a, Decimal b);

/// The shortest decimal: `12`, `-2.5`, `0.000001`.
[[nodiscard]] std::string to_text(Decimal value);

/// What parse_decimal found; `kTooManyPlaces` still gives the rounded value.
enum class DecimalError : unsigned char { kNone, kNotANumber, kTooLarge, kTooManyPlaces };

/// Reads `12`, `-2.5`, `+3`, `1e3`, `.5`; digits may be grouped by `_` where `underscores` is set. More than six places
/// are rounded, halves away from zero, and reported as kTooManyPlaces.
DecimalError parse_decimal(std::string_view text, Decimal& value, bool underscores = false);

}  // namespace leadline
