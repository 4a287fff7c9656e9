// SPDX-License-Identifier: Apache-2.0
// Which rules are the same.
#include <algorithm>

#include "compiled.hpp"

using leadline::test::Compiled;

namespace {

const char* const kRules = R"(
record lead { budget number }
list big = [100, 200]
model spring { scores lead
  "Big" +10 when lead.budget in big
  threshold ready at 10
}
process way for lead { stage first { go to second when ready { set lead.budget = 5 } }  stage second final won }
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kRules;
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

bool has(const Compiled& compiled, const std::string& name) {
  return std::count(compiled.identity.names.begin(), compiled.identity.names.end(), name) == 1;
}

}  // namespace

TEST_CASE("Comments, spaces and line breaks make no other rules") {
  const Compiled rules(kRules);
  CHECK(rules.identity.fingerprint.size() == 16);
  CHECK(Compiled(with("model spring { scores lead", "# what we sell\nmodel   spring\n{\nscores lead"))
            .identity.fingerprint == rules.identity.fingerprint);
}

TEST_CASE("Whatever can change a decision makes other rules") {
  const std::string fingerprint = Compiled(kRules).identity.fingerprint;
  CHECK(Compiled(with("+10", "+11")).identity.fingerprint != fingerprint);
  CHECK(Compiled(with("200", "300")).identity.fingerprint != fingerprint);
  CHECK(Compiled(with("= 5", "= 6")).identity.fingerprint != fingerprint);
  CHECK(Compiled(with("at 10", "at 11")).identity.fingerprint != fingerprint);
}

TEST_CASE("Rules are known by the names of what they declare") {
  const Compiled rules(kRules);
  CHECK(has(rules, "field lead.budget (number)"));
  CHECK(has(rules, "model spring"));
  CHECK(has(rules, "threshold spring.ready"));
  CHECK(has(rules, "process way"));
  CHECK(has(rules, "stage way.second"));
}
