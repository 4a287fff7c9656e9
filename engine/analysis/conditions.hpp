// SPDX-License-Identifier: Apache-2.0
// Conditions as regions: `of(C, true)` holds every record for which C holds, `of(C, false)` every one for which it does
// not. A region can hold too much (where two axes belong together in a way that no law here says), never too little:
// an empty region is a proof. The laws between axes, and of selections inside selections, are laws.cpp's.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/analysis/axes.hpp"

namespace leadline::analysis {

/// Asked now and then: whether nobody waits for the answer any more.
using LeftOff = std::function<bool()>;

class Conditions {
 public:
  explicit Conditions(const Program& program, LeftOff left_off = {})
      : program_(program), axes_(program), ask_left_off_(std::move(left_off)) {}
  Conditions(const Conditions&) = delete;
  Conditions& operator=(const Conditions&) = delete;

  /// The reference stays valid. kNoExpr is the condition that always holds.
  const Region& of(ExprId condition, bool holds);
  /// The things that a selection finds at least one, or none, of.
  Region some(SelectionId selection, bool holds);
  /// Where a value is present, or missing.
  Region present(ExprId value, bool is);
  /// Where a number stands in a set, or does not (which it does not either where it is missing).
  Region within(ExprId value, const NumberSet& numbers, bool is);

  /// Both. The boxes are tight, as those of all regions are.
  Region both(const Region& a, const Region& b);
  Region both(const Box& a, const Region& b);
  /// Makes a box tight, so that it says all that follows from what it says; false where nothing fits it.
  bool tighten(Box& box);
  /// The same of a box that was tight before it said more of some axes.
  bool tighten(Trail& box, const std::vector<AxisId>& changed);

  /// True where A holds and B does not is impossible.
  bool implies(ExprId a, ExprId b);
  /// True where nothing fulfils it, under a region that holds anyway.
  bool impossible(const Region& under, ExprId condition);
  /// True where everything that `under` allows fulfils it.
  bool certain(const Region& under, ExprId condition);

  /// Whether all that selection `a` finds is found by `b`. False where that is not known.
  bool inside(SelectionId a, SelectionId b);
  /// The same where `a` has one more window, `within extra` (0: none).
  bool inside(const Selection& a, std::int64_t extra, const Selection& b);
  /// Whether a selection can find nothing, whatever the interactions.
  bool finds_nothing(SelectionId selection);

  /// Whether what is made here is still wanted; asks whoever is to know from time to time. From the first no on nothing
  /// is worked out any more, and what comes back means nothing.
  bool left_off();
  /// The same before something that takes long: the caller is asked at once.
  bool left_off_now();

  [[nodiscard]] AxisTable& axes() { return axes_; }
  [[nodiscard]] const AxisTable& axes() const { return axes_; }
  [[nodiscard]] const Program& program() const { return program_; }

  /// What the groups of a model add up to, for the law of the sum: the least and the most of what stands outside them,
  /// and what bounds leave of it.
  struct Sum {
    std::uint32_t model = 0;
    NumberSet rest;
    std::vector<NumberSet> groups;
    Bounds bounds;
  };
  void know_sum(Sum sum) { sums_.push_back(std::move(sum)); }

 private:
  enum class Inside : std::uint8_t { kNotAsked, kYes, kNo };

  // A value as one of several, each under a condition: `else`, `first of`.
  struct Case {
    Region when;
    ExprId value = kNoExpr;  // kNoExpr: missing
  };
  Region build(ExprId condition, bool holds);
  Region children(const Expr& e, bool all, bool holds);
  Region compare(ExprId condition, bool holds);
  Region compare_sides(ExprId condition, ExprId left, ExprId right, bool holds);
  Region between(ExprId condition, bool holds);
  Region in(ExprId condition, bool holds);
  Region opaque(ExprId condition, bool holds);
  // A test of text, of a value that it is asked of.
  Region text(ExprId test, ExprId value, bool holds);
  Region words(ExprId value, const WordSet& words, bool is);
  Region of_axis(AxisId axis, const Domain& domain);
  std::optional<std::vector<Case>> cases(ExprId value);
  std::optional<std::int64_t> constant(ExprId value) const;

  struct Tightening;
  // What two axes have to do with each other, as bits; nothing at all for nearly all pairs.
  std::uint8_t relation(AxisId a, AxisId b);
  std::uint8_t relation(const Axis& first, const Axis& second) const;
  // Whether a law can have something to say about the second because of the first.
  bool law_between(const Axis& first, const Axis& second) const;
  bool laws_of(Tightening& t, std::size_t place);
  bool pair_law(Tightening& t, std::size_t i, std::size_t j, std::uint8_t has);
  bool text_law(Tightening& t, std::size_t i, std::size_t j);
  bool difference_law(Tightening& t, std::size_t i, std::size_t j);
  bool count_law(Tightening& t, std::size_t i, std::size_t j);
  bool sum_law(Tightening& t);
  // A score inside its model, or of the record that the conditions are about.
  bool of_one_who_is_asked(const Expr& score) const;
  // Whether every text that passes one test passes another.
  bool text_follows(ExprId a, ExprId b);

  const Program& program_;
  AxisTable axes_;
  std::map<std::pair<ExprId, bool>, Region> regions_;
  std::vector<std::vector<std::uint8_t>> relations_;  // by both axes, as they were asked
  std::vector<std::vector<Inside>> inside_;           // by both selections
  std::unordered_map<std::uint64_t, bool> follows_;   // by both tests
  std::map<SelectionId, bool> nothing_;
  std::vector<Sum> sums_;
  LeftOff ask_left_off_;
  unsigned asked_ = 0;
  bool left_off_ = false;
  int depth_ = 0;
};

}  // namespace leadline::analysis
