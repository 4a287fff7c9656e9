// SPDX-License-Identifier: Apache-2.0
// What the compiler has to say about rule text. Diagnostics are values: every stage adds all it finds to one list,
// and the list is sorted by position before it is shown.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leadline/source.hpp"

namespace leadline {

enum class Severity : unsigned char { kError, kWarning, kHint };

/// `error`, `warning`, `hint`.
[[nodiscard]] std::string_view name_of(Severity severity);

/// A second place that explains a diagnostic: where the other declaration stands, the next step of a circle.
struct RelatedSpan {
  Span span;
  std::string message;
};

/// A safe edit: replaces the text of `span`.
struct Fix {
  Span span;
  std::string replacement;
};

/// One finding. `check` is the stable id (`name/unknown`), `message` starts in lower case, says what was found and
/// puts the user's text in backticks; `help` says what would be right and stands at the caret.
struct Diagnostic {
  std::string check;
  Severity severity = Severity::kError;
  Span span;
  std::string message;
  std::string help;
  std::vector<RelatedSpan> related;
  std::vector<Fix> fixes;
};

using Diagnostics = std::vector<Diagnostic>;

/// True if any finding is an error.
[[nodiscard]] bool has_errors(const Diagnostics& diagnostics);

/// Sorts by source, position and check; drops exact repetitions.
void sort_diagnostics(Diagnostics& diagnostics);

/// `file:line:col: error[check]: message`, the source line, a caret with the help, then the related places.
/// With `colour`, ANSI colours for a terminal.
[[nodiscard]] std::string format_pretty(const Sources& sources, const Diagnostic& diagnostic, bool colour = false);

/// One line a finding: `file:line:col: error[check]: message (help)`.
[[nodiscard]] std::string format_compact(const Sources& sources, const Diagnostic& diagnostic);

/// All findings as a JSON document with `format_version`.
[[nodiscard]] std::string format_json(const Sources& sources, const Diagnostics& diagnostics);

}  // namespace leadline
