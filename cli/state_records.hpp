// SPDX-License-Identifier: Apache-2.0
// The records of a state, for commands that look at them. Entry point: read_state.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "cli/compile.hpp"
#include "engine/data/dataset.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

/// Everything that a state holds, as of one moment; its clock goes to `clock`. Says so if it was made with other rules.
Result<std::unique_ptr<Dataset>> read_state(const CompiledRules& rules, const std::string& path, std::int64_t& clock);

/// Says how many events a state has taken that its tables do not tell yet.
void tell_events_to_come(const std::string& path, std::uint64_t events);

}  // namespace leadline::cli
