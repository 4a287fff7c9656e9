// SPDX-License-Identifier: Apache-2.0
// Ranges of random models against the scores of every record over a few small fields: no record may lie outside, and
// where nothing but fields counts the ends must be met.
#include "engine/analysis/score_range.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "engine/analysis/analyse.hpp"
#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::analysis;

namespace {

constexpr const char* kRecords = "record contact { n number  w text  y yes_no }\n";

std::string pick(std::mt19937& random, const std::vector<std::string>& from) { return from[random() % from.size()]; }

std::string condition(std::mt19937& random) {
  switch (random() % 6) {
    case 0:
      return "n " + pick(random, {"<", "<=", ">", ">=", "="}) + " " + std::to_string(random() % 4);
    case 1:
      return "n between 1 and 2 and y";
    case 2:
      return "w in [\"a\", \"b\"]";
    case 3:
      return "w = \"" + pick(random, {"a", "b", "c"}) + "\" or n = " + std::to_string(random() % 3);
    case 4:
      return "not y";
    default:
      return "w is " + pick(random, {"present", "missing"});
  }
}

std::string points(std::mt19937& random) { return (random() % 3 == 0 ? "-" : "+") + std::to_string(1 + random() % 20); }

std::string rule(std::mt19937& random, int& label) {
  return "    \"r" + std::to_string(++label) + "\" " + points(random) + " when " + condition(random) + "\n";
}

std::string block(std::mt19937& random, int& label) {
  const unsigned form = random() % 4;
  if (form > 1) {
    std::string text = rule(random, label);
    if (random() % 5 == 0) {
      text.pop_back();
      text += random() % 2 == 0 ? ", at most 7 points\n" : ", never below -5\n";
    }
    return text;
  }
  std::string text = form == 0 ? "    first of \"b" : "    best of \"b";
  text += std::to_string(++label) + "\" {\n";
  for (unsigned i = 2 + random() % 2; i > 0; --i) text += "  " + rule(random, label);
  if (random() % 2 == 0) text += "      \"r" + std::to_string(++label) + "\" " + points(random) + " otherwise\n";
  return text + "    }\n";
}

std::string model(std::mt19937& random, bool one_group) {
  int label = 0;
  std::string text = std::string{kRecords} + "model m";
  if (random() % 4 == 0) text += ", at most 30 points";
  text += " {\n  scores contact" + std::string{random() % 3 == 0 ? " where n is present" : ""} + "\n";
  for (int g = 0; g < (one_group ? 1 : 3); ++g) {
    text += "  group g" + std::to_string(g);
    if (random() % 3 == 0) text += ", at most 12 points";
    if (random() % 3 == 0) text += ", never below -4";
    text += " {\n";
    for (unsigned i = 1 + random() % 4; i > 0; --i) text += block(random, label);
    text += "  }\n";
  }
  return text + "}\n";
}

struct Ends {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

std::optional<Ends> by_the_engine(test::Scenario& scenario) {
  std::size_t count = 0;
  for (const std::string n : {"", "-1", "0", "0.5", "1", "1.5", "2", "2.5", "3", "4"}) {
    for (const std::string w : {"", "a", "b", "c", "d"}) {
      for (const std::string y : {"", "yes", "no"})
        scenario.contact("c" + std::to_string(count++), {{"n", n}, {"w", w}, {"y", y}});
    }
  }
  std::optional<Ends> ends;
  for (const std::int64_t score : scenario.run().models[0].score) {
    if (score == kMissing64) continue;
    if (!ends) ends = Ends{score, score};
    ends->low = std::min(ends->low, score);
    ends->high = std::max(ends->high, score);
  }
  return ends;
}

ModelRanges by_boxes(const Program& program) {
  Conditions conditions{program};
  const Model& m = program.models[0];
  const Choices choices = choices_of(conditions, m);
  return ranges_of(conditions, m, choices, conditions.of(m.where, true));
}

}  // namespace

TEST_CASE("ranges: the ends of one group are those that the engine finds", "[analysis]") {
  std::mt19937 random(5);
  for (int round = 0; round < 150; ++round) {
    const std::string text = model(random, true);
    INFO(text);
    test::Scenario scenario(text);
    const std::optional<Ends> ends = by_the_engine(scenario);
    REQUIRE(ends);
    const ModelRanges ranges = by_boxes(scenario.program());
    REQUIRE(ranges.score.low.points);
    REQUIRE(ranges.score.high.points);
    CHECK(static_cast<std::int64_t>(*ranges.score.low.points) == ends->low);
    CHECK(static_cast<std::int64_t>(*ranges.score.high.points) == ends->high);
  }
}

TEST_CASE("ranges: no record lies outside, whatever the groups share", "[analysis]") {
  std::mt19937 random(6);
  for (int round = 0; round < 150; ++round) {
    const std::string text = model(random, false);
    INFO(text);
    test::Scenario scenario(text);
    const std::optional<Ends> ends = by_the_engine(scenario);
    REQUIRE(ends);
    const ModelRanges ranges = by_boxes(scenario.program());
    CHECK(static_cast<std::int64_t>(*ranges.score.low.points) <= ends->low);
    CHECK(static_cast<std::int64_t>(*ranges.score.high.points) >= ends->high);
  }
}

TEST_CASE("ranges: the records that show the ends have them", "[analysis]") {
  test::Scenario scenario(R"(
record contact { job_title text  opted_in yes_no  score_hint number }
record account { employees number }
interaction page_visit { page text }
interaction email_open { }
interaction event_attend { event text }
model m {
  scores lead where contact.opted_in
  group fit, at most 40 points {
    "Title"    +25  when contact.job_title contains word any ["director", "VP"]
    "Student"  -15  when contact.job_title contains word "student"
    "Size"     +20  when account.employees between 200 and 500
  }
  group engagement {
    "Opens"    +2   per email_open within 30 days, at most 20 points
    "Pricing"  +10  when any page_visit where page = "pricing" within 30 days
    "Jobs"     -10  when any page_visit where page = "jobs" within 30 days
    "Events"   +5   per event with event_attend within 90 days, at most 15 points
    "Silence"  -10  per 30 days without [email_open, page_visit], never below -30
  }
})");
  const Sources sources;
  Analysis analysis{sources, scenario.program()};
  const ModelReport report = analysis.ranges()[0];
  CHECK(to_text(Decimal{report.score.high.bound}) == "85");
  CHECK(report.score.high.exact);
  CHECK(to_text(Decimal{report.score.low.bound}) == "-45");
  CHECK(report.score.low.exact);
  CHECK(to_text(Decimal{report.groups[0].high.bound}) == "40");
  CHECK(report.groups[0].high.exact);
  CHECK(report.groups[1].high.exact);
}
