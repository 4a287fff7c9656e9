// SPDX-License-Identifier: Apache-2.0
// One rule of a model.
#pragma once
#include "engine/program/checker.hpp"

namespace leadline::checking {

// `in_block`: inside `first of` or `best of`.
Rule lower_rule(Checker& c, const Environment& env, const ast::Rule& tree, bool in_block);
Bounds lower_bounds(Checker& c, const ast::Bounds& tree);

}  // namespace leadline::checking
