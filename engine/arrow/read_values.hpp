// SPDX-License-Identifier: Apache-2.0
// Single values out of the buffers of Arrow arrays. Numbers become millionths exactly: a double means the shortest
// decimal that gives it, digits beyond the sixth are rounded once, halves away from zero.
#pragma once
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "engine/arrow/column.hpp"

namespace leadline::arrow {

/// What stands at a place of a buffer, which need not be aligned.
template <class T>
T load(const void* buffer, std::int64_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + at * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
  return value;
}

[[nodiscard]] inline bool bit(const void* buffer, std::int64_t at) {
  return (static_cast<const unsigned char*>(buffer)[at >> 3] >> (at & 7) & 1) != 0;
}

/// A whole number; of a kUint64 the bits. For Kind::kInt8 to kUint64.
[[nodiscard]] std::int64_t whole_at(Kind kind, const void* buffer, std::int64_t at);

/// The text at a row that is present.
[[nodiscard]] std::string_view text_at(const View& view, std::size_t row);

/// Millionths of a number at a row that is present; nothing if it is none or does not fit.
[[nodiscard]] std::optional<std::int64_t> micros_at(const View& view, std::size_t row);
/// The same number as it is written, exactly.
[[nodiscard]] std::string number_text(const View& view, std::size_t row);

/// Millionths of a double or float, as above.
[[nodiscard]] std::optional<std::int64_t> micros_of(double value);
[[nodiscard]] std::optional<std::int64_t> micros_of(float value);

/// Milliseconds since 1970 of a timestamp or date at a row that is present, what is finer cut off; of one without a
/// zone as clocks show it there. Nothing outside of the years 1 to 9999.
[[nodiscard]] std::optional<LocalResult> time_at(const View& view, std::size_t row, const Zone& zone);
/// A timestamp or date as text: with `Z` where it has a zone, else without one, a date alone.
[[nodiscard]] std::string time_text(const View& view, std::size_t row);
/// Milliseconds of a duration, rounded.
[[nodiscard]] std::optional<std::int64_t> duration_at(const View& view, std::size_t row);

}  // namespace leadline::arrow
