// SPDX-License-Identifier: Apache-2.0
#include "cli/parallel_text.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

using namespace leadline::cli;

TEST_CASE("texts that come in any order go on in that of their numbers", "[cli]") {
  std::string out;
  TextsInOrder texts([&](std::string_view text) { out += text; });
  texts.put(2, "c");
  texts.put(1, "b");
  CHECK(out.empty());
  texts.put(0, "a");
  CHECK(out == "abc");
  texts.put(3, "d");
  CHECK(out == "abcd");
}

TEST_CASE("texts of several threads go on in order, and nobody runs far ahead", "[cli]") {
  constexpr std::size_t kTexts = 2000;
  std::string expected;
  for (std::size_t number = 0; number < kTexts; ++number) expected += std::to_string(number) + '\n';
  std::string out;
  TextsInOrder texts([&](std::string_view text) { out += text; });
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (std::size_t number = next++; number < kTexts; number = next++) {
        texts.put(number, std::to_string(number) + '\n');
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(out == expected);
}

TEST_CASE("lines keep their order on any number of threads", "[cli]") {
  std::string expected;
  for (int i = 0; i < 20'000; ++i) expected += std::to_string(i) + '\n';
  for (const unsigned threads : {1U, 3U, 0U}) {
    std::string found;
    format_lines(
        20'000, threads, [](std::size_t line, std::string& out) { out += std::to_string(line) + '\n'; },
        [&](std::string_view text) { found += text; });
    CHECK(found == expected);
  }
  format_lines(
      0, 2, [](std::size_t, std::string&) { FAIL("there is no line"); },
      [](std::string_view) { FAIL("there is no text"); });
}
