// SPDX-License-Identifier: Apache-2.0
// The value of a node for one row as a constant, and a constant as words: for expectations of tests, actions,
// decisions.
#pragma once
#include <string>

#include "engine/run/evaluator.hpp"

namespace leadline {

/// `item` is the second row of a node about pairs. A record as a value is its id.
[[nodiscard]] Value value_of(Evaluator& evaluator, NodeId node, const Type& type, std::uint32_t row,
                             std::uint32_t item = kNoRow);

/// A value as people write it, without quotes: `12.5`, `yes`, `2026-07-01 09:30` in the file's zone, `a, b`. Empty
/// where it is missing.
[[nodiscard]] std::string words_of(const Program& program, const Value& value);

}  // namespace leadline
