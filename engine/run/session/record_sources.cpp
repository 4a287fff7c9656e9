// SPDX-License-Identifier: Apache-2.0
// Sources of rows, by their names.
#include "engine/run/session/record_sources.hpp"

#include <algorithm>

namespace leadline::running {

bool asks_for_sources(const Program& program, RecordKind kind) {
  return std::any_of(program.merges.begin(), program.merges.end(), [&](const Merge& merge) {
    return merge.kind == kind && std::any_of(merge.rules.begin(), merge.rules.end(),
                                             [](const MergeRule& rule) { return !rule.from.empty(); });
  });
}

bool set_source(Dataset& data, RecordKind kind, std::uint32_t row, std::string_view name) {
  const std::vector<SourceDefinition>& sources = data.program().sources;
  const auto found =
      std::find_if(sources.begin(), sources.end(), [&](const SourceDefinition& one) { return one.name == name; });
  if (found == sources.end()) return false;
  const auto number = static_cast<std::uint32_t>(found - sources.begin()) + 1;
  std::vector<std::uint32_t>& known = data.table(kind).source;
  if (row >= known.size()) known.resize(std::size_t{row} + 1, 0);
  if (known[row] == number) return false;
  known[row] = number;
  return true;
}

std::string source_of(const Dataset& data, RecordKind kind, std::uint32_t row) {
  const std::vector<std::uint32_t>& known = data.table(kind).source;
  return row < known.size() && known[row] != 0 ? data.program().sources[known[row] - 1].name : std::string();
}

}  // namespace leadline::running
