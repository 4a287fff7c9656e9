// SPDX-License-Identifier: Apache-2.0
// Whole evaluations computed by hand, against the reference evaluator alone.
#include <algorithm>
#include <catch2/catch.hpp>

#include "laws/case_files.hpp"
#include "laws/outcome.hpp"

using namespace leadline;
using namespace leadline::laws;

namespace {

constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kJuly = 1'782'864'000'000;  // 2026-07-01T00:00:00Z

using Files = std::map<std::string, std::string>;

std::vector<std::string> evaluated(const std::string& rules, const Files& data, std::int64_t as_of) {
  const auto checked = check_rules(rules, {});
  INFO(errors_of(*checked));
  REQUIRE(checked->program != nullptr);
  CsvData csv;
  for (const auto& [name, text] : data) csv[name + ".csv"] = csv_cells(text);
  const Program& program = *checked->program;
  return story_of(program, reference::evaluate(program, from_csv(program, csv), as_of));
}

void has(const std::vector<std::string>& story, const std::string& line) {
  std::string all;
  for (const std::string& one : story) all += one + "\n";
  INFO("wanted  " << line << "\nin\n" << all);
  CHECK(std::find(story.begin(), story.end(), line) != story.end());
}

}  // namespace

TEST_CASE("reference: every form of a rule", "[laws][reference]") {
  const std::string rules = R"(
record contact { title text }
interaction visit { page text  n number }
model m {
  scores lead
  "a" +20 when contact.title contains word "cto"
  "b" +2 or -3 when contact.title = "ceo"
  "c" +2 per visit within 30 days
  "d" +1.5 per day with at least 2 visit
  "e" -10 per 30 days without visit where page = "pricing"
  "f" +n for last visit, halving every 2 days
  "g" +n * 2 per visit where n >= 5, losing 1 every 1 day, never below 3 points
  first of "h" { "h1" +100 when contact.title is missing  "h2" +0.25 when contact.title is present  "h3" +9 otherwise }
  best of "i" { "i1" -5 when any visit  "i2" -4 when any visit  "i3" +9 when no visit }
}
)";
  const Files data = {{"contacts", "id,title\nc1,The CTO\nc2,\n"},
                      {"leads", "id,contact,created\nl1,c1,2026-04-01T00:00:00.000Z\nl2,c2,\n"},
                      {"interactions",
                       "kind,at,contact,page,n\n"
                       "visit,2026-06-30T00:00:00.000Z,c1,,1\n"
                       "visit,2026-06-30T12:00:00.000Z,c1,,8\n"
                       "visit,2026-05-02T00:00:00.000Z,c1,Pricing,5\n"
                       "visit,2026-07-01T00:00:00.001Z,c1,,100\n"}};
  // a 20, b -3, c 4, d 1.5, e two times 30 days since May 2nd: -20, f 8 / sqrt(2): 5.657,
  // g (16 - 1) + (10 - 10) = 15, h 0.25, i -4: 19.407
  const auto story = evaluated(rules, data, kJuly);
  has(story, "lead l1: m.score=19407000 grade=none");
  // c2 has no title: b gives nothing, h3 is not asked because h1 holds; e has neither visit nor `created`; i3 is best.
  has(story, "lead l2: m.score=109000000 grade=none");
}

TEST_CASE("reference: whose interactions count", "[laws][reference]") {
  const std::string rules = R"(
interaction visit
model m {
  scores lead
  "a" +1 per visit
  "b" +10 per visit by account
  "c" +100 per visit by lead
  "d" +1000 per visit by contact
}
)";
  const Files data = {{"accounts", "id\na1\n"},
                      {"contacts", "id,account\nc1,a1\nc2,a1\nc3,gone\n"},
                      {"leads", "id,contact,account\nl1,c1,\nl2,,a1\nl3,nobody,\nl4,c3,a1\n"},
                      {"interactions",
                       "kind,at,contact,lead,id\n"
                       "visit,2026-06-30T00:00:00.000Z,c1,l1,1\n"
                       "visit,2026-06-30T00:00:00.000Z,c1,l1,1\n"  // the same once more
                       "visit,2026-06-30T00:00:00.000Z,c2,l2,1\n"  // the same id on another contact
                       "visit,2026-06-30T00:00:00.000Z,c2,,\n"
                       "visit,2026-06-30T00:00:00.000Z,nobody,l2,\n"}};
  const auto story = evaluated(rules, data, kJuly);
  has(story, "lead l1: m.score=1131000000 grade=none");
  has(story, "lead l2: m.score=133000000 grade=none");
  has(story, "lead l3: m.score=missing grade=none");
  has(story, "lead l4: m.score=30000000 grade=none");  // by account: its own, not the one of its contact
}

TEST_CASE("reference: groups, bounds, formula, grades, thresholds", "[laws][reference]") {
  const std::string rules = R"(
record lead { a number  b number }
model m, at most 90 points {
  scores lead where lead.a is present
  group fit, at most 60 points { "a" +lead.a when lead.a > 0 }
  group act, never below -5 { "b" +lead.b when lead.b is present }
  score = fit * 0.5 + act
  grade "A" when score >= 30 and fit >= 60
  grade "B" when score >= 30
  grade "C" otherwise
  threshold warm at 10 until below 5
  threshold odd at 1000 or when grade at least "B"
}
threshold both when m.score >= 20 and m.act > 0
)";
  const Files data = {{"contacts", "id\nc\n"},
                      {"leads",
                       "id,contact,a,b,reached,cleared\n"
                       "l1,c,100,7.5,,\n"
                       "l2,c,100,-90,\"[\"\"warm\"\"]\",\n"
                       "l3,c,,5,\"[\"\"m.warm\"\"]\",\"[\"\"odd\"\"]\"\n"
                       "l4,c,8,9000000000000,,\n"
                       "l5,c,6,1,\"[\"\"warm\"\",\"\"other\"\"]\",\n"
                       "l6,c,0.000001,20,,\"[\"\"m.warm\"\",\"\"both\"\"]\"\n"}};
  const auto story = evaluated(rules, data, kJuly);
  has(story, "lead l1: m.score=37500000 fit=60000000 act=7500000 grade=A");
  has(story, "lead l1: reached [both, m.odd, m.warm] cleared []");
  has(story, "lead l2: m.score=25000000 fit=60000000 act=-5000000 grade=C");
  has(story, "lead l2: reached [m.warm] cleared []");
  has(story, "lead l3: m.score=missing fit=missing act=missing grade=none");
  has(story, "lead l3: reached [] cleared []");
  has(story, "lead l4: m.score=90000000 fit=8000000 act=9000000000000000000 grade=B");
  has(story, "lead l5: m.score=4000000 fit=6000000 act=1000000 grade=C");
  has(story, "lead l5: reached [other] cleared []");
  has(story, "lead l6: m.score=20000001 fit=1 act=20000000 grade=C");  // half a millionth goes up
  has(story, "lead l6: reached [] cleared [both, m.warm]");
}

TEST_CASE("reference: a lead walks through its process", "[laws][reference]") {
  const std::string rules = R"(
record lead { ready yes_no  back yes_no }
model m { scores lead  "base" +50 when lead.ready  threshold hot at 40 }
process p for lead {
  stage a { go to b when hot }
  stage b { go to c when lead.ready  go to a when lead.back { reset hot } }
  stage c { require owner  go to d when lead.ready }
  stage d final won
  stage lost final lost
  stage aside { go to b when lead.ready }
}
)";
  const Files data = {{"contacts", "id\nc\n"},
                      {"leads",
                       "id,contact,ready,back,owner,stage,process,reached,cleared,status,held\n"
                       "l1,c,yes,,ana,,,,,,\n"
                       "l2,c,yes,,,,,,,,\n"
                       "l3,c,no,yes,,,,,,,\n"
                       "l4,c,no,yes,,b,p,\"[\"\"hot\"\"]\",,,\n"
                       "l5,c,yes,,,c,p,,\"[\"\"m.hot\"\"]\",open,\n"
                       "l6,c,yes,,ana,,,,,disqualified,\n"
                       "l7,c,yes,,ana,b,,,,,\"[\"\"b->c\"\",\"\"x\"\"]\"\n"
                       "l8,gone,yes,,ana,b,p,\"[\"\"hot\"\"]\",,,\n"
                       "l9,c,yes,yes,ana,aside,p,,,,\n"}};
  const auto story = evaluated(rules, data, kJuly);
  has(story, "lead l1: stands in p d since " + std::to_string(kJuly));
  has(story, "lead l1: moves 0>1 1>2 2>3");
  has(story, "lead l1: status 1");
  has(story, "lead l1: m.hot holds reached");
  has(story, "lead l2: moves 0>1 1>2");  // no owner
  has(story, "lead l2: status missing");
  has(story, "lead l3: stands in p a since " + std::to_string(kJuly));
  has(story, "lead l3: moves");
  has(story, "lead l4: moves 1>0");
  has(story, "lead l4: reached [] cleared []");  // it did not hold when it was reset
  has(story, "lead l4: held [b->a]");            // held: what holds after the move back
  has(story, "lead l5: stands in p c since missing");
  has(story, "lead l5: reached [] cleared [m.hot]");
  has(story, "lead l6: stands in p a since " + std::to_string(kJuly));  // placed, but not open
  has(story, "lead l6: m.hot holds");
  has(story, "lead l7: stands in p b since missing");
  has(story, "lead l7: held [b->c]");
  has(story, "lead l8: stands in p b since missing");  // an orphan keeps its stage
  has(story, "lead l8: reached [] cleared []");
  has(story, "lead l9: moves 5>1 1>2 2>3");
}

TEST_CASE("reference: selections with times", "[laws][reference]") {
  const std::string rules = R"(
zone "Europe/Berlin"
record contact { signed time }
interaction visit { n number }
interaction demo
model m {
  scores contact
  group since "a" { "a" +1 per visit since first visit }
  group after "b" { "b" +1 per visit within 2 days after last demo }
  group gone "c" { "c" +1 per visit within 2 days after contact.signed }
  group ever "d" { "d" +1 per visit since contact.signed until last visit }
  group days "e" { "e" +1 per day with [visit, demo] }
  group weeks "f" { "f" +1 per week with visit }
  group sums "g" { "g" +(sum of n of visit within 40 days) when (average of n of visit) = 1.333333 }
  group last_n "h" { "h" +(n of last visit) when n of first visit = 1 }
}
)";
  // Two visits stand on both sides of midnight in Berlin (22:00Z), one of them a Sunday, the other a Monday.
  const Files data = {{"contacts", "id\nc\n"},
                      {"interactions",
                       "kind,at,contact,n\n"
                       "visit,2026-06-28T21:59:59.999Z,c,1\n"
                       "visit,2026-06-28T22:00:00.000Z,c,1\n"
                       "visit,2026-06-29T10:00:00.000Z,c,2\n"
                       "visit,2026-06-29T10:00:00.000Z,c,\n"
                       "demo,2026-06-28T22:00:00.000Z,c,\n"}};
  const auto story = evaluated(rules, data, kJuly - kDay / 24);
  // since the first: not itself, 3; after the demo 3 (its own moment counts); nothing after a missing time; until the
  // last, which is not counted itself: 3; two days; two weeks; 4; the last visit that has an n: 2
  has(story,
      "contact c: m.score=19000000 since=3000000 after=3000000 gone=0 ever=3000000 days=2000000 weeks=2000000 "
      "sums=4000000 last_n=2000000 grade=none");
}
