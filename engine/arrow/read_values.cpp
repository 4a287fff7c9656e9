// SPDX-License-Identifier: Apache-2.0
// Numbers, texts and times as Arrow lays them out.
#include "engine/arrow/read_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/values/time.hpp"
#include "engine/values/whole_numbers.hpp"
#include "leadline/decimal.hpp"

namespace leadline::arrow {

namespace {

constexpr int kPlaces = 6;
constexpr std::size_t kInlineText = 12;

std::int64_t place_of(const View& view, std::size_t row) { return view.shift + static_cast<std::int64_t>(row); }

// Half precision: 1 bit sign, 5 exponent, 10 fraction; each of them is a float.
float half_value(std::uint16_t bits) {
  const int exponent = bits >> 10U & 0x1F;
  const auto fraction = static_cast<float>(bits & 0x3FFU);
  float value = 0;
  if (exponent == 0x1F) {
    value = fraction == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  } else {
    value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  }
  return (bits & 0x8000U) != 0 ? -value : value;
}

// The magnitude of a decimal in parts of 32 bits, the lowest first; any width.
struct Magnitude {
  std::array<std::uint32_t, 8> parts{};
  bool negative = false;

  Magnitude(const void* buffer, std::int64_t at, int bits) {
    const auto bytes = static_cast<std::size_t>(bits / 8);
    std::memcpy(parts.data(), static_cast<const char*>(buffer) + at * static_cast<std::int64_t>(bytes), bytes);
    const std::size_t used = bytes / 4;
    negative = (parts[used - 1] & 0x8000'0000U) != 0;
    if (!negative) return;
    std::uint64_t carry = 1;
    for (std::size_t part = 0; part < used; ++part) {
      carry += static_cast<std::uint32_t>(~parts[part]);
      parts[part] = static_cast<std::uint32_t>(carry);
      carry >>= 32U;
    }
  }

  // Divides by ten; gives the last digit.
  std::uint32_t drop_digit() {
    std::uint64_t rest = 0;
    for (std::size_t part = parts.size(); part-- > 0;) {
      rest = rest << 32U | parts[part];
      parts[part] = static_cast<std::uint32_t>(rest / 10);
      rest %= 10;
    }
    return static_cast<std::uint32_t>(rest);
  }

  [[nodiscard]] bool zero() const {
    return std::all_of(parts.begin(), parts.end(), [](std::uint32_t part) { return part == 0; });
  }

  // The value if it fits 63 bits.
  [[nodiscard]] std::optional<std::int64_t> small() const {
    if (!std::all_of(parts.begin() + 2, parts.end(), [](std::uint32_t part) { return part == 0; }) ||
        (parts[1] & 0x8000'0000U) != 0) {
      return std::nullopt;
    }
    return static_cast<std::int64_t>(std::uint64_t{parts[1]} << 32U | parts[0]);
  }
};

std::optional<std::int64_t> micros_of_decimal(const void* buffer, std::int64_t at, const Type& type) {
  Magnitude value(buffer, at, type.bits);
  std::uint32_t last = 0;
  int scale = type.scale;
  // Only the first digit that is dropped decides, as halves go away from zero.
  for (; scale > kPlaces; --scale) last = value.drop_digit();
  std::optional<std::int64_t> micros = value.small();
  if (!micros) return std::nullopt;
  if (*micros == 0 && last < 5) return 0;
  Int128 wide = Int128{*micros} + (last >= 5 ? 1 : 0);
  for (; scale < kPlaces; ++scale) {
    wide *= 10;
    if (!narrow(wide)) return std::nullopt;
  }
  micros = narrow(wide);
  if (!micros) return std::nullopt;
  return value.negative ? -*micros : *micros;
}

std::string decimal_text(const void* buffer, std::int64_t at, const Type& type) {
  Magnitude value(buffer, at, type.bits);
  std::string digits;
  for (int place = type.scale; place < 0; ++place) digits += '0';
  for (int place = 0; !value.zero() || place <= type.scale; ++place) {
    if (place == type.scale && place > 0) digits += '.';
    digits += static_cast<char>('0' + value.drop_digit());
  }
  if (value.negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<std::int64_t> micros_of_text(std::string_view text) {
  Decimal value;
  const DecimalError error = parse_decimal(text, value);
  if (error == DecimalError::kNone || error == DecimalError::kTooManyPlaces) return value.micros;
  return std::nullopt;
}

// Digits beyond milliseconds are cut, as those of texts are.
std::optional<std::int64_t> milliseconds_of(Unit unit, std::int64_t count) {
  switch (unit) {
    case Unit::kSeconds:
      return narrow(Int128{count} * 1000);
    case Unit::kMilliseconds:
      return narrow(count);
    case Unit::kMicroseconds:
      return floor_divide(count, 1000);
    case Unit::kNanoseconds:
      return floor_divide(count, 1'000'000);
  }
  return std::nullopt;
}

// Milliseconds as they stand in a timestamp or date.
std::optional<std::int64_t> clock_at(const View& view, std::size_t row) {
  const void* const buffer = view.array->buffers[1];
  const std::int64_t at = place_of(view, row);
  if (view.type->kind == Kind::kDate32) return std::int64_t{load<std::int32_t>(buffer, at)} * kMsPerDay;
  const auto count = load<std::int64_t>(buffer, at);
  if (view.type->kind == Kind::kDate64) return floor_divide(count, kMsPerDay) * kMsPerDay;
  return milliseconds_of(view.type->unit, count);
}

}  // namespace

bool View::present(std::size_t row) const {
  if (type->kind == Kind::kNull && !type->dictionary()) return false;
  const void* const bits = array->n_buffers > 0 ? array->buffers[0] : nullptr;
  return bits == nullptr || bit(bits, shift + static_cast<std::int64_t>(row));
}

bool View::all_present() const {
  if (type->kind == Kind::kNull && !type->dictionary()) return false;
  return array->null_count == 0 || array->n_buffers == 0 || array->buffers[0] == nullptr;
}

std::int64_t whole_at(Kind kind, const void* buffer, std::int64_t at) {
  switch (kind) {
    case Kind::kInt8:
      return load<std::int8_t>(buffer, at);
    case Kind::kInt16:
      return load<std::int16_t>(buffer, at);
    case Kind::kInt32:
      return load<std::int32_t>(buffer, at);
    case Kind::kUint8:
      return load<std::uint8_t>(buffer, at);
    case Kind::kUint16:
      return load<std::uint16_t>(buffer, at);
    case Kind::kUint32:
      return load<std::uint32_t>(buffer, at);
    default:
      return load<std::int64_t>(buffer, at);
  }
}

std::string_view text_at(const View& view, std::size_t row) {
  const ArrowArray& array = *view.array;
  const std::int64_t at = place_of(view, row);
  if (view.type->kind == Kind::kTextView) {
    // Up to twelve bytes stand in the view itself, else number and place of the buffer that has them.
    const char* const own = static_cast<const char*>(array.buffers[1]) + at * 16;
    const auto size = load<std::int32_t>(own, 0);
    if (static_cast<std::size_t>(size) <= kInlineText) return {own + 4, static_cast<std::size_t>(size)};
    const auto number = load<std::int32_t>(own, 2);
    const auto begin = load<std::int32_t>(own, 3);
    return {static_cast<const char*>(array.buffers[2 + number]) + begin, static_cast<std::size_t>(size)};
  }
  const bool large = view.type->kind == Kind::kLargeText;
  const void* const ends = array.buffers[1];
  const std::int64_t begin = large ? load<std::int64_t>(ends, at) : load<std::int32_t>(ends, at);
  const std::int64_t end = large ? load<std::int64_t>(ends, at + 1) : load<std::int32_t>(ends, at + 1);
  if (end == begin) return {};
  return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

std::optional<std::int64_t> micros_of(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  if (std::fabs(value) <= static_cast<double>(kMostWhole)) {
    // Nothing with at most fifteen digits is given by two doubles, so what has six places and gives this one is it.
    const double micros = std::nearbyint(value * 1e6);
    if (std::fabs(micros) < 1e15 && micros / 1e6 == value) return static_cast<std::int64_t>(micros);
    if (std::trunc(value) == value) return static_cast<std::int64_t>(value) * Decimal::kOne;
  }
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "{}", value);
  return micros_of_text({text.data(), text.size()});
}

std::optional<std::int64_t> micros_of(float value) {
  if (!std::isfinite(value)) return std::nullopt;
  if (std::fabs(value) < 1e6F && std::trunc(value) == value) return static_cast<std::int64_t>(value) * Decimal::kOne;
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "{}", value);
  return micros_of_text({text.data(), text.size()});
}

std::optional<std::int64_t> micros_at(const View& view, std::size_t row) {
  const void* const buffer = view.array->buffers[1];
  const std::int64_t at = place_of(view, row);
  switch (view.type->kind) {
    case Kind::kFloat16:
      return micros_of(half_value(load<std::uint16_t>(buffer, at)));
    case Kind::kFloat32:
      return micros_of(load<float>(buffer, at));
    case Kind::kFloat64:
      return micros_of(load<double>(buffer, at));
    case Kind::kDecimal:
      return micros_of_decimal(buffer, at, *view.type);
    default:
      break;
  }
  const std::int64_t whole = whole_at(view.type->kind, buffer, at);
  const bool too_large = view.type->kind == Kind::kUint64 && whole < 0;
  if (too_large || whole > kMostWhole || whole < -kMostWhole) return std::nullopt;
  return whole * Decimal::kOne;
}

std::string number_text(const View& view, std::size_t row) {
  const void* const buffer = view.array->buffers[1];
  const std::int64_t at = place_of(view, row);
  switch (view.type->kind) {
    case Kind::kFloat16:
      return fmt::format("{}", half_value(load<std::uint16_t>(buffer, at)));
    case Kind::kFloat32:
      return fmt::format("{}", load<float>(buffer, at));
    case Kind::kFloat64:
      return fmt::format("{}", load<double>(buffer, at));
    case Kind::kDecimal:
      return decimal_text(buffer, at, *view.type);
    case Kind::kUint64:
      return fmt::format("{}", load<std::uint64_t>(buffer, at));
    default:
      return fmt::format("{}", whole_at(view.type->kind, buffer, at));
  }
}

std::optional<LocalResult> time_at(const View& view, std::size_t row, const Zone& zone) {
  const std::optional<std::int64_t> clock = clock_at(view, row);
  if (!clock || *clock < kFirstTime || *clock > kLastTime) return std::nullopt;
  TimeText text;
  text.ms = *clock;
  text.has_clock = view.type->kind == Kind::kTimestamp;
  text.has_offset = !view.type->zone.empty();
  return resolve(text, zone);
}

std::string time_text(const View& view, std::size_t row) {
  const std::optional<std::int64_t> clock = clock_at(view, row);
  if (!clock || *clock < kFirstTime || *clock > kLastTime) {
    return fmt::format("{} of {} since 1970",
                       whole_at(view.type->kind == Kind::kDate32 ? Kind::kInt32 : Kind::kInt64, view.array->buffers[1],
                                place_of(view, row)),
                       view.type->name);
  }
  std::string text = format_time(*clock);
  if (view.type->kind != Kind::kTimestamp) return text.substr(0, 10);
  if (view.type->zone.empty()) text.pop_back();
  return text;
}

std::optional<std::int64_t> duration_at(const View& view, std::size_t row) {
  const auto count = load<std::int64_t>(view.array->buffers[1], place_of(view, row));
  switch (view.type->unit) {
    case Unit::kSeconds:
    case Unit::kMilliseconds:
      return milliseconds_of(view.type->unit, count);
    case Unit::kMicroseconds:
      return narrow(divide_rounded(count, 1000));
    case Unit::kNanoseconds:
      return narrow(divide_rounded(count, 1'000'000));
  }
  return std::nullopt;
}

}  // namespace leadline::arrow
