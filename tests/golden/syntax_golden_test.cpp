// SPDX-License-Identifier: Apache-2.0
// Realistic mistakes in rule text, each with the messages that it gives: syntax/NAME.lead and syntax/NAME.diag.
#include <catch2/catch.hpp>

#include "grammar/parse.hpp"
#include "tests/support/golden.hpp"

namespace leadline::testing {
namespace {

std::string diagnosed(const std::filesystem::path& path) {
  Sources sources;
  const SourceId source = sources.add(path.filename().string(), read_file(path));
  Diagnostics diagnostics;
  grammar::parse_file(sources, source, diagnostics);
  sort_diagnostics(diagnostics);
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += format_pretty(sources, diagnostic);
  return text;
}

}  // namespace

TEST_CASE("golden: mistakes in rule text", "[golden][grammar]") {
  const std::filesystem::path folder = std::filesystem::path(LEADLINE_SOURCE_DIR) / "tests/golden/syntax";
  const auto cases = files_in(folder, ".lead");
  CHECK(cases.size() >= 40);
  for (const auto& path : cases) {
    INFO(path.filename().string());
    std::string expected;
    const std::string actual = diagnosed(path);
    CHECK_FALSE(actual.empty());
    auto golden = path;
    matches_golden(golden.replace_extension(".diag"), actual, expected);
    CHECK(actual == expected);
  }
  // No golden file without its case.
  CHECK(files_in(folder, ".diag").size() == cases.size());
}

TEST_CASE("golden: messages begin in lower case and end without a period", "[golden][grammar]") {
  const std::filesystem::path folder = std::filesystem::path(LEADLINE_SOURCE_DIR) / "tests/golden/syntax";
  for (const auto& path : files_in(folder, ".lead")) {
    Sources sources;
    const SourceId source = sources.add(path.filename().string(), read_file(path));
    Diagnostics diagnostics;
    grammar::parse_file(sources, source, diagnostics);
    for (const Diagnostic& d : diagnostics) {
      INFO(path.filename().string() << ": " << d.message);
      CHECK_FALSE(d.message.empty());
      CHECK_FALSE((d.message.front() >= 'A' && d.message.front() <= 'Z'));
      CHECK(d.message.back() != '.');
      CHECK(d.message.find('\n') == std::string::npos);
      CHECK(d.check.substr(0, 7) == "syntax/");
      CHECK(d.span.begin <= d.span.end);
      CHECK(d.span.end <= sources[source].text().size());
    }
  }
}

}  // namespace leadline::testing
