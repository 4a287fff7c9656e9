// SPDX-License-Identifier: Apache-2.0
// What can be done about a finding: its own edits, the name that its help offers, and a comment that allows it.
// Entry point: suggestions_for.
#pragma once
#include <string>
#include <vector>

#include "editor/workspace.hpp"

namespace leadline::editor {

struct Suggestion {
  std::string title;
  std::vector<Fix> edits;
  bool preferred = false;  // nothing else can be meant
};

[[nodiscard]] std::vector<Suggestion> suggestions_for(const Analysis& analysis, const Diagnostic& diagnostic);

}  // namespace leadline::editor
