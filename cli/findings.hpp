// SPDX-License-Identifier: Apache-2.0
// Findings in the form that the reader wants: people, editors and CI services. One model for all of them: Diagnostic.
// Entry point: format_findings.
#pragma once
#include <string>
#include <vector>

#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

/// The forms, as `--format` and leadline.toml name them.
[[nodiscard]] const std::vector<std::string>& finding_formats();

struct Findings {
  const Sources& sources;
  const Diagnostics& diagnostics;
  const std::vector<std::string>& files;  // all that were checked, also those without a finding
};

/// `format` is one of finding_formats.
[[nodiscard]] std::string format_findings(const std::string& format, const Findings& findings, bool colour);

// One file each.
[[nodiscard]] std::string findings_as_github(const Findings& findings);
[[nodiscard]] std::string findings_as_junit(const Findings& findings);
[[nodiscard]] std::string findings_as_markdown(const Findings& findings);
/// SARIF 2.1.0. A fingerprint stays the same while the finding's own line does, wherever that line moves in its file.
[[nodiscard]] std::string findings_as_sarif(const Findings& findings);

/// One workflow command for GitHub; columns only count within one line, 0: none.
struct Annotation {
  Severity severity = Severity::kError;
  std::string file;
  Position begin, end;
  std::string title, text;
};
[[nodiscard]] std::string github_command(const Annotation& annotation);

/// The page that explains a check; empty for `syntax/…`.
[[nodiscard]] std::string page_of(std::string_view check);

}  // namespace leadline::cli
