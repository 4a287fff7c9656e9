// SPDX-License-Identifier: Apache-2.0
// The time that a command is asked about, and times in its output as the file's zone shows them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/program/program.hpp"
#include "engine/values/zone.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

/// `2026-07-01` (midnight in the file's zone) or a time with its own zone; empty text is the present.
/// `option` is what the message names.
Result<std::int64_t> parse_as_of(const std::string& text, const Program& program, std::string_view option = "--as-of");

/// `2026-07-01 09:30`, seconds only where they are not zero, as a clock in the file's zone shows it.
[[nodiscard]] std::string local_time(std::int64_t ms, const Program& program);
[[nodiscard]] std::string local_time(std::int64_t ms, const Zone& zone);

/// `3 days`, `2 days 4 hours`: the two largest parts of a duration.
[[nodiscard]] std::string rough_duration(std::int64_t ms);

}  // namespace leadline::cli
