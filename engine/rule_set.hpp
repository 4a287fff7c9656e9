// SPDX-License-Identifier: Apache-2.0
// What a RuleSet holds: the checked program and its plans. Only the facade's own files see it.
#pragma once
#include <memory>
#include <mutex>

#include "engine/graph/plan.hpp"
#include "engine/program/program.hpp"
#include "engine/state/rules_identity.hpp"
#include "leadline/leadline.hpp"

namespace leadline {

struct RuleSet::Compiled {
  std::shared_ptr<const Program> program;
  std::shared_ptr<const Plan> plan;  // of *program
  Sources sources;

  /// What sessions need besides; made when the first of them asks for it.
  struct ForRuns {
    std::shared_ptr<const Plan> plan;
    state::RulesIdentity identity;
  };
  [[nodiscard]] const ForRuns& for_runs() const;

 private:
  mutable std::once_flag run_once_;
  mutable ForRuns for_runs_;
};

}  // namespace leadline
