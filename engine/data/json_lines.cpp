// SPDX-License-Identifier: Apache-2.0
// JSON lines, cut at line feeds: a JSON text cannot hold one, so no quotes need to be looked at.
#include <algorithm>
#include <cstring>

#include "engine/data/csv_scanner.hpp"
#include "engine/data/json_rows.hpp"

namespace leadline {

JsonLines::JsonLines(std::unique_ptr<ByteSource> source, std::size_t block_bytes)
    : source_(std::move(source)), block_bytes_(std::max<std::size_t>(block_bytes, 1)) {}

Result<bool> JsonLines::next(Block& block) {
  block.clear();
  block.sequence = sequence_++;
  if (!more()) return false;
  const std::size_t wanted = std::max(block_bytes_, carry_.size() * 2);
  block.bytes.resize(std::max(block.bytes.size(), wanted + kJsonPadding));
  if (!carry_.empty()) std::memcpy(block.bytes.data(), carry_.data(), carry_.size());
  std::size_t filled = carry_.size();
  while (!at_end_ && filled < wanted) {
    const Result<std::size_t> got = source_->read(block.bytes.data() + filled, wanted - filled);
    if (!got) return got.error();
    filled += got.value();
    at_end_ = got.value() == 0;
  }
  block.file_bytes = source_->taken();
  const char* bytes = block.bytes.data();
  std::size_t at = 0;
  while (at < filled) {
    const void* found = std::memchr(bytes + at, '\n', filled - at);
    std::size_t end = filled;
    if (found != nullptr) {
      end = static_cast<std::size_t>(static_cast<const char*>(found) - bytes);
    } else if (!at_end_) {
      break;
    }
    if (skipping_) {
      skipping_ = false;
    } else {
      const RowPlace place{line_, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
      if (end - at > kLongestRow) {
        block.broken.push_back({place, 0, "the row is longer than 64 MiB"});
      } else if (block.text(place).find_first_not_of(" \t\r") != std::string_view::npos) {
        block.rows.push_back(place);
      }
    }
    ++line_;
    at = end + 1;
  }
  if (at < filled && (skipping_ || filled - at > kLongestRow)) {
    if (!skipping_) {
      const auto shown = static_cast<std::uint32_t>(std::min(filled, at + 1000));
      block.broken.push_back({{line_, static_cast<std::uint32_t>(at), shown}, 0, "the row is longer than 64 MiB"});
    }
    skipping_ = true;
    at = filled;
  }
  carry_.assign(bytes + std::min(at, filled), bytes + filled);
  return true;
}

}  // namespace leadline
