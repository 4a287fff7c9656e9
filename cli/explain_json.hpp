// SPDX-License-Identifier: Apache-2.0
// Explanations as JSON (engine/explain) under the names that the command calls them by.
#pragma once
#include "cli/explain_facts.hpp"
#include "engine/explain/explain_json.hpp"

namespace leadline::cli {

using explaining::add_ledger;
using explaining::explain_json;

}  // namespace leadline::cli
