// SPDX-License-Identifier: Apache-2.0
// Makes a failing case smaller: takes out lines, words, rows and cells for as long as it still fails in some way.
#pragma once
#include <cstdint>
#include <functional>

#include "laws/case_files.hpp"
#include "laws/rule_text.hpp"

namespace leadline::laws {

struct Case {
  RuleText rules;
  CsvData data;
  std::int64_t as_of = 0;
};

/// `fails` must be false for a case whose rules have errors.
[[nodiscard]] Case shrink(Case failing, const std::function<bool(const Case&)>& fails, int attempts = 6000);

}  // namespace leadline::laws
