// SPDX-License-Identifier: Apache-2.0
// What changed between two texts, line by line.
#pragma once
#include <string>
#include <string_view>

namespace leadline::cli {

/// A unified diff with three lines around each change, `--- NAME` and `+++ NAME` before it; empty where nothing
/// changed.
[[nodiscard]] std::string unified_diff(const std::string& name, std::string_view before, std::string_view after);

}  // namespace leadline::cli
