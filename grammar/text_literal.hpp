// SPDX-License-Identifier: Apache-2.0
// What the inside of a text or time literal means. resolve_text gives the value of a text, check_time says whether a
// time is one.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace leadline::grammar {

/// The value of a text literal (with its quotes): escapes are resolved, but `\*` and `\?` stay for `like`, and with
/// `keep_template` `\{` and `\}` stay too. False, and the offset in `literal`, for a `\u{…}` that is no character.
bool resolve_text(std::string_view literal, bool keep_template, std::string& value, std::uint32_t& bad);

enum class TimeFault : std::uint8_t { kNone, kDigits, kNoSuchDay, kNoSuchClock, kTooFine, kNoZone };

struct TimeLiteral {
  TimeFault fault = TimeFault::kNone;
  std::string canonical;  // with seconds, `Z` in upper case; empty after a fault
  std::string instead;    // what could be written
};

TimeLiteral check_time(std::string_view literal);

}  // namespace leadline::grammar
