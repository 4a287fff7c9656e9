// SPDX-License-Identifier: Apache-2.0
// Findings as JUnit XML: a suite a file, a case a finding. Errors and warnings fail, hints are cases that passed with
// something to say; a file without a finding is one case that passed.
#include <fmt/format.h>

#include <algorithm>

#include "cli/findings.hpp"
#include "cli/junit.hpp"

namespace leadline::cli {

std::string findings_as_junit(const Findings& findings) {
  std::vector<JunitSuite> suites;
  for (const std::string& file : findings.files) suites.push_back({file, {}});
  for (const Diagnostic& d : findings.diagnostics) {
    const Source& source = findings.sources[d.span.source];
    auto suite =
        std::find_if(suites.begin(), suites.end(), [&](const JunitSuite& one) { return one.name == source.name(); });
    if (suite == suites.end()) suite = suites.insert(suites.end(), {source.name(), {}});
    JunitCase one;
    one.class_name = d.check;
    one.line = source.position(d.span.begin).line;
    one.name = fmt::format("line {}: {}", one.line, d.message);
    one.file = source.name();
    one.failed = d.severity != Severity::kHint;
    if (one.failed) {
      one.type = name_of(d.severity);
      one.message = d.message;
      one.details = format_pretty(findings.sources, d);
    } else {
      const std::string compact = format_compact(findings.sources, d);
      one.details = compact.substr(0, compact.find('\n'));
    }
    suite->cases.push_back(std::move(one));
  }
  for (JunitSuite& suite : suites) {
    if (!suite.cases.empty()) continue;
    JunitCase fine;
    fine.class_name = "check";
    fine.name = "nothing found";
    fine.file = suite.name;
    suite.cases.push_back(std::move(fine));
  }
  return junit_xml("leadline check", suites);
}

}  // namespace leadline::cli
