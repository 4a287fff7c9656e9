// SPDX-License-Identifier: Apache-2.0
// Findings as a Markdown table, for a comment at a pull request.
#include <fmt/format.h>

#include "cli/findings.hpp"

namespace leadline::cli {

namespace {

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string findings_as_markdown(const Findings& findings) {
  if (findings.diagnostics.empty()) return "Nothing found.\n";
  std::string out = "| place | | check | what |\n|---|---|---|---|\n";
  for (const Diagnostic& d : findings.diagnostics) {
    const std::string message = d.help.empty() ? d.message : d.message + ": " + d.help.substr(0, d.help.find('\n'));
    out += fmt::format("| {} | {} | {} | {} |\n", cell(findings.sources.place(d.span)), name_of(d.severity), d.check,
                       cell(message));
  }
  return out;
}

}  // namespace leadline::cli
