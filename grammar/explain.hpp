// SPDX-License-Identifier: Apache-2.0
// Faults of the grammar as diagnostics that help: explain says what was wanted after what, what stands there instead,
// and, where the text shows what the writer meant, what to write. check_characters finds what cannot be in rule text.
#pragma once
#include "grammar/parse_state.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::grammar {

Diagnostic explain(const Sources& sources, SourceId source, const Fault& fault);

/// False (and a diagnostic) if the text is not UTF-8 or holds control characters.
bool check_characters(const Sources& sources, SourceId source, Diagnostics& diagnostics);

}  // namespace leadline::grammar
