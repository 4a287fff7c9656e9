// SPDX-License-Identifier: Apache-2.0
// What the measuring programs begin with: a rule file that has been checked, and data files read as `leadline score`
// reads them. Entry points: read_rules, read_data.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/program/program.hpp"

namespace leadline::bench {

inline constexpr std::int64_t kNow = 1'782'864'000'000;  // 2026-07-01, the end of the generated data

/// The checked program of a rule file, or null after its errors were printed.
std::shared_ptr<const Program> read_rules(const std::string& path);

/// The records and interactions of files, or nothing after the reason was printed. A bad row is such a reason.
std::optional<Dataset> read_data(const Program& program, const std::vector<std::string>& paths, unsigned threads = 0);

}  // namespace leadline::bench
