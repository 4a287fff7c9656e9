// SPDX-License-Identifier: Apache-2.0
// The outline of a rule file: statements, and inside them groups, rules, grades, thresholds, stages. Made from the
// syntax alone, so that a broken file still has one. Entry points: outline_of and foldings_of.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "leadline/source.hpp"

namespace leadline::editor {

/// As the protocol numbers them.
enum class SymbolSort : std::uint8_t {
  kFile = 1,
  kModule = 2,
  kNamespace = 3,
  kClass = 5,
  kMethod = 6,
  kField = 8,
  kEnum = 10,
  kFunction = 12,
  kVariable = 13,
  kConstant = 14,
  kArray = 18,
  kObject = 19,
  kKey = 20,
  kEnumMember = 22,
  kStruct = 23,
  kEvent = 24,
  kOperator = 25,
};

struct OutlineItem {
  std::string name;
  std::string detail;
  SymbolSort sort{};
  Span whole;
  Span name_span;
  std::vector<OutlineItem> inside;
};

[[nodiscard]] std::vector<OutlineItem> outline_of(const Sources& sources, SourceId source);

/// Blocks in braces, and rows of comments: from the first byte to the last.
[[nodiscard]] std::vector<Span> foldings_of(const Sources& sources, SourceId source);

}  // namespace leadline::editor
