// SPDX-License-Identifier: Apache-2.0
// Places in a text as the Language Server Protocol counts them: lines from 0, characters in the units that client and
// server have agreed on. LineTable turns them into bytes and back; a place behind the end of a line is its end.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace leadline::editor {

/// How characters are counted: code units of UTF-8 or UTF-16, or code points.
enum class Encoding : std::uint8_t { kUtf8, kUtf16, kUtf32 };

struct Place {
  std::uint32_t line = 0;
  std::uint32_t character = 0;

  friend bool operator==(const Place& a, const Place& b) { return a.line == b.line && a.character == b.character; }
};

class LineTable {
 public:
  /// `text` has to outlive the table. Lines end with \n, \r\n or \r.
  LineTable(std::string_view text, Encoding encoding);

  [[nodiscard]] Place place(std::uint32_t offset) const;
  [[nodiscard]] std::uint32_t offset(Place place) const;

 private:
  std::string_view text_;
  Encoding encoding_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace leadline::editor
