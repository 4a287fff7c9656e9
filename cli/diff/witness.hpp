// SPDX-License-Identifier: Apache-2.0
// A record that two versions of rules score differently: looked for among records made of the values that the rules
// name, judged by the engine, and made as small as it goes. Entry point: find_witness.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/diff/outcome.hpp"
#include "cli/diff/rule_diff.hpp"
#include "cli/diff/sketch.hpp"

namespace leadline::cli {

struct Witness {
  Sketch sketch;
  std::vector<ValueChange> changes;  // what the engine says of it, before and after
};

struct WitnessSearch {
  std::optional<Witness> found;
  std::uint64_t tried = 0;
};

[[nodiscard]] WitnessSearch find_witness(const Meaning& before, const Meaning& after, const RulesDiff& diff,
                                         std::int64_t as_of);

}  // namespace leadline::cli
