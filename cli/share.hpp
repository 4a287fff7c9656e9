// SPDX-License-Identifier: Apache-2.0
// A part of a whole in per cent, exactly.
#pragma once
#include <cstddef>
#include <string>

#include "leadline/decimal.hpp"

namespace leadline::cli {

struct Share {
  std::size_t part = 0;
  std::size_t whole = 0;

  /// True of nothing at all.
  [[nodiscard]] bool at_least(Decimal percent) const {
    return Int128{part} * 100 * Decimal::kOne >= Int128{percent.micros} * whole;
  }
  /// `66.6 %`, never rounded up; nothing at all is `100.0 %`.
  [[nodiscard]] std::string text() const {
    const std::size_t tenths = whole == 0 ? 1000 : part * 1000 / whole;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " %";
  }
};

}  // namespace leadline::cli
