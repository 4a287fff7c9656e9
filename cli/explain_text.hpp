// SPDX-License-Identifier: Apache-2.0
// Explanations in words (engine/explain) under the names that the command calls them by.
#pragma once
#include "cli/explain_facts.hpp"
#include "engine/explain/explain_text.hpp"

namespace leadline::cli {

using explaining::explain_text;
using explaining::ledger_text;
using explaining::outcome_text;
using explaining::threshold_text;

}  // namespace leadline::cli
