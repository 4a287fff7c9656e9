// SPDX-License-Identifier: Apache-2.0
// Time passes: every tick between two events, and the records that it can have changed.
#include "engine/run/ticks.hpp"

#include "engine/run/session/parts.hpp"

namespace leadline::running {

void Session::Parts::advance_to(std::int64_t until) {
  while (until >= coming_tick) {
    // Ticks at which nothing is due change nothing.
    const std::int64_t due = queue.not_before();
    std::int64_t time = next_tick(*zone, program.clock, clock);
    if (time > until) break;
    if (due > time && !options.look_at_all) {
      if (due > until) break;
      time = next_tick(*zone, program.clock, due - 1);
      if (time > until) break;
    }
    tick(time);
  }
  if (clock < until) set_clock(until);
}

void Session::Parts::tick(std::int64_t time) {
  if (time > clock) set_clock(time);
  std::vector<RecordRef> due;
  queue.take(clock, due);
  for (int i = 0; i < kRecordKinds && options.look_at_all; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    for (std::uint32_t row = 0; row < data->table(kind).size(); ++row) due.push_back({kind, row});
  }
  if (due.empty()) return;
  std::vector<Decision>* const decisions = evaluation.decisions;
  evaluation.restart(decisions);
  evaluation.of_tick = true;
  evaluate(due);
  for (const RecordRef& record : due) {
    if (queue.next(record) == kNeverMoves) schedule(record, kNeverMoves);
  }
}

}  // namespace leadline::running
