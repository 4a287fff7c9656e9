// SPDX-License-Identifier: Apache-2.0
// The grammar makes progress everywhere: no rule recurses or repeats without consuming.
#include <catch2/catch.hpp>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

#include "grammar/grammar_process.hpp"

TEST_CASE("grammar: no rule loops without consuming", "[grammar]") {
  REQUIRE(tao::pegtl::analyze<leadline::grammar::rules::file>(1) == 0);
}
