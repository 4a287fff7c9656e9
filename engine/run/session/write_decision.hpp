// SPDX-License-Identifier: Apache-2.0
// A decision as one JSON object on a line of its own, its keys always in the same order. Entry point: write_decision;
// docs/events/ describes every kind of line.
#pragma once
#include <string>

#include "leadline/decision.hpp"

namespace leadline {

/// Adds the object and a line feed.
void write_decision(std::string& out, const Decision& decision);

}  // namespace leadline
