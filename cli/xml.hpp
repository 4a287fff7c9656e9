// SPDX-License-Identifier: Apache-2.0
// Texts in XML.
#pragma once
#include <string>
#include <string_view>

namespace leadline::cli {

/// The text as it may stand in an element or an attribute; control characters that XML cannot hold are `?`.
[[nodiscard]] std::string xml(std::string_view text);

}  // namespace leadline::cli
