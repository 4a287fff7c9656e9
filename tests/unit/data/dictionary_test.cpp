// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <map>
#include <random>
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

TEST_CASE("dictionary: texts that differ in one byte have different keys", "[data]") {
  for (std::size_t size = 1; size < 40; ++size) {
    const std::string text(size, 'a');
    const auto key = [](const std::string& of) { return std::pair(Dictionary::key(of).low, Dictionary::key(of).high); };
    std::set<std::pair<std::uint64_t, std::uint64_t>> keys{key(text)};
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      keys.insert(key(other));
    }
    CHECK(keys.size() == size + 1);
  }
}

TEST_CASE("dictionary: many texts are found as one after the other, also in a row of bytes", "[data]") {
  std::mt19937 random(5);
  for (const std::size_t distinct : {std::size_t{3}, std::size_t{300}, std::size_t{20000}}) {
    Dictionary dictionary;
    std::string bytes;
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t n = 0; n < 5000; ++n) {
      std::string text(random() % 24, 'a');
      const std::string number = std::to_string(random() % distinct);
      for (std::size_t at = 0; at < std::min(text.size(), number.size()); ++at) text[at] = number[at];
      if (random() % 3 != 0) dictionary.add(text);
      places.emplace_back(bytes.size(), text.size());
      bytes += text + ',';
    }
    dictionary.add(std::string(8, '\0'));
    dictionary.add(std::string(1, '\0'));
    places.emplace_back(bytes.size(), 1);
    bytes += std::string(16, '\0');
    std::vector<std::string_view> texts;
    for (const auto& [at, size] : places) texts.push_back(std::string_view(bytes).substr(at, size));
    bool missed = false;
    for (const std::string_view text : texts) missed = missed || (!text.empty() && dictionary.find(text) == 0);
    for (const bool padded : {false, true}) {
      std::vector<std::uint32_t> codes(texts.size(), 77);
      CHECK(dictionary.find_all(texts, padded, codes.data()) == missed);
      for (std::size_t n = 0; n < texts.size(); ++n) {
        REQUIRE(codes[n] == dictionary.find(texts[n]));
        if (codes[n] != 0) REQUIRE(dictionary[codes[n]] == texts[n]);
      }
    }
  }
}

TEST_CASE("dictionary: numbers, close together or not, and what only looks like them", "[data]") {
  std::mt19937 random(8);
  for (const std::size_t limit : {std::size_t{100}, std::size_t{3000}, std::size_t{40000}, std::size_t{99999999}}) {
    for (const bool in_order : {false, true}) {
      Dictionary dictionary;
      std::map<std::string, std::uint32_t> model;
      const auto add = [&](const std::string& text) {
        const auto [entry, is_new] = model.emplace(text, static_cast<std::uint32_t>(model.size() + 1));
        REQUIRE(dictionary.add(text) == entry->second);
        REQUIRE(dictionary[entry->second] == text);
      };
      for (std::size_t n = 0; n < 6000; ++n) {
        const std::string number = std::to_string(in_order ? n : random() % limit);
        add(number);
        if (n % 50 == 0) add("0" + number);
        if (n % 70 == 0) add(number + " ");
        if (n % 90 == 0) add("1" + std::string(n % 12, '0') + number);
        if (n % 110 == 0) add("-" + number);
        if (n == 4000 && !in_order) {
          dictionary.clear();
          model.clear();
        }
      }
      std::string bytes;
      std::vector<std::string> texts;
      for (std::size_t n = 0; n < 6000; ++n) {
        texts.push_back(std::to_string(random() % (limit + 10)));
        if (n % 10 == 0) texts.back().insert(0, 1, "0 x+"[random() % 4]);
        if (n % 20 == 0) texts.back().clear();
        bytes += texts.back() + ',';
      }
      bytes += std::string(16, ',');
      std::vector<std::string_view> views;
      std::size_t at = 0;
      for (const std::string& text : texts) {
        views.push_back(std::string_view(bytes).substr(at, text.size()));
        at += text.size() + 1;
      }
      for (const bool padded : {false, true}) {
        std::vector<std::uint32_t> codes(texts.size(), 77);
        bool missed = false;
        const bool said = dictionary.find_all(views, padded, codes.data());
        for (std::size_t n = 0; n < texts.size(); ++n) {
          const auto known = model.find(texts[n]);
          REQUIRE(codes[n] == (known == model.end() ? 0 : known->second));
          REQUIRE(dictionary.find(texts[n]) == codes[n]);
          missed = missed || (codes[n] == 0 && !texts[n].empty());
          if (texts[n].empty() || texts[n].find_first_not_of("0123456789") != std::string::npos) continue;
          const std::int64_t number = std::stoll(texts[n]);
          const std::uint32_t code = dictionary.find_number(number);
          if (code != 0) REQUIRE(dictionary[code] == std::to_string(number));
          CHECK(dictionary.find_number(-number - 1) == 0);
        }
        CHECK(said == missed);
      }
    }
  }
}

TEST_CASE("dictionary: clear forgets", "[data]") {
  Dictionary dictionary;
  dictionary.add("a");
  dictionary.clear();
  CHECK(dictionary.find("a") == 0);
  CHECK(dictionary.add("b") == 1);
}
