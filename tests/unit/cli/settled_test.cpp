// SPDX-License-Identifier: Apache-2.0
#include "cli/settled.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace leadline::cli;

TEST_CASE("settled: a file that is emptied and then written is looked at when it is whole", "[cli]") {
  std::string file;
  int pauses = 0;
  const auto write_on = [&] {
    if (++pauses == 1) file = "half";
    if (pauses == 2) file = "half and half";
  };
  CHECK(settled([&] { return file; }, write_on, 20) == "half and half");
  CHECK(pauses == 3);
}

TEST_CASE("settled: what rests is waited for once", "[cli]") {
  int pauses = 0;
  CHECK(settled([] { return 7; }, [&] { ++pauses; }, 20) == 7);
  CHECK(pauses == 1);
}

TEST_CASE("settled: what never rests is not waited for", "[cli]") {
  int pauses = 0;
  CHECK(settled([&] { return pauses; }, [&] { ++pauses; }, 20) == 20);
  CHECK(pauses == 20);
}
