// SPDX-License-Identifier: Apache-2.0
// Asks for memory before it is looked at. Entry points: prefetch, prefetch_all.
#pragma once
#include <cstddef>

namespace leadline {

/// Memory begins to bring what lies there; nothing happens where nothing does.
inline void prefetch(const void* place) {
  __builtin_prefetch(place);
  // GCC holds a function that only asks for memory to be without effect, and leaves out calls of it.
  asm volatile("" ::"r"(place));
}

/// The same for all of some values that lie side by side, none of them as well.
template <class T>
void prefetch_all(const T* first, std::size_t count = 1) {
  constexpr std::size_t kLine = 64;
  if (count == 0) return;
  const char* const begin = reinterpret_cast<const char*>(first);
  const char* const last = begin + count * sizeof(T) - 1;
  for (const char* place = begin; place < last; place += kLine) prefetch(place);
  prefetch(last);  // they may begin in the middle of a line
}

}  // namespace leadline
