// SPDX-License-Identifier: Apache-2.0
// Wrong text: where the error stands, and that one error hides no other.
#include <catch2/catch.hpp>

#include "tests/unit/grammar/parsed.hpp"

namespace leadline::grammar {
namespace {

// The places and checks of the errors only.
std::string places(const std::string& text) {
  std::string out;
  const std::string errors = Parsed(text).errors;
  for (std::size_t at = 0; at < errors.size(); at = errors.find('\n', at) + 1) {
    out += errors.substr(at, errors.find(": ", at) - at) + "; ";
  }
  return out;
}

}  // namespace

TEST_CASE("errors: several in one model, none hides the next", "[grammar]") {
  const Parsed parsed(R"(model m {
  scores leads
  "A" 20 when x
  "B" +20 when contact.country == "US"
  "C" +1 when a
  group g {
    "D" +1 when )
    "E" +1 when b
    "F" +1 per email_open at most 20 points
  }
  grade "A" when score >
  threshold t 60
}
define x = (a and b
zone "UTC"
)");
  CHECK(parsed.errors ==
        R"(2:10 syntax/other-word: `leads` is no kind of record (write `lead`: one kind, in the singular)
3:7 syntax/expected: the points have no sign (write `+20` or `-20`)
4:32 syntax/other-sign: `==` is no sign of Leadline (write `=`)
7:17 syntax/expected: expected a condition after `when`, found `)`
9:27 syntax/expected: no comma before `at most` (bounds and fading follow a comma, as in `, at most 20 points`)
11:25 syntax/expected: expected a value after `>`, found `threshold`
12:15 syntax/expected: expected `at` or `when` after `t`, found the number `60` (write `threshold sales_ready at 100`, or `threshold sales_ready when C`)
14:20 syntax/expected: expected `)` after `b`, found `zone`
)");
  CHECK(parsed.tree ==
        "(model m (rule \"C\" + 1 (when a)) (group g (rule \"E\" + 1 (when b)) (rule \"F\" + 1 (per (sel "
        "email_open)))))\n(zone \"UTC\")\n");
}

TEST_CASE("errors: a statement word in the first column ends a broken statement", "[grammar]") {
  CHECK(places("define = 3\nzone 5\nlist x = [\"a\"\nuse \"b\"\n") ==
        "1:8 syntax/expected; 2:6 syntax/expected; 3:14 syntax/expected; ");
  CHECK(places("model m {\n  scores lead\n  \"A\" +1 when x\n\nprocess p {\n  stage s\n}\n") ==
        "5:1 syntax/missing-brace; ");
  CHECK(places("process p { stage a { go to b when x\n  stage b\n}\n") == "2:3 syntax/missing-brace; ");
  CHECK(places("model m {\n  scores lead\n") == "2:14 syntax/missing-brace; ");
  CHECK(places("}\nzone \"a\"\n") == "1:1 syntax/extra-brace; ");
}

TEST_CASE("errors: recovery skips comments and texts whole", "[grammar]") {
  const std::string text = "define = 1  # model x {\n\"model y {\" # }\nzone 5\n";
  CHECK(places(text) == "1:8 syntax/expected; 3:6 syntax/expected; ");
  CHECK(places("model m {\n  \"A } B\" 5 when x # }\n  \"C\" 6 when x\n  scores lead\n}\n") ==
        "2:11 syntax/expected; 3:7 syntax/expected; ");
}

TEST_CASE("errors: a `where` that can be read in two ways", "[grammar]") {
  CHECK(Parsed("define x = any page_visit where page = \"a\" and page = \"b\"").errors ==
        "1:44 syntax/where-ambiguous: `and page = \"b\"` directly after the comparison of a `where` can be read in two "
        "ways "
        "(write `where (page = \"a\" and page = \"b\")`, or `(any page_visit where page = \"a\") and page = \"b\"`)\n");
  CHECK(places("define x = any a where not b = 1 or c = 2") == "1:34 syntax/where-ambiguous; ");
  CHECK(places("define x = any a where b = 1 and not c in [\"x\"]") == "1:30 syntax/where-ambiguous; ");
  CHECK(Parsed("define x = count of page_visit where page = \"a\" >= 2").errors ==
        "1:49 syntax/where-ambiguous: `>= 2` directly after the comparison of a `where` (write `count of (page_visit "
        "where "
        "page = \"a\") >= 2`)\n");
  CHECK(places("model m { scores lead \"A\" +1 per x where a = 1 and b = 2 }") == "1:48 syntax/where-ambiguous; ");
  // After a tail, a bare name, or parentheses nothing is in doubt.
  CHECK(places("define x = any a where b = 1 within 3 days and c = 2") == "");
  CHECK(places("define x = any a where b = 1 or c") == "");
  CHECK(places("define x = any a where (b = 1) and c = 2") == "");
  CHECK(places("define x = (any a where b = 1) and c = 2") == "");
  CHECK(places("define x = c = 2 and any a where b = 1") == "");
  CHECK(places("define x = any a where b or c = 1") == "1:26 syntax/where-ambiguous; ");
}

TEST_CASE("errors: what cannot be rule text at all", "[grammar]") {
  CHECK(Parsed("zone \"\xFF\"").errors ==
        "1:7 syntax/encoding: byte 0xFF is no UTF-8 (rule files are UTF-8; save this one as UTF-8)\n");
  CHECK(Parsed(std::string("zone\0\"a\"", 8)).errors.find("syntax/encoding") != std::string::npos);
  CHECK(Parsed("\xEF\xBB\xBFzone \"UTC\"\r\nzone \"b\"\r\n").errors.empty());
  CHECK(Parsed("").errors.empty());
  CHECK(Parsed("# only a comment").errors.empty());
}

TEST_CASE("errors: sets and comparisons that are not joined", "[grammar]") {
  CHECK(places("define x = a < b < c") == "1:18 syntax/chain; ");
  CHECK(places("define x = a = b is present") == "1:18 syntax/chain; ");
  CHECK(places("segment s = contacts union contacts except contacts") == "1:37 syntax/mixed-sets; ");
  CHECK(places("define x = (a) now") == "");
  CHECK(places("define x = 3 now") == "1:14 syntax/expected; ");
  CHECK(places("define x = first of { 1 otherwise 2 when a }") == "1:35 syntax/after-otherwise; ");
  CHECK(places("define x = first of { 1 when a  -5 when b }") == "1:36 syntax/expected; ");
}

TEST_CASE("errors: texts of actions", "[grammar]") {
  CHECK(places("when lead reaches t { task \"{lead.}\" for \"a\" }") == "1:29 syntax/text-path; ");
  CHECK(places("when lead reaches t { task \"{lead\" for \"a\" }") == "1:29 syntax/text-path; ");
  CHECK(places("when lead reaches t { task \"a } b\" for \"a\" }") == "1:31 syntax/text-path; ");
  CHECK(places("when lead reaches t { task \"a \\{b\\} \\u{41}\" for \"a\" }") == "");
}

}  // namespace leadline::grammar
