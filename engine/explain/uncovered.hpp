// SPDX-License-Identifier: Apache-2.0
// What no test decides, as findings `test/uncovered` in the text of the rules. Entry point: uncovered.
#pragma once
#include <string>
#include <vector>

#include "engine/run/coverage.hpp"
#include "leadline/diagnostic.hpp"

namespace leadline::explaining {

[[nodiscard]] bool is_clause(CoverageItem::Kind kind);

/// How an item is called: reactions have no name, and go by what stands before their block.
[[nodiscard]] std::string name_of(const Sources& sources, const CoverageItem& item);
/// The text of its clause, on one line.
[[nodiscard]] std::string clause_of(const Sources& sources, const CoverageItem& item);

/// A finding for each item that is not covered, sorted. Where a whole rule never counts, none is told of its clauses.
[[nodiscard]] Diagnostics uncovered(const Sources& sources, const std::vector<CoverageItem>& items);

}  // namespace leadline::explaining
