// SPDX-License-Identifier: Apache-2.0
// The kinds of record that the language knows.
#pragma once
#include <cstdint>
#include <string_view>

namespace leadline {

enum class RecordKind : std::uint8_t { kContact, kAccount, kLead, kOpportunity, kUser };
inline constexpr int kRecordKinds = 5;

/// `contact`, `account`, …
[[nodiscard]] std::string_view name_of(RecordKind kind);
/// `contacts`, `accounts`, …
[[nodiscard]] std::string_view plural_of(RecordKind kind);

}  // namespace leadline
