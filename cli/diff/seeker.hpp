// SPDX-License-Identifier: Apache-2.0
// Makes records for which a condition is true, or false, as well as it can: it reads the values that the rules name and
// writes them (or their neighbours) into a sketch. What it makes is a proposal; only the engine says what is so.
#pragma once
#include <cstdint>
#include <random>

#include "cli/diff/sketch.hpp"
#include "engine/program/program.hpp"

namespace leadline::cli {

class Seeker {
 public:
  /// The generator is given from outside, so that the same seed makes the same records on every machine.
  /// `as_written`: texts stand as the rules write them, never in other letters.
  Seeker(const Program& program, std::int64_t now, std::mt19937_64& random, bool as_written = false)
      : p_(program), now_(now), random_(random), as_written_(as_written) {}

  void want(ExprId condition, bool yes, Sketch& sketch);
  /// That a rule gives points, or that it gives none.
  void want(const Rule& rule, bool yes, Sketch& sketch);
  void want_selection(SelectionId id, std::size_t count, Sketch& sketch);

 private:
  std::size_t pick(std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>(random_() % count); }
  bool coin() { return (random_() & 1U) != 0; }

  void set(ExprId field, Value value, Sketch& sketch, SketchInteraction* item);
  [[nodiscard]] bool settable(ExprId id, const SketchInteraction* item) const;
  [[nodiscard]] const Value* known(ExprId id, const Sketch& sketch) const;
  void want(ExprId condition, bool yes, Sketch& sketch, SketchInteraction* item);
  void want_compare(const Expr& e, bool yes, Sketch& sketch, SketchInteraction* item);
  void want_text(const Expr& e, bool yes, Sketch& sketch, SketchInteraction* item);
  void want_order(ExprId field, CompareOp op, const Value& value, bool yes, Sketch& sketch, SketchInteraction* item);
  void want_number(ExprId id, std::int64_t value, Sketch& sketch, SketchInteraction* item);
  void want_row(ExprId points, Sketch& sketch);
  void remove(const Selection& selection, Sketch& sketch);
  [[nodiscard]] std::int64_t time_for(const Selection& selection);
  [[nodiscard]] Value sample(const Type& type);
  [[nodiscard]] Value spelled(Value value);

  const Program& p_;
  std::int64_t now_;
  std::mt19937_64& random_;
  bool as_written_;
};

}  // namespace leadline::cli
