// SPDX-License-Identifier: Apache-2.0
// The token scanner, and that it cuts text where the grammar does.
#include "grammar/tokens.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/grammar/parsed.hpp"

namespace leadline::grammar {
namespace {

std::string tokens_of(std::string_view text) {
  std::string out;
  for (Token token = next_token(text, 0); token.kind != TokenKind::kEnd; token = next_token(text, token.end)) {
    out += token.first_on_line ? "/" : "|";
    out += token.text(text);
  }
  return out;
}

}  // namespace

TEST_CASE("tokens: words, numbers, times, texts, signs, comments", "[grammar]") {
  CHECK(tokens_of("a_1 != 2.5 # rest\n  \"x\\\"y\" 10_000") == "/a_1|!=|2.5|# rest/\"x\\\"y\"|10_000");
  CHECK(tokens_of("2026-07-01T09:30:00+02:00 2026-07-01 2026-a 1-2") ==
        "/2026-07-01T09:30:00+02:00|2026-07-01|2026|-|a|1|-|2");
  CHECK(tokens_of("a.b[1,2]{}<=>=") == "/a|.|b|[|1|,|2|]|{|}|<=|>=");
  CHECK(tokens_of("\"open\nnext \xE2\x80\x9C") == "/\"open/next|\xE2\x80\x9C");
}

TEST_CASE("tokens: every leaf of the concrete tree is one token or a row of them", "[grammar]") {
  const std::string text = R"(use "standard"  # first
model m "M", at most 5 points { scores lead where a = -2.5 # second
  "R" +2 or -2 when contact.x not contains word any exactly ["a", "b\u{1F600}"] and t > 2026-07-01T09:30:00Z }
)";
  Sources sources;
  const SourceId source = sources.add("t.lead", text);
  Diagnostics diagnostics;
  const Tree tree = parse_tree(sources, source, diagnostics);
  REQUIRE(diagnostics.empty());
  CHECK(tree.comments.size() == 2);
  for (std::uint32_t i = 1; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    if (node.next != i + 1) continue;
    Token token = next_token(text, node.begin);
    CHECK(token.begin == node.begin);
    while (token.end < node.end) token = next_token(text, token.end);
    CHECK(token.end == node.end);
  }
}

TEST_CASE("tokens: nodes lie inside their parents, in order", "[grammar]") {
  const std::string text =
      "model m { scores lead \"A\" +1 when any x where b = 1 or c \"B\" +2 per day with x } define d = a + b of first "
      "c";
  Sources sources;
  const SourceId source = sources.add("t.lead", text);
  Diagnostics diagnostics;
  const Tree tree = parse_tree(sources, source, diagnostics);
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    std::uint32_t at = tree.nodes[i].begin;
    for (std::uint32_t child = i + 1; child < tree.nodes[i].next; child = tree.nodes[child].next) {
      CHECK(tree.nodes[child].begin >= at);
      CHECK(tree.nodes[child].end <= tree.nodes[i].end);
      at = tree.nodes[child].end;
    }
  }
}

TEST_CASE("tokens: comments are taken out, a sign in a text is none", "[grammar]") {
  CHECK(without_comments("a # one\n  and b = \"C#\" # two") == "a \n  and b = \"C#\" ");
  CHECK(without_comments("#") == "");
  CHECK(without_comments("a \"open # b") == "a \"open # b");
}

}  // namespace leadline::grammar
