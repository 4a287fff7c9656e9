// SPDX-License-Identifier: Apache-2.0
// The rule files that ship with the engine: where `use "standard"` is found, and the reader that check_program is
// given. Folders are tried in this order: LEADLINE_RULES_DIR, the source folder that the library was built from,
// share/leadline/ rules under the prefix of the running program, the prefix that the library was installed to.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/program/check.hpp"

namespace leadline {

/// The folders in which stock files are looked for, in order; not all of them need exist.
[[nodiscard]] std::vector<std::string> stock_rule_folders();

/// Path of a stock file (`standard`, `models/fit`), or nothing if no folder has it. A name that climbs out of its
/// folder is never found.
[[nodiscard]] std::optional<std::string> find_stock_rules(const std::string& name);

/// Reads files from disk: relative ones from the working directory, stock files from stock_rule_folders().
[[nodiscard]] FileReader disk_reader();

}  // namespace leadline
