// SPDX-License-Identifier: Apache-2.0
// Every check that has an id of its own: how serious it is, who finds it, and what it finds in one sentence. The ids
// `syntax/…` stand for themselves and are not listed.
#pragma once
#include <string>
#include <string_view>

#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline {

struct CheckInfo {
  /// Who finds it. kProgram: the compiler, and an error means that there is no program to run; kAnalysis: reasoning
  /// about all records that there could be; kData: what really happens in given data; kTests: what the tests of a file
  /// never come to.
  enum class Tier : unsigned char { kProgram, kAnalysis, kData, kTests };

  std::string_view id;
  Severity severity{};
  Tier tier{};
  std::string_view finds;

  /// Rules that have it cannot be run: no comment and no project makes less of it.
  [[nodiscard]] bool always_an_error() const { return tier == Tier::kProgram && severity == Severity::kError; }
};

/// A range of checks, by their ids.
struct Checks {
  const CheckInfo* first = nullptr;
  const CheckInfo* last = nullptr;

  [[nodiscard]] const CheckInfo* begin() const { return first; }
  [[nodiscard]] const CheckInfo* end() const { return last; }
};

[[nodiscard]] Checks all_checks();
/// The check of this id, or nullptr.
[[nodiscard]] const CheckInfo* find_check(std::string_view id);

/// Adds a finding of one of these checks, as serious as it is by the table.
Diagnostic& add_finding(Diagnostics& to, std::string_view check, const Span& span, std::string message,
                        std::string help = "");

}  // namespace leadline
