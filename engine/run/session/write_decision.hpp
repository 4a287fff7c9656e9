// SPDX-License-Identifier: Apache-2.0
// A decision as one JSON object on a line of its own, its keys always in the same order. Entry point: write_decision;
// docs/events/ describes every kind of line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/run/session/decision.hpp"

namespace leadline {

/// `score`, `move`, `task`, …: what the key `decision` says.
[[nodiscard]] std::string_view name_of(Decision::Kind kind);
inline constexpr int kDecisionKinds = 17;

/// Adds the object and a line feed. `number` counts a run's decisions from 1.
void write_decision(std::string& out, const Decision& decision, std::uint64_t number);

}  // namespace leadline
