// SPDX-License-Identifier: Apache-2.0
// Sets of numbers and of words against plain membership over a small domain.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "engine/analysis/domain.hpp"

using namespace leadline::analysis;

namespace {

constexpr int kDomain = 12;

NumberSet random_numbers(std::mt19937& random) {
  NumberSet set;
  for (int i = static_cast<int>(random() % 4); i > 0; --i) {
    const int low = static_cast<int>(random() % kDomain);
    set = set | NumberSet::range(low, low + static_cast<int>(random() % 4));
  }
  return random() % 3 == 0 ? set.complement() : set;
}

WordSet random_words(std::mt19937& random) {
  std::vector<std::string> words;
  for (int i = static_cast<int>(random() % 4); i > 0; --i)
    words.push_back(std::string(1, static_cast<char>('a' + random() % 6)));
  const WordSet set = WordSet::of(words);
  return random() % 2 == 0 ? set.complement() : set;
}

}  // namespace

TEST_CASE("number sets: what is in them", "[analysis]") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    const NumberSet a = random_numbers(random);
    const NumberSet b = random_numbers(random);
    for (int n = -2; n < kDomain + 6; ++n) {
      CHECK((a & b).contains(n) == (a.contains(n) && b.contains(n)));
      CHECK((a | b).contains(n) == (a.contains(n) || b.contains(n)));
      CHECK(a.complement().contains(n) != a.contains(n));
    }
    CHECK(a.complement().complement() == a);
    CHECK((a & a.complement()).empty());
    CHECK((a | a.complement()).full());
    for (std::size_t i = 1; i < a.intervals().size(); ++i) CHECK(a.intervals()[i].low > a.intervals()[i - 1].high + 1);
  }
}

TEST_CASE("number sets: of single numbers", "[analysis]") {
  CHECK(NumberSet::of({}).empty());
  CHECK(std::ranges::equal(NumberSet::of({5, 3, 9, 4, 5}).intervals(), std::vector<Interval>{{3, 5}, {9, 9}}));
  CHECK(NumberSet::of({NumberSet::kHighest, NumberSet::kHighest - 1, NumberSet::kLowest}) ==
        (NumberSet::value(NumberSet::kLowest) | NumberSet::range(NumberSet::kHighest - 1, NumberSet::kHighest)));
}

TEST_CASE("number sets: the ends of 64 bits", "[analysis]") {
  CHECK(NumberSet::all().complement().empty());
  CHECK(NumberSet{}.complement().full());
  const NumberSet top = NumberSet::value(NumberSet::kHighest);
  CHECK(top.complement().highest() == NumberSet::kHighest - 1);
  CHECK((top | NumberSet::range(0, NumberSet::kHighest)).intervals().size() == 1);
  CHECK(NumberSet::range(std::numeric_limits<std::int64_t>::min(), 0).lowest() == NumberSet::kLowest);
  CHECK(NumberSet::range(3, 2).empty());
}

TEST_CASE("word sets: what is in them", "[analysis]") {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    const WordSet a = random_words(random);
    const WordSet b = random_words(random);
    for (char c = 'a'; c <= 'h'; ++c) {
      const std::string word(1, c);
      CHECK((a & b).contains(word) == (a.contains(word) && b.contains(word)));
      CHECK((a | b).contains(word) == (a.contains(word) || b.contains(word)));
      CHECK(a.complement().contains(word) != a.contains(word));
    }
    CHECK((a & a.complement()).empty());
    CHECK((a | a.complement()).full());
  }
}
