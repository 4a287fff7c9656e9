// SPDX-License-Identifier: Apache-2.0
// Each *.lead here with what `check` says about it in the *.diag beside it; LEADLINE_UPDATE_GOLDEN=1 rewrites those.
// Also: every check has a case here and a page in docs/checks, whose examples are found and not found as they say.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "engine/analysis/check_data.hpp"
#include "engine/explain/uncovered.hpp"
#include "engine/files/load.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/check_table.hpp"
#include "engine/run/test_run.hpp"
#include "unit/program/check_text.hpp"

namespace fs = std::filesystem;
using namespace leadline;

namespace {

const fs::path kRoot = LEADLINE_SOURCE_DIR;
const fs::path kCases = kRoot / "tests/golden/check";

std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const fs::path& path) {
  const std::optional<std::string> text = test::read_file(path.string());
  INFO(path);
  REQUIRE(text);
  return *text;
}

std::string slug(std::string id) {
  std::replace(id.begin(), id.end(), '/', '-');
  return id;
}

// The lines of the index's table, as the table of checks gives them.
std::string index_table() {
  std::string table = "| id | severity | finds |\n|---|---|---|\n";
  for (const CheckInfo& info : all_checks()) {
    const std::string id{info.id};
    table += "| [`" + id + "`](" + slug(id) + ".md) | " + std::string{name_of(info.severity)} + " | " +
             std::string{info.finds} + " |\n";
  }
  return table;
}

// The ids that the checker's sources report.
std::set<std::string> implemented_checks() {
  std::set<std::string> ids;
  const std::regex id{R"x((?:\b(?:error|warning|hint|found|add_finding)\((?:\w+,)?\s*|check = )"([a-z]+/[a-z-]+)")x"};
  std::vector<fs::path> sources = files_in(kRoot / "engine/program", ".cpp");
  for (const char* const room : {"engine/analysis", "engine/explain"}) {
    for (const fs::path& source : files_in(kRoot / room, ".cpp")) sources.push_back(source);
  }
  for (const fs::path& source : sources) {
    const std::string text = text_of(source);
    for (std::sregex_iterator i{text.begin(), text.end(), id}; i != std::sregex_iterator{}; ++i) {
      ids.insert((*i)[1].str());
    }
  }
  return ids;
}

// The rule text in the code block behind a heading of a page; empty if the page has none.
std::string example(const std::string& page, const std::string& heading) {
  const std::size_t at = page.find("\n## " + heading + "\n");
  if (at == std::string::npos) return "";
  const std::size_t begin = page.find("```lead\n", at) + 8;
  return page.substr(begin, page.find("```", begin) - begin);
}

// Adds what the rules do to the data of a folder.
void look_at(const std::string& folder, test::Checked& checked) {
  REQUIRE(checked.program);
  Dataset data{*checked.program};
  REQUIRE(load({folder}, {}, data));
  CheckNotes notes;
  const Diagnostics found =
      analysis::data_findings(checked.sources, *checked.program, data, analysis::kWitnessNow, 1, notes);
  checked.diagnostics.insert(checked.diagnostics.end(), found.begin(), found.end());
  sort_diagnostics(checked.diagnostics);
}

// Adds what the tests of the rules do not come to, but for what the file allows.
void look_at_tests(test::Checked& checked) {
  CheckNotes notes = checked.notes;
  REQUIRE(checked.program);
  PlanOptions options{true, true};
  options.conditions = true;
  const std::shared_ptr<const Plan> plan = make_plan(*checked.program, options);
  Coverage coverage{*checked.program, *plan};
  for (std::uint32_t i = 0; i < checked.program->tests.size(); ++i)
    CHECK(run_test(*checked.program, *plan, i, &coverage).passed);
  Diagnostics found = explaining::uncovered(checked.sources, coverage.items());
  apply_notes(notes, checked.sources, CheckInfo::Tier::kTests, found);
  checked.diagnostics.insert(checked.diagnostics.end(), found.begin(), found.end());
  sort_diagnostics(checked.diagnostics);
}

// Whether a case is about what tests do not come to.
bool about_tests(const std::string& stem) {
  std::string id = stem.substr(0, stem.find('.'));
  id.replace(std::min(id.find('-'), id.size() - 1), 1, "/");
  const CheckInfo* info = find_check(id);
  return info != nullptr && info->tier == CheckInfo::Tier::kTests;
}

bool finds(const test::Checked& checked, const std::string& id) {
  return std::any_of(checked.diagnostics.begin(), checked.diagnostics.end(),
                     [&](const Diagnostic& d) { return d.check == id; });
}

}  // namespace

TEST_CASE("golden: what check says about each case", "[golden][check]") {
  const bool update = std::getenv("LEADLINE_UPDATE_GOLDEN") != nullptr;
  // Beside the cases of the checks, the slips of those who write their first rules.
  std::vector<fs::path> cases = files_in(kCases, ".lead");
  const std::vector<fs::path> mistakes = files_in(kRoot / "tests/golden/mistakes", ".lead");
  CHECK(mistakes.size() >= 50);
  cases.insert(cases.end(), mistakes.begin(), mistakes.end());
  for (const fs::path& path : cases) {
    DYNAMIC_SECTION(path.filename().string()) {
      std::map<std::string, std::string> files;
      for (const auto& entry : fs::directory_iterator(kCases / "files"))
        files["files/" + entry.path().filename().string()] = text_of(entry.path());
      test::Checked checked = test::check_text(text_of(path), files, path.filename().string(), true);
      // A folder of the same name holds data to check with.
      if (const fs::path data = kCases / path.stem(); fs::is_directory(data)) look_at(data.string(), checked);
      if (about_tests(path.stem().string())) look_at_tests(checked);
      fs::path expected = path;
      expected.replace_extension(".diag");
      if (update) std::ofstream(expected, std::ios::binary) << checked.pretty();
      CHECK(checked.pretty() == text_of(expected));
      // An error of the compiler means that there is no program; one about values does not.
      const bool broken = std::any_of(checked.diagnostics.begin(), checked.diagnostics.end(), [](const Diagnostic& d) {
        const CheckInfo* info = find_check(d.check);
        return d.severity == Severity::kError && (info == nullptr || info->tier == CheckInfo::Tier::kProgram);
      });
      CHECK((checked.program == nullptr || !broken));
      CHECK((checked.program != nullptr || has_errors(checked.diagnostics)));
    }
  }
}

TEST_CASE("golden: every check has a case and a page", "[golden][check]") {
  const std::set<std::string> ids = implemented_checks();
  CHECK(ids.size() > 30);
  std::set<std::string> listed;
  for (const CheckInfo& info : all_checks()) listed.insert(std::string{info.id});
  CHECK(ids == listed);
  for (const std::string& id : ids) {
    INFO(id);
    CHECK(fs::exists(kCases / (slug(id) + ".lead")));
    CHECK(test::read_file((kCases / (slug(id) + ".diag")).string()).value_or("").find("[" + id + "]") !=
          std::string::npos);
    CHECK(fs::exists(kRoot / "docs/checks" / (slug(id) + ".md")));
    CHECK(text_of(kRoot / "docs/checks/README.md").find("[`" + id + "`](" + slug(id) + ".md)") != std::string::npos);
  }
}

TEST_CASE("golden: the index of the pages is the table of checks", "[golden][check]") {
  const fs::path index = kRoot / "docs/checks/README.md";
  const std::string text = text_of(index);
  const std::size_t begin = text.find("| id | severity | finds |");
  REQUIRE(begin != std::string::npos);
  const std::size_t last = text.find_last_of('|');
  if (std::getenv("LEADLINE_UPDATE_GOLDEN") != nullptr)
    std::ofstream(index, std::ios::binary) << text.substr(0, begin) + index_table() + text.substr(last + 2);
  CHECK(text_of(index).find(index_table()) == begin);
}

TEST_CASE("golden: the examples of the pages are found and not found", "[golden][check]") {
  for (const fs::path& path : files_in(kRoot / "docs/checks", ".md")) {
    if (path.filename() == "README.md") continue;
    DYNAMIC_SECTION(path.filename().string()) {
      const std::string page = text_of(path);
      const std::string id = page.substr(2, page.find('\n') - 2);
      CHECK(slug(id) == path.stem().string());
      const std::string found = example(page, "Found");
      // Two thousand levels make no readable example.
      if (id == "type/too-deep") continue;
      // What is found in data needs them: the cases above have some.
      const CheckInfo* info = find_check(id);
      REQUIRE(info != nullptr);
      if (info->tier == CheckInfo::Tier::kData) continue;
      test::Checked bad = test::check_text(found, {}, "test.lead", true);
      test::Checked fine = test::check_text(example(page, "Not found"), {}, "test.lead", true);
      if (info->tier == CheckInfo::Tier::kTests) {
        look_at_tests(bad);
        look_at_tests(fine);
      }
      CHECK(finds(bad, id));
      INFO(fine.pretty());
      CHECK(fine.diagnostics.empty());
    }
  }
}
