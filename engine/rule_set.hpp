// SPDX-License-Identifier: Apache-2.0
// What a RuleSet holds: the checked program and its plan. Only the facade's own files see it.
#pragma once
#include <memory>

#include "engine/graph/plan.hpp"
#include "engine/program/program.hpp"
#include "leadline/leadline.hpp"

namespace leadline {

struct RuleSet::Compiled {
  std::shared_ptr<const Program> program;
  std::shared_ptr<const Plan> plan;               // of *program
};

}  // namespace leadline
