// SPDX-License-Identifier: Apache-2.0
// What correct rule text becomes.
#include <catch2/catch.hpp>
#include <algorithm>
#include <string>

#include "unit/program/check_text.hpp"

using namespace leadline;
using leadline::test::check_text;
using leadline::test::Checked;

namespace {

Checked sound(const std::string& text, const std::map<std::string, std::string>& files = {}) {
  Checked checked = check_text(text, files);
  INFO(checked.pretty());
  REQUIRE(checked.program);
  return checked;
}

std::string stock(const std::string& name) { return *test::read_file(std::string{LEADLINE_SOURCE_DIR} + "/" + name); }

}  // namespace

TEST_CASE("program: an empty file is a program with the built-in records", "[program]") {
  const Checked checked = sound("");
  const Program& p = *checked.program;
  CHECK(p.zones == std::vector<std::string>{"UTC"});
  CHECK(p.interactions[kMoveKind].name == "move");
  CHECK(p.interactions[kReachKind].name == "reach");
  const RecordSchema& lead = p.schema(RecordKind::kLead);
  CHECK(lead.fields[static_cast<std::size_t>(lead.status)].name == "status");
  CHECK(p.choices[lead.fields[static_cast<std::size_t>(lead.status)].type.choice].words ==
        std::vector<std::string>{"open", "qualified", "disqualified"});
  CHECK(lead.held >= 0);
  CHECK(p.schema(RecordKind::kAccount).contact == -1);
}

TEST_CASE("program: stock files and the example are sound", "[program]") {
  for (const char* name : {"rules/standard.lead", "rules/fit.lead", "rules/behaviour.lead", "rules/fit_engagement.lead",
                           "rules/terms.lead", "examples/spring_launch/spring_launch.lead"}) {
    DYNAMIC_SECTION(name) {
      const Checked checked =
          check_text(stock(name), {{"free_mail_domains.txt", stock("rules/free_mail_domains.txt")}}, name);
      INFO(checked.pretty());
      CHECK(checked.program);
    }
  }
}
