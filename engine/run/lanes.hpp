// SPDX-License-Identifier: Apache-2.0
// Values in memory, by lane: flags are bytes, numbers 64-bit integers, texts views (missing: no data), lists views of
// columns, points 64 or 128 bits wide.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "engine/data/column.hpp"
#include "engine/graph/node.hpp"

namespace leadline {

/// Elements [begin, end) of a column, or the items of a constant; missing where there are none.
struct ListView {
  const Column* items = nullptr;
  const Value* constant = nullptr;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
};

/// One value of any lane.
struct Slot {
  alignas(16) unsigned char bytes[32] = {};

  template <class T>
  [[nodiscard]] T as() const {
    static_assert(sizeof(T) <= sizeof bytes);
    T value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }
  template <class T>
  void set(const T& value) {
    static_assert(sizeof(T) <= sizeof bytes);
    std::memcpy(bytes, &value, sizeof value);
  }
};

[[nodiscard]] constexpr std::size_t lane_size(Lane lane, bool wide) {
  switch (lane) {
    case Lane::kFlag:
      return 1;
    case Lane::kNumber:
      return sizeof(std::int64_t);
    case Lane::kText:
      return sizeof(std::string_view);
    case Lane::kList:
      return sizeof(ListView);
    case Lane::kPoints:
      return wide ? 16 : 8;
  }
  return 0;
}

/// An operand: one value a row, or (step 0) the same for all.
template <class T>
struct In {
  const T* values = nullptr;
  std::uint32_t step = 1;

  const T& operator[](std::size_t i) const { return values[i * step]; }
};

[[nodiscard]] inline bool present(std::int64_t number) { return number != kMissing64; }
[[nodiscard]] inline bool present(std::uint8_t flag) { return flag != kMissingYesNo; }
[[nodiscard]] inline bool present(std::string_view text) { return text.data() != nullptr; }
[[nodiscard]] inline bool present(const ListView& list) { return list.begin != list.end; }

template <class T>
[[nodiscard]] T missing_value() {
  return T{};
}
template <>
[[nodiscard]] inline std::int64_t missing_value<std::int64_t>() {
  return kMissing64;
}
template <>
[[nodiscard]] inline std::uint8_t missing_value<std::uint8_t>() {
  return kMissingYesNo;
}

}  // namespace leadline
