// SPDX-License-Identifier: Apache-2.0
// `# allow id: reason`: silences one warning or hint in the statement, rule or line that follows it (or that it stands
// behind). One that silences nothing is reported itself. Errors are never silenced.
#include <algorithm>

#include "engine/program/parts.hpp"

namespace leadline::checking {

void apply_allows(Checker& c) {
  // What ships with the engine is looked after by those who ship it, unless it is what was asked about.
  const auto not_ours = [&](const Diagnostic& d) {
    return d.severity != Severity::kError && c.file_of(d.span).stock && c.file_of(d.span).rank != 0;
  };
  c.diagnostics.erase(std::remove_if(c.diagnostics.begin(), c.diagnostics.end(), not_ours), c.diagnostics.end());
  struct Place {
    const ast::Allow* allow;
    std::uint32_t line;  // the line that it speaks of
    bool used = false;
  };
  std::vector<Place> places;
  for (const auto& file : c.files) {
    for (const ast::Allow& allow : file->tree.allows) {
      c.program.allows.push_back({allow.check, allow.reason, allow.span});
      const Source& source = c.sources[allow.span.source];
      std::uint32_t line = source.position(allow.span.begin).line;
      // A comment on a line of its own speaks of the next line that is more than a comment.
      const auto blank = [&](std::uint32_t number) {
        const std::string_view text = source.line(number);
        const std::size_t first = text.find_first_not_of(" \t\r");
        return first == std::string_view::npos || text[first] == '#';
      };
      const std::uint32_t last = source.position(static_cast<std::uint32_t>(source.text().size())).line;
      while (line < last && blank(line)) ++line;
      places.push_back({&allow, line});
    }
  }
  if (places.empty()) return;
  const auto silenced = [&](const Diagnostic& d) {
    if (d.severity == Severity::kError) return false;
    const std::uint32_t line = c.sources[d.span.source].position(d.span.begin).line;
    bool found = false;
    for (Place& place : places) {
      if (place.allow->check != d.check || place.allow->span.source != d.span.source || place.line != line) continue;
      place.used = true;
      found = true;
    }
    return found;
  };
  c.diagnostics.erase(std::remove_if(c.diagnostics.begin(), c.diagnostics.end(), silenced), c.diagnostics.end());
  if (has_errors(c.diagnostics)) return;
  for (const Place& place : places) {
    if (place.used || c.file_of(place.allow->span).stock) continue;
    c.warning("allow/unused", place.allow->span,
              "this allows `" + place.allow->check + "`, which is not found in the line that follows", "take it out");
  }
}

}  // namespace leadline::checking
