// SPDX-License-Identifier: Apache-2.0
// Work on several threads: parts are handed out in order, each to the thread that is free. What a part computes must
// not depend on which thread it runs on. Entry point: parallel_for.
#pragma once
#include <cstddef>
#include <functional>

namespace leadline {

/// 0 becomes the number of threads of the machine.
[[nodiscard]] unsigned thread_count(unsigned asked);

/// Calls body(0) … body(count - 1) on up to `threads` threads, the caller's among them, and returns when all are done.
void parallel_for(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body);

/// Cuts [0, size) into ranges of about `grain` and calls body(begin, end) for each.
void parallel_ranges(std::size_t size, std::size_t grain, unsigned threads,
                     const std::function<void(std::size_t, std::size_t)>& body);

}  // namespace leadline
