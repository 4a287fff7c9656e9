// SPDX-License-Identifier: Apache-2.0
// Runs the warnings and hints; those about names that nobody uses are here.
#include "engine/program/lint.hpp"

#include "engine/program/parts.hpp"

namespace leadline::checking {

void lint_unused(Checker& c) {
  // A file that others use may well hold more than one of them needs; so does a stock file.
  const auto report = [&](bool used, const char* what, const std::string& name, const Span& span) {
    if (used || c.file_of(span).rank != 0 || c.file_of(span).stock) return;
    c.warning("name/unused", span, std::string{"nobody uses the "} + what + " `" + name + "`",
              "take it out, or use it");
  };
  const Program& p = c.program;
  for (std::size_t i = 0; i < p.lists.size(); ++i) report(c.list_used[i], "list", p.lists[i].name, p.lists[i].span);
  for (std::size_t i = 0; i < p.tables.size(); ++i)
    report(c.table_used[i], "table", p.tables[i].name, p.tables[i].span);
  for (std::size_t i = 0; i < p.definitions.size(); ++i)
    report(c.definition_used[i], "definition", p.definitions[i].name, p.definitions[i].span);
  for (std::size_t i = 0; i < p.segments.size(); ++i)
    report(c.segment_used[i], "segment", p.segments[i].name, p.segments[i].span);
  for (std::size_t i = 0; i < p.strategies.size(); ++i)
    report(c.strategy_used[i], "strategy", p.strategies[i].name, p.strategies[i].span);
}

void lint(Checker& c) {
  lint_unused(c);
  lint_texts(c);
  lint_models(c);
  lint_processes(c);
  lint_reactions(c);
  lint_forms(c);
}

}  // namespace leadline::checking
