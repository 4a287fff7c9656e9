// SPDX-License-Identifier: Apache-2.0
// Work on several threads, by one counter that all of them advance.
#include "engine/data/parallel.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace leadline {

unsigned thread_count(unsigned asked) {
  if (asked != 0) return asked;
  const unsigned machine = std::thread::hardware_concurrency();
  return machine == 0 ? 1 : machine;
}

void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t part = next.fetch_add(1); part < count; part = next.fetch_add(1)) body(part);
  };
  std::vector<std::thread> others;
  for (unsigned thread = 1; thread < threads && thread < count; ++thread) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
}

void parallel_ranges(std::size_t size, std::size_t grain, unsigned threads,
                     const std::function<void(std::size_t, std::size_t)>& body) {
  const std::size_t parts = (size + grain - 1) / grain;
  parallel_for(parts, threads,
               [&](std::size_t part) { body(part * grain, part + 1 == parts ? size : (part + 1) * grain); });
}

}  // namespace leadline
