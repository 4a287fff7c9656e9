// SPDX-License-Identifier: Apache-2.0
// Compiling takes longer than running: many tests are compiled at once.
#include "cli/suggest/trial.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/compile.hpp"
#include "cli/explain_facts.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/test_run.hpp"

namespace leadline::cli {

namespace {

std::shared_ptr<const Plan> plan_of(const Program& program) {
  PlanOptions options{true, true};
  options.conditions = true;
  return make_plan(program, options);
}

}  // namespace

ItemKey key_of(const CoverageItem& item) { return {item.kind, item.name, item.span.begin, item.clause.begin}; }

std::string test_block(const std::string& label, const std::vector<std::string>& lines,
                       const std::vector<std::string>& expects) {
  std::string text = fmt::format("test \"{}\" {{\n", label);
  for (const std::string& line : lines) text += "  " + line + '\n';
  for (const std::string& line : expects) text += line;
  return text + "}\n";
}

TestTrial::Run TestTrial::run(const std::string& block) const {
  Run run;
  const CompiledRules rules = compile_text(out_, head_ + '\n' + block);
  if (!rules.program || rules.program->tests.empty()) return run;
  run.compiles = true;
  const std::shared_ptr<const Plan> plan = plan_of(*rules.program);
  Coverage coverage(*rules.program, *plan);
  const TestResult result = run_test(*rules.program, *plan, 0, &coverage);
  run.passes = result.passed;
  for (const CoverageItem& item : coverage.items()) {
    if (item.covered) run.covered.insert(key_of(item));
  }
  for (const TestFailure& failure : result.failures) {
    const Value value = failure.values.empty() ? Value{} : failure.values.front().value;
    run.found.emplace_back(failure.line,
                           failure.values.empty() || value.missing ? std::string() : value_text(*rules.program, value));
  }
  return run;
}

std::vector<bool> TestTrial::reaching(const ItemKey& item, const std::vector<std::string>& blocks) const {
  std::vector<bool> reached(blocks.size(), false);
  std::string text = head_ + '\n';
  for (const std::string& block : blocks) text += block;
  const CompiledRules rules = compile_text(out_, std::move(text));
  if (!rules.program || rules.program->tests.size() != blocks.size()) {
    // One that cannot be compiled takes no other with it.
    if (blocks.size() < 2) return reached;
    const auto middle = blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() / 2);
    reached = reaching(item, {blocks.begin(), middle});
    const std::vector<bool> rest = reaching(item, {middle, blocks.end()});
    reached.insert(reached.end(), rest.begin(), rest.end());
    return reached;
  }
  const std::shared_ptr<const Plan> plan = plan_of(*rules.program);
  Coverage coverage(*rules.program, *plan);
  const auto wanted = std::find_if(coverage.items().begin(), coverage.items().end(),
                                   [&](const CoverageItem& one) { return key_of(one) == item; });
  if (wanted == coverage.items().end()) return reached;
  for (std::uint32_t i = 0; i < blocks.size(); ++i) {
    coverage.forget();
    static_cast<void>(run_test(*rules.program, *plan, i, &coverage));
    reached[i] = wanted->covered;
  }
  return reached;
}

}  // namespace leadline::cli
