// SPDX-License-Identifier: Apache-2.0
// What rules did to the data of a project, in the words of a hover; empty where nothing is known.
#pragma once
#include <cstdint>
#include <string>

#include "editor/hit_counter.hpp"

namespace leadline::editor {

/// Of a rule, by its places in Program::models and Model::rules.
[[nodiscard]] std::string rule_hit_words(const Program& program, const CountedData& data, std::size_t model,
                                         std::size_t rule);
[[nodiscard]] std::string model_hit_words(const Program& program, const CountedData& data, std::size_t model);
[[nodiscard]] std::string grade_hit_words(const Program& program, const CountedData& data, std::size_t model,
                                          std::size_t grade);
[[nodiscard]] std::string threshold_hit_words(const Program& program, const CountedData& data, std::size_t threshold);

}  // namespace leadline::editor
