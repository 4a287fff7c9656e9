// SPDX-License-Identifier: Apache-2.0
// Random properties about scores, groups and thresholds, against every record over a few small fields: what is said to
// hold holds for all of them, and what is said to be broken is broken by the engine itself (which check_properties
// asks).
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "engine/analysis/analyse.hpp"
#include "engine/run/session/session.hpp"
#include "support/scenario.hpp"

using namespace leadline;

namespace {

std::string pick(std::mt19937& random, const std::vector<std::string>& from) { return from[random() % from.size()]; }

std::string small(std::mt19937& random) { return std::to_string(random() % 4); }

std::string rules(std::mt19937& random, bool of_leads) {
  std::string text = "record contact { n number  w text }\nrecord lead { b number }\nmodel m";
  if (random() % 4 == 0) text += ", at most 12 points";
  if (random() % 5 == 0) text += ", never below 2";
  text += " {\n  scores " + std::string{of_leads ? "lead" : "contact"};
  if (random() % 2 == 0) text += " where contact.n " + pick(random, {"is present", "> 0"});
  text += "\n";
  int label = 0;
  for (int g = 0; g < 3; ++g) {
    text += "  group g" + std::to_string(g) + (random() % 3 == 0 ? ", at most 8 points" : "") + " {\n";
    for (unsigned i = 1 + random() % 2; i > 0; --i) {
      text += "    \"r" + std::to_string(++label) + "\" " + (random() % 4 == 0 ? "-" : "+") +
              std::to_string(1 + random() % 9) + " when contact.";
      text += g == 1 ? "w = \"" + pick(random, {"a", "b"}) + "\""
                     : "n " + pick(random, {"<", ">", ">="}) + " " + small(random);
      text += "\n";
    }
    text += "  }\n";
  }
  if (random() % 5 == 0) text += "  score = g0 + 2 * g1 - g2\n";
  text += "  threshold hot at " + std::to_string(3 + random() % 12) + "\n";
  return text + "  threshold big when contact.n > " + small(random) + "\n}\n";
}

std::string part(std::mt19937& random) {
  switch (random() % 8) {
    case 0:
    case 1:
      return "m.hot now";
    case 2:
      return "not m.big now";
    case 3:
      return "m.big now";
    case 4:
      return "contact.n " + pick(random, {"<=", ">", "="}) + " " + small(random);
    case 5:
      return "m.score " + pick(random, {"<=", ">"}) + " " + std::to_string(random() % 15);
    case 6:
      return "m.g" + std::to_string(random() % 3) + " is " + pick(random, {"present", "missing"});
    default:
      return "m.g" + std::to_string(random() % 3) + " " + pick(random, {"<=", ">=", ">"}) + " " +
             std::to_string(random() % 9);
  }
}

std::string parts(std::mt19937& random) {
  std::string text = (random() % 5 == 0 ? "not (" : "(") + part(random);
  if (random() % 3 == 0) text += pick(random, {" and ", " or "}) + part(random);
  return text + ")";
}

// Every record over the fields; a lead also without a contact.
void everybody(test::Scenario& scenario, bool of_leads) {
  int count = 0;
  for (const std::string n : {"", "-1", "0", "0.5", "1", "2", "2.5", "3", "4"}) {
    for (const std::string w : {"", "a", "b", "c"}) {
      const std::string id = "c" + std::to_string(count++);
      scenario.contact(id, {{"n", n}, {"w", w}});
      if (of_leads) scenario.lead("l" + id, {{"contact", id}});
    }
  }
  if (of_leads) scenario.lead("lonely");
}

// The properties that a run of the engine finds broken by some record.
std::set<std::string> broken_by_the_engine(test::Scenario& scenario, bool of_leads) {
  everybody(scenario, of_leads);
  scenario.run();
  PlanOptions plan;
  plan.run = true;
  running::SessionOptions options;
  options.react_to_loaded = true;
  running::Session session{make_plan(scenario.program(), plan), options};
  std::vector<Decision> decisions;
  session.load(scenario.data(), scenario.as_of, decisions);
  std::set<std::string> broken;
  for (const Decision& decision : decisions) {
    if (decision.kind == Decision::Kind::kBroken) broken.insert(decision.name);
  }
  return broken;
}

}  // namespace

TEST_CASE("properties: what is said to hold for every record is broken by none", "[analysis]") {
  std::mt19937 random(11);
  int shown = 0;
  int broken_ones = 0;
  int unknown = 0;
  for (int round = 0; round < 60; ++round) {
    const bool of_leads = random() % 2 == 0;
    std::string text = rules(random, of_leads);
    constexpr int kEach = 8;
    for (int i = 0; i < kEach; ++i) {
      text += "always \"p" + std::to_string(i) + "\" ";
      if (random() % 4 != 0) text += parts(random) + " implies ";
      text += parts(random) + "\n";
    }
    INFO(text);
    test::Scenario scenario(text);
    const std::set<std::string> broken = broken_by_the_engine(scenario, of_leads);
    std::map<std::string, std::string> found;
    CheckNotes notes;
    Sources sources;
    sources.add("test.lead", text);
    for (const Diagnostic& diagnostic : analysis::Analysis{sources, scenario.program()}.findings(notes)) {
      const bool property = diagnostic.check.compare(0, 7, "always/") == 0;
      if (property) found[diagnostic.message.substr(diagnostic.message.find('`') + 1, 2)] = diagnostic.check;
    }
    for (int i = 0; i < kEach; ++i) {
      const std::string label = "p" + std::to_string(i);
      const std::string check = found.count(label) != 0 ? found[label] : "shown";
      INFO(label << " " << check);
      if (broken.count(label) != 0) CHECK((check == "always/violated" || check == "always/unknown"));
      shown += check == "shown" ? 1 : 0;
      broken_ones += check == "always/violated" ? 1 : 0;
      unknown += check == "always/unknown" ? 1 : 0;
    }
  }
  // It is about something, and little is left open.
  CHECK(shown > 80);
  CHECK(broken_ones > 250);
  CHECK(unknown * 15 < shown + broken_ones);
}
