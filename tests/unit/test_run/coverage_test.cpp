// SPDX-License-Identifier: Apache-2.0
// What tests cover, and which mutants they catch: each case is a rule file whose test decides some things and not
// others.
#include "engine/run/coverage.hpp"

#include <catch2/catch.hpp>

#include "engine/program/check.hpp"
#include "engine/program/mutants.hpp"
#include "engine/run/test_run.hpp"

using namespace leadline;

namespace {

struct Suite {
  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program;

  explicit Suite(const std::string& text) {
    const SourceId main = sources.add("t.lead", text);
    program = check_program(sources, main, FileReader{}, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) UNSCOPED_INFO(format_compact(sources, diagnostic));
    REQUIRE(program);
  }

  [[nodiscard]] bool passes(const Program& tested) const {
    const std::shared_ptr<const Plan> plan = make_plan(tested, PlanOptions{true, true});
    for (std::uint32_t i = 0; i < tested.tests.size(); ++i) {
      if (!test_passes(tested, *plan, i)) return false;
    }
    return true;
  }

  // What is not covered: `rule Big`, `yes of Big: size > 5`.
  [[nodiscard]] std::vector<std::string> uncovered() const {
    PlanOptions options{true, true};
    options.conditions = true;
    const std::shared_ptr<const Plan> plan = make_plan(*program, options);
    Coverage coverage(*program, *plan);
    for (std::uint32_t i = 0; i < program->tests.size(); ++i) CHECK(run_test(*program, *plan, i, &coverage).passed);
    std::vector<std::string> words;
    for (const CoverageItem& item : coverage.items()) {
      if (item.covered) continue;
      const std::string clause(sources.text(item.clause));
      switch (item.kind) {
        case CoverageItem::Kind::kRule:
          words.push_back("rule " + item.name);
          break;
        case CoverageItem::Kind::kGrade:
          words.push_back("grade " + item.name);
          break;
        case CoverageItem::Kind::kThreshold:
          words.push_back("threshold " + item.name);
          break;
        case CoverageItem::Kind::kTransition:
          words.push_back("transition " + item.name);
          break;
        case CoverageItem::Kind::kRequire:
          words.push_back(item.name);
          break;
        case CoverageItem::Kind::kReaction:
          words.push_back("reaction at line " +
                          std::to_string(sources[item.span.source].position(item.span.begin).line));
          break;
        case CoverageItem::Kind::kClauseYes:
          words.push_back("yes of " + item.name + ": " + clause);
          break;
        case CoverageItem::Kind::kClauseNo:
          words.push_back("no of " + item.name + ": " + clause);
          break;
      }
    }
    return words;
  }

  // Mutants that no test catches: `before > after` and what it is.
  [[nodiscard]] std::vector<std::string> survivors() const {
    std::vector<std::string> words;
    for (const Mutant& mutant : mutants_of(*program, [](SourceId) { return true; })) {
      if (!passes(mutated(*program, mutant))) continue;
      words.push_back(mutant.what + (mutant.before.empty() ? "" : ": " + mutant.before + " > " + mutant.after));
    }
    return words;
  }
};

constexpr const char* kModel = R"(
record contact { title text  size number  ok yes_no }
interaction visit
model m {
  scores contact where contact.ok
  "Big boss" +10 when contact.title = "boss" and contact.size > 5
  "Visits"   +1  per visit within 30 days, at most 2 points
  grade "A" when score >= 11
  grade "B" otherwise
  threshold hot at 12
}
process p for contact {
  stage first { go to second when hot }
  stage second final won
}
)";

}  // namespace

TEST_CASE("coverage: without tests nothing is covered", "[run][coverage]") {
  CHECK(Suite(kModel).uncovered().size() == 18);
}

TEST_CASE("coverage: a clause decides where the condition would be other without it", "[run][coverage]") {
  const Suite suite(std::string(kModel) + R"(
test "big, and not" {
  contact a { ok = yes  title = "boss"  size = 9 }
  contact b { ok = yes  title = "boss"  size = 5 }
  contact c { ok = yes  title = "none"  size = 5 }
  expect a.m.score = 10 and b.m.score = 0 and c.m.score = 0
}
)");
  // The third contact lacks both: neither clause alone decides about it.
  CHECK(suite.uncovered() == std::vector<std::string>{"rule Visits", "grade A", "threshold m.hot",
                                                      "no of m: contact.ok", "no of Big boss: contact.title = \"boss\"",
                                                      "yes of A: score >= 11", "yes of m.hot: 12",
                                                      "transition first->second", "yes of first->second: hot"});
}

TEST_CASE("coverage: conditions of transitions are those of the moment", "[run][coverage]") {
  const Suite suite(std::string(kModel) + R"(
test "all of it" {
  contact a { ok = yes  title = "boss"  size = 9 }
  contact b { title = "boss" }
  contact c { ok = yes  title = "no boss"  size = 9 }
  contact d { ok = yes  title = "boss"  size = 5 }
  at 2026-01-05
  expect a.stage = "first" and b.m.score is missing and d.m.score = 0
  visit by a
  expect a.m.grade = "A"
  visit by a
  expect a.stage = "second"
}
)");
  CHECK(suite.uncovered().empty());
}

TEST_CASE("coverage: what is required has to keep somebody, reactions have to happen", "[run][coverage]") {
  const std::string rules = R"(record contact { title text  size number  asked yes_no }
threshold big when contact.size > 100
process p for contact {
  stage first {
    require title
    require that size > 5 or title = "boss"
    go to second when asked
  }
  stage second final won
}
when contact reaches big { set contact.title = "big" }
)";
  const Suite moved(rules + R"(
test "nothing is in the way" {
  contact a { title = "boss"  size = 9  asked = yes }
  contact b { title = "none"  size = 9 }
  expect a.stage = "second" and b.stage = "first"
}
)");
  CHECK(moved.uncovered() ==
        std::vector<std::string>{"threshold big", "require title", "require that size > 5 or title = \"boss\"",
                                 "reaction at line 11", "yes of big: contact.size > 100",
                                 "yes of require that size > 5 or title = \"boss\": size > 5",
                                 "no of require that size > 5 or title = \"boss\": size > 5",
                                 "yes of require that size > 5 or title = \"boss\": title = \"boss\"",
                                 "no of require that size > 5 or title = \"boss\": title = \"boss\""});
  CHECK(moved.survivors().size() == 8);
  const Suite kept(rules + R"(
test "somebody is in the way" {
  contact a { size = 6  asked = yes }
  contact b { title = "none"  size = 5  asked = yes }
  contact c { title = "boss"  size = 5  asked = yes }
  contact d { title = "none"  size = 6 }
  contact e { title = "none"  size = 100 }
  expect a.stage = "first" and b.stage = "first" and c.stage = "second" and d.stage = "first" and not e.big
  contact d { asked = yes }
  contact e { size = 101 }
  expect d.stage = "second" and e.title = "big" and e.big
}
)");
  CHECK(kept.uncovered().empty());
  CHECK(kept.survivors().empty());
}

TEST_CASE("mutants: those that no test notices survive", "[run][mutants]") {
  const Suite suite(std::string(kModel) + R"(
test "one that does not look at the edge" {
  contact a { ok = yes  title = "boss"  size = 9 }
  expect a.m.score = 10 and a.m.grade = "B" and not a.m.hot and a.stage = "first"
}
)");
  CHECK(suite.survivors() == std::vector<std::string>{": 5 > 4", ": 5 > 6", "rule \"Visits\"", "rule \"Visits\"",
                                                      "rule \"Visits\": 1 > 2", "rule \"Visits\": at most 2 > 1",
                                                      "rule \"Visits\": at most 2 > 3", ": 30 days > 29 days",
                                                      ": 30 days > 31 days", "grade \"A\"", ": 11 > 12",
                                                      "threshold m.hot", "threshold m.hot: at 12 > at 11",
                                                      "threshold m.hot: at 12 > at 13", "transition first->second"});
}

TEST_CASE("mutants: tests that look at every edge let none survive", "[run][mutants]") {
  const Suite suite(std::string(kModel) + R"(
test "the edges" {
  contact a { ok = yes  title = "boss"  size = 6 }
  contact b { ok = yes  title = "boss"  size = 5 }
  visit by b at 2026-01-01
  expect b.m.score = 1 and a.m.score = 10 and a.m.grade = "B" and a.stage = "first"
  at 2026-01-30
  expect b.m.score = 1
  at 2026-01-31
  expect b.m.score = 0
  visit by a
  expect a.m.score = 11 and a.m.grade = "A" and not a.m.hot
  visit by a
  expect a.m.hot and a.stage = "second"
  visit by a
  expect a.m.score = 12
}
)");
  CHECK(suite.survivors().empty());
}
