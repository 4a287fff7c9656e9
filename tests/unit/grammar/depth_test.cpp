// SPDX-License-Identifier: Apache-2.0
// Texts that nest without end are refused with a message, and long flat ones are fine.
#include <catch2/catch.hpp>

#include "tests/unit/grammar/parsed.hpp"

namespace leadline::grammar {
namespace {

std::string repeat(const std::string& piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

void refuses(const std::string& text) {
  const Parsed parsed(text);
  INFO(text.substr(0, 80));
  CHECK(parsed.errors.find("syntax/too-deep") != std::string::npos);
}

}  // namespace

TEST_CASE("depth: ten thousand levels are an error, never a crash", "[grammar]") {
  constexpr int kDeep = 10'000;
  refuses("define x = " + repeat("(", kDeep) + "1" + repeat(")", kDeep));
  refuses("define x = " + repeat("(", kDeep));
  refuses("define x = " + repeat("not ", kDeep) + "a");
  refuses("define x = " + repeat("age of ", kDeep) + "a");
  refuses("define x = " + repeat("first of { 1 when ", kDeep) + "a" + repeat(" }", kDeep));
  refuses("define x = " + repeat("f(", kDeep) + "1" + repeat(")", kDeep));
  refuses("define x = " + repeat("t[", kDeep) + "1" + repeat("]", kDeep));
  refuses("define x = any " + repeat("a since last ", kDeep) + "b");
  refuses("define x = any " + repeat("(", kDeep) + "b" + repeat(")", kDeep));
  refuses("define x = any a where " + repeat("any a where ", kDeep) + "b");
  refuses("define x = " + repeat("-(", kDeep) + "1" + repeat(")", kDeep));
  refuses("segment s = " + repeat("(", kDeep) + "contacts" + repeat(")", kDeep));
  refuses("record contact { x " + repeat("list of ", kDeep) + "text }");
  refuses("when lead reaches t { " + repeat("first of { ", kDeep) + repeat("}", kDeep) + " }");
  refuses("model m { scores lead \"A\" " + repeat("+(", 1) + repeat("(", kDeep));
}

TEST_CASE("depth: nested braces and lists that mean nothing are errors too", "[grammar]") {
  CHECK_FALSE(Parsed(repeat("{", 10'000)).errors.empty());
  CHECK_FALSE(Parsed("model m " + repeat("{", 10'000)).errors.empty());
  CHECK_FALSE(Parsed("list x = " + repeat("[", 10'000)).errors.empty());
  CHECK_FALSE(Parsed("process p { stage s " + repeat("{ on enter ", 10'000)).errors.empty());
}

TEST_CASE("depth: a hundred levels are enough for everybody, ninety parentheses parse", "[grammar]") {
  const Parsed parsed("define x = " + repeat("(", 90) + "a" + repeat(")", 90));
  CHECK(parsed.errors.empty());
  CHECK(parsed.tree == "(define x a)\n");
}

TEST_CASE("depth: ten thousand terms in a row are flat", "[grammar]") {
  for (const std::string op : {"or", "and", "+", "*", "else"}) {
    const Parsed parsed("define x = a" + repeat(" " + op + " b", 10'000));
    CHECK(parsed.errors.empty());
    CHECK(parsed.tree.size() > 20'000);
  }
  CHECK(Parsed("segment s = contacts" + repeat(" union contacts", 10'000)).errors.empty());
}

}  // namespace leadline::grammar
