// SPDX-License-Identifier: Apache-2.0
#include "cli/watch.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "support/temporary_folder.hpp"

using namespace leadline::cli;
using leadline::test::TemporaryFolder;

namespace {

// Ends a watch that would wait for ever, as a person would.
void interrupt_after(unsigned seconds) {
  std::signal(SIGALRM, [](int) { std::raise(SIGINT); });
  ::alarm(seconds);
}

}  // namespace

TEST_CASE("a file that changes after the first work has read it, and before that work has ended, is a change") {
  const TemporaryFolder folder;
  const std::string used = folder.write("used.lead", "before");
  // The moments of two changes differ by more than the file system's clock ticks.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  int works = 0;
  interrupt_after(5);
  watch([&] {
    if (++works == 1) folder.write("used.lead", "after!");
    if (works == 2) std::raise(SIGINT);
    return std::vector<std::string>{used};
  });
  ::alarm(0);
  CHECK(works == 2);
}

TEST_CASE("a watch does not work again without a change") {
  const TemporaryFolder folder;
  const std::string used = folder.write("used.lead", "before");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  int works = 0;
  interrupt_after(1);
  watch([&] {
    ++works;
    return std::vector<std::string>{used};
  });
  ::alarm(0);
  CHECK(works == 1);
}
