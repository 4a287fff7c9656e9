// SPDX-License-Identifier: Apache-2.0
// Rule text with words exchanged: whatever comes of it, the checker ends, and gives a program exactly where it finds no
// error. LEADLINE_MUTATIONS says how many are tried.
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/program/dump_program.hpp"
#include "unit/program/check_text.hpp"

using namespace leadline;

namespace {

// The same sequence on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>(state_ >> 33U) % bound;
  }

 private:
  std::uint64_t state_;
};

struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;
  int sort = 0;  // word, number, text, sign
};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9'); }

std::vector<Token> tokens_of(const std::string& text) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    if (text[i] == '#') {
      while (i < text.size() && text[i] != '\n') ++i;
      continue;
    }
    if (text[i] == ' ' || text[i] == '\n') {
      ++i;
      continue;
    }
    if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"' && text[i] != '\n';) ++i;
      tokens.push_back({begin, ++i, 2});
    } else if (is_word(text[i])) {
      while (i < text.size() && is_word(text[i])) ++i;
      tokens.push_back({begin, i, text[begin] >= '0' && text[begin] <= '9' ? 1 : 0});
    } else {
      tokens.push_back({begin, ++i, 3});
    }
  }
  return tokens;
}

std::string mutate(const std::string& text, const std::vector<Token>& tokens, Random& random) {
  std::string out = text;
  for (std::size_t times = 1 + random.below(2); times > 0; --times) {
    const Token& at = tokens[random.below(tokens.size())];
    if (at.end > out.size()) continue;
    const Token* from = &tokens[random.below(tokens.size())];
    // Mostly a word for a word: what cannot be parsed never reaches the checker.
    for (int tries = 0; tries < 50 && from->sort != at.sort; ++tries) from = &tokens[random.below(tokens.size())];
    const std::string replacement = random.below(12) == 0 ? "" : text.substr(from->begin, from->end - from->begin);
    out.replace(at.begin, at.end - at.begin, replacement);
  }
  return out;
}

}  // namespace

TEST_CASE("check: text with words exchanged never breaks the checker", "[program][robust]") {
  const char* wanted = std::getenv("LEADLINE_MUTATIONS");
  const std::size_t count = wanted != nullptr ? std::strtoul(wanted, nullptr, 10) : 60;
  const std::string root = LEADLINE_SOURCE_DIR;
  std::size_t sound = 0;
  std::size_t checked_at_all = 0;
  for (const char* name :
       {"rules/standard.lead", "examples/spring_launch/spring_launch.lead",
        "examples/published/gitlab_scoring/gitlab_scoring.lead", "tests/golden/check/type-mismatch.values.lead",
        "tests/golden/check/name-unknown.places.lead"}) {
    const std::optional<std::string> text = test::read_file(root + "/" + name);
    REQUIRE(text);
    const std::vector<Token> tokens = tokens_of(*text);
    Random random{tokens.size()};
    for (std::size_t i = 0; i < count; ++i) {
      const std::string mutant = mutate(*text, tokens, random);
      const test::Checked checked = test::check_text(mutant, {}, "mutant.lead");
      if ((checked.program != nullptr) == has_errors(checked.diagnostics)) {
        INFO(checked.compact());
        FAIL("a program in spite of errors, or none without: " + mutant);
      }
      if (checked.ids().find("syntax/") == std::string::npos) ++checked_at_all;
      if (!checked.program) continue;
      ++sound;
      CHECK_FALSE(dump_program(*checked.program).empty());
    }
  }
  CHECK(checked_at_all > count);
  CHECK(sound > 0);
}

TEST_CASE("a choice is compared with a long list of cases: what is expected of them stays while expressions are added",
          "[program]") {
  std::string cases;
  for (int i = 0; i < 300; ++i) {
    cases +=
        "\"marketing\" when job_title contains \"a" + std::to_string(i) + "\" or job_title contains \"engineer\"\n";
  }
  const test::Checked checked = test::check_text(
      "record contact { consent choice [\"none\", \"marketing\"]  job_title text }\n"
      "model m { scores contact  \"r\" +1 when consent = first of { " +
      cases + "\"none\" otherwise } }\n");
  INFO(checked.pretty());
  CHECK(checked.program != nullptr);
  CHECK(checked.diagnostics.empty());
}
