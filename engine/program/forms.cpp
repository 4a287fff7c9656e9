// SPDX-License-Identifier: Apache-2.0
#include "engine/program/forms.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/values/text.hpp"

namespace leadline {

std::int32_t find_form(const Program& program, std::string_view name) {
  // No wildcard, then the length of what stands before one; the default is the least specific of all.
  const auto specific = [](const std::string& pattern) {
    const std::size_t before = std::min(pattern.find_first_of("*?"), pattern.size());
    return std::make_pair(!pattern.empty() && before == pattern.size(), before);
  };
  std::int32_t best = -1;
  std::string best_pattern;
  const std::string folded = fold(name);
  for (std::size_t i = 0; i < program.forms.size(); ++i) {
    const std::string pattern = fold(program.forms[i].pattern);
    if (!pattern.empty() && !like(folded, pattern)) continue;
    const bool better = !pattern.empty() && (best_pattern.empty() || specific(pattern) > specific(best_pattern));
    if (best >= 0 && !better) continue;
    best = static_cast<std::int32_t>(i);
    best_pattern = pattern;
  }
  return best;
}

}  // namespace leadline
