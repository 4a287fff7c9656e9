// SPDX-License-Identifier: Apache-2.0
// Pictures through Graphviz's `dot` program, where it is installed.
#pragma once
#include <string>

#include "leadline/result.hpp"

namespace leadline::cli {

/// DOT text to SVG.
Result<std::string> svg_of(const std::string& dot_text);

}  // namespace leadline::cli
