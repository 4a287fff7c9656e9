// SPDX-License-Identifier: Apache-2.0
// The warnings and hints about a sound program, one function for each kind of thing that they look at.
#pragma once
#include "engine/program/checker.hpp"

namespace leadline::checking {

void lint_unused(Checker& c);
void lint_texts(Checker& c);
void lint_models(Checker& c);
void lint_processes(Checker& c);
void lint_reactions(Checker& c);
void lint_forms(Checker& c);

}  // namespace leadline::checking
