// SPDX-License-Identifier: Apache-2.0
// Rule files and their statements in a few words.
#pragma once
#include <string>

#include "engine/explain/facts.hpp"

namespace leadline::cli {

using explaining::head_of;

/// What a page about a rule file is called where nobody says: the file's name without its ending.
[[nodiscard]] std::string title_of(const std::string& rule_file);

}  // namespace leadline::cli
