// SPDX-License-Identifier: Apache-2.0
// The facts of explanations (engine/explain) under the names that the command calls them by.
#pragma once
#include "engine/explain/facts.hpp"

namespace leadline::cli {

using explaining::Fact;
using explaining::Facts;
using explaining::one_line;
using explaining::SelectionFacts;
using explaining::value_text;

}  // namespace leadline::cli
