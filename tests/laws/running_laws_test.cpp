// SPDX-License-Identifier: Apache-2.0
// The laws of a run, held to random logs of events over random programs; the settings are those of laws_test.cpp. A
// case that breaks a law is made small, printed, and kept under tests/laws/cases with its log.ndjson and the decisions
// that it has to give, which every run replays.
#include "laws/running_laws.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "laws/case_files.hpp"
#include "laws/generate_data.hpp"
#include "laws/generate_log.hpp"
#include "laws/generate_program.hpp"
#include "laws/laws.hpp"
#include "laws/shrink.hpp"
#include "leadline/decision.hpp"

using namespace leadline;
using namespace leadline::laws;

namespace {

constexpr const char* kLogFile = "log.ndjson";

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoull(text);
}

struct Seed {
  GeneratedProgram program;
  std::unique_ptr<CheckedRules> rules, other;
  Story story;
};

// The same rules without some of them, with which a run may go on; null where they say nothing.
std::unique_ptr<CheckedRules> others(const std::string& text, const std::map<std::string, std::string>& files,
                                     Story& story) {
  auto rules = check_rules(thinner(text), files);
  story.other = rules->program;
  return rules;
}

Seed from_seed(std::uint64_t number) {
  Random random(number ^ 0x5EEDU);
  Seed seed;
  seed.program = generate_program(random, true);
  seed.rules = check_rules(to_text(seed.program.rules), files_of(seed.program.rules));
  if (seed.rules->program == nullptr) return seed;
  const Program& program = *seed.rules->program;
  seed.other = others(to_text(seed.program.rules), files_of(seed.program.rules), seed.story);
  seed.story.at = generate_time(random, program);
  if (random.chance(40)) seed.story.loaded = generate_data(random, program, seed.story.at);
  seed.story.log = generate_log(random, program, seed.story.loaded, seed.story.at);
  return seed;
}

std::string folder_of_cases() { return std::string(LEADLINE_SOURCE_DIR) + "/tests/laws/cases"; }

std::string kind_of(const std::string& fault) {
  const std::size_t begin = fault.find(": ");
  return begin == std::string::npos ? fault
                                    : fault.substr(begin + 2, fault.find_first_of(" .=[{", begin + 2) - begin - 2);
}

// The log stands among the data, one event a row.
Story story_of(const Program& program, const Case& one) {
  Story story;
  story.loaded = from_csv(program, one.data);
  story.at = one.as_of;
  const auto log = one.data.find(kLogFile);
  if (log == one.data.end()) return story;
  for (std::size_t i = 1; i < log->second.size(); ++i) {
    if (!log->second[i][0].empty()) story.log.push_back(log->second[i][0]);
  }
  return story;
}

std::string fault_of(const RunningLaw& law, const Case& one) {
  const auto rules = check_rules(to_text(one.rules), files_of(one.rules));
  if (rules->program == nullptr) return "";
  Story story = story_of(*rules->program, one);
  const auto other = others(to_text(one.rules), files_of(one.rules), story);
  if (!valid_data(*rules->program, story.loaded)) return "";
  return law.fault(*rules->program, story);
}

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// Makes a failing case small, prints it and keeps it.
void report(const RunningLaw& law, std::uint64_t number, const Seed& seed) {
  Case failing{seed.program.rules, csv_data(*seed.rules->program, seed.story.loaded), seed.story.at};
  Cells& log = failing.data[kLogFile] = {{"event"}};
  for (const std::string& line : seed.story.log) log.push_back({line});
  const std::string kind = kind_of(fault_of(law, failing));
  const Case small = shrink(
      std::move(failing),
      [&](const Case& candidate) {
        const std::string fault = fault_of(law, candidate);
        return !fault.empty() && kind_of(fault) == kind;
      },
      static_cast<int>(setting("LEADLINE_LAW_ATTEMPTS", 4000)));
  std::map<std::string, std::string> files = files_of(small.rules);
  files["rules.lead"] = to_text(small.rules);
  for (auto file = files.begin(); file != files.end();) {
    const bool named = std::any_of(files.begin(), files.end(), [&](const auto& other) {
      return other.second.find('"' + file->first + '"') != std::string::npos ||
             other.second.find("/" + file->first + '"') != std::string::npos;
    });
    file = named || file->first == "rules.lead" ? std::next(file) : files.erase(file);
  }
  for (const auto& [name, cells] : small.data) {
    if (cells.size() > 1 && name != kLogFile) files[name] = csv_text(cells);
  }
  const auto rules = check_rules(files["rules.lead"], files_of(small.rules));
  std::cout << "seed " << number << " breaks the law of " << law.name << ":\n" << fault_of(law, small);
  if (rules->program != nullptr) {
    const Story story = story_of(*rules->program, small);
    files[kLogFile] = lines_of(story.log);
    files["expected.txt"] = std::to_string(story.at) + "\n" + lines_of(decisions_of(*rules->program, story));
  }
  for (const auto& [name, text] : files) std::cout << "--- " << name << "\n" << text;
  std::string name = law.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  const std::string folder = folder_of_cases() + "/run_" + name + "_" + std::to_string(number);
  write_folder(folder, files);
  std::cout << "kept as " << folder << std::endl;
}

void hold(const RunningLaw& law) {
  const std::uint64_t seeds = setting("LEADLINE_LAW_SEEDS", 16);
  const std::uint64_t first = setting("LEADLINE_LAW_FIRST", 1);
  int broken = 0;
  for (std::uint64_t number = first;
       number < first + seeds && broken < static_cast<int>(setting("LEADLINE_LAW_FAULTS", 3)); ++number) {
    const Seed seed = from_seed(number);
    if (seed.rules->program == nullptr) continue;
    const std::string fault = law.fault(*seed.rules->program, seed.story);
    if (fault.empty()) continue;
    ++broken;
    if (setting("LEADLINE_LAW_SHRINK", 1) == 1) {
      report(law, number, seed);
    } else {
      std::cout << "seed " << number << " breaks the law of " << law.name << ":\n" << fault;
    }
  }
  INFO("the law of " << law.name << ", seeds from " << first);
  CHECK(broken == 0);
}

}  // namespace

TEST_CASE("laws: scoring a snapshot of a run says what the run knows", "[laws][run]") {
  hold({"snapshots", law_of_snapshots});
}

TEST_CASE("laws: a second tick decides nothing", "[laws][run]") { hold({"second tick", law_of_second_tick}); }

TEST_CASE("laws: a run that looks at what can have changed decides as one that looks at all", "[laws][run]") {
  hold({"queue", law_of_the_queue});
}

TEST_CASE("laws: a run that is stopped after every event decides as one that goes on", "[laws][run]") {
  hold({"resuming", law_of_resuming});
}

TEST_CASE("laws: a run that is stopped after every event goes on from kept rows", "[laws][run]") {
  hold({"kept rows", law_of_kept_rows});
}

TEST_CASE("laws: a run goes on under other rules as these say", "[laws][run]") {
  hold({"new rules", law_of_new_rules});
}

TEST_CASE("laws: a run decides the same again", "[laws][run]") {
  hold({"order of decisions", law_of_order_of_decisions});
}

TEST_CASE("laws: the parts of a log decide what the whole does", "[laws][run]") { hold({"parts", law_of_parts}); }

TEST_CASE("laws: some random logs can be cut and some cannot", "[laws][run]") {
  int whole = 0;
  int cut = 0;
  for (std::uint64_t number = 1; number <= 100; ++number) {
    const Seed seed = from_seed(number);
    if (seed.rules->program == nullptr) continue;
    const std::size_t parts = parts_of(*seed.rules->program, seed.story);
    whole += parts == 0 ? 1 : 0;
    cut += parts > 3 ? 1 : 0;
  }
  if (setting("LEADLINE_LAW_COUNT", 0) != 0) std::cout << whole << " whole, " << cut << " cut\n";
  CHECK(whole > 10);
  CHECK(cut > 10);
}

TEST_CASE("laws: random runs meet every kind of decision", "[laws][run]") {
  std::map<std::string, int> met;
  for (std::uint64_t number = 1; number <= 100; ++number) {
    const Seed seed = from_seed(number);
    if (seed.rules->program == nullptr) continue;
    for (const std::string& line : decisions_of(*seed.rules->program, seed.story)) {
      const std::size_t begin = line.find("\"decision\":\"") + 12;
      ++met[line.substr(begin, line.find('"', begin) - begin)];
      if (setting("LEADLINE_LAW_COUNT", 0) > 1) std::cout << number << " " << line << "\n";
    }
  }
  for (int kind = 0; kind < kDecisionKinds; ++kind) {
    const std::string name(name_of(static_cast<Decision::Kind>(kind)));
    if (setting("LEADLINE_LAW_COUNT", 0) != 0) std::cout << name << " " << met[name] << "\n";
    INFO(name);
    CHECK(met[name] > 0);
  }
}

TEST_CASE("laws: actions that create without end are ended, and said", "[laws][run]") {
  const auto rules = check_rules(R"(
record lead { topic text  warm yes_no }
process p for lead {
  stage s0 { on enter create lead { topic = "again" } matching nothing }
}
)",
                                 {});
  INFO(errors_of(*rules));
  REQUIRE(rules->program != nullptr);
  Story story;
  story.log = {R"({"type":"contact","id":"c1","at":"2026-07-01"})",
               R"({"type":"lead","id":"l1","contact":"c1","at":"2026-07-01"})", R"({"type":"tick","at":"2026-07-02"})"};
  int created = 0;
  int loops = 0;
  for (const std::string& line : decisions_of(*rules->program, story)) {
    created += line.find("\"decision\":\"created\"") == std::string::npos ? 0 : 1;
    loops += line.find("\"decision\":\"loop\"") == std::string::npos ? 0 : 1;
  }
  CHECK(created == 100);
  CHECK(loops == 1);
  for (const RunningLaw& law : running_laws()) {
    INFO("the law of " << law.name);
    CHECK(law.fault(*rules->program, story) == "");
  }
}

TEST_CASE("laws: actions that create ever more are ended, and said", "[laws][run]") {
  const auto rules = check_rules(R"(
record lead { topic text }
process p for lead {
  stage s0 {
    on enter {
      create lead { topic = "one" } matching nothing
      create lead { topic = "other" } matching nothing
    }
  }
}
)",
                                 {});
  INFO(errors_of(*rules));
  REQUIRE(rules->program != nullptr);
  Story story;
  story.log = {R"({"type":"contact","id":"c1","at":"2026-07-01"})",
               R"({"type":"lead","id":"l1","contact":"c1","at":"2026-07-01"})"};
  int created = 0;
  int loops = 0;
  for (const std::string& line : decisions_of(*rules->program, story)) {
    created += line.find("\"decision\":\"created\"") == std::string::npos ? 0 : 1;
    loops += line.find("\"decision\":\"loop\"") == std::string::npos ? 0 : 1;
  }
  CHECK(created > 1000);
  CHECK(created < 1100);
  CHECK(loops == 1);
}

TEST_CASE("laws: every kept run holds", "[laws][run]") {
  for (const auto& entry : std::filesystem::directory_iterator(folder_of_cases())) {
    if (!entry.is_directory()) continue;
    const auto files = read_folder(entry.path());
    if (files.count(kLogFile) == 0) continue;
    const auto rules = check_rules(files.at("rules.lead"), files);
    INFO(entry.path().filename().string() << "\n" << errors_of(*rules));
    REQUIRE(rules->program != nullptr);
    CsvData csv;
    for (const auto& [name, text] : files) {
      if (name.size() > 4 && name.substr(name.size() - 4) == ".csv") csv[name] = csv_cells(text);
    }
    const std::string& expected = files.at("expected.txt");
    Story story;
    story.loaded = from_csv(*rules->program, csv);
    story.at = std::stoll(expected);
    const std::string& log = files.at(kLogFile);
    for (std::size_t begin = 0, end = log.find('\n'); end != std::string::npos;
         begin = end + 1, end = log.find('\n', begin)) {
      story.log.push_back(log.substr(begin, end - begin));
    }
    const std::string decided = std::to_string(story.at) + "\n" + lines_of(decisions_of(*rules->program, story));
    if (setting("LEADLINE_LAW_REWRITE", 0) == 1) write_folder(entry.path().string(), {{"expected.txt", decided}});
    INFO("decided:\n" << decided);
    const auto other = others(files.at("rules.lead"), files, story);
    CHECK((decided == expected || setting("LEADLINE_LAW_REWRITE", 0) == 1));
    for (const RunningLaw& law : running_laws()) {
      INFO("the law of " << law.name);
      CHECK(law.fault(*rules->program, story).empty());
    }
  }
}
