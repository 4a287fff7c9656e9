// SPDX-License-Identifier: Apache-2.0
// What a run tells on stderr when it is over. Entry point: run_summary.
#pragma once
#include <string>

#include "cli/runner.hpp"

namespace leadline::cli {

/// `bad_file`: where bad lines stand; `seconds`: how long the events took.
[[nodiscard]] std::string run_summary(const std::string& rules, const RunTarget& target, Runner& runner, double seconds,
                                      const Program& program);

}  // namespace leadline::cli
