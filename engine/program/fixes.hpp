// SPDX-License-Identifier: Apache-2.0
// Which of the edits that findings offer can be made together, and the text that comes of them. Entry points:
// compatible_fixes, apply_fixes.
#pragma once
#include <string>
#include <vector>

#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline {

/// The edits of findings in one source, in the order of the text. The edits of a finding are made together or not at
/// all; where two findings want to change the same place, the first has it. `applied` counts findings.
[[nodiscard]] std::vector<Fix> compatible_fixes(SourceId source, const Diagnostics& diagnostics, std::size_t& applied);

/// The text of the source after these edits.
[[nodiscard]] std::string apply_fixes(const Sources& sources, SourceId source, const Diagnostics& diagnostics,
                                      std::size_t& applied);

}  // namespace leadline
