// SPDX-License-Identifier: Apache-2.0
// The laws of scoring, held to random programs and data: LEADLINE_LAW_SEEDS says to how many, LEADLINE_LAW_FIRST where
// to begin, LEADLINE_LAW_FAULTS after how many faults to stop (3), LEADLINE_LAW_SHRINK=0 not to make them small. A case
// that breaks a law is made small, printed, and kept under tests/laws/cases, which every run replays.
#include "laws/laws.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "laws/case_files.hpp"
#include "laws/generate_data.hpp"
#include "laws/generate_program.hpp"
#include "laws/outcome.hpp"
#include "laws/shrink.hpp"

using namespace leadline;
using namespace leadline::laws;

namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoull(text);
}

struct Seed {
  GeneratedProgram program;
  std::unique_ptr<CheckedRules> rules;
  reference::ReferenceData data;
  std::int64_t as_of = 0;
};

Seed from_seed(std::uint64_t number) {
  Random random(number);
  Seed seed;
  seed.program = generate_program(random);
  seed.rules = check_rules(to_text(seed.program.rules), files_of(seed.program.rules));
  if (seed.rules->program == nullptr) return seed;
  seed.as_of = generate_time(random, *seed.rules->program);
  seed.data = generate_data(random, *seed.rules->program, seed.as_of);
  return seed;
}

std::string folder_of_cases() { return std::string(LEADLINE_SOURCE_DIR) + "/tests/laws/cases"; }

// What is wrong, roughly: the first words of the first line behind the record's name. A case that is made smaller must
// go on to fail in this way.
std::string kind_of(const std::string& fault) {
  const std::size_t begin = fault.find(": ");
  return begin == std::string::npos ? fault
                                    : fault.substr(begin + 2, fault.find_first_of(" .=[", begin + 2) - begin - 2);
}

// Makes a failing case small, prints it and keeps it.
void report(const Law& law, std::uint64_t number, const Seed& seed) {
  const auto fault_of = [&](const Case& candidate) -> std::string {
    const auto rules = check_rules(to_text(candidate.rules), files_of(candidate.rules));
    if (rules->program == nullptr) return "";
    const auto data = from_csv(*rules->program, candidate.data);
    if (!valid_data(*rules->program, data)) return "";
    return law.fault(*rules->program, data, candidate.as_of);
  };
  Case failing{seed.program.rules, csv_data(*seed.rules->program, seed.data), seed.as_of};
  const std::string kind = kind_of(fault_of(failing));
  const Case small = shrink(std::move(failing), [&](const Case& candidate) {
    const std::string fault = fault_of(candidate);
    return !fault.empty() && kind_of(fault) == kind;
  });
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
    if (cells.size() > 1) files[name] = csv_text(cells);
  }
  std::cout << "seed " << number << " breaks the law of " << law.name << ":\n" << fault_of(small);
  const auto rules = check_rules(files["rules.lead"], files_of(small.rules));
  if (rules->program != nullptr) {
    std::string& expected = files["expected.txt"] = std::to_string(small.as_of) + "\n";
    const auto result = reference::evaluate(*rules->program, from_csv(*rules->program, small.data), small.as_of);
    for (const std::string& line : story_of(*rules->program, result)) expected += line + "\n";
  }
  for (const auto& [name, text] : files) std::cout << "--- " << name << "\n" << text;
  std::string name = law.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  const std::string folder = folder_of_cases() + "/" + name + "_" + std::to_string(number);
  write_folder(folder, files);
  std::cout << "kept as " << folder << std::endl;
}

void hold(const Law& law, bool steady_only) {
  const std::uint64_t seeds = setting("LEADLINE_LAW_SEEDS", 60);
  const std::uint64_t first = setting("LEADLINE_LAW_FIRST", 1);
  int broken = 0;
  for (std::uint64_t number = first;
       number < first + seeds && broken < static_cast<int>(setting("LEADLINE_LAW_FAULTS", 3)); ++number) {
    const Seed seed = from_seed(number);
    if (seed.rules->program == nullptr || (steady_only && !seed.program.steady)) continue;
    const std::string fault = law.fault(*seed.rules->program, seed.data, seed.as_of);
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

TEST_CASE("laws: batch and reference agree to the last place", "[laws]") {
  hold({"agreement", law_of_agreement}, false);
}

TEST_CASE("laws: neither the order of rows nor threads change a score", "[laws]") {
  hold({"order", law_of_order}, false);
}

TEST_CASE("laws: a ledger adds up to its score", "[laws]") { hold({"ledger", law_of_ledger}, false); }

TEST_CASE("laws: the reasons of a record are the strongest lines of its ledger", "[laws]") {
  hold({"reasons", law_of_reasons}, false);
}

TEST_CASE("laws: batch and reference agree on what an evaluation left", "[laws]") {
  hold({"second agreement", law_of_second_agreement}, false);
}

TEST_CASE("laws: a second evaluation changes nothing", "[laws]") {
  hold({"second evaluation", law_of_second_evaluation}, true);
}

TEST_CASE("laws: files are scored as their rows are", "[laws]") { hold({"files", law_of_files}, false); }

TEST_CASE("laws: what was reasoned about all records is true of these", "[laws]") {
  hold({"analysis", law_of_analysis}, false);
}

TEST_CASE("laws: every kept case holds", "[laws]") {
  if (!std::filesystem::exists(folder_of_cases())) return;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of_cases())) {
    if (!entry.is_directory()) continue;
    const auto files = read_folder(entry.path());
    if (files.count("log.ndjson") != 0) continue;  // a run's
    const auto rules = check_rules(files.at("rules.lead"), files);
    INFO(entry.path().filename().string() << "\n" << errors_of(*rules));
    REQUIRE(rules->program != nullptr);
    CsvData csv;
    for (const auto& [name, text] : files) {
      if (name.size() > 4 && name.substr(name.size() - 4) == ".csv") csv[name] = csv_cells(text);
    }
    const auto data = from_csv(*rules->program, csv);
    const std::string& expected = files.at("expected.txt");
    const std::int64_t as_of = std::stoll(expected);
    std::string found = std::to_string(as_of) + "\n";
    for (const auto& line : story_of(*rules->program, reference::evaluate(*rules->program, data, as_of)))
      found += line + "\n";
    CHECK(found == expected);
    for (const Law& law : all_laws()) {
      INFO("law of " << law.name);
      CHECK(law.fault(*rules->program, data, as_of).empty());
    }
  }
}
