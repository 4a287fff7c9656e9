// SPDX-License-Identifier: Apache-2.0
// Findings as an array of JSON, for documents that hold more than findings. Entry point: format_json_list.
#pragma once
#include <string>

#include "leadline/diagnostic.hpp"

namespace leadline {

/// What stands behind `diagnostics` in the document of format_json.
[[nodiscard]] std::string format_json_list(const Sources& sources, const Diagnostics& diagnostics);

}  // namespace leadline
