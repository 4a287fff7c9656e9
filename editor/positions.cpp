// SPDX-License-Identifier: Apache-2.0
// Lines and code units.
#include "editor/positions.hpp"

#include <algorithm>

namespace leadline::editor {

namespace {

// Bytes of the character that begins here; a stray byte is a character of its own.
std::uint32_t length_at(std::string_view text, std::uint32_t offset) {
  const auto byte = static_cast<unsigned char>(text[offset]);
  const std::uint32_t wanted = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
  std::uint32_t length = 1;
  while (length < wanted && offset + length < text.size() &&
         (static_cast<unsigned char>(text[offset + length]) & 0xC0U) == 0x80)
    ++length;
  return length;
}

std::uint32_t units_of(std::uint32_t bytes, Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
      return bytes;
    case Encoding::kUtf16:
      return bytes == 4 ? 2 : 1;
    case Encoding::kUtf32:
      return 1;
  }
  return bytes;
}

}  // namespace

LineTable::LineTable(std::string_view text, Encoding encoding) : text_(text), encoding_(encoding), starts_{0} {
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) starts_.push_back(i + 1);
  }
}

Place LineTable::place(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(next - starts_.begin() - 1);
  Place place{line, 0};
  for (std::uint32_t at = starts_[line]; at < offset;) {
    const std::uint32_t bytes = length_at(text_, at);
    if (at + bytes > offset) break;
    place.character += units_of(bytes, encoding_);
    at += bytes;
  }
  return place;
}

std::uint32_t LineTable::offset(Place place) const {
  if (place.line >= starts_.size()) return static_cast<std::uint32_t>(text_.size());
  std::uint32_t at = starts_[place.line];
  for (std::uint32_t units = 0; at < text_.size() && text_[at] != '\n' && text_[at] != '\r';) {
    const std::uint32_t bytes = length_at(text_, at);
    units += units_of(bytes, encoding_);
    if (units > place.character) break;
    at += bytes;
  }
  return at;
}

}  // namespace leadline::editor
