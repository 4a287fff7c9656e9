// SPDX-License-Identifier: Apache-2.0
// Rule files and their statements in a few words.
#pragma once
#include <string>
#include <string_view>

namespace leadline::cli {

/// What stands before the block of a statement, on one line: `when contact reaches warm`.
[[nodiscard]] std::string head_of(std::string_view statement, std::size_t longest = 80);

/// What a page about a rule file is called where nobody says: the file's name without its ending.
[[nodiscard]] std::string title_of(const std::string& rule_file);

}  // namespace leadline::cli
