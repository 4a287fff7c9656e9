// SPDX-License-Identifier: Apache-2.0
// What is missing, in words and for programs. Entry points: why_not_text, why_not_json.
#pragma once
#include <string>
#include <vector>

#include "cli/explain_facts.hpp"
#include "cli/what_if/why_not.hpp"

namespace leadline::cli {

[[nodiscard]] std::string why_not_text(const Facts& facts, const std::vector<WhyNotAnswer>& answers,
                                       const Scene& scene);
[[nodiscard]] std::string why_not_json(const Facts& facts, const std::vector<WhyNotAnswer>& answers,
                                       const Scene& scene);

}  // namespace leadline::cli
