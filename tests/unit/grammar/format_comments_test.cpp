// SPDX-License-Identifier: Apache-2.0
// The formatter leaves every comment where its author put it: between the same two tokens, and behind the token of its
// line or on a line of its own, whichever it was. One comment is put into every gap of many texts in turn.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "grammar/format.hpp"
#include "grammar/tokens.hpp"
#include "tests/unit/grammar/parsed.hpp"
#include "tests/unit/grammar/random_program.hpp"

namespace leadline::grammar {

namespace {

constexpr const char* kMark = "# the note";

std::string formatted(const std::string& text) {
  Sources sources;
  const SourceId source = sources.add("t.lead", text);
  Diagnostics diagnostics;
  return format(sources, source, diagnostics);
}

struct Gap {
  std::size_t place = 0;  // tokens before the comment
  bool own_line = false;  // nothing else stands on its line
  bool found = false;
};

std::vector<Token> tokens_of(std::string_view text, Gap* gap = nullptr) {
  std::vector<Token> tokens;
  for (std::uint32_t at = 0;;) {
    const Token token = next_token(text, at);
    if (token.kind == TokenKind::kEnd) return tokens;
    at = token.end;
    if (token.kind == TokenKind::kComment) {
      if (gap != nullptr && token.text(text).substr(0, std::string_view(kMark).size()) == kMark) {
        *gap = {tokens.size(), first_on_line(text, token.begin), true};
      }
      continue;
    }
    tokens.push_back(token);
  }
}

std::vector<std::string> words_of(std::string_view text, const std::vector<Token>& tokens) {
  std::vector<std::string> words;
  for (const Token& token : tokens) words.emplace_back(token.text(text));
  return words;
}

// Puts the comment into every `step`-th gap, behind the token before it and on a line of its own.
void stays_in_every_gap(const std::string& text, std::size_t step, std::size_t first) {
  REQUIRE(Parsed(text).errors.empty());
  const std::vector<Token> tokens = tokens_of(text);
  const std::vector<std::string> plain = words_of(formatted(text), tokens_of(formatted(text)));
  // Where parts are put in another order a place is not to be told.
  const bool same_order = plain == words_of(text, tokens);
  for (std::size_t place = first; place <= tokens.size(); place += step) {
    for (const bool own_line : {false, true}) {
      if (place == 0 && !own_line) continue;
      const std::uint32_t at = place == 0 ? 0 : tokens[place - 1].end;
      const std::string with = text.substr(0, at) + (own_line ? "\n" : " ") + kMark + "\n" + text.substr(at);
      const Parsed before(with);
      if (!before.errors.empty()) continue;  // a statement that has to begin its line
      INFO("before: " << with.substr(at > 80 ? at - 80 : 0, 200));
      const std::string once = formatted(with);
      Gap gap;
      const std::vector<Token> after = tokens_of(once, &gap);
      INFO("after: " << once.substr(once.find(kMark) > 80 ? once.find(kMark) - 80 : 0, 200));
      CHECK(gap.found);
      if (same_order && words_of(once, after) == plain) CHECK(gap.place == place);
      CHECK(gap.own_line == own_line);
      CHECK(Parsed(once).tree == before.tree);
      CHECK(formatted(once) == once);
    }
  }
}

}  // namespace

TEST_CASE("format: a comment stays in every gap of the language's statements", "[grammar][format]") {
  stays_in_every_gap(R"(use "standard"
zone "Europe/Berlin"
list countries = ["US", "DE"]
define boss = contact.job_title contains word any ["director", "CTO"] and not (a or b)
define level = first of { 3 when a, 2 when b, 1 otherwise }
table points { "a" 30  "b" 20 }
record contact { title text  consent choice ["none", "all"]  together street, city }
interaction visit { page text  seconds number }
source crm "Lead*.csv" {
  missing "N/A", "-"
  contact { id "Id"  size "Size" as { "0" = "small"  "1" = "large" } }
  visit where "Type" = "Visit" { contact "Id"  at "Date" }
}
model spring "Spring" counting where campaign = "spring", at most 100 points {
  scores lead where campaign = "spring" and contact.consent at least "all"
  group fit "Fit", at most 60 points {
    "Boss"    +20  when boss
    "Visits"   +2  per visit where page = "x" within 30 days, halving every 30 days, at most 20 points
    first of "Size" {
      "Big"   +3 when size > 5
      "Small" +1 otherwise
    }
  }
  "Silent" -10 per 30 days without [visit, open], never below -50
  grade "A" when fit >= 40 and score >= 60
  grade "B" otherwise
  threshold warm at 20 until below 10
}
process p "P" for lead where a {
  stage first "First" { fields need, budget  require need  go to second when warm { reset warm } }
  stage second {
    on enter { task "Call {contact.email}" for "sales"  assign in turn to "ana", "ben" when lead.owner is missing }
    after 3 days notify "boss" "late"
    deadline call "Call" 4 hours unless b { set lead.x = 3 }
  }
  stage won final won
  any stage before second { go to second when hot }
}
match contact by_mail "By mail" { on email  on phone and last_name similar 0.9 unless a differs  never email in dummies }
form "web-*" { contact by by_mail  writes contact and lead  on create set lead.source = form }
segment hot = contacts of leads where a except contacts where b
when lead reaches warm { notify "sales" "hot" }
always "No" a implies b
test "t" {
  contact ana { title = "CTO" }
  visit by ana at 2026-06-20 { page = "x" }
  at 2026-07-01
  expect l.spring.score = 45
  move l to second by "ben"
}
)",
                     1, 0);
}

TEST_CASE("format: a comment stays in rule files of the repository", "[grammar][format]") {
  namespace fs = std::filesystem;
  std::size_t files = 0;
  for (const char* folder : {"rules", "examples", "tests/marks"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(LEADLINE_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".lead") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
      INFO(entry.path().string());
      const std::size_t step = tokens_of(text).size() / 3 + 1;
      stays_in_every_gap(text, step, ++files % step);
    }
  }
  CHECK(files > 0);
}

TEST_CASE("format: a comment stays in random programs", "[grammar][format]") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    stays_in_every_gap(RandomProgram(seed).text(), 5, seed % 5);
  }
}

}  // namespace leadline::grammar
