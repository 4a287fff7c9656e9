// SPDX-License-Identifier: Apache-2.0
// How alike two texts are, as an exact fraction between 0 (nothing in common) and 1 (equal): Jaro-Winkler, Levenshtein
// and words in common. Texts are compared by code points as they stand; what does not matter (case, blanks) is to be
// gone before. No floating point, so a likeness that is exactly the limit always passes.
#pragma once
#include <cstdint>
#include <string_view>

#include "leadline/decimal.hpp"

namespace leadline {

/// A fraction; the denominator is above zero.
struct Likeness {
  Int128 part = 0;
  Int128 whole = 1;

  /// Whether it is at least so many millionths.
  [[nodiscard]] bool at_least(std::int64_t millionths) const { return part * Decimal::kOne >= whole * millionths; }
  /// In millionths, rounded down: `0.999999` is not yet equal.
  [[nodiscard]] std::int64_t millionths() const { return static_cast<std::int64_t>(part * Decimal::kOne / whole); }
};

/// Jaro's likeness, raised by a tenth of what is lacking for each of at most four first letters in common.
[[nodiscard]] Likeness jaro_winkler(std::string_view a, std::string_view b);

/// 1 less the share of letters that have to be put in, taken out or changed, of the longer text.
[[nodiscard]] Likeness levenshtein(std::string_view a, std::string_view b);

/// Twice the words in common by the words of both, each counted once: `Smith, Anna` and `anna maria smith` have 4/5.
/// Words are runs of letters and digits, their order does not matter.
[[nodiscard]] Likeness words_in_common(std::string_view a, std::string_view b);

}  // namespace leadline
