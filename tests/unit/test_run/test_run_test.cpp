// SPDX-License-Identifier: Apache-2.0
#include "engine/run/test_run.hpp"

#include <catch2/catch.hpp>

#include "engine/program/check.hpp"

using namespace leadline;

namespace {

// A process with a gate, a way back, a side stage and two ends; points for events only.
constexpr const char* kRules = R"(
record contact { title text }
record lead { need yes_no  good yes_no  note text }
interaction event_attend
interaction reply
model m {
  scores lead
  group events "Events" { "Event" +10 per event_attend within 30 days }
  threshold warm at 10
  threshold hot at 20 until below 15
}
process funnel for lead {
  stage new { go to working when warm }
  stage working {
    require need
    go to sales when hot
    go to new when time in stage > 60 days
  }
  stage sales {
    require that lead.good to enter
    on enter { notify "sales" "{contact.title} is here"  task "Call" for "calls" when lead.note is present }
    after 3 days notify "managers" "waits"
    go to won when any reply since entering sales
  }
  stage won final won { on enter create opportunity }
  stage parked { on enter reset warm  go to working when any reply since entering parked }
  stage lost final lost
}
)";

struct Run {
  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program;
  std::shared_ptr<const Plan> plan;
  TestResult result;

  explicit Run(const std::string& lines, const std::string& more = {}) {
    const std::string head =
        "test \"t\" {\n contact ana { title = \"CTO\" }\n lead l { contact = ana  good = yes }\n at 2026-01-05\n";
    const SourceId main = sources.add("t.lead", kRules + more + head + lines + "\n}\n");
    program = check_program(sources, main, FileReader{}, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) UNSCOPED_INFO(format_compact(sources, diagnostic));
    }
    REQUIRE(program);
    plan = make_plan(*program, PlanOptions{true, true});
    result = run_test(*program, *plan, 0);
    for (const TestFailure& failure : result.failures) UNSCOPED_INFO("failed: " << line(failure));
  }

  [[nodiscard]] std::string line(const TestFailure& failure) const {
    return std::string(sources.text(program->tests[0].lines[failure.line].span));
  }
  [[nodiscard]] bool passed() const { return result.passed; }
};

// Two events: hot, and at the gate.
constexpr const char* kHot = "event_attend by ana at 2026-01-10\n event_attend by ana at 2026-01-11\n";

}  // namespace

TEST_CASE("test run: events move what they touch", "[run][test_run]") {
  CHECK(Run(R"(expect l.stage = "new"
    event_attend by ana at 2026-01-10
    expect l.stage = "working" and l.m.warm and not l.m.hot
    event_attend by ana
    expect l.m.score = 20
    expect l.stage = "working"
    lead l { need = no }
    expect l.stage = "sales"
    expect l.stage_since = 2026-01-10)")
            .passed());
}

TEST_CASE("test run: time alone moves records at midnight", "[run][test_run]") {
  CHECK(Run(std::string(kHot) + R"(at 2026-02-09
    expect l.m.score = 10 and l.m.warm and not l.m.hot
    at 2026-03-11
    expect l.stage = "working"
    at 2026-03-12
    expect l.stage = "new" and l.m.score = 0)")
            .passed());
}

TEST_CASE("test run: an event that is older than the clock is late", "[run][test_run]") {
  CHECK(Run(R"(at 2026-01-20
    event_attend by ana at 2026-01-10
    expect l.stage = "working" and l.stage_since = 2026-01-20
    event_attend by ana at 2025-12-01
    expect l.m.score = 10)")
            .passed());
}

TEST_CASE("test run: an expectation that does not come true tells what it saw", "[run][test_run]") {
  const Run run(
      "event_attend by ana at 2026-01-10\n expect l.m.score = 11\n expect l.m.events > 5\n expect l.stage != "
      "\"working\"");
  CHECK_FALSE(run.passed());
  REQUIRE(run.result.failures.size() == 2);
  const TestFailure& score = run.result.failures[0];
  CHECK(run.line(score) == "expect l.m.score = 11");
  REQUIRE(score.values.size() == 1);
  CHECK(score.values[0].value.number == 10'000'000);
  REQUIRE(score.ledgers.size() == 1);
  CHECK(score.ledgers[0].ledger.scores[0] == 10'000'000);
  const TestFailure& stage = run.result.failures[1];
  CHECK(stage.values[0].value.text == "working");
  CHECK(stage.ledgers.empty());
}

TEST_CASE("test run: conditions see all named records and all selections", "[run][test_run]") {
  CHECK(Run(R"(contact ben { title = "CFO" }
    lead k { contact = ben }
    event_attend by ana at 2026-01-10
    event_attend by ben at 2026-01-11
    event_attend by ben at 2026-01-12
    expect k.m.score > l.m.score and ana.title = "CTO" and k.contact.title = "CFO"
    expect count of contacts = 2 and count of (leads where contact = "ben") = 1
    expect count of event_attend = 3 and no reply
    expect not (k.m.score = l.m.score)
    expect l.stage = k.stage)")
            .passed());
}

TEST_CASE("test run: require refuses moves by hand forward, never back", "[run][test_run]") {
  CHECK(Run(R"(move l to working by "mia"
    expect not l.m.warm
    move l to sales by "mia"
    expect rejected
    expect l.stage = "working"
    move l to new by "mia"
    expect l.stage = "new"
    at 2026-01-06
    expect no rejected)")
            .passed());
  const Run refused("move l to working by \"mia\"\n move l to sales by \"mia\"\n expect l.stage = \"sales\"");
  REQUIRE(refused.result.failures.size() == 1);
  CHECK(refused.result.failures[0].notes ==
        std::vector<std::string>{"rejected: `l`: the move to `sales` was refused: it requires `need`"});
}

TEST_CASE("test run: what `to enter` wants holds every move", "[run][test_run]") {
  CHECK(Run(R"(lead l { good = no  need = yes }
    move l to parked by "mia"
    move l to sales by "mia"
    expect rejected
    expect l.stage = "parked"
    lead l { good = yes }
    move l to sales by "mia"
    expect l.stage = "sales")")
            .passed());
}

TEST_CASE("test run: a move back by hand sticks until its reason has been gone once", "[run][test_run]") {
  CHECK(Run(std::string("lead l { need = yes }\n") + kHot + R"(expect l.stage = "sales"
    move l to working by "ben"
    expect l.stage = "working" and l.held has "working->sales"
    event_attend by ana at 2026-01-12
    expect l.stage = "working"
    at 2026-02-15
    expect not l.m.hot and not l.held has "working->sales"
    event_attend by ana
    event_attend by ana
    expect l.stage = "sales")")
            .passed());
}

TEST_CASE("test run: the first stage clears what was reached", "[run][test_run]") {
  CHECK(Run(std::string(kHot) + R"(expect l.stage = "working" and l.m.warm
    move l to new by "ben"
    expect l.stage = "new" and not l.m.warm and l.m.warm now
    expect l.cleared has "m.warm"
    at 2026-02-20
    event_attend by ana
    expect l.m.warm and l.stage = "working")")
            .passed());
}

TEST_CASE("test run: ends set the status, and a move out of one opens the record again", "[run][test_run]") {
  CHECK(Run(std::string("expect l.status = \"open\"\n lead l { need = yes }\n") + kHot + R"(reply by ana at 2026-01-12
    expect l.stage = "won" and l.status = "qualified"
    event_attend by ana at 2026-01-13
    expect l.stage = "won"
    move l to new by "ben"
    expect l.status = "open" and l.stage = "new"
    move l to lost by "ben"
    expect l.status = "disqualified")")
            .passed());
}

TEST_CASE("test run: a side stage is left and entered in no direction", "[run][test_run]") {
  CHECK(Run(std::string(kHot) + R"(move l to parked by "ben"
    expect l.stage = "parked" and not l.m.warm
    reply by ana at 2026-01-13
    expect l.stage = "working")")
            .passed());
}

TEST_CASE("test run: tasks and notifications are seen", "[run][test_run]") {
  CHECK(Run(std::string("lead l { need = yes }\n") + kHot + R"(expect notified "sales"
    expect no notified "managers"
    expect no sent "crm"
    expect no task
    at 2026-01-15
    expect notified "managers"
    expect no notified "sales"
    at 2026-01-16
    expect no notified "managers")")
            .passed());
  CHECK(Run(std::string("lead l { need = yes  note = \"soon\" }\n") + kHot + "expect task \"Call\"").passed());
  CHECK_FALSE(Run(std::string("lead l { need = yes }\n") + kHot + "expect task \"Call\"").passed());
}

TEST_CASE("test run: what actions write can be expected", "[run][test_run]") {
  const std::string won = std::string("lead l { need = yes }\n") + kHot + "reply by ana at 2026-01-12\n";
  CHECK(Run(won + "expect l.stage = \"won\" and l.m.score = 20\n expect count of opportunities = 1").passed());
  const std::string reaction = "when lead reaches warm { set lead.good = no }\n";
  CHECK(Run("event_attend by ana at 2026-01-10\n expect l.m.score = 10\n expect not l.good", reaction).passed());
}

TEST_CASE("test run: submissions are matched and written", "[run][test_run]") {
  const std::string forms = R"(
record contact { email email }
interaction form_submit { form text }
match contact by_email { on email }
match lead by_contact { on contact }
form default { contact by by_email  lead by by_contact  writes contact and lead }
)";
  CHECK(Run(R"(contact ana { email = "ana@x.com" }
    submit "demo" at 2026-01-06 { email = "ANA@x.com "  title = "CEO"  note = "soon"  id = "s1" }
    expect count of contacts = 1
    expect ana.title = "CEO" and l.note = "soon"
    submit "demo" at 2026-01-07 { email = "ben@x.com"  id = "s2" }
    submit "demo" at 2026-01-07 { email = "ben@x.com"  id = "s2" }
    expect count of contacts = 2 and count of leads = 2
    expect count of form_submit = 2
    submit "demo" at 2026-01-08 { title = "Nobody" }
    expect rejected
    expect count of contacts = 2)",
            forms)
            .passed());
}

TEST_CASE("test run: what is merged is one from then on", "[run][test_run]") {
  CHECK(Run(R"(contact ben { }
    event_attend by ben at 2026-01-06
    event_attend by ana at 2026-01-06
    expect l.m.score = 10
    merge contact ben into ana
    expect l.m.score = 20 and count of contacts = 1
    event_attend by ben at 2026-01-07
    expect l.m.score = 30)")
            .passed());
}
