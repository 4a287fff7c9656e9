// SPDX-License-Identifier: Apache-2.0
#include "engine/run/score.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

const char* const kRecords = R"(
record contact { email email  job_title text  country text  opted_in yes_no  interests list of text
                 consent choice ["none", "transactional", "marketing"]  seniority text  employees number }
record account { name text  industry text  employees number }
record lead { campaign text  source text  weight number  accepted yes_no }
interaction page_visit { page text  campaign text  seconds number }
interaction email_open { campaign text }
interaction email_click { campaign text }
interaction adjustment { points number }
)";

std::string with_records(const std::string& rules) { return std::string(kRecords) + rules; }

}  // namespace

TEST_CASE("score: rules on fields of the lead, its contact and its account", "[run][score]") {
  Scenario s(with_records(R"(
define decision_maker = contact.job_title contains word any ["director", "head of", "VP"]
model m { scores lead
  group fit "Fit", at most 60 points {
    "Decision maker"  +20  when decision_maker
    "Student"         -15  when contact.job_title contains word "student"
    "Country"         +10  when contact.country in ["US", "DE"]
    "Mid-market"      +15  when account.employees between 200 and 5000
  }
  "Source"  +5 when source = "Web"
  grade "A" when fit >= 40
  grade "B" when score >= 10
  grade "C" otherwise
  threshold warm at 25
}
)"));
  s.account("a", {{"employees", "300"}});
  s.contact("c", {{"job_title", "DIRECTOR, Sales"}, {"country", "de"}, {"account", "a"}});
  s.contact("d", {{"job_title", "Student"}});
  s.lead("l1", {{"contact", "c"}, {"source", "web"}});
  s.lead("l2", {{"contact", "d"}});
  s.lead("l3", {{"account", "a"}});
  s.lead("l4");
  s.run();
  CHECK(s.points("m", "l1") == "50");
  CHECK(s.points("m.fit", "l1") == "45");
  CHECK(s.grade("m", "l1") == "A");
  CHECK(s.threshold("m.warm", "l1") == "holds reached");
  CHECK(s.points("m", "l2") == "-15");
  CHECK(s.grade("m", "l2") == "C");
  CHECK(s.points("m", "l3") == "15");
  CHECK(s.grade("m", "l3") == "B");
  CHECK(s.points("m", "l4") == "");
  CHECK(s.grade("m", "l4") == "");
  CHECK(s.threshold("m.warm", "l4") == "-");
}

TEST_CASE("score: rules on interactions", "[run][score]") {
  Scenario s(with_records(R"(
model m { scores lead
  group opens   { "Opens" +2 per email_open within 30 days, at most 5 points }
  group clicks  { "Clicks, fading" +4 per email_click, halving every 30 days }
  group pricing { "Pricing" +10 when any page_visit where page = "pricing" within 30 days }
  group days    { "Active days" +1 per day with page_visit within 30 days }
  group silent  { "Silent" -10 per 30 days without [email_open, email_click, page_visit], never below -50 }
  group own     { "Own campaign" +7 when any [page_visit, email_open] where campaign = lead.campaign }
  group given   { "Given" +points per adjustment }
  group latest  { "Latest" +3 for last page_visit where page = "pricing" }
  group long    { "Long" +1 when sum of seconds of page_visit >= 60 }
  group kinds   { "Pages" +1 when distinct page of page_visit >= 2 }
}
)"));
  s.contact("c");
  s.contact("quiet");
  s.lead("l", {{"contact", "c"}, {"campaign", "spring"}});
  s.lead("q", {{"contact", "quiet"}, {"created", "2026-01-01"}});
  s.happened("email_open", "c", "2026-06-20T10:00:00Z");
  s.happened("email_open", "c", "2026-06-21T10:00:00Z", {{"campaign", "Spring"}});
  s.happened("email_open", "c", "2026-06-22T10:00:00Z");
  s.happened("email_open", "c", "2026-05-01T10:00:00Z");
  s.happened("email_open", "c", "2026-08-01T10:00:00Z");
  s.happened("email_click", "c", "2026-06-01T10:00:00Z");
  s.happened("email_click", "c", "2026-05-02T10:00:00Z");
  s.happened("page_visit", "c", "2026-06-30T10:00:00Z", {{"page", "Pricing"}, {"seconds", "50"}});
  s.happened("page_visit", "c", "2026-06-30T11:00:00Z", {{"page", "pricing"}, {"seconds", "10"}});
  s.happened("page_visit", "c", "2026-06-28T11:00:00Z", {{"page", "home"}});
  s.happened("adjustment", "c", "2026-06-28T11:00:00Z", {{"points", "-2.5"}});
  s.happened("adjustment", "c", "2026-06-28T11:00:00Z");
  s.run();
  CHECK(s.points("m.opens", "l") == "5");
  CHECK(s.points("m.clicks", "l") == "3");
  CHECK(s.points("m.pricing", "l") == "10");
  CHECK(s.points("m.days", "l") == "2");
  CHECK(s.points("m.silent", "l") == "0");
  CHECK(s.points("m.own", "l") == "7");
  CHECK(s.points("m.given", "l") == "-2.5");
  CHECK(s.points("m.latest", "l") == "3");
  CHECK(s.points("m.long", "l") == "1");
  CHECK(s.points("m.kinds", "l") == "1");
  CHECK(s.points("m.opens", "q") == "0");
  CHECK(s.points("m.silent", "q") == "-50");
  CHECK(s.points("m.own", "q") == "0");
}

TEST_CASE("score: whose interactions count", "[run][score]") {
  Scenario s(with_records(R"(
model m { scores lead
  group default_ { "a" +1 per page_visit }
  group contact_ { "b" +1 per page_visit by contact }
  group account_ { "c" +1 per page_visit by account }
  group lead_    { "d" +1 per page_visit by lead }
}
model a { scores account   "v" +1 per page_visit }
model c { scores contact   "v" +1 per page_visit   "all" +100 per page_visit by account }
model o { scores opportunity  "v" +1 per page_visit }
)"));
  s.account("x").account("y");
  s.contact("c1", {{"account", "x"}}).contact("c2", {{"account", "x"}}).contact("c3");
  s.lead("l1", {{"contact", "c1"}});
  s.lead("l2", {{"account", "x"}});
  s.lead("l3", {{"contact", "c3"}, {"account", "x"}});
  s.opportunity("o1", {{"account", "x"}}).opportunity("o2", {{"lead", "l1"}});
  s.happened("page_visit", "c1", "2026-06-01", {{"lead", "l2"}});
  s.happened("page_visit", "c1", "2026-06-02");
  s.happened("page_visit", "c2", "2026-06-03");
  s.happened("page_visit", "c3", "2026-06-04");
  s.happened("page_visit", "nobody", "2026-06-04", {{"lead", "l1"}});
  s.run();
  const auto all = [&](const std::string& id) {
    return s.points("m.default_", id) + " " + s.points("m.contact_", id) + " " + s.points("m.account_", id) + " " +
           s.points("m.lead_", id);
  };
  CHECK(all("l1") == "2 2 3 0");
  CHECK(all("l2") == "3 0 3 1");
  CHECK(all("l3") == "1 1 3 0");
  CHECK(s.points("a", "x") == "3");
  CHECK(s.points("a", "y") == "0");
  CHECK(s.points("c", "c1") == "302");
  CHECK(s.points("c", "c3") == "1");
  CHECK(s.points("o", "o1") == "3");
  CHECK(s.points("o", "o2") == "2");
}

TEST_CASE("score: blocks, otherwise, bounds and formulas", "[run][score]") {
  Scenario s(with_records(R"(
table points_of { "boss" 30  "staff" 20 }
model m, at most 100 points { scores contact
  group a { first of "Seniority" {
    "Table"  +points_of[seniority] when seniority is present
    "Big"    +7 when employees > 10
    "Else"   +1 otherwise } }
  group b { best of "Best" {
    "One"  +5 when opted_in
    "Two"  +9 when employees > 10
    "Three" +9 when employees > 20
    "None" +2 otherwise } }
  group c, never below 1 { "Or" +3 or -3 when employees > 10 }
  score = a * 2 + b + c
}
)"));
  s.contact("1", {{"seniority", "Boss"}, {"employees", "11"}, {"opted_in", "yes"}});
  s.contact("2", {{"seniority", "nobody"}, {"employees", "30"}});
  s.contact("3", {{"employees", "3"}});
  s.contact("4");
  s.run();
  const auto all = [&](const std::string& id) {
    return s.points("m.a", id) + " " + s.points("m.b", id) + " " + s.points("m.c", id) + " " + s.points("m", id);
  };
  CHECK(all("1") == "30 9 3 72");
  CHECK(all("2") == "7 9 3 26");
  CHECK(all("3") == "1 2 1 5");
  CHECK(all("4") == "1 2 1 5");
}

TEST_CASE("score: conditions between texts, lists and choices", "[run][score]") {
  Scenario s(with_records(R"(
segment tech = contacts of accounts where industry = "software"
segment hot = contacts of leads where source = "web" except contacts where not opted_in
model m { scores contact
  group a { "consent" +1 when consent at least "transactional" }
  group b { "has" +1 when interests has any ["Golf", "Tennis"] }
  group c { "all" +1 when interests has all ["golf", "chess"] }
  group d { "mail" +1 when domain(email) = "x.com" }
  group e { "not" +1 when country not in ["US"] }
  group f { "tech" +1 when in segment tech }
  group g { "hot" +1 when in segment hot }
  group h { "same" +1 when seniority = job_title }
}
)"));
  s.account("x", {{"industry", "Software"}});
  s.contact("1", {{"consent", "marketing"},
                  {"interests", "golf;Chess"},
                  {"email", "Ann@X.com"},
                  {"account", "x"},
                  {"opted_in", "yes"},
                  {"seniority", "VP"},
                  {"job_title", "vp"}});
  s.contact("2", {{"consent", "none"}, {"interests", "chess"}, {"country", "us"}});
  s.contact("3");
  s.lead("l1", {{"contact", "1"}, {"source", "WEB"}}).lead("l2", {{"contact", "2"}, {"source", "web"}});
  s.run();
  const auto all = [&](const std::string& id) {
    std::string text;
    for (const char group : std::string("abcdefgh")) text += s.points(std::string("m.") + group, id);
    return text;
  };
  CHECK(all("1") == "11111111");
  CHECK(all("2") == "00000000");
  CHECK(all("3") == "00001000");
}

TEST_CASE("score: a record's process", "[run][score]") {
  Scenario s(with_records(R"(
model m { scores lead
  "Opens" +10 per email_open
  threshold ready at 20
}
process p "P" for lead {
  stage first "First" { go to second when scored }
  stage second "Second" { go to third when ready }
  stage third "Third" {
    require source
    go to second when time in stage > 14 days { reset ready }
    go to won when accepted
  }
  stage won "Won" final won
}
)"));
  s.contact("c").contact("d");
  s.happened("email_open", "c", "2026-06-01").happened("email_open", "c", "2026-06-02");
  s.lead("l1", {{"contact", "c"}});
  s.lead("l2", {{"contact", "d"}});
  s.lead("l3", {{"contact", "c"}, {"accepted", "yes"}});
  s.lead("l4", {{"contact", "c"}, {"accepted", "yes"}, {"source", "web"}});
  s.lead("l5");
  s.lead("l6", {{"contact", "c"}, {"stage", "third"}, {"stage_since", "2026-06-01"}, {"reached", "ready"}});
  s.run();
  CHECK(s.stage(RecordKind::kLead, "l1") == "third");
  CHECK(s.stage(RecordKind::kLead, "l2") == "second");
  CHECK(s.stage(RecordKind::kLead, "l3") == "third");
  CHECK(s.stage(RecordKind::kLead, "l4") == "won");
  CHECK(s.stage(RecordKind::kLead, "l5") == "");
  CHECK(s.stage(RecordKind::kLead, "l6") == "second");
  CHECK(s.threshold("m.ready", "l1") == "holds reached");
  CHECK(s.threshold("m.ready", "l2") == "-");
  CHECK(s.threshold("m.ready", "l6") == "holds");
  const RecordLedger story = s.story(RecordKind::kLead, "l6");
  CHECK(story.moves.size() == 1);
  CHECK(story.cleared == std::vector<std::string>{"m.ready"});
  CHECK(story.held == std::vector<std::string>{"first->second"});
}

TEST_CASE("score: the ledger adds up", "[run][ledger]") {
  Scenario s(with_records(R"(
model m, at most 20 points { scores lead
  group g, at most 15 points {
    "Opens" +4 per email_open, at most 10 points
    "Pricing" +10 when any page_visit where page = "pricing"
  }
  "Given" +points per adjustment, losing 1 every 10 days
}
)"));
  s.contact("c");
  s.lead("l", {{"contact", "c"}});
  for (const char* const at : {"2026-06-01", "2026-06-02", "2026-06-03"}) s.happened("email_open", "c", at);
  s.happened("page_visit", "c", "2026-06-03", {{"page", "pricing"}}).happened("page_visit", "c", "2026-06-04");
  s.happened("adjustment", "c", "2026-06-03", {{"points", "12.5"}});
  s.run();
  CHECK(s.points("m", "l") == "20");
  const RecordLedger story = s.story(RecordKind::kLead, "l");
  std::int64_t sum = 0;
  for (const LedgerLine& line : story.lines) sum += line.amount;
  CHECK(sum == 20 * Decimal::kOne);
  REQUIRE(story.lines.size() == 6);
  CHECK(story.lines[0].amount == 10'500'000);
  CHECK(story.lines[0].interactions.size() == 1);
  CHECK(story.lines[0].interactions[0].points == 10'500'000);
  CHECK(story.lines[1].amount == 12 * Decimal::kOne);
  CHECK(story.lines[1].interactions.size() == 3);
  CHECK(story.lines[1].interactions[2].points == 4 * Decimal::kOne);
  CHECK(story.lines[2].kind == LedgerLine::Kind::kRuleBound);
  CHECK(story.lines[3].interactions.size() == 1);
  CHECK(story.lines[4].kind == LedgerLine::Kind::kGroupBound);
  CHECK(story.lines[5].kind == LedgerLine::Kind::kModelBound);
}

TEST_CASE("score: the reasons of a record without contact are those that give it points", "[run][score]") {
  Scenario s(with_records(R"(
model m { scores lead
  "No country"    +7  when contact.country is missing
  "Not opted in"  +3  when not contact.opted_in
  "Silent"        -5  when no interaction within 90 days
  "Opens"         +1  per email_open
  "Industry"      +2  when account.industry = "software"
}
)"));
  s.account("a", {{"industry", "Software"}});
  s.contact("c", {{"account", "a"}, {"opted_in", "yes"}});
  s.lead("ours", {{"account", "a"}});
  s.lead("mine", {{"contact", "c"}});
  s.happened("email_open", "c", "2026-06-20T00:00:00Z");
  s.reasons = 3;
  s.run();
  const ReasonLists& reasons = s.result().records[static_cast<std::size_t>(RecordKind::kLead)].reasons;
  const auto told = [&](const std::string& lead) {
    std::string text;
    for (const Reason& reason : reasons[s.row(RecordKind::kLead, lead)]) {
      text += std::to_string(reason.rule) + ":" + std::to_string(reason.points / 1'000'000) + " ";
    }
    return text;
  };
  CHECK(s.points("m", "ours") == "13");
  CHECK(told("ours") == "0:7 1:3 4:2 ");
  CHECK(told("mine") == "0:7 4:2 3:1 ");
}

TEST_CASE("score: interactions of which none has an id", "[run][score]") {
  Scenario s(with_records(R"(
model m { scores lead
  "Without"     +1  per page_visit where id is missing
  "One of them" +10  when any page_visit where id = "v1"
  "First"       +100  when first (page_visit where page = "a") is present
}
)"));
  s.contact("c");
  s.lead("l", {{"contact", "c"}});
  s.happened("page_visit", "c", "2026-06-01T00:00:00Z", {{"page", "b"}});
  s.happened("page_visit", "c", "2026-06-01T00:00:00Z", {{"page", "a"}});
  s.run();
  CHECK(s.points("m", "l") == "102");
  CHECK(s.story(RecordKind::kLead, "l").lines.size() == 3);
}
