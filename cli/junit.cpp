// SPDX-License-Identifier: Apache-2.0
// JUnit XML as Jenkins, GitLab and the reporters of GitHub Actions read it.
#include "cli/junit.hpp"

#include <fmt/format.h>

#include "cli/xml.hpp"

namespace leadline::cli {

namespace {

std::string case_xml(const JunitSuite& suite, const JunitCase& one) {
  std::string out = fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                                xml(one.class_name.empty() ? suite.name : one.class_name), xml(one.name));
  if (!one.file.empty()) out += fmt::format(" file=\"{}\"", xml(one.file));
  if (one.line != 0) out += fmt::format(" line=\"{}\"", one.line);
  if (!one.failed && one.details.empty()) return out + "/>\n";
  out += ">\n";
  if (one.failed) {
    out += "      <failure";
    if (!one.type.empty()) out += fmt::format(" type=\"{}\"", xml(one.type));
    out += fmt::format(" message=\"{}\">{}</failure>\n", xml(one.message), xml(one.details));
  } else {
    out += fmt::format("      <system-out>{}</system-out>\n", xml(one.details));
  }
  return out + "    </testcase>\n";
}

}  // namespace

std::string junit_xml(std::string_view name, const std::vector<JunitSuite>& suites) {
  std::size_t cases = 0;
  std::size_t failures = 0;
  std::string body;
  for (const JunitSuite& suite : suites) {
    std::size_t failed = 0;
    std::string text;
    for (const JunitCase& one : suite.cases) {
      text += case_xml(suite, one);
      if (one.failed) ++failed;
    }
    cases += suite.cases.size();
    failures += failed;
    body += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n{}  </testsuite>\n",
                        xml(suite.name), suite.cases.size(), failed, text);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" "
      "errors=\"0\">\n{}</testsuites>\n",
      xml(name), cases, failures, body);
}

}  // namespace leadline::cli
