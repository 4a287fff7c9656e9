// SPDX-License-Identifier: Apache-2.0
// What one axis says about another. Each law only narrows, and they are asked until none has anything to say. The laws:
// what a value needs is there where the value is; a text passes or fails the tests that its words do; one test of a
// text follows from another; a selection inside another finds no more; an aggregate is there where its selection finds
// something; the last one's age and windows; buckets and interactions; ends of a difference; the sum of the groups.
#include <algorithm>

#include "engine/analysis/conditions.hpp"
#include "engine/analysis/text_tests.hpp"
#include "engine/program/operations.hpp"

namespace leadline::analysis {

namespace {

// Rounds of laws; each round goes over all pairs of a box, so a chain this long is rare.
constexpr int kRounds = 6;

std::int64_t clamped(Int128 value) {
  if (value < NumberSet::kLowest) return NumberSet::kLowest;
  if (value > NumberSet::kHighest) return NumberSet::kHighest;
  return static_cast<std::int64_t>(value);
}

Domain at_least(std::int64_t low) { return Domain::of_numbers(NumberSet::range(low, NumberSet::kHighest), false); }
Domain at_most(std::int64_t high) { return Domain::of_numbers(NumberSet::range(NumberSet::kLowest, high), false); }

}  // namespace

bool Conditions::narrow(Box& box, AxisId axis, const Domain& domain, bool& changed) {
  const Domain before = *box.find(axis);
  if (!box.narrow(axis, domain)) return false;
  changed = changed || !(*box.find(axis) == before);
  return true;
}

bool Conditions::tighten(Box& box) {
  for (const auto& [axis, domain] : box.axes()) {
    if ((domain & axes_[axis].base).empty()) return false;
  }
  for (int round = 0; round < kRounds; ++round) {
    bool changed = false;
    if (!laws(box, changed)) return false;
    if (!changed) break;
  }
  return true;
}

bool Conditions::laws(Box& box, bool& changed) {
  // Narrowing an axis that is there leaves the others where they stand.
  const std::size_t count = box.axes().size();
  for (std::size_t i = 0; i < count; ++i) {
    if (!single_law(box, box.axes()[i].first, changed)) return false;
    for (std::size_t j = 0; j < count; ++j) {
      if (i == j) continue;
      const auto& [a, x] = box.axes()[i];
      const auto& [b, y] = box.axes()[j];
      if (!pair_law(box, a, Domain(x), b, Domain(y), changed)) return false;
    }
  }
  return sum_law(box, changed);
}

bool Conditions::single_law(Box& box, AxisId a, bool& changed) { return narrow(box, a, axes_[a].base, changed); }

bool Conditions::related(AxisId a, AxisId b) {
  const auto known = related_.find({a, b});
  if (known != related_.end()) return known->second;
  const std::vector<std::uint64_t>& x = axes_[a].leaves;
  const std::vector<std::uint64_t>& y = axes_[b].leaves;
  bool common = std::find_first_of(x.begin(), x.end(), y.begin(), y.end()) != x.end();
  // A record that is not there has no fields.
  const Axis& second = axes_[b];
  if (!common && second.kind == Axis::Kind::kValue)
    common = std::binary_search(axes_[a].needs.begin(), axes_[a].needs.end(), second.expr);
  return related_[{a, b}] = common;
}

// What a (as it is: x) says about b (as it is: y).
bool Conditions::pair_law(Box& box, AxisId a, const Domain& x, AxisId b, const Domain& y, bool& changed) {
  if (!related(a, b)) return true;
  // Copies: naming an axis below can make the table grow.
  const Axis first = axes_[a];
  const Axis second = axes_[b];
  // A value is missing, and a condition does not hold, where something that it needs is missing.
  const ExprId needed = second.kind == Axis::Kind::kValue ? second.expr : kNoExpr;
  if (needed != kNoExpr && std::binary_search(first.needs.begin(), first.needs.end(), needed)) {
    if (first.kind == Axis::Kind::kCondition) {
      if (!x.numbers.contains(0) && !narrow(box, b, y.present(), changed)) return false;
      if (!y.can_be_present() && !narrow(box, a, Domain::of_numbers(NumberSet::value(0), false), changed)) return false;
    } else {
      if (!x.missing && !narrow(box, b, y.present(), changed)) return false;
      if (!y.can_be_present() && !narrow(box, a, x.absent(), changed)) return false;
    }
  }
  if (first.kind == Axis::Kind::kCondition) {
    const Expr& test = program_.expr(first.expr);
    const ExprId about = first.other != kNoExpr ? first.other : test.op == Op::kText ? test.children[0] : kNoExpr;
    if (test.op == Op::kText && second.kind == Axis::Kind::kValue && second.expr == about) {
      // Few words: those that pass the test, or those that fail it.
      const Domain now = *box.find(b);
      if (now.words.finite() && now.words.words().size() <= 1000) {
        std::vector<std::string> left;
        bool passing = false;
        bool failing = now.missing;
        for (const std::string& word : now.words.words()) {
          const std::optional<bool> passed = passes(program_, first.expr, word);
          if (!passed) {
            passing = failing = true;
            left.push_back(word);
            continue;
          }
          (*passed ? passing : failing) = true;
          if (x.numbers.contains(*passed ? 1 : 0)) left.push_back(word);
        }
        if (!passing && !narrow(box, a, Domain::of_numbers(NumberSet::value(0), false), changed)) return false;
        if (!failing && !narrow(box, a, Domain::of_numbers(NumberSet::value(1), false), changed)) return false;
        if (!narrow(box, b, Domain::of_words(WordSet::of(std::move(left)), now.missing), changed)) return false;
      }
    }
    if (second.kind == Axis::Kind::kCondition && test.op == Op::kText && x.numbers == NumberSet::value(1) &&
        y.numbers.contains(0) && program_.expr(second.expr).op == Op::kText &&
        about == (second.other != kNoExpr ? second.other : program_.expr(second.expr).children[0]) &&
        follows(program_, first.expr, second.expr)) {
      if (!narrow(box, b, Domain::of_numbers(NumberSet::value(1), false), changed)) return false;
    }
    return true;
  }
  if (first.kind == Axis::Kind::kDifference && second.kind == Axis::Kind::kValue &&
      (second.expr == first.expr || second.expr == first.other) && !x.missing && !y.missing && !y.numbers.empty()) {
    // left - right: with one of them known, the other's ends say how far apart they are.
    const AxisId left = axes_.value(first.expr);
    const AxisId right = axes_.value(first.other);
    const Domain* l = box.find(left);
    const Domain* r = box.find(right);
    if (l != nullptr && r != nullptr && !l->numbers.empty() && !r->numbers.empty()) {
      const NumberSet apart = NumberSet::range(clamped(Int128{l->numbers.lowest()} - r->numbers.highest()),
                                               clamped(Int128{l->numbers.highest()} - r->numbers.lowest()));
      if (!narrow(box, a, Domain::of_numbers(apart, false), changed)) return false;
    }
  }
  if (first.kind == Axis::Kind::kCount || first.kind == Axis::Kind::kBuckets) return count_law(box, a, b, changed);
  return true;
}

// What the number of things that a selection finds says, and what is said about it.
bool Conditions::count_law(Box& box, AxisId a, AxisId b, bool& changed) {
  const Axis first = axes_[a];
  const Axis second = axes_[b];
  const Domain x = *box.find(a);
  const Domain y = *box.find(b);
  if (x.numbers.empty() || (!y.can_be_present() && !y.missing)) return true;
  if (first.kind == Axis::Kind::kBuckets) {
    if (second.kind != Axis::Kind::kCount || !inside(first.selection, second.selection)) return true;
    const std::int64_t each = std::max<std::int64_t>(first.at_least, 1);
    // n buckets hold at least so many each; an interaction is in one bucket, or in none of an attribute's.
    if (!narrow(box, b, at_least(clamped(Int128{x.numbers.lowest()} * each)), changed)) return false;
    if (!narrow(box, a, at_most(y.numbers.highest() / each), changed)) return false;
    if (each == 1 && first.selection == second.selection && first.bucket.kind != Bucket::Kind::kAttribute &&
        y.numbers.lowest() > 0 && !narrow(box, a, at_least(1), changed))
      return false;
    return true;
  }
  if (second.kind == Axis::Kind::kCount) {
    if (first.selection == second.selection || !inside(first.selection, second.selection)) return true;
    return narrow(box, a, at_most(y.numbers.highest()), changed) &&
           narrow(box, b, at_least(x.numbers.lowest()), changed);
  }
  if (second.kind == Axis::Kind::kPeriods) {
    // Something happened in a window no longer than the stretch: no whole stretch of silence yet.
    const Selection& found = program_.selections[first.selection];
    const std::int64_t window = shortest_window(found);
    if (window == 0 || window > second.silence || found.records ||
        !inside(found, 0, program_.selections[second.selection]))
      return true;
    if (x.numbers.lowest() > 0) return narrow(box, b, at_most(0), changed);
    if (y.numbers.lowest() > 0) return narrow(box, a, at_most(0), changed);
    return true;
  }
  // Aggregates over the same selection, and ages of the last one.
  const bool age = second.kind == Axis::Kind::kAge;
  if (!age && second.kind != Axis::Kind::kValue) return true;
  const Expr& e = program_.expr(second.expr);
  if (e.op != Op::kAggregate) return true;
  if (inside(e.selection, first.selection)) {
    if (age || missing_where_none(e.aggregate)) {
      if (!y.missing && !narrow(box, a, at_least(1), changed)) return false;
      if (x.numbers.highest() == 0 && !narrow(box, b, y.absent(), changed)) return false;
      const bool times = e.aggregate == AggregateKind::kFirstAt || e.aggregate == AggregateKind::kLastAt;
      // Every interaction has a time; records may lack theirs.
      if (times && e.selection == first.selection && !program_.selections[e.selection].records) {
        if (x.numbers.lowest() > 0 && !narrow(box, b, y.present(), changed)) return false;
        if (!y.can_be_present() && !narrow(box, a, at_most(0), changed)) return false;
      }
    } else if (e.aggregate == AggregateKind::kDistinct || e.aggregate == AggregateKind::kCountBuckets) {
      const std::int64_t each = e.aggregate == AggregateKind::kDistinct ? 1 : std::max<std::int64_t>(e.at_least, 1);
      if (!y.numbers.empty()) {
        const Int128 least = Int128{(y.numbers.lowest() + Decimal::kOne - 1) / Decimal::kOne} * each;
        if (y.numbers.lowest() > 0 && !narrow(box, a, at_least(clamped(least)), changed)) return false;
        if (!narrow(box, b, at_most(clamped(Int128{x.numbers.highest()} / each * Decimal::kOne)), changed))
          return false;
      }
    } else if (e.aggregate == AggregateKind::kSum && x.numbers.highest() == 0) {
      if (!narrow(box, b, Domain::of_numbers(NumberSet::value(0), false), changed)) return false;
    }
  }
  if (age && e.aggregate == AggregateKind::kLastAt && !program_.selections[e.selection].records) {
    const Selection& all = program_.selections[e.selection];
    const Selection& some = program_.selections[first.selection];
    const std::int64_t window = shortest_window(some);
    if (window == 0) return true;
    // Something in the window: the last one is there and no older.
    if (x.numbers.lowest() > 0 && inside(some, 0, all) &&
        !narrow(box, b, Domain::of_numbers(NumberSet::range(0, window - 1), false), changed))
      return false;
    // Nothing in the window, which lacks nothing of the selection: the last one is older.
    if (x.numbers.highest() == 0 && inside(all, window, some) &&
        !narrow(box, b, Domain::of_numbers(NumberSet::range(window, NumberSet::kHighest), true), changed))
      return false;
    if (!y.missing && y.can_be_present()) {
      if (y.numbers.highest() < window && inside(all, window, some) && !narrow(box, a, at_least(1), changed))
        return false;
      if (y.numbers.lowest() >= window && inside(some, 0, all) && !narrow(box, a, at_most(0), changed)) return false;
    }
  }
  return true;
}

// The score of a model is what its groups and the rules outside them add up to.
bool Conditions::sum_law(Box& box, bool& changed) {
  for (const Sum& sum : sums_) {
    AxisId score = 0;
    bool found = false;
    std::vector<NumberSet> parts = sum.groups;
    for (const auto& [axis, domain] : box.axes()) {
      if (axes_[axis].kind != Axis::Kind::kValue) continue;
      const Expr& e = program_.expr(axes_[axis].expr);
      if (e.index != sum.model || !e.own || domain.missing || domain.numbers.empty()) continue;
      if (e.op == Op::kScore) {
        score = axis;
        found = true;
      } else if (e.op == Op::kGroupScore) {
        parts[e.second] = domain.numbers;
      }
    }
    if (!found || sum.rest.empty()) continue;
    Int128 low = sum.rest.lowest();
    Int128 high = sum.rest.highest();
    // An end that is open stays open.
    bool open_low = sum.rest.lowest() == NumberSet::kLowest;
    bool open_high = sum.rest.highest() == NumberSet::kHighest;
    for (const NumberSet& part : parts) {
      if (part.empty()) return true;
      low += part.lowest();
      high += part.highest();
      open_low = open_low || part.lowest() == NumberSet::kLowest;
      open_high = open_high || part.highest() == NumberSet::kHighest;
    }
    const NumberSet all =
        NumberSet::range(open_low ? NumberSet::kLowest : clamped(low), open_high ? NumberSet::kHighest : clamped(high));
    if (!narrow(box, score, Domain::of_numbers(all, false), changed)) return false;
  }
  return true;
}

bool Conditions::finds_nothing(SelectionId selection) {
  const auto known = nothing_.find(selection);
  if (known != nothing_.end()) return known->second;
  nothing_[selection] = false;
  const Selection& s = program_.selections[selection];
  Region region = Region::everything();
  for (const ExprId where : s.where) region = both(region, of(where, true));
  return nothing_[selection] = region.empty();
}

bool Conditions::inside(SelectionId a, SelectionId b) {
  if (a == b) return true;
  const auto known = inside_.find({a, b});
  if (known != inside_.end()) return known->second;
  inside_[{a, b}] = false;
  return inside_[{a, b}] = inside(program_.selections[a], 0, program_.selections[b]);
}

bool Conditions::inside(const Selection& a, std::int64_t extra, const Selection& b) {
  if (a.records != b.records || a.subject != b.subject || a.by != b.by || a.all != b.all) return false;
  if (a.records) {
    if (a.record != b.record) return false;
  } else if (!std::includes(b.kinds.begin(), b.kinds.end(), a.kinds.begin(), a.kinds.end())) {
    return false;
  }
  for (const Window& window : b.within) {
    const bool held = (window.after == kNoExpr && extra != 0 && extra <= window.milliseconds) ||
                      std::any_of(a.within.begin(), a.within.end(), [&](const Window& own) {
                        return own.after == window.after && own.milliseconds <= window.milliseconds;
                      });
    if (!held) return false;
  }
  const auto has = [](const std::vector<ExprId>& exprs, ExprId wanted) {
    return std::find(exprs.begin(), exprs.end(), wanted) != exprs.end();
  };
  for (const ExprId since : b.since) {
    if (!has(a.since, since)) return false;
  }
  for (const ExprId until : b.until) {
    if (!has(a.until, until)) return false;
  }
  Region region = Region::everything();
  bool built = false;
  for (const ExprId where : b.where) {
    if (has(a.where, where)) continue;
    if (!built) {
      for (const ExprId own : a.where) region = both(region, of(own, true));
      built = true;
    }
    if (!both(region, of(where, false)).empty()) return false;
  }
  return true;
}

}  // namespace leadline::analysis
