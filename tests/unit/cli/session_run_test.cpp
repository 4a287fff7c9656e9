// SPDX-License-Identifier: Apache-2.0
// The library's session and `leadline run` decide the same, to the byte.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "cli/commands.hpp"
#include "leadline/leadline.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a session of the library says what `leadline run` writes") {
  const std::string folder = std::string(LEADLINE_SOURCE_DIR) + "/examples/lifecycle/";
  const leadline::test::TemporaryFolder work;
  leadline::cli::RunOptions options;
  options.rules = folder + "lifecycle.lead";
  options.in = folder + "events.ndjson";
  options.out = work.path("decisions.ndjson");
  options.bad_file = work.path("bad.csv");
  options.until = "2026-12-01";
  options.quiet = true;
  REQUIRE(leadline::cli::run_run(options) == leadline::cli::ExitCode::kFine);
  const std::string expected = text_of(options.out);
  REQUIRE(expected.size() > 1000);

  const leadline::Compilation compiled = leadline::RuleSet::from_file(options.rules);
  REQUIRE(compiled.rules);
  leadline::Session session(*compiled.rules, {.source = options.in});
  leadline::Applied applied = session.apply(text_of(options.in));
  CHECK(applied.bad.empty());
  std::string said;
  for (const leadline::Decision& one : applied.decisions) said += one.to_json() + '\n';
  constexpr std::int64_t kDecember = 1'796'079'600'000;  // 2026-12-01 in Berlin
  for (const leadline::Decision& one : session.advance(kDecember)) said += one.to_json() + '\n';
  CHECK(said == expected);
}
