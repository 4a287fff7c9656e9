// SPDX-License-Identifier: Apache-2.0
// Sums of faded points that last from one event of a run to the next: on one day nothing fades, and what a contact does
// is mostly put behind what it did, so only that has to be added. A sum says of itself what it is the sum of, and who
// finds something else there begins again. Entry point: find.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

class FadedSums {
 public:
  struct Sum {
    std::int64_t midnight = kMissing64;  // the beginning of the day of which it is
    std::uint32_t size = 0;              // so many of the contact's interactions
    std::uint32_t last = kNoRow;         // the row of the last of them
    Int128 points = 0;
  };

  explicit FadedSums(const Plan& plan) : sums_(plan.aggregates.size()) {}

  /// The sum of one part of a selection for a contact, as it was left. Valid until the next call.
  [[nodiscard]] Sum& find(std::uint32_t aggregate, std::uint32_t part, std::uint32_t contact) {
    std::vector<std::vector<Sum>>& parts = sums_[aggregate];
    if (part >= parts.size()) parts.resize(std::size_t{part} + 1);
    std::vector<Sum>& sums = parts[part];
    if (contact >= sums.size()) sums.resize(std::max<std::size_t>(std::size_t{contact} + 1, sums.size() * 2));
    return sums[contact];
  }

  /// Who did what has changed.
  void drop_all() {
    for (std::vector<std::vector<Sum>>& parts : sums_) parts.clear();
  }

 private:
  std::vector<std::vector<std::vector<Sum>>> sums_;  // [aggregate][part][contact]
};

}  // namespace leadline
