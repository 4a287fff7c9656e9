// SPDX-License-Identifier: Apache-2.0
// Pieces of the checker by themselves: the arena, the nearest name, processes, tests.
#include <catch2/catch.hpp>
#include <algorithm>
#include <string>

#include "engine/program/arena.hpp"
#include "engine/program/dump_program.hpp"
#include "engine/program/nearest.hpp"
#include "unit/program/check_text.hpp"

using namespace leadline;
using leadline::test::check_text;
using leadline::test::Checked;

TEST_CASE("arena: equal expressions are one, and children come first", "[program]") {
  Program program;
  checking::Arena arena{program};
  const auto number = [&](std::int64_t value) {
    Expr e;
    e.op = Op::kConstant;
    e.type.kind = TypeKind::kNumber;
    e.value.type = e.type;
    e.value.number = value;
    e.span.begin = static_cast<std::uint32_t>(value);  // places take no part
    return arena.add(std::move(e));
  };
  const auto sum = [&](ExprId a, ExprId b) {
    Expr e;
    e.op = Op::kAdd;
    e.type.kind = TypeKind::kNumber;
    e.children = {a, b};
    return arena.add(std::move(e));
  };
  CHECK(number(1) == number(1));
  CHECK(number(1) != number(2));
  CHECK(sum(number(1), number(2)) == sum(number(1), number(2)));
  CHECK(sum(number(1), number(2)) != sum(number(2), number(1)));
  ExprId deep = number(0);
  for (std::int64_t i = 0; i < 5000; ++i) deep = sum(deep, number(i));
  CHECK(arena.depth(deep) == 5001);
  for (ExprId id = 0; id < program.exprs.size(); ++id) {
    for (const ExprId child : program.exprs[id].children) REQUIRE(child < id);
  }
  CHECK(program.exprs.size() == 5000 + 5000 + 2);  // numbers, the deep sums, 1 + 2 and 2 + 1
}

TEST_CASE("nearest: slips are found, other words are not", "[program]") {
  const std::vector<std::string> names{"job_title", "email", "country", "consent"};
  CHECK(checking::nearest("jobtitle", names) == "job_title");
  CHECK(checking::nearest("JobTitle", names) == "job_title");
  CHECK(checking::nearest("contry", names) == "country");
  CHECK(checking::nearest("emial", names) == "email");
  CHECK(checking::nearest("budget", names).empty());
  CHECK(checking::nearest("x", names).empty());
  CHECK(checking::other_products_word("Deal") == "a deal is an `opportunity` here");
}

TEST_CASE("process: names of transitions, side stages, stages of `any`", "[program]") {
  const Checked checked = check_text(R"(
record lead { a yes_no  b yes_no }
process p for lead {
  stage one { go to two when a  go to two when b  deadline answer 2 days unless a { } }
  stage two { go to one when answer missed  require that a to enter }
  stage parked { go to one when b }
  stage won final won
  any stage before parked { go to won when a and b }
  any stage except one { go to won when b }
  stage two_old was two
}
)");
  INFO(checked.pretty());
  REQUIRE(checked.program);
  const Process& p = checked.program->processes[0];
  CHECK(p.stages[0].transitions[0].name == "one->two");
  CHECK(p.stages[0].transitions[1].name == "one->two#2");
  CHECK(p.any[0].transitions[0].name == "any->won");
  CHECK(p.any[1].transitions[0].name == "any->won#2");
  CHECK_FALSE(p.stages[0].side);
  CHECK(p.stages[2].side);
  CHECK_FALSE(p.stages[3].side);
  CHECK(p.any[0].from == std::vector<bool>{true, true, false, false});
  CHECK(p.any[1].from == std::vector<bool>{false, true, true, false});
  CHECK(p.was[0].first == "two_old");
  CHECK(p.was[0].second == 1);
  CHECK(p.stages[1].requires_[0].to_enter);
  CHECK(dump_expression(*checked.program, p.stages[1].transitions[0].condition) == "(answer missed)");
}

TEST_CASE("tests: lines become constants and named records", "[program]") {
  const Checked checked = check_text(R"(
zone "Europe/Berlin"
record contact { email email  size choice ["s", "m"] }
record lead { topic text }
interaction visit { page text }
model m { scores lead  "x" +1 per visit within 9 days  threshold warm at 1 }
process p for lead { stage a { go to b when warm } stage b final }
test "t" {
  contact ana { email = "a@b.c"  size = "M" }
  lead l { contact = ana }
  visit by ana at 2026-06-20 { page = "x"  lead = l  id = "v1" }
  at 2026-07-01
  lead l { topic = "" }
  expect l.m.score = 1 and l.contact.size = "m"
  expect count of contacts = 1
  expect no task
  move l to b by "ben"
}
)");
  INFO(checked.pretty());
  REQUIRE(checked.program);
  const Test& test = checked.program->tests[0];
  REQUIRE(test.records.size() == 2);
  CHECK(test.records[1].name == "l");
  CHECK(test.lines[0].fields[1].value.number == 1);
  CHECK(test.lines[1].fields[0].value.text == "ana");
  CHECK(test.lines[2].at == 1'781'906'400'000);
  CHECK(test.lines[2].fields.size() == 3);
  CHECK(test.lines[4].record == 1);
  CHECK(test.lines[4].fields[0].value.missing);
  CHECK(dump_expression(*checked.program, test.lines[5].condition) ==
        "((record#1.m.score = 1) and (record#1.contact.size = \"m\"))");
  CHECK(dump_expression(*checked.program, test.lines[6].condition) == "((count of all contacts) = 1)");
  CHECK(test.lines[7].negated);
  CHECK(test.lines[8].stage == "b");
}
