// SPDX-License-Identifier: Apache-2.0
// `leadline report`: one scoring as one HTML file.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/as_of.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/model_commands.hpp"
#include "cli/report/report_page.hpp"
#include "cli/statement.hpp"
#include "engine/analysis/rule_hits.hpp"
#include "engine/graph/plan.hpp"

namespace leadline::cli {

namespace {

// Each kind of record by all its strategies.
std::vector<DuplicateResult> duplicates_of(const Program& program, const Plan& plan, const Dataset& data,
                                           std::int64_t as_of, unsigned threads) {
  std::vector<DuplicateResult> results;
  for (const RecordKind kind :
       {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
    DuplicateOptions options;
    options.as_of = as_of;
    options.threads = threads;
    for (std::uint32_t s = 0; s < program.strategies.size(); ++s) {
      if (program.strategies[s].kind == kind) options.strategies.push_back(s);
    }
    if (options.strategies.empty() || data.table(kind).size() == 0) continue;
    results.push_back(find_duplicates(plan, data, options));
  }
  return results;
}

}  // namespace

ExitCode run_report(const ReportOptions& options) {
  const CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const Program& program = *rules.program;
  const Result<std::int64_t> as_of = parse_as_of(options.as_of, program);
  if (!as_of) return wrong_usage(as_of.error().message);
  Result<LoadedData> loaded = load_data(program, options.data);
  if (!loaded) return failed(loaded.error());
  PlanOptions plan_options;
  plan_options.run = !program.strategies.empty();
  const std::shared_ptr<const Plan> plan = make_plan(program, plan_options);
  Progress progress(!options.data.quiet);
  ScoreOptions score_options;
  score_options.as_of = *as_of;
  score_options.threads = options.data.threads;
  score_options.reasons = analysis::kAllReasons;
  score_options.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("scoring", done, total); };
  const ScoreResult result = score(*plan, *loaded->data, score_options);
  progress.clear();
  ReportInput input{rules.sources, program,       *plan,  *loaded,       result,
                    options.title, options.rules, *as_of, options.leads, {}};
  if (input.title.empty()) input.title = title_of(options.rules);
  input.duplicates = duplicates_of(program, *plan, *loaded->data, *as_of, options.data.threads);
  if (const Result<bool> written = replace_file(options.out, report_page(input)); !written)
    return failed(written.error());
  return ExitCode::kFine;
}

}  // namespace leadline::cli
