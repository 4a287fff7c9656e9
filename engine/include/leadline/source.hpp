// SPDX-License-Identifier: Apache-2.0
// Rule text with its line table. A Span is a piece of one source; everything that points into rule text is a Span,
// and only here is one turned into lines and columns.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace leadline {

using SourceId = std::uint32_t;

/// Bytes [begin, end) of the source with number `source`.
struct Span {
  SourceId source = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span& a, const Span& b) {
    return a.source == b.source && a.begin == b.begin && a.end == b.end;
  }
};

/// One-based line and column; the column counts code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// One rule file: its name as the user wrote it, and its text.
class Source {
 public:
  Source(std::string name, std::string text);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  /// Line and column of a byte offset (at most the size of the text).
  [[nodiscard]] Position position(std::uint32_t offset) const;
  /// Text of a one-based line, without its line break.
  [[nodiscard]] std::string_view line(std::uint32_t number) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// All sources of one compilation. Ids are given in the order of reading and stay valid.
class Sources {
 public:
  SourceId add(std::string name, std::string text);
  [[nodiscard]] const Source& operator[](SourceId id) const { return *sources_[id]; }
  [[nodiscard]] std::size_t size() const { return sources_.size(); }
  /// The text that a span covers.
  [[nodiscard]] std::string_view text(const Span& span) const {
    return sources_[span.source]->text().substr(span.begin, span.end - span.begin);
  }
  /// `file:line` of a span's beginning.
  [[nodiscard]] std::string place(const Span& span) const;

 private:
  std::vector<std::shared_ptr<const Source>> sources_;
};

}  // namespace leadline
