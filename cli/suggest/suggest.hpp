// SPDX-License-Identifier: Apache-2.0
// Tests for what no test of a rule file decides yet: for each rule, grade, threshold, transition or clause a small
// made-up record that reaches it, with the values that the engine gives it, for the author to confirm. Every test has
// been run. Entry point: suggest_tests.
#pragma once
#include <string>
#include <vector>

#include "cli/compile.hpp"
#include "engine/run/coverage.hpp"

namespace leadline::cli {

struct SuggestedTests {
  std::string head;                    // `use` and `zone`, for a file of their own
  std::vector<std::string> tests;      // `test` blocks in canonical form
  std::vector<std::string> not_found;  // what no record was found for: `rules.lead:12: rule "X" counts`
};

/// `rules` is the file's program and `coverage` what its tests have covered. `out` is the file in which the tests are
/// to stand, as far as they do: the rules are named relative to it.
[[nodiscard]] SuggestedTests suggest_tests(const CompiledRules& rules, const std::string& file, const std::string& out,
                                           const Coverage& coverage);

}  // namespace leadline::cli
