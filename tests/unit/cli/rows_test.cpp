// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "cli/ledger_rows.hpp"
#include "cli/score_rows.hpp"
#include "cli/score_summary.hpp"
#include "cli/top_table.hpp"
#include "support/program_builder.hpp"

using namespace leadline;
using namespace leadline::cli;
using leadline::test::ProgramBuilder;

namespace {

constexpr std::int64_t kPoint = 1'000'000;

// Two models on leads (one with groups and grades), one on accounts, a process on leads; two leads and an account.
struct Fixture {
  ProgramBuilder builder;
  Program& program = builder.program;
  ScoreResult result;

  Fixture() {
    Model spring;
    spring.name = "spring";
    spring.groups.resize(2);
    spring.groups[0].name = "fit";
    spring.groups[1].name = "engagement";
    spring.rules.resize(2);
    spring.rules[0].label = "Attended an \"event\", twice";
    spring.rules[1].label = "Silent months";
    for (const std::uint32_t rule : {0U, 1U}) {
      RuleBlock& block = spring.groups[rule].blocks.emplace_back();
      block.rules = {rule};
    }
    spring.grades = {{"A+", kNoExpr, {}}, {"B", kNoExpr, {}}};
    Model size;
    size.name = "size";
    size.kind = RecordKind::kAccount;
    program.models = {spring, size};
    Threshold ready;
    ready.name = "sales_ready";
    ready.full_name = "spring.sales_ready";
    ready.model = 0;
    Threshold big;
    big.name = big.full_name = "big";
    big.kind = RecordKind::kAccount;
    program.thresholds = {ready, big};
    Process process;
    process.name = "funnel";
    process.stages.resize(2);
    process.stages[0].name = "inquiry";
    process.stages[1].name = "won";
    program.processes = {process};

    result.models.resize(2);
    result.models[0].score = {65'500'000, kMissing64};
    result.models[0].groups = {{70 * kPoint, kMissing64}, {-4'500'000, kMissing64}};
    result.models[0].grade = {1, 0};
    result.models[1].score = {7 * kPoint};
    result.models[1].grade = {0};
    RecordScores& leads = result.records[static_cast<std::size_t>(RecordKind::kLead)];
    leads.present = true;
    leads.process = {1, 0};
    leads.stage = {2, 0};
    leads.thresholds = {{kThresholdReachedBit, 0}, {}};
    leads.reasons = ReasonLists({{{0, 0, 25 * kPoint}, {0, 1, -10'500'000}}, {}});
    RecordScores& accounts = result.records[static_cast<std::size_t>(RecordKind::kAccount)];
    accounts.present = true;
    accounts.process = {0};
    accounts.stage = {0};
    accounts.thresholds = {{}, {kThresholdHoldsBit}};
    accounts.reasons = ReasonLists(std::vector<std::vector<Reason>>(1));
  }

  [[nodiscard]] Dataset data() const {
    Dataset data(program);
    for (const auto& [kind, id] :
         {std::pair{RecordKind::kLead, "L,1"}, {RecordKind::kLead, "L2"}, {RecordKind::kAccount, "A1"}}) {
      RecordTable& table = data.table(kind);
      for (std::size_t i = 0; i < table.columns.size(); ++i) {
        static_cast<int>(i) == program.schema(kind).id ? table.columns[i].append(test::text_value(id))
                                                       : table.columns[i].append_missing();
      }
    }
    data.finish(1);
    return data;
  }
};

}  // namespace

TEST_CASE("score: one CSV line a record, by kind, then id", "[cli][score]") {
  const Fixture fixture;
  const Dataset data = fixture.data();
  const ScoreRows rows(fixture.program, data, fixture.result);
  std::string text;
  rows.append_csv_header(text);
  for (std::size_t line = 0; line < rows.size(); ++line) rows.append_csv_line(text, line);
  CHECK(text ==
        "kind,id,stage,spring.sales_ready,big,spring.score,spring.grade,spring.fit,spring.engagement,size.score,size."
        "grade,reasons\n"
        "account,A1,,,yes,,,,,7,,\n"
        "lead,\"L,1\",won,yes,,65.5,A+,70,-4.5,,,\"+25 Attended an \"\"event\"\", twice; -10.5 Silent months\"\n"
        "lead,L2,,no,,,,,,,,\n");
}

TEST_CASE("score: NDJSON lines have types, and null for what is missing", "[cli][score]") {
  const Fixture fixture;
  const Dataset data = fixture.data();
  const ScoreRows rows(fixture.program, data, fixture.result);
  std::string text;
  for (std::size_t line = 0; line < rows.size(); ++line) rows.append_ndjson_line(text, line);
  CHECK(
      text ==
      R"({"kind":"account","id":"A1","stage":null,"spring.sales_ready":null,"big":true,"spring.score":null,"spring.grade":null,)"
      R"("spring.fit":null,"spring.engagement":null,"size.score":7,"size.grade":null,"reasons":[]})"
      "\n"
      R"({"kind":"lead","id":"L,1","stage":"won","spring.sales_ready":true,"big":null,"spring.score":65.5,"spring.grade":"A+",)"
      R"("spring.fit":70,"spring.engagement":-4.5,"size.score":null,"size.grade":null,)"
      R"("reasons":["+25 Attended an \"event\", twice","-10.5 Silent months"]})"
      "\n"
      R"({"kind":"lead","id":"L2","stage":null,"spring.sales_ready":false,"big":null,"spring.score":null,"spring.grade":null,)"
      R"("spring.fit":null,"spring.engagement":null,"size.score":null,"size.grade":null,"reasons":[]})"
      "\n");
}

TEST_CASE("score: the table of the best leaves out what has no score", "[cli][score]") {
  const Fixture fixture;
  const Dataset data = fixture.data();
  CHECK(top_table(fixture.program, data, fixture.result, 10) ==
        "The best open lead by spring, as of 1970-01-01 00:00:\n\n"
        "  lead  spring  grade  stage  strongest reasons\n"
        "  L,1     65.5  A+     won    +25 Attended an \"event\", twice; -10.5 Silent months\n");
  CHECK(top_table(fixture.program, data, fixture.result, 0).empty());
}

TEST_CASE("score: the ledger gives every line that moved a score", "[cli][score]") {
  Fixture fixture;
  fixture.program.models[0].bounds.at_most = Decimal::of(65);
  Sources sources;
  sources.add("spring.lead", "model spring {\n  group fit {\n");
  fixture.program.models[0].groups[0].span = {0, 17, 24};
  fixture.program.models[0].span = {0, 0, 5};
  const Dataset data = fixture.data();
  RecordLedger ledger;
  ledger.kind = RecordKind::kLead;
  ledger.row = 0;
  LedgerLine rule;
  rule.group = 0;
  rule.rule = 0;
  rule.amount = rule.points = 70 * kPoint;
  rule.holds = rule.counted = true;
  rule.interactions = {{kMoveKind, kNoRow, 0}};
  LedgerLine idle = rule;
  idle.rule = 1;
  idle.amount = 0;
  idle.holds = false;
  idle.interactions.clear();
  LedgerLine bound;
  bound.kind = LedgerLine::Kind::kGroupBound;
  bound.group = 0;
  bound.amount = -5 * kPoint;
  ledger.lines = {rule, idle, bound};
  const LedgerRows rows(sources, fixture.program, data, 0);
  std::string text;
  rows.append_csv_header(text);
  rows.append_csv_lines(text, ledger);
  CHECK(text ==
        "kind,id,model,group,rule,place,what,amount,interactions\n"
        "lead,\"L,1\",spring,fit,\"Attended an \"\"event\"\", twice\",spring.lead:1,rule,70,move@1970-01-01T00:00:00Z\n"
        "lead,\"L,1\",spring,fit,,spring.lead:2,group bound,-5,\n");
  text.clear();
  rows.append_ndjson_lines(text, ledger);
  CHECK(
      text ==
      R"({"kind":"lead","id":"L,1","model":"spring","group":"fit","rule":"Attended an \"event\", twice","place":"spring.lead:1",)"
      R"("what":"rule","amount":70,"interactions":[{"kind":"move","at":"1970-01-01T00:00:00Z","id":null,"points":0}]})"
      "\n"
      R"({"kind":"lead","id":"L,1","model":"spring","group":"fit","rule":null,"place":"spring.lead:2","what":"group bound","amount":-5,"interactions":[]})"
      "\n");
}

TEST_CASE("score: the summary says what was left out", "[cli][score]") {
  Fixture fixture;
  Action task;
  task.kind = Action::Kind::kTask;
  Action reset;
  reset.kind = Action::Kind::kReset;
  fixture.program.processes[0].stages[0].on_enter = {task, reset, task};
  fixture.program.forms.resize(1);
  LoadSummary load;
  load.through_form = 3;
  CHECK(left_out_by_score(fixture.program, load) ==
        std::vector<std::string>{"1 `form`", "2 actions of processes (`task`)",
                                 "3 rows that a source sends `through form` (not loaded)"});
  CHECK(left_out_by_score(Program{}, LoadSummary{}).empty());
}
