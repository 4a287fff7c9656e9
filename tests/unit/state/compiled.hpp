// SPDX-License-Identifier: Apache-2.0
// Rule text to a program with its identity.
#pragma once
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "engine/program/check.hpp"
#include "engine/state/rules_identity.hpp"

namespace leadline::test {

struct Compiled {
  Sources sources;
  std::shared_ptr<const Program> program;
  state::RulesIdentity identity;

  explicit Compiled(const std::string& text) {
    Diagnostics diagnostics;
    const SourceId main = sources.add("test.lead", text);
    program = check_program(sources, main, {}, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) FAIL(format_pretty(sources, diagnostic));
    }
    identity = state::identify_rules(sources, *program);
  }
};

}  // namespace leadline::test
