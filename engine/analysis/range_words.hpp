// SPDX-License-Identifier: Apache-2.0
// Ranges of scores, and what can be reached, in words; `leadline check --ranges` and editors say them alike.
#pragma once
#include <string>

#include "engine/analysis/analyse.hpp"

namespace leadline::analysis {

/// `from -20 to 145`, `from 0 to at most 60`, `from 0 to without end`.
[[nodiscard]] std::string range_words(const RangeReport& range);
/// `can be reached`, `never reached`, …
[[nodiscard]] const char* reach_words(const ReachReport& reach);

}  // namespace leadline::analysis
