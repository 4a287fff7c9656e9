// SPDX-License-Identifier: Apache-2.0
// What changed about one record's points between two times, line by line of the ledger and interaction by interaction.
// Entry point: explain_since.
#pragma once
#include <string>

#include "cli/explain_facts.hpp"

namespace leadline::cli {

/// Both are about the same record of the same dataset.
[[nodiscard]] std::string explain_since(const Facts& then, const Facts& now);

}  // namespace leadline::cli
