// SPDX-License-Identifier: Apache-2.0
// What it takes to walk over the interactions of one record for the rules of a counting. Kept from one record to the
// next, so that none has to ask for memory. Used by evaluate_counted.cpp.
#pragma once
#include <cstdint>
#include <vector>

#include "leadline/decimal.hpp"

namespace leadline {

struct CountedWalk {
  // A selection's window as of now: rows from `low` on count, and each leaves `length` after its time.
  struct Window {
    std::int64_t low = 0;
    std::int64_t length = 0;
  };
  struct Row {
    std::int64_t at = 0;
    std::uint32_t row = 0;
  };

  std::vector<Window> windows;       // [selection]
  std::vector<Row> rows;             // of the contact and kind that are looked at
  std::vector<std::int64_t> counts;  // [selection]
  std::vector<Int128> faded;         // likewise
};

}  // namespace leadline
