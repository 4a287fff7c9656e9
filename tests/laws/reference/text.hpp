// SPDX-License-Identifier: Apache-2.0
// The text operators for the reference evaluator, on vectors of code points: folding, order, words, wildcards.
#pragma once
#include <string>

namespace leadline::reference {

/// Code points of a UTF-8 text.
[[nodiscard]] std::u32string code_points(const std::string& text);
/// The same with Unicode simple case folding.
[[nodiscard]] std::u32string folded(const std::string& text);
/// Unicode simple lower case, code point by code point.
[[nodiscard]] std::string lower_case(const std::string& text);

[[nodiscard]] bool contains_text(const std::u32string& text, const std::u32string& needle);
[[nodiscard]] bool contains_word(const std::u32string& text, const std::u32string& needle);
[[nodiscard]] bool starts_with(const std::u32string& text, const std::u32string& needle);
[[nodiscard]] bool ends_with(const std::u32string& text, const std::u32string& needle);
[[nodiscard]] bool like(const std::u32string& text, const std::u32string& pattern);

}  // namespace leadline::reference
