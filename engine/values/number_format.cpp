// SPDX-License-Identifier: Apache-2.0
// Rewrites a number into the plain form that parse_decimal reads, checking where its groups stand.
#include "engine/values/number_format.hpp"

#include <string>

namespace leadline {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && digit(text[at + count])) ++count;
  return count;
}

// The first of these signs that the text begins with; its size in bytes, or 0.
template <std::size_t kCount>
std::size_t one_of(std::string_view text, const std::string_view (&signs)[kCount]) {
  for (const std::string_view sign : signs) {
    if (text.substr(0, sign.size()) == sign) return sign.size();
  }
  return 0;
}

// U+0020, U+00A0, U+202F, U+2009 and ', U+2019.
constexpr std::string_view kBlanks[] = {" ", "\xC2\xA0", "\xE2\x80\xAF", "\xE2\x80\x89"};
constexpr std::string_view kApostrophes[] = {"'", "\xE2\x80\x99"};

}  // namespace

// The size of the grouping sign that the text begins with, or 0.
std::size_t NumberFormat::group_sign(std::string_view text) const {
  switch (grouping_) {
    case Grouping::kNone:
      return 0;
    case Grouping::kComma:
      return text.substr(0, 1) == "," ? 1 : 0;
    case Grouping::kPoint:
      return text.substr(0, 1) == "." ? 1 : 0;
    case Grouping::kBlank:
      return one_of(text, kBlanks);
    case Grouping::kApostrophe:
      return one_of(text, kApostrophes);
  }
  return 0;
}

Result<NumberFormat> NumberFormat::from_sample(std::string_view sample) {
  const Error no_sample{"`" + std::string(sample) +
                        "` shows no way to write numbers; write one number as the file has it: `1,234.5`, `1.234,5`, "
                        "`1 234,5`, `1'234.5`, `1234.5` or `1234,5`"};
  std::size_t commas = 0;
  std::size_t points = 0;
  std::size_t first_comma = 0;
  std::size_t first_point = 0;
  bool blanks = false;
  bool apostrophes = false;
  for (std::size_t at = 0; at < sample.size();) {
    const std::string_view rest = sample.substr(at);
    if (rest[0] == ',' && commas++ == 0) first_comma = at;
    if (rest[0] == '.' && points++ == 0) first_point = at;
    const std::size_t blank = one_of(rest, kBlanks);
    const std::size_t apostrophe = one_of(rest, kApostrophes);
    blanks = blanks || blank > 0;
    apostrophes = apostrophes || apostrophe > 0;
    at += blank + apostrophe > 0 ? blank + apostrophe : 1;
  }

  NumberFormat format;
  const bool own_groups = blanks || apostrophes;
  if (commas > 0 && points > 0) {
    format.decimal_ = first_comma < first_point ? '.' : ',';
    format.grouping_ = first_comma < first_point ? Grouping::kComma : Grouping::kPoint;
  } else if (own_groups) {
    format.decimal_ = commas > 0 ? ',' : '.';
    format.grouping_ = blanks ? Grouping::kBlank : Grouping::kApostrophe;
  } else if (commas > 1 || points > 1) {
    format.decimal_ = commas > 1 ? '.' : ',';
    format.grouping_ = commas > 1 ? Grouping::kComma : Grouping::kPoint;
  } else if (commas + points == 1) {
    // One sign with three digits behind it and one to three before it may be either; otherwise it is the decimal sign.
    const std::size_t at = commas == 1 ? first_comma : first_point;
    const std::size_t behind = digits_at(sample, at + 1);
    const std::size_t start = !sample.empty() && (sample[0] == '-' || sample[0] == '+') ? 1 : 0;
    const std::size_t before = digits_at(sample, start);
    if (behind == 3 && at + 4 == sample.size() && start + before == at && before <= 3 && before > 0 &&
        sample[start] != '0') {
      const std::string grouped = commas == 1 ? "1,234.5" : "1.234,5";
      const std::string plain = commas == 1 ? "1234,5" : "1234.5";
      return Error{"`" + std::string(sample) + "` can be read in two ways; write `" + grouped + "` or `" + plain + "`"};
    }
    format.decimal_ = commas == 1 ? ',' : '.';
  }
  Decimal value;
  if ((commas > 0 && points > 0 && own_groups) || (blanks && apostrophes) ||
      format.parse(sample, value) != DecimalError::kNone) {
    return no_sample;
  }
  return format;
}

DecimalError NumberFormat::parse(std::string_view text, Decimal& value) const {
  const auto plain = [&value](std::string_view number) {
    const DecimalError error = parse_decimal(number, value);
    return error == DecimalError::kTooManyPlaces ? DecimalError::kNone : error;
  };
  if (grouping_ == Grouping::kNone && decimal_ == '.') return plain(text);

  std::string number;
  number.reserve(text.size());
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) number += text[at++];
  std::size_t count = digits_at(text, at);
  number += text.substr(at, count);
  at += count;
  if (count > 0 && count <= 3) {
    while (const std::size_t sign = group_sign(text.substr(at))) {
      count = digits_at(text, at + sign);
      if (count != 3) return DecimalError::kNotANumber;
      number += text.substr(at + sign, count);
      at += sign + count;
    }
  }
  // Behind the groups only a decimal sign, digits and an exponent may stand; the other sign must not get through.
  const std::string_view rest = text.substr(at);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == decimal_) {
      number += '.';
    } else if (rest[i] == '.' || rest[i] == ',') {
      return DecimalError::kNotANumber;
    } else {
      number += rest[i];
    }
  }
  return plain(number);
}

}  // namespace leadline
