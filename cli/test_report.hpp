// SPDX-License-Identifier: Apache-2.0
// What one test found, as text, JSON, JUnit and annotations for GitHub. Entry points: test_text, add_test_json,
// test_case, test_annotations.
#pragma once
#include <string>

#include "cli/compile.hpp"
#include "cli/junit.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/run/test_run.hpp"

namespace leadline::cli {

[[nodiscard]] std::string test_text(const CompiledRules& rules, const Test& test, const TestResult& result,
                                    bool colour);

void add_test_json(JsonWriter& json, const CompiledRules& rules, const std::string& file, const Test& test,
                   const TestResult& result);

[[nodiscard]] JunitCase test_case(const CompiledRules& rules, const std::string& file, const Test& test,
                                  const TestResult& result);

/// A workflow command at each expectation that failed.
[[nodiscard]] std::string test_annotations(const CompiledRules& rules, const Test& test, const TestResult& result);

}  // namespace leadline::cli
