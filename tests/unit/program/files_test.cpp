// SPDX-License-Identifier: Apache-2.0
// Programs of several files: use, zones, order, replace, lists and tables from files.
#include <catch2/catch.hpp>
#include <string>

#include "engine/program/dump_program.hpp"
#include "engine/program/paths.hpp"
#include "unit/program/check_text.hpp"

using namespace leadline;
using leadline::test::check_text;
using leadline::test::Checked;

TEST_CASE("paths: relative to the file that names them", "[program]") {
  CHECK(checking::resolve_path("rules/a.lead", "./b.lead") == "rules/b.lead");
  CHECK(checking::resolve_path("rules/a.lead", "../b.lead") == "b.lead");
  CHECK(checking::resolve_path("a.lead", "../b.lead") == "../b.lead");
  CHECK(checking::resolve_path("/x/y/a.lead", "../b.lead") == "/x/b.lead");
  CHECK(checking::resolve_path("rules/a.lead", "/b.lead") == "/b.lead");
}

TEST_CASE("files: a used file is read once, its statements stand where it is used", "[program]") {
  const Checked checked = check_text(R"(
use "./lib/one.lead"
use "./lib/two.lead"
zone "Europe/Berlin"
model mine { scores lead  "x" +1 when rich }
process own for lead { stage a final }
)",
                                     {{"lib/one.lead",
                                       "use \"./two.lead\"\nmodel first { scores lead \"x\" +1 when rich }\nprocess "
                                       "theirs for lead { stage b final }"},
                                      {"lib/two.lead",
                                       "zone \"America/New_York\"\nrecord lead { budget number }\ndefine rich = budget "
                                       "> 5 and created > 2026-07-01"}});
  INFO(checked.pretty());
  REQUIRE(checked.program);
  const Program& p = *checked.program;
  CHECK(p.zones == std::vector<std::string>{"Europe/Berlin", "America/New_York"});
  REQUIRE(p.models.size() == 2);
  CHECK(p.models[0].name == "first");
  // The started file's processes come first.
  CHECK(p.processes[0].name == "own");
  CHECK(p.processes[1].name == "theirs");
  // A date is midnight where it was written: New York for two.lead.
  CHECK(dump_expression(p, p.models[1].rules[0].condition) ==
        "((lead.budget > 5) and (lead.created > 2026-07-01T04:00:00Z))");
  CHECK(p.models[0].rules[0].condition == p.models[1].rules[0].condition);
}

TEST_CASE("files: a file without a zone has that of the started one", "[program]") {
  const Checked checked = check_text("zone \"Europe/Berlin\"\nuse \"./a.lead\"",
                                     {{"a.lead", "model m { scores lead  \"x\" +1 when created > 2026-07-01 }"}});
  REQUIRE(checked.program);
  CHECK(dump_expression(*checked.program, checked.program->models[0].rules[0].condition) ==
        "(lead.created > 2026-06-30T22:00:00Z)");
}

TEST_CASE("files: replace puts a statement in the place of another", "[program]") {
  const Checked checked = check_text(R"(
use "./a.lead"
replace define rich = budget > 100
replace process p for lead { stage other final }
process q for lead { stage c final }
)",
                                     {{"a.lead",
                                       "record lead { budget number }\ndefine rich = budget > 5\nmodel m { scores lead "
                                       "\"x\" +1 when rich }\nprocess p for lead { stage a final }"}});
  INFO(checked.pretty());
  REQUIRE(checked.program);
  const Program& p = *checked.program;
  CHECK(dump_expression(p, p.models[0].rules[0].condition) == "(lead.budget > 100)");
  REQUIRE(p.processes.size() == 2);
  CHECK(p.processes[0].name == "q");
  CHECK(p.processes[1].stages[0].name == "other");
}

TEST_CASE("files: lists and tables from files", "[program]") {
  const std::string rules = R"(
record lead { campaign text  size number  status_word choice ["a", "b"] }
list words from "words.txt"
table points from "data/points.csv"
table by_size from "sizes.csv"
model m {
  scores lead
  "x" +points[campaign, status_word] when campaign in words
  "y" +1 when by_size[size] = "small"
}
)";
  const std::map<std::string, std::string> files{
      {"words.txt", "# comment\n  one \n\ntwo\r\n"},
      {"data/points.csv", "campaign,status,points\n\"a, b\",\"say \"\"x\"\"\",5\r\n01234,b,-2.5\n"},
      {"sizes.csv", "size;name\n1;small\n2;big\n"}};
  const Checked checked = check_text(rules, files);
  INFO(checked.pretty());
  REQUIRE(checked.program);
  const Program& p = *checked.program;
  CHECK(dump_value(p, p.lists[0].value) == "[\"one\", \"two\"]");
  REQUIRE(p.tables[0].rows.size() == 2);
  CHECK(p.tables[0].rows[0].keys[0].text == "a, b");
  CHECK(p.tables[0].rows[0].keys[1].text == "say \"x\"");
  CHECK(p.tables[0].rows[1].keys[0].text == "01234");
  CHECK(p.tables[0].rows[1].value.number == -2'500'000);
  CHECK(p.tables[1].keys[0].kind == TypeKind::kNumber);
  CHECK(p.tables[1].rows[1].keys[0].number == 2'000'000);
  // The words of a choice are looked up as texts.
  CHECK(dump_expression(p, p.models[0].rules[0].points).find("\"a\" when") != std::string::npos);

  std::map<std::string, std::string> wrong = files;
  wrong["sizes.csv"] = "size;name\n1;small\n1.0;big\nx;y\n2\n";
  const Checked refused = check_text(rules, wrong);
  CHECK_FALSE(refused.program);
  CHECK(refused.compact().find("`sizes.csv` line 5 has 1 columns, its header has 2") != std::string::npos);
  wrong["sizes.csv"] = "size;name\n1;small\n1.0;big\nx;y\n";
  const std::string said = check_text(rules, wrong).compact();
  CHECK(said.find("`sizes.csv` line 3 has the same key as a row above it") != std::string::npos);
  CHECK(said.find("`sizes.csv` line 4: \"x\" is no number") != std::string::npos);
}

TEST_CASE("files: what cannot be read is reported where it is named", "[program]") {
  const Checked checked = check_text("use \"./gone.lead\"\nuse \"standart\"\n");
  CHECK_FALSE(checked.program);
  CHECK(checked.ids() == "name/unknown name/unknown");
}

TEST_CASE("files: only the started file's tests are kept", "[program]") {
  const Checked checked = check_text("use \"./a.lead\"\ntest \"mine\" { at 2026-01-01 }",
                                     {{"a.lead", "test \"theirs\" { at 2026-01-01 }"}});
  REQUIRE(checked.program);
  REQUIRE(checked.program->tests.size() == 1);
  CHECK(checked.program->tests[0].label == "mine");
}
