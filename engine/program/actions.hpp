// SPDX-License-Identifier: Apache-2.0
// What processes, reactions and forms do.
#pragma once
#include <vector>

#include "engine/program/checker.hpp"

namespace leadline::checking {

std::vector<Action> lower_actions(Checker& c, const Environment& env, const std::vector<ast::Action>& trees);

}  // namespace leadline::checking
