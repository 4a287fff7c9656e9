// SPDX-License-Identifier: Apache-2.0
// What `leadline tune` found, as text and as JSON.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/tune/tune_tables.hpp"

namespace leadline::cli {

struct TuneReport {
  const Program& program;
  std::uint32_t model = 0;
  const PastScores& past;
  const TuneTables& tables;
  std::optional<Capacity> capacity;
  std::vector<std::string> leaks;
};

[[nodiscard]] std::string tune_text(const TuneReport& report);
[[nodiscard]] std::string tune_json(const TuneReport& report);

}  // namespace leadline::cli
