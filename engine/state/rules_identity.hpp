// SPDX-License-Identifier: Apache-2.0
// What a state remembers of the rules that it was made with: a fingerprint that comments and spaces do not change, and
// the names of what they declare. Entry point: identify_rules.
#pragma once
#include <string>
#include <vector>

#include "engine/program/program.hpp"
#include "leadline/source.hpp"

namespace leadline::state {

struct RulesIdentity {
  std::string fingerprint;         // 16 hexadecimal digits
  std::vector<std::string> names;  // `model spring`, `stage lead_to_opportunity.inquiry`, …, sorted
};

/// `sources` are those of the program: the file that was started and what it uses.
[[nodiscard]] RulesIdentity identify_rules(const Sources& sources, const Program& program);

}  // namespace leadline::state
