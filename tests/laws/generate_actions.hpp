// SPDX-License-Identifier: Apache-2.0
// Random actions, reactions and properties as rule text: what a run carries out, beside what a score computes.
#pragma once
#include <string>
#include <vector>

#include "laws/generate_expressions.hpp"
#include "laws/rule_text.hpp"

namespace leadline::laws {

/// One action, without `when`; the scope says about which kind of record.
[[nodiscard]] std::string generate_action(Random& random, Expressions& expressions, const Scope& scope,
                                          const std::vector<std::string>& thresholds);

/// Matching strategies and a form, reactions to everything that there is, properties.
[[nodiscard]] std::vector<Line> generate_reactions(Random& random, Expressions& expressions, const Names& names);

}  // namespace leadline::laws
