// SPDX-License-Identifier: Apache-2.0
// Results as JUnit XML, which CI systems show as tests: one document of suites with cases. Entry point: junit_xml.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace leadline::cli {

struct JunitCase {
  std::string class_name;  // empty: the suite's name
  std::string name;
  std::string file;
  std::uint32_t line = 0;  // 0: not known
  bool failed = false;
  std::string type;     // of the failure, or empty
  std::string message;  // of the failure, in one line
  std::string details;  // all that is known about it; of a case that passed: what there is to say
};

struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
};

/// `name` is that of the whole document.
[[nodiscard]] std::string junit_xml(std::string_view name, const std::vector<JunitSuite>& suites);

}  // namespace leadline::cli
