// SPDX-License-Identifier: Apache-2.0
// Cells of tables in plain text.
#pragma once
#include <string>

namespace leadline::cli {

/// The text with blanks behind it, or before it, so that it is `width` letters wide; longer ones stay as they are.
[[nodiscard]] std::string padded(std::string text, std::size_t width, bool right = false);

}  // namespace leadline::cli
