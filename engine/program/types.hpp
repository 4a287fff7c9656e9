// SPDX-License-Identifier: Apache-2.0
// The types of the language, the kinds of record, and constant values.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "leadline/record_kind.hpp"

namespace leadline {

enum class TypeKind : std::uint8_t {
  kNone,  // an expression that was in error
  kText,
  kEmail,
  kPhone,
  kDomain,
  kNumber,
  kYesNo,
  kTime,
  kDuration,
  kChoice,   // `choice` in Type says which
  kGrade,    // `choice` is the model; written from the highest down
  kRecord,   // a record itself: `lead.contact`; `record` says which kind
  kMissing,  // the word `missing`
};

/// A type; with `list`, a list of it. Conditions are kYesNo.
struct Type {
  TypeKind kind = TypeKind::kNone;
  bool list = false;
  std::uint32_t choice = 0;                  // kChoice: index into Program::choices; kGrade: model
  RecordKind record = RecordKind::kContact;  // kRecord

  friend bool operator==(const Type& a, const Type& b) {
    return a.kind == b.kind && a.list == b.list && a.choice == b.choice &&
           (a.kind != TypeKind::kRecord || a.record == b.record);
  }
  friend bool operator!=(const Type& a, const Type& b) { return !(a == b); }

  /// text, email, phone, domain: every text operator works on them.
  [[nodiscard]] bool textual() const {
    return !list && (kind == TypeKind::kText || kind == TypeKind::kEmail || kind == TypeKind::kPhone ||
                     kind == TypeKind::kDomain);
  }
};

/// "Missing" in 64-bit columns of numbers, times and durations.
inline constexpr std::int64_t kMissing64 = std::numeric_limits<std::int64_t>::min();

/// A constant: number in millionths, time and duration in milliseconds, yes/no as 1 and 0 in `number`; text in `text`;
/// a choice's or grade's word as its index in `number` (0 the first written) with the word in `text`.
struct Value {
  Type type;
  bool missing = false;
  std::int64_t number = 0;
  std::string text;
  std::vector<Value> items;  // lists

  friend bool operator==(const Value& a, const Value& b) {
    return a.type == b.type && a.missing == b.missing && a.number == b.number && a.text == b.text && a.items == b.items;
  }
};

}  // namespace leadline
