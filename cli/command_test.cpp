// SPDX-License-Identifier: Apache-2.0
// `leadline test`: the tests of rule files, each with what it found, and what all of them together cover.
#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "cli/check_config.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/coverage_report.hpp"
#include "cli/files.hpp"
#include "cli/findings.hpp"
#include "cli/gathered.hpp"
#include "cli/junit.hpp"
#include "cli/mutation_report.hpp"
#include "cli/suggest/suggest.hpp"
#include "cli/test_report.hpp"
#include "cli/watch.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/coverage.hpp"
#include "engine/run/test_run.hpp"
#include "engine/values/text.hpp"
#include "grammar/diagnostic_list.hpp"

namespace leadline::cli {

namespace {

std::optional<Decimal> percent_of(const std::string& text) {
  Decimal percent;
  const DecimalError error = parse_decimal(text, percent);
  if (error != DecimalError::kNone && error != DecimalError::kTooManyPlaces) return std::nullopt;
  return percent;
}

class TestCommand {
 public:
  explicit TestCommand(const TestOptions& options)
      : options_(options),
        json_(document_),
        filter_(fold(options.filter)),
        under_(percent_of(options.fail_under)),
        coverage_(gathered_, config_) {}

  /// Files and folders that the tests stand in, and what they use.
  [[nodiscard]] const std::vector<std::string>& read() const { return read_; }

  ExitCode run() {
    read_ = options_.files;
    const Result<std::vector<std::string>> files = rule_files(options_.files);
    if (!files) return failed(files.error());
    Result<CheckConfig> config = read_config(find_config(files->front()));
    if (!config) return wrong_usage(config.error().message);
    config_ = std::move(*config);
    json_.begin_object().key("format_version").count(1).key("tests").begin_array();
    for (const std::string& file : *files) run_file(file);
    json_.end_array().key("passed").count(passed_).key("failed").count(failed_);
    if (options_.format == "json") {
      if (options_.coverage) coverage_.add_json(json_.key("coverage"));
      if (options_.mutate) mutants_.add_json(json_.key("mutants"));
      json_.key("diagnostics").raw(format_json_list(gathered_.sources(), findings()));
      json_.end_object();
      print(document_ + '\n');
    } else if (options_.format == "junit") {
      print(junit_xml("leadline test", suites_));
    } else if (options_.format == "github" || options_.format == "sarif") {
      print(format_findings(options_.format, {gathered_.sources(), findings(), *files}, false));
    }
    if (options_.coverage) say(coverage_.text());
    if (options_.mutate) say(mutants_.text());
    return summary(files->size());
  }

 private:
  // Text goes out as it comes, the rest is collected.
  void run_file(const std::string& file) {
    const CompiledRules rules = compile_rules(file);
    read_.insert(read_.end(), rules.files.begin(), rules.files.end());
    if (!rules.program) {
      ++broken_files_;
      if (options_.format == "junit") broken_suite(rules, file);
      for (const Diagnostic& one : rules.diagnostics) broken_.push_back(gathered_.take(rules.sources, one));
      return;
    }
    const Program& program = *rules.program;
    if (program.tests.empty() && !options_.coverage && !options_.mutate && options_.suggest.empty()) return;
    PlanOptions plan_options{true, true};
    const bool look_on = options_.coverage || !options_.suggest.empty();
    plan_options.conditions = look_on;
    const std::shared_ptr<const Plan> plan = make_plan(program, plan_options);
    std::optional<Coverage> coverage;
    if (look_on) coverage.emplace(program, *plan);
    bool head = true;
    bool all_pass = true;
    std::vector<std::uint32_t> tests;
    for (std::uint32_t i = 0; i < program.tests.size(); ++i) {
      const Test& test = program.tests[i];
      if (!filter_.empty() && !contains(fold(test.label), filter_)) continue;
      const TestResult result = run_test(program, *plan, i, coverage ? &*coverage : nullptr);
      (result.passed ? passed_ : failed_) += 1;
      tell(rules, file, test, result, head);
      head = false;
      tests.push_back(i);
      all_pass = all_pass && result.passed;
    }
    if (options_.coverage) coverage_.add(rules, *coverage);
    if (!options_.suggest.empty()) suggest(rules, file, *coverage);
    if (!options_.mutate) return;
    if (all_pass) return mutants_.add(rules, tests);
    complain(fmt::format("`{}`: mutants are tried once its tests pass", file));
  }

  void tell(const CompiledRules& rules, const std::string& file, const Test& test, const TestResult& result,
            bool head) {
    if (options_.format == "json") {
      add_test_json(json_, rules.sources, *rules.program, file, test, result);
    } else if (options_.format == "junit") {
      if (head) suites_.push_back({file, {}});
      suites_.back().cases.push_back(test_case(rules.sources, *rules.program, file, test, result));
    } else if (options_.format == "github") {
      print(test_annotations(rules.sources, *rules.program, test, result));
    } else if (options_.suggest == "-" || options_.format == "sarif") {
      report((head ? file + '\n' : std::string()) + test_text(rules.sources, *rules.program, test, result, false));
    } else {
      print((head ? file + '\n' : std::string()) +
            test_text(rules.sources, *rules.program, test, result, colour_on_stdout()));
    }
  }

  // What is wrong with files that could not be tested, and what no test decides.
  [[nodiscard]] Diagnostics findings() const {
    Diagnostics all = broken_;
    if (!options_.coverage) return all;
    for (Diagnostic& one : coverage_.findings()) all.push_back(std::move(one));
    return all;
  }

  // A file with errors is a test that failed, so that nobody takes its silence for success.
  void broken_suite(const CompiledRules& rules, const std::string& file) {
    JunitCase one;
    one.name = "no errors";
    one.file = file;
    one.failed = true;
    for (const Diagnostic& diagnostic : rules.diagnostics) {
      if (diagnostic.severity != Severity::kError) continue;
      if (one.message.empty()) one.message = diagnostic.message;
      one.details += format_pretty(rules.sources, diagnostic);
    }
    if (one.message.empty()) one.message = "the file cannot be read";
    suites_.push_back({file, {one}});
  }

  void suggest(const CompiledRules& rules, const std::string& file, const Coverage& coverage) {
    const bool print_them = options_.suggest == "-";
    const std::filesystem::path beside = std::filesystem::path(file).parent_path() / "suggested.lead";
    const std::string out = print_them ? beside.generic_string() : options_.suggest;
    const SuggestedTests found = suggest_tests(rules, file, out, coverage);
    std::string text = print_them
                           ? std::string()
                           : "# Proposed by `leadline test --suggest`. The expected values are what the rules say "
                             "now: confirm each.\n" +
                                 found.head;
    for (const std::string& test : found.tests) text += (text.empty() ? "" : "\n") + test;
    if (print_them) {
      print(text);
    } else if (!found.tests.empty()) {
      const Result<bool> written = replace_file(out, text);
      if (!written) {
        complain(written.error().message);
        could_not_write_ = true;
        return;
      }
    }
    report(found.tests.empty()
               ? std::string("nothing to suggest\n")
               : fmt::format("{} suggested{}\n", counted(found.tests.size(), "test"), print_them ? "" : " in " + out));
    for (const std::string& what : found.not_found) report(fmt::format("no record was found for {}\n", what));
  }

  // Beside results that a program reads, and beside suggested tests, words go to stderr.
  void say(const std::string& text) const {
    if (options_.format == "json") return;
    options_.format == "pretty" && options_.suggest != "-" ? print('\n' + text) : report(text);
  }

  [[nodiscard]] ExitCode summary(std::size_t files) const {
    const std::size_t all = passed_ + failed_;
    std::string summary =
        all == 0 ? fmt::format("no tests in {}", counted(files, "file")) : counted(all, "test") + ": ";
    if (all != 0) {
      std::vector<std::string> parts{fmt::format("{} passed", passed_)};
      if (failed_ != 0) parts.push_back(fmt::format("{} failed", failed_));
      summary += joined(parts);
    }
    if (broken_files_ != 0) summary += fmt::format("; {} with errors", counted(broken_files_, "file"));
    bool too_little = false;
    if (under_ && options_.coverage && !coverage_.share().at_least(*under_)) {
      too_little = true;
      summary += fmt::format("; less than {} % are covered", to_text(*under_));
    }
    if (under_ && options_.mutate && !mutants_.share().at_least(*under_)) {
      too_little = true;
      summary += fmt::format("; less than {} % of the mutants are caught", to_text(*under_));
    }
    report(summary + '\n');
    if (could_not_write_) return ExitCode::kFailed;
    if (broken_files_ != 0) return ExitCode::kFindings;
    if (failed_ != 0) return ExitCode::kTestFailed;
    return too_little ? ExitCode::kLimit : ExitCode::kFine;
  }

  const TestOptions& options_;
  std::vector<std::string> read_;
  std::string document_;
  JsonWriter json_;
  std::string filter_;
  std::optional<Decimal> under_;  // --fail-under
  std::vector<JunitSuite> suites_;
  CheckConfig config_;
  GatheredSources gathered_;
  Diagnostics broken_;  // of files with errors, in gathered_
  CoverageReport coverage_;
  MutationReport mutants_;
  bool could_not_write_ = false;
  std::size_t passed_ = 0;
  std::size_t failed_ = 0;
  std::size_t broken_files_ = 0;  // with errors: their tests could not be run
};

}  // namespace

ExitCode run_test(const TestOptions& options) {
  if (!options.fail_under.empty() && !options.coverage && !options.mutate)
    return wrong_usage("--fail-under is about --coverage and --mutate: give one of them too");
  if (!options.fail_under.empty() && !percent_of(options.fail_under)) {
    return wrong_usage(fmt::format("--fail-under: `{}` is no number of per cent; write 80", options.fail_under));
  }
  if (options.format == "sarif" && !options.coverage)
    return wrong_usage("--format sarif is for what --coverage finds: give it too");
  if (!options.suggest.empty()) {
    std::error_code error;
    const bool one = options.files.size() == 1 && !std::filesystem::is_directory(options.files[0], error);
    if (!one || options.watch || options.format != "pretty")
      return wrong_usage("--suggest is about one rule file, and stands without --format and --watch");
    if (options.suggest != "-" && std::filesystem::exists(options.suggest, error))
      return wrong_usage(fmt::format("`{}` is there already: --suggest writes a new file", options.suggest));
  }
  if (!options.watch) return TestCommand(options).run();
  if (options.format != "pretty") return wrong_usage("--watch is for people: it has no --format");
  watch([&] {
    if (stdout_is_terminal()) print("\x1b[2J\x1b[H");
    TestCommand command(options);
    command.run();
    report("watching; Ctrl-C ends\n");
    return command.read();
  });
  return ExitCode::kFine;
}

}  // namespace leadline::cli
