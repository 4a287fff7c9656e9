// SPDX-License-Identifier: Apache-2.0
// The events of a state that were not done. One that came several times under one id is one event. Entry point:
// rejected_events.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/state/sqlite.hpp"

namespace leadline::cli {

struct RejectedEntry {
  std::int64_t number = 0;           // of the last time it was rejected, as everything below
  std::vector<std::int64_t> before;  // the numbers of the times before that are not resubmitted yet
  std::int64_t sequence = 0;
  std::string at;
  std::string reason;
  std::string event;
  std::string resubmitted;  // how; empty: not yet
  std::uint64_t times = 1;  // how often it was rejected
};

/// The event's own id; empty: it has none.
[[nodiscard]] std::string event_id(const std::string& event);

/// In the order of their numbers. `all`: each time on its own, those that were resubmitted too.
[[nodiscard]] std::vector<RejectedEntry> rejected_events(state::Database& database, bool all);

}  // namespace leadline::cli
