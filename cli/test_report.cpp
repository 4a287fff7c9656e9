// SPDX-License-Identifier: Apache-2.0
// Results of tests in words: the values that a failed expectation looked at, and the ledgers behind its points.
#include "cli/test_report.hpp"

#include <fmt/format.h>

#include <set>

#include "cli/as_of.hpp"
#include "cli/explain_json.hpp"
#include "cli/explain_text.hpp"
#include "cli/findings.hpp"

namespace leadline::cli {

namespace {

std::string expectation_text(const Sources& sources, const TestLine& line) {
  return one_line(sources.text(line.span), 300);
}

// `l.spring.score is 40`, …
std::vector<Fact> facts_of(const Sources& sources, const Program& program, const TestFailure& failure) {
  std::vector<Fact> facts;
  facts.reserve(failure.values.size());
  for (const ExpectedValue& value : failure.values) {
    facts.push_back({one_line(sources.text(program.expr(value.expr).span)), value_text(program, value.value)});
  }
  return facts;
}

// `shown` holds the ledgers that stand above in the same test.
std::string failure_text(const Sources& sources, const Program& program, const Test& test, const TestFailure& failure,
                         std::set<std::string>& shown) {
  const TestLine& line = test.lines[failure.line];
  std::string out = fmt::format("  {}: {}\n", sources.place(line.span), expectation_text(sources, line));
  for (const std::string& seen : seen_at(sources, program, failure)) out += "    " + seen + '\n';
  for (const TestLedger& ledger : failure.ledgers) {
    const Facts facts(sources, program, *failure.data, ledger.ledger, failure.now);
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

}  // namespace

std::vector<std::string> seen_at(const Sources& sources, const Program& program, const TestFailure& failure) {
  std::vector<std::string> lines{"at " + local_time(failure.now, program)};
  for (const Fact& fact : facts_of(sources, program, failure))
    lines.push_back(fmt::format("{} is {}", fact.what, fact.value));
  lines.insert(lines.end(), failure.notes.begin(), failure.notes.end());
  return lines;
}

void add_test_json(JsonWriter& json, const Sources& sources, const Program& program, const std::string& file,
                   const Test& test, const TestResult& result) {
  json.begin_object().key("file").text(file).key("test").text(test.label).key("place").text(sources.place(test.span));
  json.key("outcome").text(result.passed ? "passed" : "failed");
  json.key("failures").begin_array();
  for (const TestFailure& failure : result.failures) {
    const TestLine& line = test.lines[failure.line];
    json.begin_object()
        .key("place")
        .text(sources.place(line.span))
        .key("line")
        .text(expectation_text(sources, line))
        .key("at")
        .time(failure.now);
    json.key("values").begin_array();
    for (const Fact& fact : facts_of(sources, program, failure))
      json.begin_object().key("what").text(fact.what).key("value").text(fact.value).end_object();
    json.end_array().key("notes").begin_array();
    for (const std::string& note : failure.notes) json.text(note);
    json.end_array().key("ledgers").begin_array();
    for (const TestLedger& ledger : failure.ledgers) {
      add_ledger(json, Facts(sources, program, *failure.data, ledger.ledger, failure.now), ledger.model, ledger.group);
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

std::string test_text(const Sources& sources, const Program& program, const Test& test, const TestResult& result,
                      bool colour) {
  const char* on = !colour ? "" : result.passed ? "\033[32m" : "\033[1;31m";
  std::string out =
      fmt::format("{}{:<8}{}{}\n", on, result.passed ? "passed" : "failed", colour ? "\033[0m" : "", test.label);
  std::set<std::string> shown;
  for (const TestFailure& failure : result.failures) out += failure_text(sources, program, test, failure, shown);
  return out;
}

namespace {

// `expect c.m.score = 5; c.m.score is 3`.
std::string message_of(const Sources& sources, const Program& program, const Test& test, const TestFailure& failure) {
  std::string text = expectation_text(sources, test.lines[failure.line]);
  for (const Fact& fact : facts_of(sources, program, failure)) text += fmt::format("; {} is {}", fact.what, fact.value);
  return text;
}

}  // namespace

std::string test_annotations(const Sources& sources, const Program& program, const Test& test,
                             const TestResult& result) {
  std::string out;
  for (const TestFailure& failure : result.failures) {
    const Span& span = test.lines[failure.line].span;
    const Source& source = sources[span.source];
    out += github_command({Severity::kError, source.name(), source.position(span.begin), source.position(span.end),
                           fmt::format("test \"{}\" failed", test.label), message_of(sources, program, test, failure)});
  }
  return out;
}

JunitCase test_case(const Sources& sources, const Program& program, const std::string& file, const Test& test,
                    const TestResult& result) {
  JunitCase one;
  one.name = test.label;
  one.file = file;
  one.line = sources[test.span.source].position(test.span.begin).line;
  one.failed = !result.passed;
  std::set<std::string> shown;
  for (const TestFailure& failure : result.failures) {
    if (one.message.empty()) one.message = message_of(sources, program, test, failure);
    one.details += failure_text(sources, program, test, failure, shown);
  }
  return one;
}

}  // namespace leadline::cli
