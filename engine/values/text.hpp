// SPDX-License-Identifier: Apache-2.0
// What the language does with text: normal form, case folding, order, searching, word boundaries, wildcards. Every text
// here is UTF-8, already valid (see valid_utf8) and in NFC; a byte that is no UTF-8 is carried along as one character
// and never crashes. Comparing while ignoring case is fold() on both sides, then a plain comparison.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace leadline {

// The text in Unicode normal form C. The text must be valid UTF-8.
[[nodiscard]] std::string nfc(std::string_view text);

// Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool valid_utf8(std::string_view text);

// Unicode simple case folding, code point by code point; no normalising afterwards. `ẞ` becomes `ß`, never `ss`.
[[nodiscard]] std::string fold(std::string_view text);
void append_folded(std::string& out, std::string_view text);

// Unicode simple lower case, code point by code point.
[[nodiscard]] std::string lower(std::string_view text);

// Below, at or above zero, by code points (which is the order of the bytes in UTF-8).
[[nodiscard]] int compare_code_points(std::string_view a, std::string_view b);

// The number of code points.
[[nodiscard]] std::size_t length(std::string_view text);

// Plain searching; fold both sides first to ignore case. An empty needle is found everywhere.
[[nodiscard]] bool contains(std::string_view text, std::string_view needle);
[[nodiscard]] bool starts_with(std::string_view text, std::string_view needle);
[[nodiscard]] bool ends_with(std::string_view text, std::string_view needle);

// Whether the needle occurs with neither a letter (categories L and M), a digit (Nd) nor `_` directly before and after
// it. Only these outer neighbours are looked at: `c++` is a word in "c++ developer", `.net` is none in "asp.net". An
// empty needle is no word.
[[nodiscard]] bool contains_word(std::string_view text, std::string_view needle);

// Whether the whole text fits the pattern: `*` is any run of code points, line breaks too, `?` is one code point, `\*`,
// `\?` and `\\` are the characters themselves; a backslash before anything else stands for itself.
[[nodiscard]] bool like(std::string_view text, std::string_view pattern);

// Whether the text is so short a word that searching for it inside other words is surely a mistake: one to three
// letters and nothing else. Never for scripts that write whole words with as few: Han, Kana, Thai, Lao, Khmer, Myanmar,
// Tibetan.
[[nodiscard]] bool letters_only_short(std::string_view text);

// Whether a code point is a blank: Unicode's White_Space. Negative, as bytes that are no UTF-8 come, is none.
[[nodiscard]] bool white_space(std::int32_t code_point);

// Blanks (Unicode white space) off both ends; the result looks into `text`.
[[nodiscard]] std::string_view trim(std::string_view text);

// The Unicode version that folding, categories and normal forms come from: `15.0`.
[[nodiscard]] std::string unicode_version();

}  // namespace leadline
