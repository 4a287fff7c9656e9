// SPDX-License-Identifier: Apache-2.0
// `leadline test`: the tests of rule files, each with what it found.
#include <fmt/format.h>

#include <set>

#include "cli/as_of.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/explain_json.hpp"
#include "cli/explain_text.hpp"
#include "cli/files.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/test_run.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

struct Counts {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t broken_files = 0;  // with errors: their tests could not be run
};

std::string expectation_text(const CompiledRules& rules, const TestLine& line) {
  return one_line(rules.sources.text(line.span), 300);
}

// `l.spring.score is 40`, …
std::vector<Fact> facts_of(const CompiledRules& rules, const TestFailure& failure) {
  std::vector<Fact> facts;
  facts.reserve(failure.values.size());
  for (const ExpectedValue& value : failure.values) {
    facts.push_back(
        {one_line(rules.sources.text(rules.program->expr(value.expr).span)), value_text(*rules.program, value.value)});
  }
  return facts;
}

// `shown` holds the ledgers that stand above in the same test.
std::string failure_text(const CompiledRules& rules, const Test& test, const TestFailure& failure,
                         std::set<std::string>& shown) {
  const Program& program = *rules.program;
  const TestLine& line = test.lines[failure.line];
  std::string out = fmt::format("  {}: {}\n", rules.sources.place(line.span), expectation_text(rules, line));
  out += fmt::format("    at {}", local_time(failure.now, program));
  for (const Fact& fact : facts_of(rules, failure)) out += fmt::format("\n    {} is {}", fact.what, fact.value);
  for (const std::string& note : failure.notes) out += "\n    " + note;
  out += '\n';
  for (const TestLedger& ledger : failure.ledgers) {
    const Facts facts(rules.sources, program, *failure.data, ledger.ledger, failure.now);
    const Model& model = program.models[ledger.model];
    const std::int64_t score = ledger.ledger.scores[ledger.model];
    std::string text = fmt::format("{} of {} {}: {}\n", model.name, name_of(ledger.ledger.kind),
                                   facts.id(ledger.ledger.kind, ledger.ledger.row),
                                   score == kMissing64 ? "no score" : to_text(Decimal{score}) + " points");
    text += ledger_text(facts, ledger.model, ledger.group);
    if (!shown.insert(text).second) {
      out += "    its points stand above\n";
      continue;
    }
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      out += "    " + text.substr(begin, end - begin + 1);
      begin = end + 1;
    }
  }
  return out;
}

void add_json(JsonWriter& json, const CompiledRules& rules, const std::string& file, const Test& test,
              const TestResult& result) {
  json.begin_object()
      .key("file")
      .text(file)
      .key("test")
      .text(test.label)
      .key("place")
      .text(rules.sources.place(test.span));
  json.key("outcome").text(result.passed ? "passed" : "failed");
  json.key("failures").begin_array();
  for (const TestFailure& failure : result.failures) {
    const TestLine& line = test.lines[failure.line];
    json.begin_object()
        .key("place")
        .text(rules.sources.place(line.span))
        .key("line")
        .text(expectation_text(rules, line))
        .key("at")
        .text(format_time(failure.now));
    json.key("values").begin_array();
    for (const Fact& fact : facts_of(rules, failure))
      json.begin_object().key("what").text(fact.what).key("value").text(fact.value).end_object();
    json.end_array().key("notes").begin_array();
    for (const std::string& note : failure.notes) json.text(note);
    json.end_array().key("ledgers").begin_array();
    for (const TestLedger& ledger : failure.ledgers) {
      add_ledger(json, Facts(rules.sources, *rules.program, *failure.data, ledger.ledger, failure.now), ledger.model,
                 ledger.group);
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

// Runs the tests of one file; text goes out as it comes, JSON is collected.
void run_file(const std::string& file, const TestOptions& options, JsonWriter& json, Counts& counts) {
  const CompiledRules rules = compile_rules(file);
  if (!rules.program) {
    ++counts.broken_files;
    return;
  }
  const Program& program = *rules.program;
  if (program.tests.empty()) return;
  const std::shared_ptr<const Plan> plan = make_plan(program, PlanOptions{true, true});
  const bool colour = colour_on_stdout();
  const std::string filter = fold(options.filter);
  bool head = true;
  for (std::uint32_t i = 0; i < program.tests.size(); ++i) {
    const Test& test = program.tests[i];
    if (!filter.empty() && !contains(fold(test.label), filter)) continue;
    const TestResult result = run_test(program, *plan, i);
    (result.passed ? counts.passed : counts.failed) += 1;
    if (options.format == "json") {
      add_json(json, rules, file, test, result);
      continue;
    }
    std::string out = head ? file + '\n' : std::string{};
    head = false;
    const char* on = !colour ? "" : result.passed ? "\033[32m" : "\033[1;31m";
    out += fmt::format("{}{:<8}{}{}\n", on, result.passed ? "passed" : "failed", colour ? "\033[0m" : "", test.label);
    std::set<std::string> shown;
    for (const TestFailure& failure : result.failures) out += failure_text(rules, test, failure, shown);
    print(out);
  }
}

}  // namespace

ExitCode run_test(const TestOptions& options) {
  const Result<std::vector<std::string>> files = rule_files(options.files);
  if (!files) {
    complain(files.error().message);
    return ExitCode::kFailed;
  }
  Counts counts;
  std::string document;
  JsonWriter json(document);
  json.begin_object().key("format_version").count(1).key("tests").begin_array();
  for (const std::string& file : *files) run_file(file, options, json, counts);
  if (options.format == "json") {
    json.end_array().key("passed").count(counts.passed).key("failed").count(counts.failed).end_object();
    print(document + '\n');
  }
  const std::size_t all = counts.passed + counts.failed;
  std::string summary =
      all == 0 ? fmt::format("no tests in {}", counted(files->size(), "file")) : counted(all, "test") + ": ";
  if (all != 0) {
    std::vector<std::string> parts{fmt::format("{} passed", counts.passed)};
    if (counts.failed != 0) parts.push_back(fmt::format("{} failed", counts.failed));
    summary += joined(parts);
  }
  if (counts.broken_files != 0) summary += fmt::format("; {} with errors", counted(counts.broken_files, "file"));
  report(summary + '\n');
  if (counts.broken_files != 0) return ExitCode::kFindings;
  return counts.failed != 0 ? ExitCode::kTestFailed : ExitCode::kFine;
}

}  // namespace leadline::cli
