// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/text.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace leadline::reference {

std::u32string code_points(const std::string& text) {
  const icu::UnicodeString units = icu::UnicodeString::fromUTF8(text);
  std::u32string result;
  for (int i = 0; i < units.length(); i = units.moveIndex32(i, 1)) result += static_cast<char32_t>(units.char32At(i));
  return result;
}

std::u32string folded(const std::string& text) {
  std::u32string result = code_points(text);
  for (char32_t& c : result) c = static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
  return result;
}

std::string lower_case(const std::string& text) {
  icu::UnicodeString units;
  for (const char32_t c : code_points(text)) units.append(u_tolower(static_cast<UChar32>(c)));
  std::string result;
  units.toUTF8String(result);
  return result;
}

bool contains_text(const std::u32string& text, const std::u32string& needle) {
  for (std::size_t i = 0; i + needle.size() <= text.size(); ++i) {
    if (text.substr(i, needle.size()) == needle) return true;
  }
  return false;
}

namespace {

bool part_of_word(char32_t c) {
  switch (u_charType(static_cast<UChar32>(c))) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_DECIMAL_DIGIT_NUMBER:
      return true;
    default:
      return c == U'_';
  }
}

bool like_from(const std::u32string& text, std::size_t t, const std::u32string& pattern, std::size_t p) {
  if (p == pattern.size()) return t == text.size();
  if (pattern[p] == U'*') {
    for (std::size_t rest = t; rest <= text.size(); ++rest) {
      if (like_from(text, rest, pattern, p + 1)) return true;
    }
    return false;
  }
  if (t == text.size()) return false;
  if (pattern[p] == U'?') return like_from(text, t + 1, pattern, p + 1);
  if (pattern[p] == U'\\' && p + 1 < pattern.size() &&
      (pattern[p + 1] == U'*' || pattern[p + 1] == U'?' || pattern[p + 1] == U'\\')) {
    return text[t] == pattern[p + 1] && like_from(text, t + 1, pattern, p + 2);
  }
  return text[t] == pattern[p] && like_from(text, t + 1, pattern, p + 1);
}

}  // namespace

bool contains_word(const std::u32string& text, const std::u32string& needle) {
  if (needle.empty()) return false;
  for (std::size_t i = 0; i + needle.size() <= text.size(); ++i) {
    const std::size_t end = i + needle.size();
    if (text.substr(i, needle.size()) == needle && (i == 0 || !part_of_word(text[i - 1])) &&
        (end == text.size() || !part_of_word(text[end]))) {
      return true;
    }
  }
  return false;
}

bool starts_with(const std::u32string& text, const std::u32string& needle) {
  return text.substr(0, needle.size()) == needle;
}

bool ends_with(const std::u32string& text, const std::u32string& needle) {
  return text.size() >= needle.size() && text.substr(text.size() - needle.size()) == needle;
}

bool like(const std::u32string& text, const std::u32string& pattern) { return like_from(text, 0, pattern, 0); }

}  // namespace leadline::reference
