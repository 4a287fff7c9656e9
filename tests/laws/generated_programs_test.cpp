// SPDX-License-Identifier: Apache-2.0
// Random programs are right by construction: what the checker has against one is a fault of the generator or of the
// checker.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "laws/case_files.hpp"
#include "laws/generate_program.hpp"

using namespace leadline;
using namespace leadline::laws;

TEST_CASE("laws: generated programs have no errors", "[laws]") {
  const char* const text = std::getenv("LEADLINE_LAW_SEEDS");
  const std::uint64_t seeds = text == nullptr ? 300 : std::stoull(text);
  for (std::uint64_t number = 1; number <= seeds; ++number) {
    Random random(number);
    const GeneratedProgram program = generate_program(random);
    const auto rules = check_rules(to_text(program.rules), files_of(program.rules));
    INFO("seed " << number << "\n" << errors_of(*rules));
    CHECK(rules->program != nullptr);
  }
}

TEST_CASE("laws: programs generated for runs have no errors", "[laws]") {
  for (std::uint64_t number = 1; number <= 300; ++number) {
    Random random(number);
    const GeneratedProgram program = generate_program(random, true);
    const auto rules = check_rules(to_text(program.rules), files_of(program.rules));
    INFO("seed " << number << "\n" << errors_of(*rules));
    CHECK(rules->program != nullptr);
  }
}
