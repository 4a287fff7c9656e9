// SPDX-License-Identifier: Apache-2.0
// The first touch of a page is the kernel's work, and with pages of 4 KiB that is a quarter of the time that reading
// takes. So the heap is made as long as the data will need it, untouched, its pages are asked for by 2 MiB, and what is
// freed is not given to the kernel, from which it would have to be got again. An allocator for columns alone would have
// to be given to everything that columns are moved to and from.
#include "engine/files/expected_memory.hpp"

#include <cstdlib>

#if defined(__linux__) && defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#endif

namespace leadline {

void expect_memory([[maybe_unused]] std::size_t bytes) {
#if defined(__linux__) && defined(__GLIBC__) && defined(MADV_HUGEPAGE)
  constexpr std::size_t kLittle = std::size_t{16} << 20U;
  if (bytes < kLittle) return;
  mallopt(M_TRIM_THRESHOLD, -1);  // never
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_ARENA_MAX, 1);
  void* const memory = std::malloc(bytes);
  if (memory == nullptr) return;
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
  const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / page * page;
  madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  std::free(memory);
#endif
}

}  // namespace leadline
