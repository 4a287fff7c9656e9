// SPDX-License-Identifier: Apache-2.0
// --as-of and local times.
#include "cli/as_of.hpp"

#include <fmt/format.h>

#include <chrono>

namespace leadline::cli {

Result<std::int64_t> parse_as_of(const std::string& text, const Program& program, std::string_view option) {
  if (text.empty()) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::int64_t{std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
  }
  Result<std::int64_t> time = explaining::parse_time(text, program);
  if (!time) return Error{fmt::format("{}: {}", option, time.error().message)};
  return time;
}

}  // namespace leadline::cli
