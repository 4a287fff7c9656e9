// SPDX-License-Identifier: Apache-2.0
// Small mistakes put into a program on purpose: a rule taken out or turned round, a bound or a number off by one, a
// transition that is never taken. A mutant that no test notices shows what the tests do not look at. Entry points:
// mutants_of, mutated.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline {

struct Mutant {
  enum class Kind : std::uint8_t {
    kDropped,  // the rule, grade or threshold never holds, the transition is never taken, `require` wants nothing, the
               // reaction does nothing
    kFlipped,  // a rule holds where it would not, or gives its points with the other sign
    kPoints,   // points are one more
    kBound,    // `at most`, `never below`, `until below`: `before` is `after`
    kNumber,   // a number or a duration of a condition: likewise
    kWindow,   // `within`
  } kind{};
  std::string what;  // `rule "Student"`, `group "Fit"`, `require need`, …; empty: what `span` says
  std::string before, after;
  Span span;  // of what is changed
  std::function<void(Program&)> change;
};

/// In the order of the text. `wanted` says of which sources.
[[nodiscard]] std::vector<Mutant> mutants_of(const Program& program, const std::function<bool(SourceId)>& wanted);

/// A copy of the program with the mistake in it.
[[nodiscard]] Program mutated(const Program& program, const Mutant& mutant);

}  // namespace leadline
