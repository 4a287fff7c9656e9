// SPDX-License-Identifier: Apache-2.0
// Statements of a rule file in a few words.
#pragma once
#include <string>
#include <string_view>

namespace leadline::cli {

/// What stands before the block of a statement, on one line: `when contact reaches warm`.
[[nodiscard]] std::string head_of(std::string_view statement, std::size_t longest = 80);

}  // namespace leadline::cli
