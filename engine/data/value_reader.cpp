// SPDX-License-Identifier: Apache-2.0
// Numbers, times, words and lists out of cells, and what to say where they are none.
#include "engine/data/value_reader.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>

#include "engine/data/quick_values.hpp"
#include "engine/program/nearest.hpp"
#include "engine/values/text.hpp"

namespace leadline {

namespace {

constexpr std::size_t kShown = 60;

// The user's text in backticks, cut to what fits a line.
std::string shown(std::string_view text) {
  text = trim(text);
  if (text.size() <= kShown) return "`" + std::string(text) + "`";
  std::size_t cut = kShown;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80) --cut;
  return "`" + std::string(text.substr(0, cut)) + "…`";
}

// The nearest of the words that would be right, else all of them, if they are few.
std::string offer(std::string_view text, const std::vector<std::string>& words) {
  // Of one or two letters every other word is near.
  const std::string near = text.size() > 2 ? checking::nearest(text, words) : std::string();
  if (!near.empty()) return "; did you mean `" + near + "`?";
  std::string listed = ";";
  for (std::size_t word = 0; word < words.size() && word < 12; ++word) {
    listed += (word == 0 ? " `" : ", `") + words[word] + "`";
  }
  return listed + (words.size() > 12 ? ", … are" : words.size() == 1 ? " is" : " are");
}

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

constexpr Unit kUnits[] = {{"second", kMsPerSecond},
                           {"minute", kMsPerMinute},
                           {"hour", kMsPerHour},
                           {"day", kMsPerDay},
                           {"week", 7 * kMsPerDay}};

}  // namespace

ValueReader::ValueReader(const Program& program, const Spelling& spelling) : program_(program), spelling_(spelling) {
  // White space begins with these; what begins with another byte cannot be blank.
  for (const unsigned char byte :
       std::initializer_list<unsigned char>{' ', '\t', '\n', '\v', '\f', '\r', 0xC2, 0xE1, 0xE2, 0xE3})
    special_[byte] = true;
  for (const std::string& word : spelling_.missing) {
    if (!word.empty()) special_[static_cast<unsigned char>(word.front())] = true;
  }
}

std::string_view ValueReader::plain(const Cell& cell) {
  if (cell.kind != CellKind::kQuotePairs) return cell.text();
  plain_.clear();
  append_without_pairs(plain_, cell.text());
  return plain_;
}

bool ValueReader::missing_slowly(std::string_view text) const {
  text = trim(text);
  if (text.empty()) return true;
  for (const std::string& word : spelling_.missing) {
    if (text == word) return true;
  }
  return false;
}

bool ValueReader::fail(std::string reason) {
  reason_ = std::move(reason);
  return false;
}

// Says so if the cell holds what no single value can be written as.
bool ValueReader::wrong_shape(const Cell& cell, const char* wanted) {
  if (cell.kind == CellKind::kObject) {
    fail("an object where " + std::string(wanted) + " was expected");
    return true;
  }
  if (cell.kind == CellKind::kArray) {
    fail("a list where " + std::string(wanted) + " was expected");
    return true;
  }
  return false;
}

bool ValueReader::number(const Cell& cell, std::int64_t& micros) {
  if (wrong_shape(cell, "a number")) return false;
  if (cell.kind == CellKind::kYesNo) return fail(shown(cell.text()) + " where a number was expected");
  const std::string_view text = plain(cell);
  const bool own_format = spelling_.number_sample != "1234.5" && cell.kind != CellKind::kNumber;
  if (!own_format && quick_number(text, micros)) return true;
  Decimal value;
  static const NumberFormat kPlain;
  const NumberFormat& format = own_format ? spelling_.numbers : kPlain;
  switch (format.parse(trim(text), value)) {
    case DecimalError::kNone:
    case DecimalError::kTooManyPlaces:
      micros = value.micros;
      return true;
    case DecimalError::kTooLarge:
      return fail(shown(text) + " is too large a number; at most 9223372036854.775807 fits");
    case DecimalError::kNotANumber:
      break;
  }
  return fail(shown(text) + " is no number; numbers here look like `" + spelling_.number_sample + "`");
}

bool ValueReader::yes_no(const Cell& cell, std::uint8_t& flag) {
  if (wrong_shape(cell, "yes or no")) return false;
  const std::string_view text = trim(plain(cell));
  if (text.size() <= 5) {
    char word[5];
    for (std::size_t at = 0; at < text.size(); ++at) {
      word[at] = text[at] >= 'A' && text[at] <= 'Z' ? static_cast<char>(text[at] + ('a' - 'A')) : text[at];
    }
    const std::string_view lower(word, text.size());
    for (const std::string_view yes : {"yes", "true", "1", "y", "t"}) {
      if (lower == yes) {
        flag = 1;
        return true;
      }
    }
    for (const std::string_view no : {"no", "false", "0", "n", "f"}) {
      if (lower == no) {
        flag = 0;
        return true;
      }
    }
  }
  return fail(shown(text) +
              " is neither yes nor no; `yes`, `true`, `1`, `y`, `t` and `no`, `false`, `0`, `n`, `f` are");
}

bool ValueReader::time(const Cell& cell, std::int64_t& milliseconds) {
  if (wrong_shape(cell, "a time")) return false;
  const std::string_view text = plain(cell);
  if (text.size() >= 10) {
    if (last_date_ != text.substr(0, 10)) {
      if (!quick_date(text.data(), last_day_)) return slow_time(text, milliseconds);
      std::memcpy(last_date_bytes_, text.data(), 10);
      last_date_ = {last_date_bytes_, 10};
    }
    std::int64_t clock = 0;
    bool utc = false;
    const bool plain_time =
        text.size() == 10 || ((text[10] == 'T' || text[10] == ' ') && quick_clock(text.substr(11), clock, utc));
    if (plain_time && (utc || spelling_.zone->name() == "UTC")) {
      milliseconds = last_day_ * kMsPerDay + clock;
      return true;
    }
  }
  return slow_time(text, milliseconds);
}

bool ValueReader::slow_time(std::string_view text, std::int64_t& milliseconds) {
  text = trim(text);
  TimeText found;
  bool read = parse_iso(text, found);
  for (std::size_t format = 0; !read && format < spelling_.times.size(); ++format) {
    read = spelling_.times[format].parse(text, found);
  }
  if (!read) {
    std::string reason = shown(text) + " is no time";
    int year = 0;
    if (text.size() >= 10 && text[4] == '-' && text[7] == '-' && two_digits(text.data()) <= 99 &&
        two_digits(text.data() + 2) <= 99 && two_digits(text.data() + 5) <= 99 && two_digits(text.data() + 8) <= 99) {
      year = static_cast<int>(two_digits(text.data()) * 100 + two_digits(text.data() + 2));
      std::int64_t day = 0;
      if (year > 0 && !quick_date(text.data(), day)) reason += " that the calendar has";
    }
    reason += "; times here look like `2026-07-01`, `2026-07-01T09:30:00Z`";
    for (const TimeFormat& format : spelling_.times) reason += ", `" + format.pattern() + "`";
    return fail(std::move(reason));
  }
  const LocalResult result = resolve(found, *spelling_.zone);
  count(result.kind);
  milliseconds = result.ms;
  return true;
}

bool ValueReader::duration(const Cell& cell, std::int64_t& milliseconds) {
  if (wrong_shape(cell, "a duration")) return false;
  const std::string_view text = trim(plain(cell));
  const std::size_t digits = std::min(text.find_first_not_of("+-0123456789._eE"), text.size());
  const std::string_view amount = text.substr(0, digits);
  const std::string unit = lower(trim(text.substr(digits)));
  Decimal value;
  const DecimalError error = parse_decimal(amount, value);
  if (error == DecimalError::kNone || error == DecimalError::kTooManyPlaces) {
    for (const Unit& known : kUnits) {
      if (unit != known.name && unit != std::string(known.name) + "s") continue;
      const auto whole = narrow(divide_rounded(Int128{value.micros} * known.milliseconds, Decimal::kOne));
      if (!whole) return fail(shown(text) + " is too long a duration");
      milliseconds = *whole;
      return true;
    }
    if (unit.empty())
      return fail(shown(text) + " has no unit; a duration looks like `" + std::string(amount) + " days`");
  }
  return fail(shown(text) + " is no duration; a duration looks like `30 days`, `4 hours`, `90 seconds`");
}

bool ValueReader::choice(const Cell& cell, std::uint32_t choice, std::uint32_t& code) {
  if (wrong_shape(cell, "a word")) return false;
  const std::vector<std::string>& words = program_.choices[choice].words;
  const std::string_view text = trim(plain(cell));
  for (std::size_t word = 0; word < words.size(); ++word) {
    if (words[word] == text) {
      code = static_cast<std::uint32_t>(word + 1);
      return true;
    }
  }
  const std::string folded = fold(text);
  for (std::size_t word = 0; word < words.size(); ++word) {
    if (fold(words[word]) == folded) {
      code = static_cast<std::uint32_t>(word + 1);
      return true;
    }
  }
  return fail(shown(text) + " is none of its words" + offer(text, words));
}

bool ValueReader::text(const Cell& cell, std::string_view& value) {
  if (wrong_shape(cell, "a text")) return false;
  value = plain(cell);
  return true;
}

bool ValueReader::list(const Cell& cell, std::vector<Cell>& elements) {
  elements.clear();
  if (cell.kind == CellKind::kObject) return fail("an object where a list was expected");
  if (cell.kind == CellKind::kNumber || cell.kind == CellKind::kYesNo) {
    elements.push_back(cell);
    return true;
  }
  const std::string_view text = plain(cell);
  const std::string_view trimmed = trim(text);
  if (cell.kind == CellKind::kArray || (!trimmed.empty() && trimmed.front() == '[')) {
    if (!json_) json_ = std::make_unique<JsonList>();
    if (json_->read(trimmed, elements)) return true;
    return fail(shown(text) + " begins with `[` and is no JSON list; a list looks like `[\"a\", \"b\"]` or `a;b`");
  }
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    elements.push_back({text.data() + at, static_cast<std::uint32_t>(end - at), CellKind::kText});
    at = end + 1;
  }
  return true;
}

bool ValueReader::value(const Cell& cell, const Type& type, Value& value) {
  value = Value();
  value.type = type;
  value.missing = true;
  if (missing(cell)) return true;
  if (type.list) {
    std::vector<Cell> elements;
    if (!list(cell, elements)) return false;
    Type of_item = type;
    of_item.list = false;
    // The elements live until the next list is read, and an element cannot be one: `value` says so.
    for (const Cell& element : elements) {
      if (element.kind == CellKind::kArray) return fail("a list inside a list");
      Value item;
      if (!this->value(element, of_item, item)) return false;
      if (!item.missing) value.items.push_back(std::move(item));
    }
    value.missing = value.items.empty();
    return true;
  }
  switch (type.kind) {
    case TypeKind::kNumber:
      if (!number(cell, value.number)) return false;
      break;
    case TypeKind::kYesNo: {
      std::uint8_t flag = 0;
      if (!yes_no(cell, flag)) return false;
      value.number = flag;
      break;
    }
    case TypeKind::kTime:
      if (!time(cell, value.number)) return false;
      break;
    case TypeKind::kDuration:
      if (!duration(cell, value.number)) return false;
      break;
    case TypeKind::kChoice: {
      std::uint32_t code = 0;
      if (!choice(cell, type.choice, code)) return false;
      value.number = code - 1;
      value.text = program_.choices[type.choice].words[code - 1];
      break;
    }
    case TypeKind::kNone:
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kGrade:
    case TypeKind::kRecord:
    case TypeKind::kMissing: {
      std::string_view text;
      if (!this->text(cell, text)) return false;
      value.text = nfc(text);
      break;
    }
  }
  value.missing = false;
  return true;
}

std::string missing_key_reason(std::string_view text, const std::vector<std::string>& keys) {
  return shown(text) + " is not in the map of this column" + offer(text, keys);
}

}  // namespace leadline
