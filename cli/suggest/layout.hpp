// SPDX-License-Identifier: Apache-2.0
// Proposed records as the lines of a test. Entry point: layouts.
#pragma once
#include <string>
#include <vector>

#include "cli/suggest/proposals.hpp"

namespace leadline::cli {

/// The day on which tests ask, in the zone of the rules.
inline constexpr const char* kTestDay = "2026-07-01";

/// Several ways to write it down: all at once, moved first, with what it is about coming later. `now` is kTestDay.
[[nodiscard]] std::vector<std::vector<std::string>> layouts(const Program& program, const Aim& aim, Proposal proposal,
                                                            std::int64_t now);

/// The letter by which a test calls its record of a kind.
[[nodiscard]] char letter_of(RecordKind kind);

}  // namespace leadline::cli
