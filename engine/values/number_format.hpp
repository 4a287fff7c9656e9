// SPDX-License-Identifier: Apache-2.0
// How a file writes numbers, learnt from one sample: `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`, `1234,5`. from_sample
// is the one entry point.
#pragma once
#include <string_view>

#include "leadline/decimal.hpp"
#include "leadline/result.hpp"

namespace leadline {

class NumberFormat {
 public:
  // `1234.5`, without groups.
  NumberFormat() = default;

  // An error for what is no number, and for a sample that can be read in two ways (`1,234`).
  [[nodiscard]] static Result<NumberFormat> from_sample(std::string_view sample);

  // Reads a number written so: a sign or none, digits that may be grouped by threes with the sample's sign (all of them
  // or none), the decimal sign, an exponent. A no-break space and the narrow one are blanks. kTooManyPlaces never comes
  // back: data are rounded to six places, halves away from zero, without a word.
  [[nodiscard]] DecimalError parse(std::string_view text, Decimal& value) const;

 private:
  enum class Grouping : unsigned char { kNone, kComma, kPoint, kBlank, kApostrophe };

  [[nodiscard]] std::size_t group_sign(std::string_view text) const;

  Grouping grouping_ = Grouping::kNone;
  char decimal_ = '.';
};

}  // namespace leadline
