// SPDX-License-Identifier: Apache-2.0
// The time that a command is asked about, and times in its output as the file's zone shows them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/explain/words.hpp"
#include "engine/program/program.hpp"
#include "engine/values/zone.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

using explaining::local_time;
using explaining::rough_duration;

/// `2026-07-01` (midnight in the file's zone) or a time with its own zone; empty text is the present.
/// `option` is what the message names.
Result<std::int64_t> parse_as_of(const std::string& text, const Program& program, std::string_view option = "--as-of");

}  // namespace leadline::cli
