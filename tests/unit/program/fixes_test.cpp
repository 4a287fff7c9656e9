// SPDX-License-Identifier: Apache-2.0
// Which edits are made where several findings offer some.
#include "engine/program/fixes.hpp"

#include <catch2/catch.hpp>

using namespace leadline;

namespace {

Diagnostic finding(std::vector<Fix> fixes) {
  Diagnostic diagnostic;
  diagnostic.fixes = std::move(fixes);
  return diagnostic;
}

// The text `abcdef` after the edits, and how many findings were mended.
std::pair<std::string, std::size_t> mended(const Diagnostics& diagnostics) {
  Sources sources;
  const SourceId source = sources.add("a.lead", "abcdef");
  std::size_t applied = 0;
  std::string text = apply_fixes(sources, source, diagnostics, applied);
  return {text, applied};
}

}  // namespace

TEST_CASE("fixes: the edits of a finding are made together or not at all", "[program][fixes]") {
  const Diagnostic both = finding({{{0, 4, 5}, "E"}, {{0, 0, 1}, "A"}});
  CHECK(mended({both}) == std::pair<std::string, std::size_t>{"AbcdEf", 1});
  CHECK(mended({finding({{{0, 0, 2}, "x"}}), both}) == std::pair<std::string, std::size_t>{"xcdef", 1});
  CHECK(mended({both, finding({{{0, 0, 2}, "x"}})}) == std::pair<std::string, std::size_t>{"AbcdEf", 1});
}

TEST_CASE("fixes: edits that touch are both made, those at one place are not", "[program][fixes]") {
  CHECK(mended({finding({{{0, 0, 2}, "x"}}), finding({{{0, 2, 4}, "y"}})}) ==
        std::pair<std::string, std::size_t>{"xyef", 2});
  CHECK(mended({finding({{{0, 2, 2}, "x"}}), finding({{{0, 2, 4}, "y"}})}) ==
        std::pair<std::string, std::size_t>{"abxcdef", 1});
  CHECK(mended({finding({{{1, 0, 2}, "x"}})}) == std::pair<std::string, std::size_t>{"abcdef", 0});
}
