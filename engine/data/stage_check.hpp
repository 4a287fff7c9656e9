// SPDX-License-Identifier: Apache-2.0
// Whether a loaded process and stage are ones that the program has, and what a renamed stage is called now. Entry
// points: stage_problem, present_stage, present_transition.
#pragma once
#include <string>
#include <string_view>

#include "engine/program/program.hpp"

namespace leadline {

/// Which of the two names is wrong, and why; an empty reason if neither is.
struct StageProblem {
  bool in_process = false;
  std::string reason;
};

/// A recorded process must exist and have the stage; without one some process of the kind must have it. Where the kind
/// has no process at all both names are as good as any. Empty is missing.
[[nodiscard]] StageProblem stage_problem(const Program& program, RecordKind kind, std::string_view process,
                                         std::string_view stage);

/// What a loaded stage is called now, by `stage old was NEW` of the recorded process, or without one of the first that
/// says it; a name that some process of the kind has stays.
[[nodiscard]] std::string_view present_stage(const Program& program, RecordKind kind, std::string_view process,
                                             std::string_view stage);

/// What a transition that waits is called now: `from->to`, `any->to`, `from->to#2` with the present names of both.
[[nodiscard]] std::string present_transition(const Program& program, RecordKind kind, std::string_view process,
                                             std::string_view transition);

}  // namespace leadline
