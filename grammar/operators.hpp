// SPDX-License-Identifier: Apache-2.0
// The operators of the language and how tightly they bind. operator_of reads one from its words.
#pragma once
#include <cstdint>
#include <string_view>

#include "grammar/ast.hpp"
#include "grammar/cst.hpp"

namespace leadline::grammar {

/// From loose to tight; kState is `now` and `missed` after a name.
enum class Level : std::uint8_t { kNone, kOr, kAnd, kComparison, kSum, kProduct, kElse, kState };

struct Operator {
  Level level = Level::kNone;  // kNone: an operand or `not`
  ast::Comparison comparison{};
  bool negated = false;
  bool any = false;
  bool exactly = false;
};

/// The operator that a node of a flat expression stands for.
Operator operator_of(NodeKind kind, std::string_view text);

}  // namespace leadline::grammar
