// SPDX-License-Identifier: Apache-2.0
// How long it takes to reason about a rule file: what an editor waits for at every keystroke.
// Usage: analysis_bench [RULES_IN_A_MODEL] [REPETITIONS]. The file is generated: four groups of rules about ten fields
// and three kinds of interactions, grades and thresholds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "engine/analysis/analyse.hpp"
#include "engine/program/check.hpp"

using namespace leadline;

namespace {

std::string generated(int rules) {
  std::mt19937 random(7);
  const auto number = [&](int most) { return std::to_string(random() % static_cast<unsigned>(most)); };
  std::string text =
      "record contact { job_title text  country text  opted_in yes_no  seniority choice [\"junior\", \"senior\", "
      "\"chief\"] }\nrecord account { employees number  revenue number  industry text  age_of_firm number }\n"
      "record lead { campaign text  budget number }\n"
      "interaction page_visit { page text }\ninteraction email_open { }\ninteraction event_attend { event text }\n"
      "model m {\n  scores lead where contact.opted_in\n";
  for (int g = 0; g < 4; ++g) {
    text += "  group g" + std::to_string(g) + ", at most " + std::to_string(rules / 2) + " points {\n";
    for (int r = g; r < rules; r += 4) {
      std::string condition;
      switch (random() % 7) {
        case 0:
          condition = "account.employees > " + number(5000) + " and account.revenue < " + number(100000);
          break;
        case 1:
          condition = "contact.country in [\"c" + number(60) + "\", \"c" + number(60) + "\", \"c" + number(60) + "\"]";
          break;
        case 2:
          condition = "contact.job_title contains word any [\"title" + number(90) + "\", \"title" + number(90) + "\"]";
          break;
        case 3:
          condition = "any page_visit where page = \"p" + number(50) + "\" within " + std::to_string(1 + random() % 90) +
                      " days";
          break;
        case 4:
          condition = "contact.seniority at least \"senior\" and lead.budget between " + number(50) + " and 9" +
                      number(1000);
          break;
        case 5:
          condition = "account.industry = \"i" + number(40) + "\" or lead.campaign = \"k" + number(40) + "\"";
          break;
        default:
          condition = "count of email_open within " + std::to_string(1 + random() % 60) + " days >= " + number(9);
      }
      text += "    \"rule " + std::to_string(r) + "\" " + (random() % 4 == 0 ? "-" : "+") +
              std::to_string(1 + random() % 20) + " when " + condition + "\n";
    }
    text += "  }\n";
  }
  return text +
         "  grade \"A\" when score >= 60\n  grade \"B\" when score >= 30\n  grade \"C\" otherwise\n"
         "  threshold warm at 30\n  threshold hot at 60\n}\n";
}

double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  const int rules = argc > 1 ? std::atoi(argv[1]) : 1000;
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 7;
  const std::string text = generated(rules);
  FileReader reader;
  reader.file = [](const std::string&) { return std::nullopt; };
  reader.stock = reader.file;
  std::vector<double> checked;
  std::vector<double> analysed;
  std::size_t count = 0;
  for (int i = 0; i < repetitions; ++i) {
    Sources sources;
    const SourceId main_source = sources.add("generated.lead", text);
    Diagnostics diagnostics;
    CheckNotes notes;
    auto begin = std::chrono::steady_clock::now();
    const auto program = check_program(sources, main_source, reader, diagnostics, notes);
    checked.push_back(milliseconds_since(begin));
    if (!program) {
      for (const Diagnostic& d : diagnostics) std::fputs(format_pretty(sources, d).c_str(), stderr);
      return 1;
    }
    begin = std::chrono::steady_clock::now();
    count = analysis::Analysis{sources, *program}.findings(notes).size();
    analysed.push_back(milliseconds_since(begin));
  }
  std::sort(checked.begin(), checked.end());
  std::sort(analysed.begin(), analysed.end());
  const std::size_t middle = checked.size() / 2;
  std::printf("%d rules: compiler %.1f ms, analysis %.1f ms [%.1f .. %.1f], %zu findings\n", rules, checked[middle],
              analysed[middle], analysed.front(), analysed.back(), count);
  return 0;
}
