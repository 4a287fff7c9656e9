// SPDX-License-Identifier: Apache-2.0
// What can be written at a place: words of the language where the grammar takes them, and the names that fit there.
// Entry point: complete_at.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "editor/workspace.hpp"

namespace leadline::editor {

/// As the protocol numbers them.
enum class CompletionSort : std::uint8_t {
  kMethod = 2,
  kFunction = 3,
  kField = 5,
  kVariable = 6,
  kClass = 7,
  kModule = 9,
  kProperty = 10,
  kValue = 12,
  kKeyword = 14,
  kFile = 17,
  kEnumMember = 20,
  kConstant = 21,
  kStruct = 22,
  kEvent = 23,
};

struct CompletionItem {
  std::string label;
  CompletionSort sort{};
  std::string insert;
  std::string detail;
  std::string documentation;  // Markdown
};

struct Completions {
  Span replaced;  // of the started file: the word or text at the cursor
  std::vector<CompletionItem> items;
};

[[nodiscard]] Completions complete_at(const Analysis& analysis, std::uint32_t offset);

}  // namespace leadline::editor
