// SPDX-License-Identifier: Apache-2.0
// Random programs as rule text: records, interactions, lists, tables, definitions, models on every kind of record,
// segments, thresholds, processes. Valid by construction, so that checking one must find no error.
#pragma once
#include "laws/random.hpp"
#include "laws/rule_text.hpp"

namespace leadline::laws {

struct GeneratedProgram {
  RuleText rules;
  /// No rule reads what an evaluation itself changes (stage, moves, what was reached), so a second one changes nothing.
  bool steady = false;
};

/// `running`: with actions, reactions and forms, for a run of events.
[[nodiscard]] GeneratedProgram generate_program(Random& random, bool running = false);

}  // namespace leadline::laws
