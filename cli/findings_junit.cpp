// SPDX-License-Identifier: Apache-2.0
// Findings as JUnit XML: a suite a file, a case a finding. Errors and warnings fail, hints are cases that passed with
// something to say; a file without a finding is one case that passed.
#include <fmt/format.h>

#include "cli/findings.hpp"
#include "cli/xml.hpp"

namespace leadline::cli {

std::string findings_as_junit(const Findings& findings) {
  std::vector<std::string> names = findings.files;
  std::vector<std::vector<const Diagnostic*>> of_file(names.size());
  std::size_t failures = 0;
  for (const Diagnostic& d : findings.diagnostics) {
    const std::string& name = findings.sources[d.span.source].name();
    std::size_t at = 0;
    while (at < names.size() && names[at] != name) ++at;
    if (at == names.size()) {
      names.push_back(name);
      of_file.emplace_back();
    }
    of_file[at].push_back(&d);
    failures += d.severity == Severity::kHint ? 0 : 1;
  }
  std::size_t cases = 0;
  std::string suites;
  for (std::size_t at = 0; at < names.size(); ++at) {
    std::size_t failed = 0;
    std::string text;
    for (const Diagnostic* d : of_file[at]) {
      const std::string compact = format_compact(findings.sources, *d);
      const std::string line = compact.substr(0, compact.find('\n'));
      const std::uint32_t number = findings.sources[d->span.source].position(d->span.begin).line;
      text += fmt::format("    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\">\n", xml(d->check),
                          xml(fmt::format("line {}: {}", number, d->message)), xml(names[at]), number);
      if (d->severity == Severity::kHint) {
        text += fmt::format("      <system-out>{}</system-out>\n", xml(line));
      } else {
        ++failed;
        text += fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", word_for(d->severity),
                            xml(d->message), xml(format_pretty(findings.sources, *d)));
      }
      text += "    </testcase>\n";
    }
    if (of_file[at].empty())
      text += fmt::format("    <testcase classname=\"check\" name=\"nothing found\" file=\"{}\"/>\n", xml(names[at]));
    const std::size_t count = of_file[at].empty() ? 1 : of_file[at].size();
    cases += count;
    suites += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}  </testsuite>\n",
                          xml(names[at]), count, failed, text);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"leadline check\" tests=\"{}\" failures=\"{}\" "
      "errors=\"0\">\n{}</testsuites>\n",
      cases, failures, suites);
}

}  // namespace leadline::cli
