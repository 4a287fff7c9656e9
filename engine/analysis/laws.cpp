// SPDX-License-Identifier: Apache-2.0
// What one axis says about another. Each law only narrows, and they are asked until none has anything to say. The laws:
// what a value needs is there where the value is; a text passes or fails the tests that its words do; one test of a
// text follows from another; a selection inside another finds no more; an aggregate is there where its selection finds
// something; the last one's age and windows; buckets and interactions; ends of a difference; the sum of the groups.
#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "engine/analysis/conditions.hpp"
#include "engine/analysis/text_tests.hpp"
#include "engine/program/operations.hpp"

namespace leadline::analysis {

namespace {

// How often each axis of a box is asked at the most; a chain of laws this long is rare.
constexpr std::size_t kRounds = 6;

std::int64_t clamped(Int128 value) {
  if (value < NumberSet::kLowest) return NumberSet::kLowest;
  if (value > NumberSet::kHighest) return NumberSet::kHighest;
  return static_cast<std::int64_t>(value);
}

// What one axis has to do with another, and the other with it (turned).
constexpr std::uint8_t kNeeds = 1;    // the first is missing where the second is
constexpr std::uint8_t kHasLaws = 2;  // one of the laws of the first can say something about the second
constexpr std::uint8_t kOneWay = kNeeds | kHasLaws;
constexpr unsigned kTurned = 2;
constexpr std::uint8_t kAsked = 1U << (2 * kTurned);

// Whether the kinds, windows and times of one selection allow that it stands inside another.
bool fits_inside(const Selection& a, std::int64_t extra, const Selection& b) {
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
  const auto all_of = [](const std::vector<ExprId>& wanted, const std::vector<ExprId>& exprs) {
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](ExprId one) { return std::find(exprs.begin(), exprs.end(), one) != exprs.end(); });
  };
  return all_of(b.since, a.since) && all_of(b.until, a.until);
}

Domain at_least(std::int64_t low) { return Domain::of_numbers(NumberSet::range(low, NumberSet::kHighest), false); }
Domain at_most(std::int64_t high) { return Domain::of_numbers(NumberSet::range(NumberSet::kLowest, high), false); }

}  // namespace

// A box on its way to being tight: what it says more of waits until the laws have been asked what follows.
struct Conditions::Tightening {
  Tightening(Trail& t, const AxisTable& axes) : trail(t), table(axes), box(t.box()), waits(box.axes().size(), false) {}

  [[nodiscard]] const Axis& axis(std::size_t place) const { return table[box.axes()[place].first]; }
  [[nodiscard]] const Domain& domain(std::size_t place) const { return box.axes()[place].second; }

  void wait(std::size_t place) {
    if (waits[place]) return;
    waits[place] = true;
    waiting.push_back(place);
    scores = scores || axis(place).score;
  }

  // False where nothing is left.
  bool narrow(std::size_t place, const Domain& to) {
    const std::optional<bool> left = trail.narrow_at(place, to);
    if (!left) return true;
    wait(place);
    return *left;
  }

  Trail& trail;
  const AxisTable& table;
  const Box& box;
  // A search makes boxes tight all the time: they should not ask for memory.
  boost::container::small_vector<bool, 128> waits;          // by place
  boost::container::small_vector<std::size_t, 64> waiting;  // from `next` on
  std::size_t next = 0;
  bool scores = false;  // one of them is a score, and the sum was not looked at since
};

bool Conditions::left_off() {
  // To ask costs a look at the caller's input; between two questions lies a fraction of a millisecond, or a large box.
  constexpr unsigned kEach = 16;
  if (!left_off_ && ask_left_off_ && ++asked_ % kEach == 0) left_off_ = ask_left_off_();
  return left_off_;
}

bool Conditions::left_off_now() {
  if (!left_off_ && ask_left_off_) left_off_ = ask_left_off_();
  return left_off_;
}

bool Conditions::tighten(Box& box) {
  std::vector<AxisId> all;
  for (const auto& [axis, domain] : box.axes()) all.push_back(axis);
  Trail trail{box};
  return tighten(trail, all);
}

bool Conditions::tighten(Trail& box, const std::vector<AxisId>& changed) {
  if (left_off()) return true;
  Tightening t{box, axes_};
  for (const AxisId axis : changed) t.wait(t.box.place_of(axis));
  // What scores can be may have become known since.
  for (std::size_t place = 0; place < t.waits.size(); ++place) {
    if (t.axis(place).score) t.wait(place);
  }
  // Laws that never come to an end are left alone at some time: then the box is larger than it had to be.
  std::size_t left = kRounds * (t.waits.size() + 1);
  while (t.next < t.waiting.size()) {
    const std::size_t place = t.waiting[t.next++];
    t.waits[place] = false;
    if (!laws_of(t, place)) return false;
    if (--left == 0) return true;
    if (t.next < t.waiting.size() || !t.scores) continue;
    t.scores = false;
    if (!sum_law(t)) return false;
  }
  return true;
}

// What an axis says about the others, and they about it.
bool Conditions::laws_of(Tightening& t, std::size_t place) {
  if (!t.narrow(place, t.axis(place).base)) return false;
  for (std::size_t other = 0; other < t.waits.size(); ++other) {
    // What waits is asked when it is its turn.
    if (other == place || t.waits[other]) continue;
    const std::uint8_t has = relation(t.box.axes()[place].first, t.box.axes()[other].first);
    if (has == kAsked) continue;
    const std::uint8_t back = (has & ~kAsked) >> kTurned;
    if ((has & kOneWay) != 0 && !pair_law(t, place, other, has & kOneWay)) return false;
    if (back != 0 && !pair_law(t, other, place, back)) return false;
  }
  return true;
}

std::uint8_t Conditions::relation(AxisId a, AxisId b) {
  if (a >= relations_.size()) relations_.resize(axes_.size());
  std::vector<std::uint8_t>& known = relations_[a];
  if (b >= known.size()) known.resize(axes_.size());
  if (known[b] == 0) {
    const auto other = static_cast<std::uint8_t>(relation(axes_[b], axes_[a]) << kTurned);
    known[b] = kAsked | relation(axes_[a], axes_[b]) | other;
  }
  return known[b];
}

std::uint8_t Conditions::relation(const Axis& first, const Axis& second) const {
  const bool needs = (first.need_bits & second.expr_bits) != 0 &&
                     std::binary_search(first.needs.begin(), first.needs.end(), second.expr);
  const bool common = (first.leaf_bits & second.leaf_bits) != 0 &&
                      std::find_first_of(first.leaves.begin(), first.leaves.end(), second.leaves.begin(),
                                         second.leaves.end()) != first.leaves.end();
  const bool laws = (needs || common) && law_between(first, second);
  return static_cast<std::uint8_t>((needs ? kNeeds : 0) | (laws ? kHasLaws : 0));
}

bool Conditions::law_between(const Axis& first, const Axis& second) const {
  switch (first.kind) {
    case Axis::Kind::kCondition:
      return program_.expr(first.expr).op == Op::kText;
    case Axis::Kind::kDifference:
      return second.kind == Axis::Kind::kValue && (second.expr == first.expr || second.expr == first.other);
    case Axis::Kind::kCount:
      if (second.kind == Axis::Kind::kCount) {
        return first.selection != second.selection &&
               fits_inside(program_.selections[first.selection], 0, program_.selections[second.selection]);
      }
      return true;
    case Axis::Kind::kBuckets:
      return second.kind == Axis::Kind::kCount &&
             fits_inside(program_.selections[first.selection], 0, program_.selections[second.selection]);
    case Axis::Kind::kValue:
    case Axis::Kind::kAge:
    case Axis::Kind::kPeriods:
      return false;
  }
  return false;
}

bool Conditions::text_follows(ExprId a, ExprId b) {
  const auto [known, fresh] = follows_.emplace(std::uint64_t{a} << 32U | b, false);
  if (fresh) known->second = follows(program_, a, b);
  return known->second;
}

// What the axis at i says about the one at j.
bool Conditions::pair_law(Tightening& t, std::size_t i, std::size_t j, std::uint8_t has) {
  const Axis& first = t.axis(i);
  const Domain& x = t.domain(i);
  const Domain& y = t.domain(j);
  // A value is missing, and a condition does not hold, where something that it needs is missing.
  if ((has & kNeeds) != 0) {
    const bool condition = first.kind == Axis::Kind::kCondition;
    const bool there = condition ? !x.numbers.contains(0) : !x.missing;
    if (there && y.missing && !t.narrow(j, y.present())) return false;
    if (!y.can_be_present() && !t.narrow(i, condition ? Domain::of_numbers(NumberSet::value(0), false) : x.absent()))
      return false;
  }
  if ((has & kHasLaws) == 0) return true;
  switch (first.kind) {
    case Axis::Kind::kCondition:
      return text_law(t, i, j);
    case Axis::Kind::kDifference:
      return difference_law(t, i, j);
    case Axis::Kind::kCount:
    case Axis::Kind::kBuckets:
      return count_law(t, i, j);
    case Axis::Kind::kValue:
    case Axis::Kind::kAge:
    case Axis::Kind::kPeriods:
      return true;
  }
  return true;
}

// What a test of text says about its text, and about other tests of it.
bool Conditions::text_law(Tightening& t, std::size_t i, std::size_t j) {
  const Axis& first = t.axis(i);
  const Axis& second = t.axis(j);
  const Domain& x = t.domain(i);
  const Domain& y = t.domain(j);
  const Expr& test = program_.expr(first.expr);
  const ExprId about = first.other != kNoExpr ? first.other : test.children[0];
  if (second.kind == Axis::Kind::kValue && second.expr == about) {
    // Few words: those that pass the test, or those that fail it.
    if (!y.words.finite() || y.words.words().size() > 1000) return true;
    std::vector<std::string> left;
    bool passing = false;
    bool failing = y.missing;
    for (const std::string& word : y.words.words()) {
      const std::optional<bool> passed = passes(program_, first.expr, word);
      if (!passed) {
        passing = failing = true;
        left.push_back(word);
        continue;
      }
      (*passed ? passing : failing) = true;
      if (x.numbers.contains(*passed ? 1 : 0)) left.push_back(word);
    }
    if (!passing && !t.narrow(i, Domain::of_numbers(NumberSet::value(0), false))) return false;
    if (!failing && !t.narrow(i, Domain::of_numbers(NumberSet::value(1), false))) return false;
    return t.narrow(j, Domain::of_words(WordSet::of(std::move(left)), y.missing));
  }
  if (second.kind != Axis::Kind::kCondition || x.numbers.contains(0) || !x.numbers.contains(1) ||
      !y.numbers.contains(0))
    return true;
  const Expr& other = program_.expr(second.expr);
  if (other.op != Op::kText || about != (second.other != kNoExpr ? second.other : other.children[0])) return true;
  return !text_follows(first.expr, second.expr) || t.narrow(j, Domain::of_numbers(NumberSet::value(1), false));
}

// left - right: with both known, their ends say how far apart they are.
bool Conditions::difference_law(Tightening& t, std::size_t i, std::size_t j) {
  const Axis& first = t.axis(i);
  const Domain& y = t.domain(j);
  if (t.domain(i).missing || y.missing || y.numbers.empty()) return true;
  const Domain* left = t.box.find(axes_.value(first.expr));
  const Domain* right = t.box.find(axes_.value(first.other));
  if (left == nullptr || right == nullptr || left->numbers.empty() || right->numbers.empty()) return true;
  const NumberSet apart = NumberSet::range(clamped(Int128{left->numbers.lowest()} - right->numbers.highest()),
                                           clamped(Int128{left->numbers.highest()} - right->numbers.lowest()));
  return t.narrow(i, Domain::of_numbers(apart, false));
}

// What the number of things that a selection finds says, and what is said about it.
bool Conditions::count_law(Tightening& t, std::size_t i, std::size_t j) {
  const Axis& first = t.axis(i);
  const Axis& second = t.axis(j);
  const Domain& x = t.domain(i);
  const Domain& y = t.domain(j);
  if (x.numbers.empty() || (!y.can_be_present() && !y.missing)) return true;
  if (first.kind == Axis::Kind::kBuckets) {
    if (!inside(first.selection, second.selection)) return true;
    const std::int64_t each = std::max<std::int64_t>(first.at_least, 1);
    // n buckets hold at least so many each; an interaction is in one bucket, or in none of an attribute's.
    if (!t.narrow(j, at_least(clamped(Int128{x.numbers.lowest()} * each)))) return false;
    if (!t.narrow(i, at_most(y.numbers.highest() / each))) return false;
    if (each == 1 && first.selection == second.selection && first.bucket.kind != Bucket::Kind::kAttribute &&
        y.numbers.lowest() > 0 && !t.narrow(i, at_least(1)))
      return false;
    return true;
  }
  if (second.kind == Axis::Kind::kCount) {
    const bool told = x.numbers.highest() <= y.numbers.highest() && x.numbers.lowest() <= y.numbers.lowest();
    if (told || !inside(first.selection, second.selection)) return true;
    return t.narrow(i, at_most(y.numbers.highest())) && t.narrow(j, at_least(x.numbers.lowest()));
  }
  if (second.kind == Axis::Kind::kPeriods) {
    // Something happened in a window no longer than the stretch: no whole stretch of silence yet.
    const Selection& found = program_.selections[first.selection];
    const std::int64_t window = shortest_window(found);
    const bool says = x.numbers.lowest() > 0 || y.numbers.lowest() > 0;
    if (!says || window == 0 || window > second.silence || found.records ||
        !inside(found, 0, program_.selections[second.selection]))
      return true;
    if (x.numbers.lowest() > 0) return t.narrow(j, at_most(0));
    if (y.numbers.lowest() > 0) return t.narrow(i, at_most(0));
    return true;
  }
  // Aggregates over the same selection, and ages of the last one.
  const bool age = second.kind == Axis::Kind::kAge;
  if (!age && second.kind != Axis::Kind::kValue) return true;
  const Expr& e = program_.expr(second.expr);
  if (e.op != Op::kAggregate) return true;
  if (inside(e.selection, first.selection)) {
    if (age || missing_where_none(e.aggregate)) {
      if (!y.missing && !t.narrow(i, at_least(1))) return false;
      if (x.numbers.highest() == 0 && !t.narrow(j, y.absent())) return false;
      const bool times = e.aggregate == AggregateKind::kFirstAt || e.aggregate == AggregateKind::kLastAt;
      // Every interaction has a time; records may lack theirs.
      if (times && e.selection == first.selection && !program_.selections[e.selection].records) {
        if (x.numbers.lowest() > 0 && !t.narrow(j, y.present())) return false;
        if (!y.can_be_present() && !t.narrow(i, at_most(0))) return false;
      }
    } else if (e.aggregate == AggregateKind::kDistinct || e.aggregate == AggregateKind::kCountBuckets) {
      const std::int64_t each = e.aggregate == AggregateKind::kDistinct ? 1 : std::max<std::int64_t>(e.at_least, 1);
      if (!y.numbers.empty()) {
        const Int128 least = Int128{(y.numbers.lowest() + Decimal::kOne - 1) / Decimal::kOne} * each;
        if (y.numbers.lowest() > 0 && !t.narrow(i, at_least(clamped(least)))) return false;
        if (!t.narrow(j, at_most(clamped(Int128{x.numbers.highest()} / each * Decimal::kOne)))) return false;
      }
    } else if (e.aggregate == AggregateKind::kSum && x.numbers.highest() == 0) {
      if (!t.narrow(j, Domain::of_numbers(NumberSet::value(0), false))) return false;
    }
  }
  if (age && e.aggregate == AggregateKind::kLastAt && !program_.selections[e.selection].records) {
    const Selection& all = program_.selections[e.selection];
    const Selection& some = program_.selections[first.selection];
    const std::int64_t window = shortest_window(some);
    if (window == 0) return true;
    // Something in the window: the last one is there and no older.
    if (x.numbers.lowest() > 0 && inside(some, 0, all) &&
        !t.narrow(j, Domain::of_numbers(NumberSet::range(0, window - 1), false)))
      return false;
    // Nothing in the window, which lacks nothing of the selection: the last one is older.
    if (x.numbers.highest() == 0 && inside(all, window, some) &&
        !t.narrow(j, Domain::of_numbers(NumberSet::range(window, NumberSet::kHighest), true)))
      return false;
    if (!y.missing && y.can_be_present()) {
      if (y.numbers.highest() < window && inside(all, window, some) && !t.narrow(i, at_least(1))) return false;
      if (y.numbers.lowest() >= window && inside(some, 0, all) && !t.narrow(i, at_most(0))) return false;
    }
  }
  return true;
}

bool Conditions::of_one_who_is_asked(const Expr& score) const {
  if (score.own) return true;
  const Expr& of = program_.expr(score.children[0]);
  return of.op == Op::kSelf && of.type.record == program_.models[score.index].kind;
}

// The score of a model is what its groups and the rules outside them add up to: inside the model itself, and of a
// record that is asked about and has them. Where it has them, both are the same.
bool Conditions::sum_law(Tightening& t) {
  for (const Sum& sum : sums_) {
    std::vector<std::size_t> scores;
    std::vector<NumberSet> parts = sum.groups;
    std::optional<NumberSet> known;
    for (std::size_t place = 0; place < t.waits.size(); ++place) {
      if (!t.axis(place).score) continue;
      const Domain& domain = t.domain(place);
      const Expr& e = program_.expr(t.axis(place).expr);
      if (e.index != sum.model || !of_one_who_is_asked(e) || domain.missing || domain.numbers.empty()) continue;
      if (e.op == Op::kScore) {
        scores.push_back(place);
        known = known ? *known & domain.numbers : domain.numbers;
      } else {
        parts[e.second] = parts[e.second] & domain.numbers;
        if (parts[e.second].empty()) return false;
      }
    }
    if (scores.empty() || sum.rest.empty()) continue;
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
    const auto inside = [&](std::int64_t end) {
      if (sum.bounds.at_most) end = std::min(end, sum.bounds.at_most->micros);
      if (sum.bounds.never_below) end = std::max(end, sum.bounds.never_below->micros);
      return end;
    };
    const NumberSet all = NumberSet::range(inside(open_low ? NumberSet::kLowest : clamped(low)),
                                           inside(open_high ? NumberSet::kHighest : clamped(high)));
    for (const std::size_t score : scores) {
      if (!t.narrow(score, Domain::of_numbers(all & *known, false))) return false;
    }
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
  inside_.resize(program_.selections.size());
  inside_[a].resize(program_.selections.size(), Inside::kNotAsked);
  if (inside_[a][b] == Inside::kNotAsked) {
    inside_[a][b] = Inside::kNo;  // for whoever asks while it is worked out
    if (inside(program_.selections[a], 0, program_.selections[b])) inside_[a][b] = Inside::kYes;
  }
  return inside_[a][b] == Inside::kYes;
}

bool Conditions::inside(const Selection& a, std::int64_t extra, const Selection& b) {
  if (!fits_inside(a, extra, b)) return false;
  Region region = Region::everything();
  bool built = false;
  for (const ExprId where : b.where) {
    if (std::find(a.where.begin(), a.where.end(), where) != a.where.end()) continue;
    if (!built) {
      for (const ExprId own : a.where) region = both(region, of(own, true));
      built = true;
    }
    if (!both(region, of(where, false)).empty()) return false;
  }
  return true;
}

}  // namespace leadline::analysis
