// SPDX-License-Identifier: Apache-2.0
// Times and durations as text. A time is a count of milliseconds since 1970-01-01T00:00:00Z, of the years 0001 to 9999
// where it comes from a text. parse_iso is the one way in (TimeFormat in time_format.hpp for other spellings), resolve
// makes a time of what was written, format_time writes one.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/values/civil.hpp"
#include "engine/values/zone.hpp"

namespace leadline {

// What a text said: a moment where it had an offset, else what a clock on the wall showed.
struct TimeText {
  std::int64_t ms = 0;      // with an offset the time itself, else the local time (see Zone::to_utc)
  bool has_clock = false;   // a date alone is its midnight
  bool has_offset = false;  // `Z`, `+02:00`
};

// Reads `2026-07-01`, and with `T` or one blank a clock time behind it: `09:30`, `09:30:00`, `09:30:00.250`, which may
// end in `Z`, `+02:00`, `+0200` or `+02`. Digits beyond milliseconds are cut. False, with `time` untouched, for
// anything else: blanks around it, dates that the calendar lacks, 24:00, a 60th second.
[[nodiscard]] bool parse_iso(std::string_view text, TimeText& time);

// The time that was meant; unique where the text had an offset.
[[nodiscard]] LocalResult resolve(const TimeText& time, const Zone& zone);

// ISO 8601 as seen in the zone, `2026-07-01T11:30:00+02:00`; null and UTC write `Z`. Milliseconds stand only where they
// are not zero, the offset's seconds never (as in local mean times): it is cut to minutes, and the clock goes with it,
// so that the text always is exactly this time. parse_iso reads it back.
[[nodiscard]] std::string format_time(std::int64_t ms, const Zone* zone = nullptr);
void append_time(std::string& out, std::int64_t ms, const Zone* zone = nullptr);
// In UTC, its milliseconds also where they are zero: texts of times that a text can name have the order of the times.
void append_sortable_time(std::string& out, std::int64_t ms);

// In the language's words, by the largest of days, hours, minutes and seconds that makes a whole number: `30 days`,
// `36 hours`, `1 day`, `0.25 seconds`, `0 seconds`.
[[nodiscard]] std::string format_duration(std::int64_t ms);

}  // namespace leadline
