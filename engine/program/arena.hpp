// SPDX-License-Identifier: Apache-2.0
// The arena of a program's expressions and selections. Equal ones are stored once, so a definition that stands in forty
// rules is one expression. The entry points are the two `add`s; both return the number of the stored one.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::checking {

class Arena {
 public:
  // Deeper expressions are refused, so that evaluators may walk them by recursion.
  static constexpr std::uint32_t kMaxDepth = 2000;

  explicit Arena(Program& program) : program_(program) {}

  ExprId add(Expr expr);
  SelectionId add(Selection selection);

  [[nodiscard]] const Expr& operator[](ExprId id) const { return program_.exprs[id]; }
  // The longest way down to a leaf, through selections too.
  [[nodiscard]] std::uint32_t depth(ExprId id) const { return facts_[id].depth; }
  // Whether the value grows with the clock: `now`, `age of x`, sums of them. Such values are never multiplied.
  [[nodiscard]] bool follows_clock(ExprId id) const { return facts_[id].follows_clock; }

 private:
  struct Facts {
    std::uint64_t hash = 0;
    std::uint32_t depth = 1;
    bool follows_clock = false;
  };
  Facts facts_of(const Expr& expr) const;

  Program& program_;
  std::vector<Facts> facts_;
  std::vector<std::uint32_t> slots_;  // open addressing, number + 1
  std::vector<std::uint64_t> selection_hashes_;
  std::vector<std::uint32_t> selection_depths_;
  std::vector<std::uint32_t> selection_slots_;
};

}  // namespace leadline::checking
