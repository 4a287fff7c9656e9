// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "engine/data/column.hpp"

using leadline::Dictionary;

TEST_CASE("dictionary: codes count from one in the order of appearance", "[data]") {
  Dictionary dictionary;
  CHECK(dictionary.add("b") == 1);
  CHECK(dictionary.add("a") == 2);
  CHECK(dictionary.add("b") == 1);
  CHECK(dictionary[1] == "b");
  CHECK(dictionary[2] == "a");
  CHECK(dictionary.size() == 3);
}

TEST_CASE("dictionary: empty text is missing", "[data]") {
  Dictionary dictionary;
  CHECK(dictionary.add("") == 0);
  CHECK(dictionary.find("") == 0);
  CHECK(dictionary[0].empty());
  CHECK(dictionary.size() == 1);
}

TEST_CASE("dictionary: finds what was added and nothing else", "[data]") {
  Dictionary dictionary;
  std::vector<std::string> texts;
  for (int n = 0; n < 20000; ++n) {
    std::string text = std::to_string(n * 7);
    text.resize(text.size() + static_cast<std::size_t>(n) % 40, 'x');
    texts.push_back(text);
    REQUIRE(dictionary.add(text) == static_cast<std::uint32_t>(n + 1));
  }
  for (std::size_t n = 0; n < texts.size(); ++n) {
    REQUIRE(dictionary.find(texts[n]) == n + 1);
    REQUIRE(dictionary[static_cast<std::uint32_t>(n + 1)] == texts[n]);
    REQUIRE(dictionary.find(texts[n] + "!") == 0);
  }
}

TEST_CASE("dictionary: texts that differ in one byte have different hashes", "[data]") {
  for (std::size_t size = 1; size < 40; ++size) {
    const std::string text(size, 'a');
    std::set<std::uint32_t> hashes{Dictionary::hash(text)};
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      hashes.insert(Dictionary::hash(other));
    }
    CHECK(hashes.size() == size + 1);
  }
}

TEST_CASE("dictionary: clear forgets", "[data]") {
  Dictionary dictionary;
  dictionary.add("a");
  dictionary.clear();
  CHECK(dictionary.find("a") == 0);
  CHECK(dictionary.add("b") == 1);
}
