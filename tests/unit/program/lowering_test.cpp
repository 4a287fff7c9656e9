// SPDX-License-Identifier: Apache-2.0
// What conditions and values become, as text. Each row: what is written, what the checker makes of it.
#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/program/dump_program.hpp"
#include "unit/program/check_text.hpp"

using namespace leadline;
using leadline::test::check_text;
using leadline::test::Checked;

namespace {

const std::string kRecords = R"(
record contact { email email  job_title text  consent choice ["none", "marketing", "profiling"]  interests list of text  opted_in yes_no  signed_up time  phone phone }
record account { employees number  website domain }
record lead { campaign text  accepted yes_no  budget number  wait duration }
record opportunity { amount number }
interaction page_visit { page text  seconds number }
interaction email_open { message text }
interaction email_sent by us
interaction adjustment by us { points number }
list countries = ["US", "DE"]
table points_of { "a" 30  "b" 20 }
define decision_maker = contact.job_title contains word any ["director", "VP"]
define seniority = first of { "high" when decision_maker  "low" otherwise }
model other { scores lead  "x" +1 when accepted  group warm { "y" +2 when accepted }  grade "A" when score > 1  grade "B" otherwise  threshold hot at 3 }
model person { scores contact  "x" +1 when opted_in  threshold keen at 1 }
process p for lead { stage start { go to middle when accepted } stage middle { } stage end final won }
segment dach = contacts where opted_in
)";

std::string condition_of(const std::string& text) {
  const Checked checked = check_text(kRecords + "model m { scores lead  \"r\" +1 when " + text + " }");
  INFO(text << "\n" << checked.pretty());
  if (!checked.program) return checked.compact();
  return dump_expression(*checked.program, checked.program->models[2].rules[0].condition);
}

std::string rule_of(const std::string& text) {
  const Checked checked = check_text(kRecords + "model m { scores lead  " + text + " }");
  if (!checked.program) return checked.compact();
  const std::string dump = dump_program(*checked.program);
  const std::size_t begin = dump.find("model m \"m\" scores lead\n") + 24;
  return dump.substr(begin + 2, dump.find('\n', begin) - begin - 2);
}

}  // namespace

TEST_CASE("lowering: conditions", "[program]") {
  const std::vector<std::pair<std::string, std::string>> rows{
      // names and paths
      {"accepted", "lead.accepted"},
      {"lead.accepted", "lead.accepted"},
      {"account.employees > 5", "(lead.account.employees > 5)"},
      {"contact.account.employees > 5", "(lead.contact.account.employees > 5)"},
      {"contact is present", "(lead.contact.id is present)"},
      {"decision_maker", "(lead.contact.job_title contains word any [\"director\", \"VP\"])"},
      {"seniority = \"high\"",
       "(first of { \"high\" when (lead.contact.job_title contains word any [\"director\", \"VP\"]), \"low\" otherwise "
       "} = \"high\")"},
      {"other.score >= 3", "(lead.other.score >= 3)"},
      {"other.warm > 0", "(lead.other.warm > 0)"},
      {"contact.person.score > 0", "(lead.contact.person.score > 0)"},
      {"other.hot", "(lead reached other.hot)"},
      {"hot", "(lead reached other.hot)"},
      {"hot now", "(lead.other.hot now)"},
      {"contact.keen", "(lead.contact reached person.keen)"},
      {"in segment dach", "(lead.contact in segment dach)"},
      {"not in segment dach", "(not (lead.contact in segment dach))"},
      // negations
      {"campaign != \"x\"", "(not (lead.campaign = \"x\"))"},
      {"campaign not in [\"x\"]", "(not (lead.campaign in [\"x\"]))"},
      {"contact.job_title not contains word \"x\"", "(not (lead.contact.job_title contains word \"x\"))"},
      // choices and grades
      {"contact.consent = \"MARKETING\"", "(lead.contact.consent = \"marketing\")"},
      {"contact.consent at least \"marketing\"", "(lead.contact.consent >= \"marketing\")"},
      {"contact.consent at most \"marketing\"", "(lead.contact.consent <= \"marketing\")"},
      {"other.grade at least \"B\"", "(lead.other.grade <= \"B\")"},
      {"other.grade at most \"a\"", "(lead.other.grade >= \"A\")"},
      {"contact.consent in [\"none\", \"profiling\"]", "(lead.contact.consent in [\"none\", \"profiling\"])"},
      {"status = \"open\"", "(lead.status = \"open\")"},
      {"contact.consent contains word \"x\"",
       "(first of { \"none\" when (lead.contact.consent = \"none\"), \"marketing\" when (lead.contact.consent = "
       "\"marketing\"), \"profiling\" when "
       "(lead.contact.consent = \"profiling\") } contains word \"x\")"},
      // ids compare exactly
      {"lead.id = \"L1\"", "(lead.id = exactly \"L1\")"},
      {"contact.id in countries", "(lead.contact.id in exactly [\"US\", \"DE\"])"},
      {"campaign = exactly \"X\"", "(lead.campaign = exactly \"X\")"},
      {"contact = lead.id", "(lead.contact.id = exactly lead.id)"},
      // values
      {"points_of[campaign] >= 30", "(points_of[lead.campaign] >= 30)"},
      {"budget between 5 and 10", "(lead.budget between 5 and 10)"},
      {"budget + 2 * 3 - 1 > 0", "(((lead.budget + (2 * 3)) - 1) > 0)"},
      {"budget else 0 > 5", "((lead.budget else 0) > 5)"},
      {"age of contact.signed_up > 2 weeks", "((age of lead.contact.signed_up) > 14 days)"},
      {"now - created > 1 day", "((now - lead.created) > 1 day)"},
      {"created + 2 * wait < now", "((lead.created + (lead.wait * 2)) < now)"},
      {"created >= 2026-07-01", "(lead.created >= 2026-07-01T00:00:00Z)"},
      {"domain(contact.email) = account.website", "(domain(lead.contact.email) = lead.account.website)"},
      {"is valid contact.email", "(is valid lead.contact.email)"},
      {"contact.interests has \"cars\"", "(lead.contact.interests has \"cars\")"},
      {"contact.interests has any countries", "(lead.contact.interests has any [\"US\", \"DE\"])"},
      {"time in stage > 3 days", "((time in stage of lead) > 3 days)"},
      {"stage = \"middle\"", "(lead.stage = \"middle\")"},
      // selections
      {"any page_visit where page = \"pricing\" within 30 days",
       "(any [page_visit] where (item.page = \"pricing\") within 30 days)"},
      {"no interaction within 90 days", "(no [page_visit, email_open] within 90 days)"},
      {"count of [email_open, page_visit] within 30 days >= 3",
       "((count of [page_visit, email_open] within 30 days) >= 3)"},
      {"first page_visit < last email_open", "((first [page_visit]) < (last [email_open]))"},
      {"page of last page_visit = \"x\"", "((page of last [page_visit]) = \"x\")"},
      {"sum of seconds of page_visit > 60", "((sum of seconds of [page_visit]) > 60)"},
      {"distinct contact of page_visit by account >= 3", "((distinct contact of [page_visit] by account) >= 3)"},
      {"count of days with at least 7 page_visit > 1", "((count of day with at least 7 [page_visit]) > 1)"},
      {"any page_visit within 40 days after last email_open",
       "(any [page_visit] within 40 days after (last [email_open]))"},
      {"any page_visit where page = lead.campaign", "(any [page_visit] where (item.page = lead.campaign))"},
      {"any page_visit where its lead.accepted", "(any [page_visit] where item.lead.accepted)"},
      {"any page_visit since entering middle", "(any [page_visit] since (entering middle))"},
      {"any opportunity where amount > 5", "(any opportunity where (item.amount > 5))"},
      {"any lead by contact where accepted", "(any lead by contact where item.accepted)"},
      {"any page_visit where (page = \"a\" or seconds > 5)",
       "(any [page_visit] where ((item.page = \"a\") or (item.seconds > 5)))"},
  };
  for (const auto& [written, made] : rows) {
    INFO(written);
    CHECK(condition_of(written) == made);
  }
}

TEST_CASE("lowering: rules", "[program]") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"\"r\" +2 or -2 when budget > 5", "\"r\" 2 when (lead.budget > 5) or -2 if (lead.budget is present)"},
      {"\"r\" +2 or -2 when budget > 5 and any page_visit",
       "\"r\" 2 when ((lead.budget > 5) and (any [page_visit])) or -2 if (lead.budget is present)"},
      {"\"r\" +2 or -1 when any page_visit", "\"r\" 2 when (any [page_visit]) or -1 if not"},
      {"\"r\" -points_of[campaign] when accepted", "\"r\" (-points_of[lead.campaign]) when lead.accepted"},
      {"\"r\" +points per adjustment", "\"r\" item.points per [adjustment]"},
      {"\"r\" +2 per day with at least 2 page_visit within 30 days, at most 10 points",
       "\"r\" 2 per day with at least 2 [page_visit] within 30 days, at most 10"},
      {"\"r\" -10 per 30 days without interaction, never below -50",
       "\"r\" -10 per 30 days without [page_visit, email_open], never below -50"},
      {"\"r\" +15 for last page_visit, losing 50% every 30 days",
       "\"r\" 15 for last [page_visit], losing 50% every 30 days"},
      {"\"r\" +4 per page_visit when accepted, halving every 2 weeks",
       "\"r\" 4 per [page_visit] when lead.accepted, halving every 14 days"},
  };
  for (const auto& [written, made] : rows) {
    INFO(written);
    CHECK(rule_of(written) == made);
  }
}

TEST_CASE("lowering: counting is merged into rules, not into definitions", "[program]") {
  const Checked checked = check_text(R"(
record lead { campaign text }
interaction page_visit { page text  campaign text }
interaction email_open
define seen = any page_visit within 5 days
model m counting where campaign = lead.campaign {
  scores lead
  group g counting by lead since 2026-01-01 {
    "a" +1 per page_visit within 30 days
    "b" +1 when seen
    "c" +1 per email_open by contact
  }
  "d" +1 per day with page_visit within 7 days
  threshold t when any page_visit
}
)");
  INFO(checked.pretty());
  REQUIRE(checked.program);
  const Program& p = *checked.program;
  const Model& m = p.models[0];
  const std::string counting = "where (item.campaign = lead.campaign)";
  CHECK(dump_selection(p, m.rules[0].selection) ==
        "[page_visit] by lead " + counting + " within 30 days since 2026-01-01T00:00:00Z");
  CHECK(dump_expression(p, m.rules[1].condition) == "(any [page_visit] within 5 days)");
  CHECK(dump_selection(p, m.rules[2].selection) ==
        "[email_open] by contact " + counting + " since 2026-01-01T00:00:00Z");
  CHECK(dump_selection(p, m.rules[3].selection) == "[page_visit] " + counting + " within 7 days");
  CHECK(dump_expression(p, p.thresholds[0].condition) == "(any [page_visit] " + counting + ")");
}

TEST_CASE("lowering: inside its model a name is the model's own", "[program]") {
  const Checked checked = check_text(R"(
record lead { accepted yes_no }
model m {
  scores lead
  group fit { "a" +1 when accepted }
  group all { "b" +1 when fit > 0 }
  grade "A" when score > 1 and warm
  threshold warm at 1 or when fit >= 1
  threshold hot when warm and m.score > 5
}
threshold both when m.score > 2 or m.hot
)");
  INFO(checked.pretty());
  REQUIRE(checked.program);
  const Program& p = *checked.program;
  CHECK(dump_expression(p, p.models[0].rules[1].condition) == "(own fit > 0)");
  CHECK(dump_expression(p, p.thresholds[0].condition) == "((own score >= 1) or (own fit >= 1))");
  CHECK(dump_expression(p, p.models[0].grades[0].condition) ==
        "((own score > 1) and ((own score >= 1) or (own fit >= 1)))");
  CHECK(dump_expression(p, p.thresholds[1].condition) == "(((own score >= 1) or (own fit >= 1)) and (own score > 5))");
  CHECK(dump_expression(p, p.thresholds[2].condition) == "((lead.m.score > 2) or (lead reached m.hot))");
  CHECK(p.thresholds[2].full_name == "both");
  CHECK(p.thresholds[1].full_name == "m.hot");
}
