// SPDX-License-Identifier: Apache-2.0
// What a name in a rule file stands for, where that is declared, and where else it is named, in all files of the
// workspace; and renaming, which is refused where it would change what the rules mean.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "editor/workspace.hpp"
#include "leadline/result.hpp"

namespace leadline::editor {

/// A piece of a file.
struct FileSpan {
  std::string path;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend auto operator<=>(const FileSpan&, const FileSpan&) = default;
};

/// The mentions whose place holds `offset` of the started file, or ends there; those of the shortest place.
[[nodiscard]] std::vector<Mention> mentions_at(const Analysis& analysis, std::uint32_t offset);

/// Where the thing is declared; for a file its beginning.
[[nodiscard]] std::vector<Span> declarations_of(const Analysis& analysis, const NamedThing& thing);

/// The name as it stands in the text, without quotes.
[[nodiscard]] Span name_span(const Analysis& analysis, const Span& span);

/// All places where what stands at `offset` of the file is named, sorted.
[[nodiscard]] std::vector<FileSpan> references(Workspace& workspace, const std::string& path, std::uint32_t offset,
                                               bool with_declarations);

/// What can be renamed at `offset`, or why it cannot.
[[nodiscard]] Result<Span> renamable(const Analysis& analysis, std::uint32_t offset);

/// The places that have to read `name` from then on, or why not: every file that names the thing is checked with its
/// new text, and has to have no new error and the same names in the same places.
[[nodiscard]] Result<std::vector<FileSpan>> rename(Workspace& workspace, const std::string& path, std::uint32_t offset,
                                                   const std::string& name);

}  // namespace leadline::editor
