// SPDX-License-Identifier: Apache-2.0
// Warnings and hints about a program that is right: each kind of thing in a file of its own.
#include "engine/program/parts.hpp"

namespace leadline::checking {

void lint(Checker& /*c*/) {}

}  // namespace leadline::checking
