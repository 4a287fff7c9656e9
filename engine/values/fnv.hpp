// SPDX-License-Identifier: Apache-2.0
// FNV-1a: a hash of bytes that is the same on every machine and for ever, for what is written down.
#pragma once
#include <cstdint>
#include <string_view>

namespace leadline {

inline constexpr std::uint64_t kFnvBegin = 0xCBF29CE484222325U;

/// Goes on from `hash`.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = kFnvBegin) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

}  // namespace leadline
