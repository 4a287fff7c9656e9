// SPDX-License-Identifier: Apache-2.0
// Runs a `test` block: its lines in the written order, with a clock, each event followed by the evaluation of the
// records that it touches, in a session of its own. Entry point: run_test.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/program.hpp"
#include "engine/run/onlooker.hpp"
#include "engine/run/score.hpp"
#include "engine/run/test_expect.hpp"

namespace leadline {

/// The ledger of a model (or of one group) that a failed expectation speaks of.
struct TestLedger {
  RecordLedger ledger;
  std::uint32_t model = 0;
  std::int32_t group = -1;
};

/// An expectation that did not come true.
struct TestFailure {
  std::uint32_t line = 0;  // into Test::lines
  std::int64_t now = 0;
  std::vector<ExpectedValue> values;
  std::vector<std::string> notes;  // what else is to be known: what was rejected
  std::vector<TestLedger> ledgers;
  std::shared_ptr<const Dataset> data;
};

struct TestResult {
  bool passed = true;
  std::vector<TestFailure> failures;
};

/// The plan was made with PlanOptions::tests and ::run; `test` is an index into Program::tests.
[[nodiscard]] TestResult run_test(const Program& program, const Plan& plan, std::uint32_t test,
                                  Onlooker* onlooker = nullptr);

/// Whether a test passes, without looking for the reasons where it does not.
[[nodiscard]] bool test_passes(const Program& program, const Plan& plan, std::uint32_t test);

}  // namespace leadline
