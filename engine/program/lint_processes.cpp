// SPDX-License-Identifier: Apache-2.0
// Stages that nothing leads to, and stages that nothing leads out of.
#include <algorithm>

#include "engine/program/lint.hpp"

namespace leadline::checking {

void lint_processes(Checker& c) {
  for (const Process& process : c.program.processes) {
    std::vector<bool> left(process.stages.size(), false);
    for (std::size_t s = 0; s < process.stages.size(); ++s) left[s] = !process.stages[s].transitions.empty();
    for (const AnyStage& any : process.any) {
      for (std::size_t s = 0; s < left.size(); ++s) left[s] = left[s] || (any.from[s] && !any.transitions.empty());
    }
    for (std::size_t s = 0; s < process.stages.size(); ++s) {
      const Stage& stage = process.stages[s];
      if (stage.final != Stage::Final::kNo || left[s]) continue;
      if (stage.side) {
        c.warning("stage/unreachable", stage.span,
                  "no transition leads to the stage `" + stage.name + "`, and none out of it",
                  "lead to it with `go to " + stage.name + " when …`, or make it `final`");
      } else {
        c.warning("stage/dead-end", stage.span, "no transition leads out of the stage `" + stage.name + "`",
                  "add `go to …`, or make it `final`");
      }
    }
  }
}

}  // namespace leadline::checking
