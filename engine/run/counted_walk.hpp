// SPDX-License-Identifier: Apache-2.0
// What it takes to walk over the interactions of one record for the rules of a counting. Kept from one record to the
// next, so that none has to ask for memory. Used by evaluate_counted.cpp.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/graph/counting.hpp"
#include "engine/run/ticks.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

struct CountedWalk {
  struct Selection {
    // Its window as of now: what was done since `low` counts, and each leaves `length` after its time.
    std::int64_t low = kMissing64 + 1;
    std::int64_t length = kNeverMoves;
    bool only_any = false;
    // What was found for the record.
    std::int64_t count = 0;
    std::int64_t surely = 0;  // of only_any: until when one of them is surely there
    Int128 faded = 0;
  };

  const Counting* counting = nullptr;  // for whom, and as of when, the windows are
  std::int64_t now = kMissing64;
  std::vector<Selection> selections;
  std::vector<std::int64_t> lows;  // [kind of the counting]: the first moment that anybody looks at
};

}  // namespace leadline
