// SPDX-License-Identifier: Apache-2.0
// JSON lines, cut at line feeds: a JSON text cannot hold one, so no quotes need to be looked at.
#include <algorithm>
#include <cstring>

#include "engine/data/csv_scanner.hpp"
#include "engine/data/json_rows.hpp"
#include "engine/data/structural_index.hpp"

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
  char* const bytes = block.bytes.data();
  if (skipping_) {
    const void* const found = std::memchr(bytes, '\n', filled);
    const std::size_t rest =
        found == nullptr ? filled : static_cast<std::size_t>(static_cast<const char*>(found) - bytes) + 1;
    skipping_ = found == nullptr && !at_end_;
    if (!skipping_) ++line_;
    filled -= rest;
    std::memmove(bytes, bytes + rest, filled);
  }
  const std::string_view text(bytes, filled);
  block.size = at_end_ ? filled : text.rfind('\n') + 1;
  block.first_line = line_;
  line_ += line_feeds(text.substr(0, block.size));
  if (at_end_) bytes[filled] = '\n';
  if (filled - block.size > kLongestRow) {
    const auto begin = static_cast<std::uint32_t>(block.size);
    block.broken.push_back({{line_, begin, begin + 1000}, 0, "the row is longer than 64 MiB"});
    skipping_ = true;
    filled = block.size;
  }
  carry_.assign(bytes + block.size, bytes + filled);
  return true;
}

}  // namespace leadline
