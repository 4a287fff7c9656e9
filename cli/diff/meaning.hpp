// SPDX-License-Identifier: Apache-2.0
// What a piece of a program means, as text: two pieces with the same text mean the same, however they are written.
// Order of `and`, `or`, lists and tails, double negation, capital letters where they do not count, `between`, names of
// lists and definitions do not show. Pieces that mean the same may still have different texts; nothing is proved by
// that. Entry point: Meaning.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/program/program.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

class Meaning {
 public:
  Meaning(const Sources& sources, const Program& program) : sources_(&sources), p_(&program) {}

  [[nodiscard]] const Program& program() const { return *p_; }
  [[nodiscard]] const Sources& sources() const { return *sources_; }

  [[nodiscard]] std::string expression(ExprId id) const;
  [[nodiscard]] std::string selection(SelectionId id) const;
  /// Condition, selection and buckets of a rule: when it gives points.
  [[nodiscard]] std::string when(const Rule& rule) const;
  [[nodiscard]] std::string points(const Rule& rule) const;
  [[nodiscard]] std::string fading(const Rule& rule) const;
  /// All of a rule but its label.
  [[nodiscard]] std::string rule(const Rule& rule) const;
  [[nodiscard]] std::string threshold(const Threshold& threshold) const;
  [[nodiscard]] std::string segment(const SegmentNode& node) const;
  /// Rule text without comments, with one blank between words: for statements that are compared as they are written.
  [[nodiscard]] std::string written(const Span& span) const;

  /// What an expression reads of other parts: `model spring`, `threshold spring.warm`, `segment hot`, `state` (stage,
  /// status, owner, what was reached, moves).
  void read(ExprId id, std::set<std::string>& names) const;
  void read_selection(SelectionId id, std::set<std::string>& names) const;
  void read(const Rule& rule, std::set<std::string>& names) const;
  void read(const SegmentNode& node, std::set<std::string>& names) const;

 private:
  [[nodiscard]] std::string joined(const Expr& e, std::string_view word) const;
  void flatten(ExprId id, Op op, std::vector<std::string>& texts) const;
  [[nodiscard]] std::string compare(const Expr& e) const;
  [[nodiscard]] std::string ordered(std::string a, CompareOp op, std::string b, bool exactly) const;
  [[nodiscard]] std::string ordered(ExprId a, CompareOp op, ExprId b, bool exactly) const;
  [[nodiscard]] std::string operand(ExprId id, bool folded) const;
  [[nodiscard]] std::string constant(const Value& value, bool folded) const;
  [[nodiscard]] std::string elements(ExprId id, bool folded, std::size_t& count) const;
  [[nodiscard]] std::string aggregate(const Expr& e) const;
  [[nodiscard]] std::string bucket(const Bucket& bucket) const;
  [[nodiscard]] std::string table(std::uint32_t index) const;

  const Sources* sources_;
  const Program* p_;
};

}  // namespace leadline::cli
