// SPDX-License-Identifier: Apache-2.0
// Regions against the engine: random conditions over a few small fields, each asked of every record that there can be.
// What the engine finds fulfilled must not be impossible; and over fields alone, what nobody fulfils must be.
#include "engine/analysis/conditions.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "support/scenario.hpp"

using namespace leadline;
using leadline::analysis::Conditions;

namespace {

constexpr const char* kRecords = R"(
record contact { n number  w text  y yes_no  c choice ["low", "middle", "high"] }
record lead { n number }
interaction visit { page text  seconds number }
interaction open { }
)";

std::string pick(std::mt19937& random, const std::vector<std::string>& from) { return from[random() % from.size()]; }

std::string random_condition(std::mt19937& random, int depth, bool interactions) {
  if (depth > 0 && random() % 3 != 0) {
    const std::string a = random_condition(random, depth - 1, interactions);
    if (random() % 4 == 0) return "not (" + a + ")";
    return "(" + a + (random() % 2 == 0 ? " and " : " or ") + random_condition(random, depth - 1, interactions) + ")";
  }
  const auto number = [&] { return std::to_string(random() % 4); };
  const auto word = [&] { return "\"" + pick(random, {"director", "vice director", "a", "b"}) + "\""; };
  if (interactions) {
    const std::string what =
        "(" +
        pick(random, {"visit", "[visit, open]", "open", "visit where page = \"a\"", "visit where page != \"a\""}) +
        pick(random, {"", " within 7 days", " within 30 days"}) + ")";
    switch (random() % 6) {
      case 0:
        return "any " + what;
      case 1:
        return "no " + what;
      case 2:
        return "count of " + what + " " + pick(random, {">=", "<", "=", "<="}) + " " + std::to_string(random() % 3);
      case 3:
        return "age of last " + what + " " + pick(random, {">", "<", ">=", "<="}) + " " +
               pick(random, {"7 days", "30 days", "10 days"});
      case 4:
        return "count of days with " + what + " >= " + std::to_string(1 + random() % 2);
      default:
        return "last " + what + " is " + pick(random, {"present", "missing"});
    }
  }
  switch (random() % 10) {
    case 0:
      return "n " + pick(random, {"<", "<=", ">", ">=", "=", "!="}) + " " + number();
    case 1:
      return "n between 1 and " + std::to_string(1 + random() % 3);
    case 2:
      return "n in [0, 2]";
    case 3:
      return "w " + pick(random, {"=", "!="}) + " " + word();
    case 4:
      return "w in [" + word() + ", " + word() + "]";
    case 5:
      return "y";
    case 6:
      return "c at least \"" + pick(random, {"low", "middle", "high"}) + "\"";
    case 7:
      return pick(random, {"n", "w", "y", "c"}) + " is " + pick(random, {"present", "missing"});
    case 8:
      return "(n else 1) " + pick(random, {"<", ">=", "="}) + " " + number();
    default:
      return "w " + pick(random, {"contains", "contains word", "starts with", "ends with"}) + " \"" +
             pick(random, {"director", "vice"}) + "\"";
  }
}

// Texts that are searched have laws, but not all that there could be.
bool searches(const std::string& condition) {
  return condition.find("contains") != std::string::npos || condition.find("with \"") != std::string::npos;
}

std::string model_of(const std::vector<std::string>& conditions) {
  std::string rules;
  for (std::size_t i = 0; i < conditions.size(); ++i)
    rules += "  \"r" + std::to_string(i) + "\" +" + std::to_string(i + 1) + " when " + conditions[i] + "\n";
  return std::string{kRecords} + "model m {\n  scores contact\n" + rules + "}\n";
}

// Every record over the fields' small domains.
std::size_t add_all(test::Scenario& scenario) {
  std::size_t count = 0;
  for (const std::string n : {"", "-1", "0", "0.5", "1", "1.5", "2", "3", "4"}) {
    for (const std::string w : {"", "director", "Vice Director", "a", "b", "other", "a directory", "the director x",
                                "vice", "vice versa", "a vice", "vicedirector", "director vice", "devices", "vices"}) {
      for (const std::string y : {"", "yes", "no"}) {
        for (const std::string c : {"", "low", "middle", "high"})
          scenario.contact("c" + std::to_string(count++), {{"n", n}, {"w", w}, {"y", y}, {"c", c}});
      }
    }
  }
  return count;
}

// Which rules hold for a contact: by explaining it.
std::vector<bool> holding(test::Scenario& scenario, std::size_t count, std::uint32_t row) {
  std::vector<bool> found(count, false);
  const RecordLedger ledger = explain(scenario.plan(), scenario.data(), scenario.as_of, RecordKind::kContact, row);
  for (const LedgerLine& line : ledger.lines) {
    if (line.kind == LedgerLine::Kind::kRule && line.holds) found[static_cast<std::size_t>(line.rule)] = true;
  }
  return found;
}

}  // namespace

TEST_CASE("regions: over fields, empty where nobody fulfils the condition and nowhere else", "[analysis]") {
  std::mt19937 random(20260701);
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> conditions;
    for (int i = 0; i < 60; ++i) conditions.push_back(random_condition(random, 3, false));
    test::Scenario scenario(model_of(conditions));
    const std::size_t records = add_all(scenario);
    scenario.run();
    std::vector<std::vector<bool>> holds;
    for (std::uint32_t row = 0; row < records; ++row) holds.push_back(holding(scenario, conditions.size(), row));
    Conditions regions{scenario.program()};
    const std::vector<Rule>& rules = scenario.program().models[0].rules;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      bool some = false;
      bool all = true;
      for (const std::vector<bool>& one : holds) {
        some = some || one[i];
        all = all && one[i];
      }
      INFO(conditions[i]);
      const bool exact = !searches(conditions[i]);
      if (some || exact) CHECK(regions.of(rules[i].condition, true).empty() == !some);
      if (!all || exact) CHECK(regions.of(rules[i].condition, false).empty() == all);
      for (std::size_t j = 0; j < i; ++j) {
        bool together = false;
        bool follows = true;
        for (const std::vector<bool>& one : holds) {
          together = together || (one[i] && one[j]);
          follows = follows && (!one[i] || one[j]);
        }
        INFO(conditions[j]);
        const analysis::Region both =
            regions.both(regions.of(rules[i].condition, true), regions.of(rules[j].condition, true));
        const bool known = exact && !searches(conditions[j]);
        if (together || known) CHECK(both.empty() == !together);
        if (!follows || known) CHECK(regions.implies(rules[i].condition, rules[j].condition) == follows);
      }
    }
  }
}

TEST_CASE("regions: over interactions, never empty where somebody fulfils the condition", "[analysis]") {
  std::mt19937 random(1789);
  std::size_t proved = 0;
  std::size_t impossible = 0;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> conditions;
    for (int i = 0; i < 60; ++i) conditions.push_back(random_condition(random, 2, true));
    test::Scenario scenario(model_of(conditions));
    // All ways to do at most three things out of eight.
    struct Happened {
      const char* kind;
      const char* at;
      const char* page;
    };
    static constexpr Happened kThings[] = {
        {"visit", "2026-06-30T12:00:00Z", "a"}, {"visit", "2026-06-30T11:00:00Z", "b"},
        {"visit", "2026-06-21T12:00:00Z", "a"}, {"visit", "2026-06-21T12:00:00Z", ""},
        {"visit", "2026-05-01T12:00:00Z", "b"}, {"open", "2026-06-29T12:00:00Z", ""},
        {"open", "2026-06-10T12:00:00Z", ""},   {"open", "2026-04-10T12:00:00Z", ""},
    };
    std::uint32_t records = 0;
    for (unsigned mask = 0; mask < 256; ++mask) {
      int bits = 0;
      for (unsigned b = 0; b < 8; ++b) bits += (mask >> b) & 1U;
      if (bits > 3) continue;
      char id[8];
      std::snprintf(id, sizeof id, "c%04u", records++);
      scenario.contact(id);
      for (unsigned b = 0; b < 8; ++b) {
        if (((mask >> b) & 1U) == 0) continue;
        scenario.happened(kThings[b].kind, id, kThings[b].at,
                          std::string{kThings[b].kind} == "visit" && *kThings[b].page != '\0'
                              ? test::Scenario::Fields{{"page", kThings[b].page}}
                              : test::Scenario::Fields{});
      }
    }
    scenario.run();
    std::vector<std::vector<bool>> holds;
    for (std::uint32_t row = 0; row < records; ++row) holds.push_back(holding(scenario, conditions.size(), row));
    Conditions regions{scenario.program()};
    const std::vector<Rule>& rules = scenario.program().models[0].rules;
    for (std::size_t i = 0; i < rules.size(); ++i) {
      for (std::size_t j = 0; j < rules.size(); ++j) {
        bool together = false;
        bool follows = true;
        for (const std::vector<bool>& one : holds) {
          together = together || (one[i] && one[j]);
          follows = follows && (!one[i] || one[j]);
        }
        INFO(conditions[i] << "\n" << conditions[j]);
        const bool none =
            regions.both(regions.of(rules[i].condition, true), regions.of(rules[j].condition, true)).empty();
        if (together) CHECK_FALSE(none);
        if (!follows) CHECK_FALSE(regions.implies(rules[i].condition, rules[j].condition));
        proved += none ? 1 : 0;
        impossible += together ? 0 : 1;
      }
    }
  }
  // Three things and three ages do not fulfil all that can be, but most of what nobody does is proved.
  CHECK(proved * 2 > impossible);
}

TEST_CASE("boxes: as tight step by step as at once, and back again", "[analysis]") {
  std::mt19937 random(42);
  std::vector<std::string> conditions;
  for (int i = 0; i < 60; ++i) conditions.push_back(random_condition(random, 2, i % 2 == 0));
  const test::Scenario scenario(model_of(conditions));
  Conditions regions{scenario.program()};
  std::vector<analysis::Box> boxes;
  for (const Rule& rule : scenario.program().models[0].rules) {
    for (const analysis::Box& box : regions.of(rule.condition, true).boxes) boxes.push_back(box);
  }
  std::size_t fitting = 0;
  for (const analysis::Box& first : boxes) {
    for (const analysis::Box& second : boxes) {
      analysis::Box at_once = first;
      const bool fits = at_once.narrow(second) && regions.tighten(at_once);
      analysis::Box step = first;
      analysis::Trail trail{step};
      std::vector<analysis::AxisId> changed;
      CHECK((trail.narrow(second, changed) && regions.tighten(trail, changed)) == fits);
      if (fits) CHECK(step == at_once);
      trail.back(0);
      CHECK(step == first);
      fitting += fits ? 1 : 0;
    }
  }
  CHECK(fitting > boxes.size());
  CHECK(fitting < boxes.size() * boxes.size());
}

TEST_CASE("laws: windows, buckets, ages and kinds", "[analysis]") {
  const auto implies = [](const std::string& a, const std::string& b) {
    test::Scenario scenario(model_of({a, b}));
    const std::vector<Rule>& rules = scenario.program().models[0].rules;
    return Conditions{scenario.program()}.implies(rules[0].condition, rules[1].condition);
  };
  CHECK(implies("any visit within 7 days", "any visit within 30 days"));
  CHECK_FALSE(implies("any visit within 30 days", "any visit within 7 days"));
  CHECK(implies("any visit within 7 days", "any [visit, open]"));
  CHECK(implies("any visit where page = \"a\"", "any visit where page in [\"a\", \"b\"]"));
  CHECK_FALSE(implies("any visit where page in [\"a\", \"b\"]", "any visit where page = \"a\""));
  CHECK(implies("count of visit within 7 days >= 3", "count of visit within 30 days > 2"));
  CHECK(implies("no [visit, open]", "no visit within 30 days"));
  CHECK(implies("age of last visit < 7 days", "any visit within 7 days"));
  CHECK(implies("any visit within 7 days", "age of last visit < 7 days"));
  CHECK_FALSE(implies("age of last visit <= 7 days", "any visit within 7 days"));
  CHECK(implies("age of last visit > 30 days", "no visit within 30 days"));
  CHECK(implies("count of days with at least 2 visit within 7 days >= 3", "count of visit within 30 days >= 6"));
  CHECK_FALSE(implies("count of visit within 30 days >= 6", "count of days with visit within 30 days >= 3"));
  CHECK(implies("distinct page of visit >= 3", "count of visit >= 3"));
  CHECK(implies("last visit is present", "any visit"));
  CHECK(implies("any visit", "last visit is present"));
  CHECK(implies("w contains word \"vice director\"", "w contains \"director\""));
  CHECK(implies("w = \"Vice Director\"", "w contains word \"director\""));
  CHECK_FALSE(implies("w contains \"director\"", "w contains word \"director\""));
}
