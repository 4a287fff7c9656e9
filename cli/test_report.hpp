// SPDX-License-Identifier: Apache-2.0
// What one test found, as text, JSON, JUnit and annotations for GitHub. Entry points: test_text, seen_at,
// add_test_json, test_case, test_annotations.
#pragma once
#include <string>
#include <vector>

#include "cli/junit.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/run/test_run.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

/// When an expectation did not come true, and what it looked at: `at 2026-07-01 02:00`, `l.spring.score is 40`, …
[[nodiscard]] std::vector<std::string> seen_at(const Sources& sources, const Program& program,
                                               const TestFailure& failure);

[[nodiscard]] std::string test_text(const Sources& sources, const Program& program, const Test& test,
                                    const TestResult& result, bool colour);

void add_test_json(JsonWriter& json, const Sources& sources, const Program& program, const std::string& file,
                   const Test& test, const TestResult& result);

[[nodiscard]] JunitCase test_case(const Sources& sources, const Program& program, const std::string& file,
                                  const Test& test, const TestResult& result);

/// A workflow command at each expectation that failed.
[[nodiscard]] std::string test_annotations(const Sources& sources, const Program& program, const Test& test,
                                           const TestResult& result);

}  // namespace leadline::cli
