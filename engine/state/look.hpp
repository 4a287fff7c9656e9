// SPDX-License-Identifier: Apache-2.0
// A state's tables for commands that only read them, without rules. Entry point: open_to_look.
#pragma once
#include <memory>
#include <string>

#include "engine/state/sqlite.hpp"

namespace leadline::state {

/// Opens a state for reading, at one moment that lasts as long as it is open, also while a run goes on.
Result<std::unique_ptr<Database>> open_to_look(const std::string& path);

/// How many events stand in the journal, behind what the other tables say. Of these tables `meta` says as of which
/// event they stand.
[[nodiscard]] std::uint64_t events_to_come(Database& database);

}  // namespace leadline::state
