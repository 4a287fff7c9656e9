// SPDX-License-Identifier: Apache-2.0
// The words that explanations and the command's reports are made of: counts, times as the file's zone shows them,
// points with their sign, where a line of a ledger stands.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/program.hpp"
#include "engine/run/score.hpp"
#include "engine/values/zone.hpp"
#include "leadline/result.hpp"
#include "leadline/source.hpp"

namespace leadline::explaining {

/// `1,234,567`.
[[nodiscard]] std::string grouped(std::uint64_t number);
/// `1 error`, `3 errors`.
[[nodiscard]] std::string counted(std::uint64_t number, std::string_view one, std::string_view many = {});
/// `a`, `a and b`, `a, b and c`.
[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view last = "and");

/// The zone whose days count in a file; UTC where it says none.
[[nodiscard]] std::shared_ptr<const Zone> zone_of(const Program& program);
/// The time that a text means: `2026-07-01` is midnight in the file's zone, a clock time has to bring its own.
Result<std::int64_t> parse_time(std::string_view text, const Program& program);
/// `2026-07-01 09:30`, seconds only where they are not zero, as a clock in the file's zone shows it.
[[nodiscard]] std::string local_time(std::int64_t ms, const Program& program);
[[nodiscard]] std::string local_time(std::int64_t ms, const Zone& zone);
/// `3 days`, `2 days 4 hours`: the two largest parts of a duration.
[[nodiscard]] std::string rough_duration(std::int64_t ms);

/// `+20`, `-2.5`, `0`.
[[nodiscard]] std::string signed_points(std::int64_t micros);
/// `rule`, `rule bound`, `group bound`, `formula`, `model bound`.
[[nodiscard]] std::string_view name_of(LedgerLine::Kind kind);
/// Where the line's rule, bound or formula stands: `spring.lead:14`.
[[nodiscard]] std::string place_of(const Sources& sources, const Program& program, const LedgerLine& line);

}  // namespace leadline::explaining
