// SPDX-License-Identifier: Apache-2.0
// Where a text's separators, line breaks and quotes stand, found 64 bytes at a time by the widest vectors that the
// machine has. Entry points: index_structure; survey and line_feeds, which only
// count.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace leadline {

/// How many positions there are, and what was seen on the way; wrong bytes are rare, and rows are looked at again only
/// where they occur.
struct StructureSeen {
  std::size_t count = 0;
  std::size_t feeds = 0;    // `\n`
  std::size_t returns = 0;  // `\r`
  bool quotes = false;
  bool high_bytes = false;  // any byte from 0x80 on
  bool nul_bytes = false;
};

/// How the 64 bytes are compared. All give the same positions; kPortable needs nothing of the machine, and takes the
/// place of kAvx2 on one that does not have it.
enum class IndexPath : std::uint8_t { kFastest, kAvx2, kPortable };

/// Puts the offsets of `separator`, `\n`, `\r` and `"` into `positions`, ascending, behind the first `from` entries and
/// in place of what else it held. The text is shorter than 4 GiB.
StructureSeen index_structure(std::string_view text, char separator, std::vector<std::uint32_t>& positions,
                              std::size_t from = 0, IndexPath path = IndexPath::kFastest);

/// What can be told of a text without knowing where its rows are.
struct Survey {
  std::size_t breaks = 0;  // `\n`, `\r` and `\r\n`; not counted to the end where there are quotes
  bool quotes = false;
};
Survey survey(std::string_view text, IndexPath path = IndexPath::kFastest);

/// How many `\n` there are.
std::size_t line_feeds(std::string_view text, IndexPath path = IndexPath::kFastest);

}  // namespace leadline
