// SPDX-License-Identifier: Apache-2.0
// Where a file that a rule file names lies.
#pragma once
#include <string>
#include <string_view>

namespace leadline::checking {

// `path` relative to the folder of the file `from`, without `.` and with `..` resolved where it can be. Absolute paths
// stay as they are.
[[nodiscard]] std::string resolve_path(std::string_view from, std::string_view path);

}  // namespace leadline::checking
