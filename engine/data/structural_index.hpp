// SPDX-License-Identifier: Apache-2.0
// Where a text's separators, line breaks and quotes stand, found 64 bytes at a time by the widest vectors that the
// machine has. Entry point: index_structure.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace leadline {

/// How many positions there are, and what was seen on the way; both are rare, and rows are looked at again only where they
/// occur.
struct StructureSeen {
  std::size_t count = 0;
  bool high_bytes = false;  // any byte from 0x80 on
  bool nul_bytes = false;
};

/// How the 64 bytes are compared. All give the same positions; kPortable needs nothing of the machine.
enum class IndexPath : std::uint8_t { kFastest, kPortable };

/// Puts the offsets of `separator`, `\n`, `\r` and `"` into `positions`, ascending, in place of what it held. The text
/// is shorter than 4 GiB.
StructureSeen index_structure(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                              IndexPath path = IndexPath::kFastest);

}  // namespace leadline
