// SPDX-License-Identifier: Apache-2.0
// Offsets of a rule file to lines and columns.
#include "leadline/source.hpp"

#include <algorithm>

namespace leadline {

Source::Source(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

Position Source::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(next - line_starts_.begin());
  std::uint32_t column = 1;
  for (std::uint32_t i = line_starts_[line - 1]; i < offset; ++i) {
    if ((static_cast<unsigned char>(text_[i]) & 0xC0U) != 0x80U) ++column;
  }
  return {line, column};
}

std::string_view Source::line(std::uint32_t number) const {
  const std::uint32_t begin = line_starts_[number - 1];
  const std::size_t end = number < line_starts_.size() ? line_starts_[number] : text_.size();
  std::string_view line(text_.data() + begin, end - begin);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

SourceId Sources::add(std::string name, std::string text) {
  sources_.push_back(std::make_shared<const Source>(std::move(name), std::move(text)));
  return static_cast<SourceId>(sources_.size() - 1);
}

std::string Sources::place(const Span& span) const {
  const Source& source = *sources_[span.source];
  return source.name() + ':' + std::to_string(source.position(span.begin).line);
}

}  // namespace leadline
