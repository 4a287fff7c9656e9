// SPDX-License-Identifier: Apache-2.0
// What is done to a list of findings: as an array of JSON, for documents that hold more than findings; as serious as
// somebody wants each. Entry points: format_json_list, at_levels.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "leadline/diagnostic.hpp"

namespace leadline {

/// What stands behind `diagnostics` in the document of format_json.
[[nodiscard]] std::string format_json_list(const Sources& sources, const Diagnostics& diagnostics);

/// The findings that have a level, each at its own.
[[nodiscard]] Diagnostics at_levels(Diagnostics found,
                                    const std::function<std::optional<Severity>(const Diagnostic&)>& level_of);

}  // namespace leadline
