// SPDX-License-Identifier: Apache-2.0
// Random processes as rule text: stages with transitions, requirements, resets, blocks for any stage, deadlines.
#pragma once
#include "laws/generate_expressions.hpp"
#include "laws/rule_text.hpp"

namespace leadline::laws {

/// Stages are named before the process is written, since rules may read them.
struct PlannedProcess {
  std::string name;
  ProcessNames names;
  std::vector<std::string> final_words;  // by stage: empty, "final", "final won", "final lost"
};

[[nodiscard]] PlannedProcess plan_process(Random& random, int number, const std::string& kind);
/// `running`: with actions that only a run carries out.
[[nodiscard]] Line generate_process(Random& random, Expressions& expressions, const Names& names,
                                    const PlannedProcess& planned, bool steady, bool running);

}  // namespace leadline::laws
