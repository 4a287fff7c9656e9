// SPDX-License-Identifier: Apache-2.0
// Edits into text.
#include "engine/program/fixes.hpp"

#include <algorithm>

namespace leadline {

namespace {

// Whether two edits cannot both be made: they share a byte, or stand at one place.
bool clash(const Fix& a, const Fix& b) {
  if (a.span.begin == b.span.begin) return true;
  return a.span.begin < b.span.end && b.span.begin < a.span.end;
}

}  // namespace

std::vector<Fix> compatible_fixes(SourceId source, const Diagnostics& diagnostics, std::size_t& applied) {
  std::vector<Fix> edits;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.fixes.empty()) continue;
    const bool possible = std::all_of(diagnostic.fixes.begin(), diagnostic.fixes.end(), [&](const Fix& fix) {
      return fix.span.source == source &&
             std::none_of(edits.begin(), edits.end(), [&](const Fix& made) { return clash(made, fix); });
    });
    if (!possible) continue;
    edits.insert(edits.end(), diagnostic.fixes.begin(), diagnostic.fixes.end());
    ++applied;
  }
  std::sort(edits.begin(), edits.end(), [](const Fix& a, const Fix& b) { return a.span.begin < b.span.begin; });
  return edits;
}

std::string apply_fixes(const Sources& sources, SourceId source, const Diagnostics& diagnostics, std::size_t& applied) {
  const std::string_view text = sources[source].text();
  std::string out;
  std::uint32_t at = 0;
  for (const Fix& edit : compatible_fixes(source, diagnostics, applied)) {
    out += text.substr(at, edit.span.begin - at);
    out += edit.replacement;
    at = edit.span.end;
  }
  out += text.substr(at);
  return out;
}

}  // namespace leadline
