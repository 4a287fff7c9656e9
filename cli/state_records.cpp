// SPDX-License-Identifier: Apache-2.0
// Looking into a state with rules.
#include "cli/state_records.hpp"

#include <fmt/format.h>

#include "cli/console.hpp"
#include "engine/state/state.hpp"

namespace leadline::cli {

Result<std::unique_ptr<Dataset>> read_state(const CompiledRules& rules, const std::string& path, std::int64_t& clock) {
  Result<state::State> state =
      state::State::look(path, *rules.program, state::identify_rules(rules.sources, *rules.program));
  if (!state) return state.error();
  if (state->rules_change().changed) {
    complain(fmt::format("`{}` was made with other rules: this is what these rules say", path));
  }
  tell_events_to_come(path, state->events_to_come());
  clock = state->clock();
  Result<running::SessionMemory> memory = state->load();
  if (!memory) return memory.error();
  return std::move(memory->data);
}

void tell_events_to_come(const std::string& path, std::uint64_t events) {
  if (events == 0) return;
  complain(
      fmt::format("`{}` has taken {} more {} than its tables tell; the run that goes on, or the next one, brings them",
                  path, grouped(events), events == 1 ? "event" : "events"));
}

}  // namespace leadline::cli
