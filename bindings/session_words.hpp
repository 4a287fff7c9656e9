// SPDX-License-Identifier: Apache-2.0
// What every binding of a session says in words: kinds of record, decisions as lines of JSON.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "leadline/decision.hpp"
#include "leadline/record_kind.hpp"

namespace leadline::bindings {

/// `contact`, `lead`, …; nothing for another word.
[[nodiscard]] inline std::optional<RecordKind> kind_of(std::string_view word) {
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    if (name_of(static_cast<RecordKind>(kind)) == word) return static_cast<RecordKind>(kind);
  }
  return std::nullopt;
}

/// The decisions as `leadline run` writes them.
[[nodiscard]] inline std::vector<std::string> lines_of(const std::vector<Decision>& decisions) {
  std::vector<std::string> lines;
  lines.reserve(decisions.size());
  for (const Decision& decision : decisions) lines.push_back(decision.to_json());
  return lines;
}

}  // namespace leadline::bindings
