// SPDX-License-Identifier: Apache-2.0
// The choice among the forms, and what they share.
#include "cli/findings.hpp"

#include <algorithm>

#include "engine/program/check_table.hpp"

namespace leadline::cli {

const std::vector<std::string>& finding_formats() {
  static const std::vector<std::string> kFormats{"pretty", "compact", "json", "github", "junit", "sarif", "markdown"};
  return kFormats;
}

std::string page_of(std::string_view check) {
  if (find_check(check) == nullptr) return "";
  std::string page{check};
  std::replace(page.begin(), page.end(), '/', '-');
  return "docs/checks/" + page + ".md";
}

std::string format_findings(const std::string& format, const Findings& findings, bool colour) {
  if (format == "json") return format_json(findings.sources, findings.diagnostics);
  if (format == "github") return findings_as_github(findings);
  if (format == "junit") return findings_as_junit(findings);
  if (format == "sarif") return findings_as_sarif(findings);
  if (format == "markdown") return findings_as_markdown(findings);
  std::string text;
  for (const Diagnostic& diagnostic : findings.diagnostics) {
    text += format == "compact" ? format_compact(findings.sources, diagnostic)
                                : format_pretty(findings.sources, diagnostic, colour);
  }
  return text;
}

}  // namespace leadline::cli
