// SPDX-License-Identifier: Apache-2.0
// Halving by fixed-point factors whose error is bounded. Where that error leaves open on which side of a whole
// millionth the faded points lie, big integers decide: y = p * 2^(-r/D) is at least m where m^D * 2^r <= p^D.
#include "engine/values/fading.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <numeric>

#include "leadline/decimal.hpp"

namespace leadline {

namespace {

using BigInt = boost::multiprecision::cpp_int;
__extension__ using Uint128 = unsigned __int128;

// Factors are worked out as fractions of 2^192 and kept as fractions of 2^128.
constexpr unsigned kBits = 192;

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

std::int64_t with_sign(std::uint64_t thousandths, std::int64_t sign) {
  constexpr std::uint64_t kMost = std::uint64_t{std::numeric_limits<std::int64_t>::max()} / 1'000;
  const auto micros = static_cast<std::int64_t>((thousandths > kMost ? kMost : thousandths) * 1'000);
  return sign < 0 ? -micros : micros;
}

// ln 2 = sum of 1 / (k * 2^k); each term is cut, so the sum is less than 200 units too small.
BigInt natural_log_of_two() {
  BigInt sum = 0;
  for (unsigned k = 1; k <= kBits; ++k) sum += (BigInt(1) << (kBits - k)) / k;
  return sum;
}

// 2^(-1/days) = exp(-t) for t = ln 2 / days, by its series: fewer than 60 terms, each less than 4 units off, and 201
// units for t. Taking 1024 units off makes it surely too small, by less than 2^11 units.
BigInt daily_factor(std::int64_t days) {
  const BigInt t = natural_log_of_two() / days;
  const BigInt one = BigInt(1) << kBits;
  BigInt sum = one;
  BigInt term = one;
  for (unsigned n = 1; term != 0; ++n) {
    term = ((term * t) >> kBits) / n;
    if (n % 2 == 1) {
      sum -= term;
    } else {
      sum += term;
    }
  }
  return sum - 1'024;
}

// base^exponent, too small by less than exponent * 2^12 units where base is by less than 2^11.
BigInt power(BigInt base, std::int64_t exponent) {
  BigInt result = BigInt(1) << kBits;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = (result * base) >> kBits;
    base = (base * base) >> kBits;
  }
  return result;
}

// The whole part of p * (high, low) / 2^128.
std::uint64_t whole_part(std::uint64_t p, std::uint64_t high, std::uint64_t low) {
  const Uint128 lower = static_cast<Uint128>(p) * low;
  return static_cast<std::uint64_t>((static_cast<Uint128>(p) * high + (lower >> 64U)) >> 64U);
}

}  // namespace

bool detail::reaches(std::uint64_t p, std::int64_t rest, std::int64_t days, std::uint64_t m) {
  const std::int64_t divisor = std::gcd(rest, days);
  const auto exponent = static_cast<unsigned>(days / divisor);
  BigInt left = boost::multiprecision::pow(BigInt(m), exponent);
  left <<= static_cast<unsigned>(rest / divisor);
  return left <= boost::multiprecision::pow(BigInt(p), exponent);
}

std::int64_t round_to_thousandths(std::int64_t point_micros) {
  const std::uint64_t p = magnitude(point_micros);
  return with_sign(p / 1'000 + (p % 1'000 >= 500 ? 1 : 0), point_micros);
}

Halving::Halving(std::int64_t half_life_days) : half_life_days_(half_life_days) {
  if (half_life_days > kMostFactors) return;
  // The error grows by less than 2^12 units a day, to less than 2^28: nothing against the 2^64 units of a kept
  // fraction.
  factors_.resize(static_cast<std::size_t>(half_life_days));
  const BigInt daily = daily_factor(half_life_days);
  const BigInt low_bits = (BigInt(1) << 64U) - 1;
  BigInt value = BigInt(1) << kBits;
  for (std::size_t rest = 1; rest < factors_.size(); ++rest) {
    value = (value * daily) >> kBits;
    factors_[rest] = {static_cast<std::uint64_t>(value >> 128U), static_cast<std::uint64_t>((value >> 64U) & low_bits)};
  }
}

Halving::Factor Halving::factor(std::int64_t rest) const {
  if (!factors_.empty()) return factors_[static_cast<std::size_t>(rest)];
  const BigInt value = power(daily_factor(half_life_days_), rest);
  const BigInt low_bits = (BigInt(1) << 64U) - 1;
  return {static_cast<std::uint64_t>(value >> 128U), static_cast<std::uint64_t>((value >> 64U) & low_bits)};
}

std::int64_t Halving::faded(std::int64_t point_micros, std::int64_t age_days) const {
  if (age_days < 0) age_days = 0;
  const std::int64_t halvings = age_days / half_life_days_;
  const std::int64_t rest = age_days % half_life_days_;
  if (halvings > 62) return 0;
  // The whole millionths after the rest of a half-life. Cutting them loses nothing: every boundary between thousandths
  // after the whole half-lives, (k + 1/2) * 1000 * 2^halvings, is a whole number of millionths.
  std::uint64_t p = magnitude(point_micros);
  if (rest != 0) {
    const Factor f = factor(rest);
    const std::uint64_t least = whole_part(p, f.high, f.low);
    const std::uint64_t most = whole_part(p, f.high + (f.low > f.low + 2 ? 1 : 0), f.low + 2);
    p = least == most || !detail::reaches(p, rest, half_life_days_, most) ? least : most;
  }
  const Uint128 half = static_cast<Uint128>(500) << static_cast<unsigned>(halvings);
  return with_sign(static_cast<std::uint64_t>((p + half) / (2 * half)), point_micros);
}

std::int64_t halve_to_thousandths(std::int64_t point_micros, std::int64_t age_days, std::int64_t half_life_days) {
  return Halving(half_life_days).faded(point_micros, age_days);
}

std::int64_t lose(std::int64_t point_micros, std::int64_t loss_micros, std::int64_t whole_periods) {
  if (whole_periods < 0) whole_periods = 0;
  const Int128 left = Int128{magnitude(point_micros)} - Int128{loss_micros} * whole_periods;
  if (left <= 0) return 0;
  const auto p = static_cast<std::uint64_t>(left);
  return with_sign(p / 1'000 + (p % 1'000 >= 500 ? 1 : 0), point_micros);
}

std::int64_t lose_percent(std::int64_t point_micros, std::int64_t percent_micros, std::int64_t whole_periods) {
  constexpr Int128 kAll = 100 * Int128{Decimal::kOne};
  if (whole_periods < 0) whole_periods = 0;
  const Int128 left = kAll - Int128{percent_micros} * whole_periods;
  if (left <= 0) return 0;
  return with_sign(static_cast<std::uint64_t>(divide_rounded(Int128{magnitude(point_micros)} * left, kAll * 1'000)),
                   point_micros);
}

FadingTable::FadingTable(Kind kind, std::int64_t points, std::int64_t loss, std::int64_t days,
                         std::shared_ptr<const Halving> halving)
    : kind_(kind), points_(points), loss_(loss), days_(days), halving_(std::move(halving)) {
  constexpr std::int64_t kMostAges = 65'536;
  for (std::int64_t age = 0; age < kMostAges; ++age) {
    values_.push_back(computed(age));
    if (values_.back() == 0) break;
  }
  values_.shrink_to_fit();
}

std::int64_t FadingTable::computed(std::int64_t age_days) const {
  switch (kind_) {
    case Kind::kHalving:
      return halving_->faded(points_, age_days);
    case Kind::kLosing:
      return lose(points_, loss_, age_days / days_);
    case Kind::kLosingPercent:
      return lose_percent(points_, loss_, age_days / days_);
  }
  return 0;
}

FadingTable FadingTable::halving(std::int64_t point_micros, std::shared_ptr<const Halving> halving) {
  return FadingTable(Kind::kHalving, point_micros, 0, 0, std::move(halving));
}

FadingTable FadingTable::losing(std::int64_t point_micros, std::int64_t loss_micros, std::int64_t period_days) {
  return FadingTable(Kind::kLosing, point_micros, loss_micros, period_days, nullptr);
}

FadingTable FadingTable::losing_percent(std::int64_t point_micros, std::int64_t percent_micros,
                                        std::int64_t period_days) {
  return FadingTable(Kind::kLosingPercent, point_micros, percent_micros, period_days, nullptr);
}

}  // namespace leadline
