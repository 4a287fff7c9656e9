// SPDX-License-Identifier: Apache-2.0
// The types of Arrow, read from the format strings of its C data interface, and their names for messages. Entry point:
// read_type.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "leadline/arrow_abi.h"
#include "leadline/result.hpp"

namespace leadline::arrow {

enum class Kind : std::uint8_t {
  kNull,
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUint8,
  kUint16,
  kUint32,
  kUint64,
  kFloat16,
  kFloat32,
  kFloat64,
  kDecimal,
  kText,       // offsets of 32 bits
  kLargeText,  // of 64 bits
  kTextView,
  kDate32,
  kDate64,
  kTimestamp,
  kDuration,
  kList,
  kLargeList,
  kListView,
  kLargeListView,
  kFixedList,
  kStruct,
  kOther,  // nothing that a field can be
};

enum class Unit : std::uint8_t { kSeconds, kMilliseconds, kMicroseconds, kNanoseconds };

struct Type {
  Kind kind = Kind::kOther;
  Unit unit = Unit::kMilliseconds;  // of timestamps and durations
  std::string zone;                 // of timestamps; empty: what a clock on the wall shows
  int scale = 0;                    // of decimals
  int bits = 0;
  std::int64_t width = 0;             // of lists of a fixed length
  std::string name;                   // as people of Arrow write it
  std::unique_ptr<const Type> items;  // of lists
  // Of dictionaries: what the indices are; the rest of the type is that of the values.
  Kind index = Kind::kOther;

  [[nodiscard]] bool dictionary() const { return index != Kind::kOther; }
  [[nodiscard]] bool text() const { return kind == Kind::kText || kind == Kind::kLargeText || kind == Kind::kTextView; }
  [[nodiscard]] bool whole() const { return kind >= Kind::kInt8 && kind <= Kind::kUint64; }
  [[nodiscard]] bool number() const { return kind >= Kind::kInt8 && kind <= Kind::kDecimal; }
  [[nodiscard]] bool list() const { return kind >= Kind::kList && kind <= Kind::kFixedList; }
};

/// The type of a schema. What Leadline has no use for is kOther, with its name.
[[nodiscard]] Type read_type(const ArrowSchema& schema);

}  // namespace leadline::arrow
