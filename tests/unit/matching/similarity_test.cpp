// SPDX-License-Identifier: Apache-2.0
#include "engine/values/similarity.hpp"

#include <catch2/catch.hpp>

using namespace leadline;

TEST_CASE("jaro-winkler: the values of Winkler's own examples", "[matching][similarity]") {
  // 0.961111…, 0.84, 0.813333…: as in the literature.
  CHECK(jaro_winkler("martha", "marhta").millionths() == 961111);
  CHECK(jaro_winkler("dwayne", "duane").millionths() == 840000);
  CHECK(jaro_winkler("dixon", "dicksonx").millionths() == 813333);
  CHECK(jaro_winkler("jellyfish", "smellyfish").millionths() == 896296);
  CHECK(jaro_winkler("abc", "xyz").millionths() == 0);
  CHECK(jaro_winkler("same", "same").millionths() == 1000000);
  CHECK(jaro_winkler("", "a").millionths() == 0);
  // Either way round.
  CHECK(jaro_winkler("duane", "dwayne").millionths() == 840000);
}

TEST_CASE("jaro-winkler: at most four letters of the beginning count", "[matching][similarity]") {
  // Jaro is (7/8 + 7/8 + 1) / 3 = 11/12 for both; five letters in common are no more than four.
  CHECK(jaro_winkler("abcdefgh", "abcdefgx").millionths() == jaro_winkler("abcdefgh", "abcdxfgh").millionths());
  CHECK(jaro_winkler("abcdefgh", "abcxefgh").millionths() == 941666);
  CHECK(jaro_winkler("abcdefgh", "xbcdefgh").millionths() == 916666);
}

TEST_CASE("likeness: letters are code points, and a limit that is exactly met is met", "[matching][similarity]") {
  // 5 of 6 letters, whatever their bytes: jaro = (5/6 + 5/6 + 1) / 3 = 8/9, one letter at the beginning.
  CHECK(jaro_winkler("müller", "mueller").millionths() == jaro_winkler("mäller", "mueller").millionths());
  CHECK(levenshtein("müller", "muller").part == 5);
  CHECK(levenshtein("müller", "muller").whole == 6);
  CHECK(jaro_winkler("dwayne", "duane").at_least(840000));
  CHECK_FALSE(jaro_winkler("dwayne", "duane").at_least(840001));
  // 2/3 is a little more than 0.666666.
  CHECK(levenshtein("abc", "abd").at_least(666666));
  CHECK_FALSE(levenshtein("abc", "abd").at_least(666667));
}

TEST_CASE("levenshtein: the share of letters that stay", "[matching][similarity]") {
  CHECK(levenshtein("kitten", "sitting").millionths() == 571428);
  CHECK(levenshtein("sitting", "kitten").millionths() == 571428);
  CHECK(levenshtein("abc", "").millionths() == 0);
  CHECK(levenshtein("", "").millionths() == 1000000);
  CHECK(levenshtein("abcd", "abdc").millionths() == 500000);
}

TEST_CASE("tokens: words in common, in any order, each once", "[matching][similarity]") {
  CHECK(words_in_common("smith, anna", "anna maria smith").millionths() == 800000);
  CHECK(words_in_common("the big apple", "apple, the big").millionths() == 1000000);
  CHECK(words_in_common("new new york", "new york").millionths() == 1000000);
  CHECK(words_in_common("o'brien", "obrien").millionths() == 0);
  CHECK(words_in_common("--", "..").millionths() == 0);
}
