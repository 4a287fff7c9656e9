// SPDX-License-Identifier: Apache-2.0
// `leadline lsp`: the language server on standard input and output.
#include <filesystem>
#include <system_error>

#include "cli/as_of.hpp"
#include "cli/check_config.hpp"
#include "cli/lsp.hpp"
#include "cli/test_report.hpp"
#include "editor/server.hpp"
#include "engine/analysis/rule_hits.hpp"
#include "engine/files/load.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/test_run.hpp"

namespace leadline::cli {

namespace {

std::vector<editor::TestOutcome> run_tests(const editor::Analysis& analysis, const std::string& label) {
  std::vector<editor::TestOutcome> outcomes;
  const Program& program = analysis.program();
  const std::shared_ptr<const Plan> plan = make_plan(program, PlanOptions{true, true});
  for (std::uint32_t i = 0; i < program.tests.size(); ++i) {
    const Test& test = program.tests[i];
    if (!label.empty() && test.label != label) continue;
    const TestResult result = run_test(program, *plan, i);
    editor::TestOutcome outcome;
    outcome.label = test.label;
    outcome.passed = result.passed;
    outcome.report = test_text(analysis.sources, program, test, result, false);
    for (const TestFailure& failure : result.failures) {
      std::string message = "not so";
      for (const std::string& seen : seen_at(analysis.sources, program, failure))
        message += (message == "not so" ? " " : "\n") + seen;
      outcome.failures.emplace_back(test.lines[failure.line].span, std::move(message));
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

// As leadline.toml of the file's folder, or of one above it, says; one that cannot be read changes nothing.
editor::Level levels_of(const std::string& path) {
  Result<CheckConfig> config = read_config(find_config(path));
  return [config = config ? std::move(*config) : CheckConfig{}](const Diagnostic& diagnostic) {
    return config.severity_of(diagnostic);
  };
}

// The data that leadline.toml names, seen from its own folder.
editor::DataPlaces data_of(const std::string& path) {
  const Result<CheckConfig> config = read_config(find_config(path));
  editor::DataPlaces data;
  if (!config || config->data_files.empty()) return data;
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::absolute(config->file, error).parent_path();
  for (const std::string& file : config->data_files) data.files.push_back((folder / file).lexically_normal().string());
  data.as_of = config->data_as_of;
  return data;
}

editor::CountedData count_hits(const Program& program, const editor::DataPlaces& places) {
  editor::CountedData counted;
  const Result<std::int64_t> as_of = parse_as_of(places.as_of, program, "as-of");
  Dataset data{program};
  const Result<LoadSummary> loaded = as_of ? load(places.files, {}, data) : Result<LoadSummary>{as_of.error()};
  if (!loaded) {
    counted.problem = loaded.error().message;
    return counted;
  }
  ScoreOptions options;
  options.as_of = *as_of;
  options.reasons = analysis::kAllReasons;
  counted.as_of = *as_of;
  counted.rows = loaded->rows;
  counted.bad_rows = loaded->bad_rows;
  counted.hits = analysis::hits_of(program, score(*make_plan(program), data, options));
  return counted;
}

}  // namespace

ExitCode run_lsp() {
  editor::Transport transport(0, 1);
  editor::Surroundings surroundings;
  surroundings.run_tests = run_tests;
  surroundings.levels = levels_of;
  surroundings.data_of = data_of;
  surroundings.count_hits = count_hits;
  surroundings.version = LEADLINE_VERSION;
  editor::Server server(transport, std::move(surroundings));
  return server.run() == 0 ? ExitCode::kFine : ExitCode::kFailed;
}

}  // namespace leadline::cli
