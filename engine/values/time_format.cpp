// SPDX-License-Identifier: Apache-2.0
// Checks strptime-like patterns, and walks one along a text.
#include "engine/values/time_format.hpp"

#include <array>
#include <cstdint>

namespace leadline {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

bool blank(char c) { return c == ' ' || c == '\t'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

// The letter that stands for all spellings of one part.
char canonical(char letter) {
  switch (letter) {
    case 'e':
      return 'd';
    case 'B':
      return 'b';
    case 'A':
      return 'a';
    default:
      return letter;
  }
}

// What a pattern says, letter by letter; nothing where a letter is unknown.
std::string letters_of(std::string_view pattern, std::string& error) {
  constexpr std::string_view kKnown = "YymdejbBaAHIMSfpz";
  std::string letters;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '%') continue;
    if (++at == pattern.size()) {
      error = "`%` at the end of `" + std::string(pattern) + "` says nothing; a percent sign is `%%`";
      return {};
    }
    if (pattern[at] == '%') continue;
    if (pattern[at] == 'Z') {
      error =
          "`%Z` cannot be read, names of zones are ambiguous; name the source's `zone`, or use `%z` for offsets as "
          "`+02:00`";
      return {};
    }
    if (kKnown.find(pattern[at]) == std::string_view::npos) {
      error = "`%" + std::string(1, pattern[at]) +
              "` is unknown; known are %Y %y %m %d %e %j %b %B %a %A %H %I %M %S %f %p %z and %%";
      return {};
    }
    letters += canonical(pattern[at]);
  }
  return letters;
}

// Walks along the text; each step says whether it fits.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const { return at_ == text_.size(); }

  bool literal(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool blanks() {
    const std::size_t start = at_;
    while (!done() && blank(text_[at_])) ++at_;
    return at_ > start;
  }

  bool number(int least_digits, int most_digits, int least, int most, int& value) {
    int digits = 0;
    value = 0;
    while (!done() && digits < most_digits && digit(text_[at_])) {
      value = value * 10 + (text_[at_++] - '0');
      ++digits;
    }
    return digits >= least_digits && value >= least && value <= most;
  }

  bool fraction(int& milliseconds) {
    const std::size_t start = at_;
    milliseconds = 0;
    for (int unit = 100; !done() && digit(text_[at_]); ++at_, unit /= 10) milliseconds += (text_[at_] - '0') * unit;
    return at_ > start;
  }

  // The long name, else its first three letters; `value` counts from 1.
  template <std::size_t kCount>
  bool name(const std::array<std::string_view, kCount>& names, int& value) {
    for (std::size_t i = 0; i < kCount; ++i) {
      if (!word(names[i]) && !word(names[i].substr(0, 3))) continue;
      value = static_cast<int>(i) + 1;
      return true;
    }
    return false;
  }

  // Whether the text goes on with this lower-case word, in any case.
  bool word(std::string_view lower) {
    if (text_.size() - at_ < lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
      const char c = text_[at_ + i];
      if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != lower[i]) return false;
    }
    at_ += lower.size();
    return true;
  }

  bool offset(std::int64_t& offset_ms) {
    if (word("z")) {
      offset_ms = 0;
      return true;
    }
    const bool negative = !done() && text_[at_] == '-';
    if (!negative && (done() || text_[at_] != '+')) return false;
    ++at_;
    int hours = 0;
    int minutes = 0;
    if (!number(2, 2, 0, 23, hours)) return false;
    if (literal(':')) {
      if (!number(2, 2, 0, 59, minutes)) return false;
    } else if (!done() && digit(text_[at_]) && !number(2, 2, 0, 59, minutes)) {
      return false;
    }
    offset_ms = hours * kMsPerHour + minutes * kMsPerMinute;
    if (negative) offset_ms = -offset_ms;
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// What was found so far; a part that the pattern lacks stays at its start value.
struct Parts {
  int year = 0;
  int month = 1;
  int day = 1;
  int day_of_year = 0;
  int weekday = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  int afternoon = -1;
  bool has_offset = false;
  std::int64_t offset_ms = 0;
};

bool read_part(char letter, Reader& reader, Parts& parts) {
  switch (letter) {
    case 'Y':
      return reader.number(4, 4, 1, 9999, parts.year);
    case 'y':
      if (!reader.number(2, 2, 0, 99, parts.year)) return false;
      parts.year += parts.year >= 69 ? 1900 : 2000;
      return true;
    case 'm':
      return reader.number(1, 2, 1, 12, parts.month);
    case 'd':
      return reader.number(1, 2, 1, 31, parts.day);
    case 'j':
      return reader.number(1, 3, 1, 366, parts.day_of_year);
    case 'b':
      return reader.name(kMonths, parts.month);
    case 'a':
      return reader.name(kWeekdays, parts.weekday);
    case 'H':
      return reader.number(1, 2, 0, 23, parts.hour);
    case 'I':
      return reader.number(1, 2, 1, 12, parts.hour);
    case 'M':
      return reader.number(2, 2, 0, 59, parts.minute);
    case 'S':
      return reader.number(2, 2, 0, 59, parts.second);
    case 'f':
      return reader.fraction(parts.millisecond);
    case 'p':
      parts.afternoon = reader.word("am") ? 0 : 1;
      return parts.afternoon == 0 || reader.word("pm");
    case 'z':
      parts.has_offset = true;
      return reader.offset(parts.offset_ms);
    default:
      return false;
  }
}

}  // namespace

std::string TimeFormat::validate(std::string_view pattern) {
  std::string error;
  const std::string letters = letters_of(pattern, error);
  if (!error.empty()) return error;
  const auto has = [&](char letter) { return letters.find(letter) != std::string::npos; };
  const auto twice = [&](char a, char b) {
    error = "`" + std::string(pattern) + "` names the same part twice: `%" + std::string(1, a) + "` and `%" +
            std::string(1, b) + "`";
    return error;
  };
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters.find(letters[i], i + 1) != std::string::npos) return twice(letters[i], letters[i]);
  }
  constexpr std::string_view kRivals[] = {"Yy", "mb", "HI", "mj", "bj", "dj"};
  for (const std::string_view rivals : kRivals) {
    if (has(rivals[0]) && has(rivals[1])) return twice(rivals[0], rivals[1]);
  }
  if (!has('Y') && !has('y')) return "`" + std::string(pattern) + "` has no year; add `%Y`";
  if (!has('j') && (!has('d') || !(has('m') || has('b')))) {
    return "`" + std::string(pattern) + "` names no day; add `%m` and `%d`, or `%j`";
  }
  if (has('I') && !has('p')) return "`%I` counts to 12 and needs `%p` (AM or PM); hours that count to 24 are `%H`";
  if (has('p') && !has('I')) return "`%p` (AM or PM) needs hours that count to 12, `%I`";
  const bool hour = has('H') || has('I');
  if (has('M') && !hour) return "`%M` (minutes) needs an hour; the month is `%m`";
  if (has('S') && !has('M')) return "`%S` (seconds) needs minutes, `%M`";
  if (has('f') && !has('S')) return "`%f` (a fraction of a second) needs seconds, `%S`";
  if (has('z') && !hour) return "`%z` (an offset) needs a clock time";
  return {};
}

Result<TimeFormat> TimeFormat::compile(std::string_view pattern) {
  std::string error = validate(pattern);
  if (!error.empty()) return Error{std::move(error)};
  TimeFormat format;
  format.pattern_ = pattern;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (blank(pattern[at])) {
      if (format.steps_.empty() || format.steps_.back() != ' ') format.steps_ += ' ';
    } else if (pattern[at] == '%') {
      const char letter = canonical(pattern[++at]);
      format.has_clock_ = format.has_clock_ || letter == 'H' || letter == 'I';
      format.steps_ += '%';
      format.steps_ += letter;
    } else {
      format.steps_ += pattern[at];
    }
  }
  return format;
}

bool TimeFormat::parse(std::string_view text, TimeText& time) const {
  Reader reader(text);
  Parts parts;
  for (std::size_t at = 0; at < steps_.size(); ++at) {
    const char step = steps_[at];
    if (step == ' ') {
      if (!reader.blanks()) return false;
    } else if (step != '%' || steps_[at + 1] == '%') {
      if (step == '%') ++at;
      if (!reader.literal(step)) return false;
    } else if (!read_part(steps_[++at], reader, parts)) {
      return false;
    }
  }
  if (!reader.done()) return false;
  if (parts.afternoon >= 0) parts.hour = parts.hour % 12 + (parts.afternoon == 1 ? 12 : 0);

  if (parts.day_of_year > 365 && !leap_year(parts.year)) return false;
  if (parts.day > days_in_month(parts.year, parts.month)) return false;
  const std::int64_t days = parts.day_of_year > 0 ? days_from_civil(parts.year, 1, 1) + parts.day_of_year - 1
                                                  : days_from_civil(parts.year, parts.month, parts.day);
  if (parts.weekday != 0 && parts.weekday != weekday_of_day(days)) return false;
  time.ms = days * kMsPerDay + parts.hour * kMsPerHour + parts.minute * kMsPerMinute + parts.second * kMsPerSecond +
            parts.millisecond - parts.offset_ms;
  time.has_clock = has_clock_;
  time.has_offset = parts.has_offset;
  return true;
}

}  // namespace leadline
