// SPDX-License-Identifier: Apache-2.0
// The axes that boxes are made of: a value that conditions compare, how long ago a time is, the difference of two
// values, a condition that nothing is known of but that it holds or not, how many interactions a selection finds.
// Two conditions about one value get one axis, whatever they say of it.
#pragma once
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/analysis/box.hpp"
#include "engine/program/program.hpp"

namespace leadline::analysis {

struct Axis {
  enum class Kind : std::uint8_t {
    kValue,       // of `expr`
    kAge,         // now - `expr`, milliseconds
    kDifference,  // `expr` - `other`
    kCondition,   // whether `expr` holds: 0 or 1; with `other`, whether it would if it were asked of that value
    kCount,       // how many things the selection finds
    kBuckets,     // in how many buckets of it there are at least so many
    kPeriods,     // how many whole stretches of silence there have been
  };
  Kind kind{};
  ExprId expr = kNoExpr;
  ExprId other = kNoExpr;
  SelectionId selection = kNoSelection;
  Bucket bucket;              // kBuckets
  std::int64_t at_least = 1;  // kBuckets
  std::int64_t silence = 0;   // kPeriods
  Domain base;                // all that it can be
  std::vector<ExprId> needs;  // ascending: if any of these is missing, so is this (a condition then does not hold)
  std::vector<std::uint64_t> leaves;  // what it reads in the end; axes without a common one know nothing of each other
  // A bit for the expression, and for each of the needs and leaves: without a common bit there is nothing in common.
  std::uint64_t expr_bits = 0;
  std::uint64_t need_bits = 0;
  std::uint64_t leaf_bits = 0;
  bool score = false;  // of a model or group: its base becomes narrower when that is known
};

/// The numbers that stand in a table.
[[nodiscard]] NumberSet values_of(const Table& table);

class AxisTable {
 public:
  explicit AxisTable(const Program& program) : program_(program) {}

  AxisId value(ExprId expr);
  AxisId age(ExprId time);
  AxisId difference(ExprId left, ExprId right);
  AxisId condition(ExprId expr);
  /// A test of text, asked of one of the values that its own value can be.
  AxisId text_test(ExprId test, ExprId value);
  AxisId count(SelectionId selection);
  AxisId buckets(SelectionId selection, const Bucket& bucket, std::int64_t at_least);
  AxisId periods(SelectionId selection, std::int64_t silence);

  /// The reference stays valid.
  [[nodiscard]] const Axis& operator[](AxisId axis) const { return axes_[axis]; }
  [[nodiscard]] std::size_t size() const { return axes_.size(); }
  [[nodiscard]] const Program& program() const { return program_; }

  /// Narrows what the score of a model, or of a group of it, can be at all.
  void know_score(std::uint32_t model, const NumberSet& score);
  void know_group(std::uint32_t model, std::uint32_t group, const NumberSet& score);

 private:
  using Key = std::tuple<Axis::Kind, std::uint32_t, std::uint32_t, std::string>;
  AxisId add(Axis axis, std::uint32_t about, std::uint32_t other = 0, const std::string& more = {});
  [[nodiscard]] Domain base_of(ExprId expr) const;
  void needs_of(ExprId expr, std::vector<ExprId>& out) const;
  void leaves_of(ExprId expr, std::vector<std::uint64_t>& out) const;
  void leaves_of(const Selection& selection, std::vector<std::uint64_t>& out) const;

  const Program& program_;
  std::map<Key, AxisId> ids_;
  std::deque<Axis> axes_;                                               // an axis stays where it is
  std::map<std::pair<std::uint32_t, std::int64_t>, NumberSet> scores_;  // by model and group, -1 the score
};

}  // namespace leadline::analysis
