// SPDX-License-Identifier: Apache-2.0
// Times in a file's own spelling, described as strptime does: `%m/%d/%Y %I:%M %p`. TimeFormat::compile is the one entry
// point; a format never changes, so threads may share it.
//
//   %Y four digits   %y two (69-99 are 19xx)   %m %d %e one or two   %j day of the year   %b %B month   %a %A weekday
//   %H %I one or two   %M %S two   %f fraction of a second   %p AM or PM   %z Z, +02:00, +0200, +02   %% a percent sign
//
// Names are English, short or long, in any case. A blank is one blank or more; every other character is itself.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/values/time.hpp"
#include "leadline/result.hpp"

namespace leadline {

class TimeFormat {
 public:
  [[nodiscard]] static Result<TimeFormat> compile(std::string_view pattern);

  // Why the pattern is none; empty where it is fine. It is wrong where it does not name one whole date, names something
  // twice, or leaves a clock time open (`%I` without `%p`, `%M` without an hour).
  [[nodiscard]] static std::string validate(std::string_view pattern);

  // Reads the whole text. False, with `time` untouched, where it is spelt otherwise or names no real time: a date that
  // the calendar lacks, 24:00, a 60th second, a weekday that is not that date's.
  [[nodiscard]] bool parse(std::string_view text, TimeText& time) const;

  [[nodiscard]] const std::string& pattern() const { return pattern_; }

 private:
  TimeFormat() = default;

  std::string pattern_;
  std::string steps_;  // the pattern with %e as %d, %B as %b, %A as %a, and runs of blanks as one
  bool has_clock_ = false;
};

}  // namespace leadline
