// SPDX-License-Identifier: Apache-2.0
// Texts in HTML and in XML.
#pragma once
#include <string>
#include <string_view>

namespace leadline::cli {

/// Text for HTML: `<`, `>`, `&` and quotes as entities.
[[nodiscard]] std::string escaped_html(std::string_view text);

/// The text as it may stand in an element or an attribute of XML; control characters that XML cannot hold are `?`.
[[nodiscard]] std::string xml(std::string_view text);

}  // namespace leadline::cli
