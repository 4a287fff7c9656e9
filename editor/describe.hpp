// SPDX-License-Identifier: Apache-2.0
// What is shown beside a name or a word: its kind and type, how it is declared, the comment that stands with it, and
// for words of the language what they do. Entry point: hover_at.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "editor/hit_counter.hpp"
#include "editor/workspace.hpp"

namespace leadline::editor {

struct Hover {
  std::string markdown;
  Span span;
};

/// What is known of the place `offset` of the started file; nothing if nothing is. `data`: what the rules did to the
/// data of the project, where that is known.
[[nodiscard]] std::optional<Hover> hover_at(const Analysis& analysis, std::uint32_t offset,
                                            const CountedData* data = nullptr);

/// A thing in Markdown: the code line first, then more.
[[nodiscard]] std::string describe(const Analysis& analysis, const NamedThing& thing,
                                   const CountedData* data = nullptr);

/// `text`, `choice ["a", "b"]`, `list of text`: as it is declared.
[[nodiscard]] std::string type_text(const Program& program, const Type& type);

/// What a word of the language does, in a sentence or two; empty for other words. Several words have a blank between.
[[nodiscard]] std::string_view word_help(std::string_view word);
/// The same for a function, by its name.
[[nodiscard]] std::string_view function_help(std::string_view name);

}  // namespace leadline::editor
