// SPDX-License-Identifier: Apache-2.0
// Rule text in its canonical form. Formatting changes no meaning and formatting twice changes nothing; comments, blank
// lines (one at most) and the line breaks inside long conditions stay where the author put them.
#pragma once
#include <string>

#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::grammar {

/// The canonical text of a source. Wrong text is reported and given back as it is.
std::string format(const Sources& sources, SourceId source, Diagnostics& diagnostics);

}  // namespace leadline::grammar
