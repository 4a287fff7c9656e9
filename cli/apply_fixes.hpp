// SPDX-License-Identifier: Apache-2.0
// Carries out the edits that findings offer.
#pragma once
#include <string>

#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

/// The text of one source after the edits of all findings in it. The edits of a finding are made together or not at
/// all; where two findings want to change the same place, the first has it. `applied` counts findings.
[[nodiscard]] std::string apply_fixes(const Sources& sources, SourceId source, const Diagnostics& diagnostics,
                                      std::size_t& applied);

}  // namespace leadline::cli
