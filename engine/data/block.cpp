// SPDX-License-Identifier: Apache-2.0
// Rows taken out of a block.
#include "engine/data/block.hpp"

namespace leadline {

void append_without_pairs(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    if (text[at] == '"') ++at;
  }
}

void Block::remove_rows(const std::vector<bool>& remove) {
  std::size_t kept = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (remove[row]) continue;
    if (kept != row) {
      rows[kept] = rows[row];
      for (std::vector<Cell>& column : columns) column[kept] = column[row];
    }
    ++kept;
  }
  rows.resize(kept);
}

void Block::clear() {
  rows.clear();
  broken.clear();
  even.count = 0;
  absent.clear();
  for (std::vector<std::uint32_t>& of_slot : entries) of_slot.clear();
  unescaped.clear();
  padded = false;
  high_bytes = false;
  rows_found = false;
}

}  // namespace leadline
