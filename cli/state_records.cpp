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
  clock = state->clock();
  Result<running::SessionMemory> memory = state->load();
  if (!memory) return memory.error();
  return std::move(memory->data);
}

}  // namespace leadline::cli
