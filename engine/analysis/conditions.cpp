// SPDX-License-Identifier: Apache-2.0
// Conditions to regions. A negation is never the complement of a region but the region of the negated condition, made
// from its parts: so it can hold too much, too, and never too little.
#include "engine/analysis/conditions.hpp"

#include <algorithm>

#include "engine/program/operations.hpp"
#include "engine/values/text.hpp"

namespace leadline::analysis {

namespace {

// More cases than this of one value make it opaque.
constexpr std::size_t kMostCases = 24;

NumberSet compared(CompareOp op, std::int64_t with) {
  switch (op) {
    case CompareOp::kEqual:
      return NumberSet::value(with);
    case CompareOp::kLess:
      return NumberSet::range(NumberSet::kLowest, with == NumberSet::kLowest ? NumberSet::kLowest : with - 1);
    case CompareOp::kLessEqual:
      return NumberSet::range(NumberSet::kLowest, with);
    case CompareOp::kGreater:
      return with == NumberSet::kHighest ? NumberSet{} : NumberSet::range(with + 1, NumberSet::kHighest);
    case CompareOp::kGreaterEqual:
      return NumberSet::range(with, NumberSet::kHighest);
  }
  return {};
}

// Millionths to whole counts: the counts whose value stands in the set.
NumberSet counts_in(const NumberSet& numbers) {
  NumberSet counts;
  for (const Interval& one : numbers.intervals()) {
    const std::int64_t low = one.low <= 0 ? 0 : (one.low - 1) / Decimal::kOne + 1;
    if (one.high >= 0)
      counts = counts |
               NumberSet::range(low, one.high == NumberSet::kHighest ? NumberSet::kHighest : one.high / Decimal::kOne);
  }
  return counts;
}

bool numeric(const Type& type) {
  if (type.list) return false;
  switch (type.kind) {
    case TypeKind::kNumber:
    case TypeKind::kDuration:
    case TypeKind::kTime:
    case TypeKind::kYesNo:
    case TypeKind::kChoice:
    case TypeKind::kGrade:
      return true;
    case TypeKind::kNone:
    case TypeKind::kText:
    case TypeKind::kEmail:
    case TypeKind::kPhone:
    case TypeKind::kDomain:
    case TypeKind::kRecord:
    case TypeKind::kMissing:
      return false;
  }
  return false;
}

}  // namespace

const Region& Conditions::of(ExprId condition, bool holds) {
  const auto known = regions_.find({condition, holds});
  if (known != regions_.end()) return known->second;
  Region region = condition == kNoExpr ? (holds ? Region::everything() : Region::nothing()) : build(condition, holds);
  return regions_.emplace(std::make_pair(condition, holds), std::move(region)).first->second;
}

Region Conditions::build(ExprId condition, bool holds) {
  const Expr& e = program_.expr(condition);
  switch (e.op) {
    case Op::kConstant:
      return (!e.value.missing && e.value.number != 0) == holds ? Region::everything() : Region::nothing();
    case Op::kNot:
      return of(e.children[0], !holds);
    case Op::kAnd:
      return children(e, holds, holds);
    case Op::kOr:
      return children(e, !holds, holds);
    case Op::kCompare:
      return compare(condition, holds);
    case Op::kBetween:
      return between(condition, holds);
    case Op::kIn:
      return in(condition, holds);
    case Op::kIsPresent:
      return present(e.children[0], holds);
    case Op::kIsMissing:
      return present(e.children[0], !holds);
    case Op::kAggregate:
      if (e.aggregate == AggregateKind::kAny) return some(e.selection, holds);
      if (e.aggregate == AggregateKind::kNone) return some(e.selection, !holds);
      return within(condition, NumberSet::value(1), holds);
    case Op::kText:
    case Op::kHas:
    case Op::kHasAny:
    case Op::kHasAll:
    case Op::kIsValid:
    case Op::kThresholdHolds:
    case Op::kThresholdReached:
    case Op::kScored:
    case Op::kInSegment:
    case Op::kMissed:
      return opaque(condition, holds);
    default:
      break;
  }
  // A yes/no value: missing is no.
  return within(condition, NumberSet::value(1), holds);
}

// `all`: the region where every child has the truth that is wanted, else where any has.
Region Conditions::children(const Expr& e, bool all, bool holds) {
  Region region = all ? Region::everything() : Region::nothing();
  for (const ExprId child : e.children) {
    const Region& part = of(child, holds);
    if (all) {
      region = both(region, part);
      if (region.empty()) return region;
    } else {
      region.add(part);
    }
  }
  return region;
}

Region Conditions::both(const Box& a, const Region& b) {
  Region region;
  for (const Box& box : b.boxes) {
    Box joined = a;
    std::vector<AxisId> changed;
    if (!joined.narrow(box, &changed)) continue;
    Trail trail{joined};
    if (tighten(trail, changed)) region.add(std::move(joined));
  }
  return region;
}

Region Conditions::both(const Region& a, const Region& b) {
  Region region;
  for (const Box& box : a.boxes) region.add(both(box, b));
  return region;
}

Region Conditions::of_axis(AxisId axis, const Domain& domain) {
  Box box;
  if (!box.narrow(axis, domain & axes_[axis].base) || !tighten(box)) return Region::nothing();
  // What an axis always is says nothing.
  if (*box.find(axis) == axes_[axis].base && box.axes().size() == 1) return Region::everything();
  return {{std::move(box)}};
}

Region Conditions::some(SelectionId selection, bool holds) {
  if (finds_nothing(selection)) return holds ? Region::nothing() : Region::everything();
  return of_axis(axes_.count(selection),
                 Domain::of_numbers(holds ? NumberSet::range(1, NumberSet::kHighest) : NumberSet::value(0), false));
}

std::optional<std::int64_t> Conditions::constant(ExprId value) const {
  const Expr& e = program_.expr(value);
  if (e.op != Op::kConstant || e.value.missing) return std::nullopt;
  return e.value.number;
}

std::optional<std::vector<Conditions::Case>> Conditions::cases(ExprId value) {
  const Expr& e = program_.expr(value);
  if ((e.op != Op::kElse && e.op != Op::kFirstOf) || depth_ > 8) return std::nullopt;
  ++depth_;
  std::vector<Case> found;
  Region rest = Region::everything();
  if (e.op == Op::kElse) {
    for (const ExprId child : e.children) {
      found.push_back({both(rest, present(child, true)), child});
      rest = both(rest, present(child, false));
    }
  } else {
    for (std::size_t i = 0; i + 1 < e.children.size(); i += 2) {
      found.push_back({both(rest, of(e.children[i], true)), e.children[i + 1]});
      rest = both(rest, of(e.children[i], false));
    }
    if (e.children.size() % 2 == 1) {
      found.push_back({std::move(rest), e.children.back()});
      rest = Region::nothing();
    }
  }
  found.push_back({std::move(rest), kNoExpr});
  --depth_;
  if (found.size() > kMostCases) return std::nullopt;
  return found;
}

Region Conditions::present(ExprId value, bool is) {
  const Expr& e = program_.expr(value);
  if (e.op == Op::kConstant) return e.value.missing != is ? Region::everything() : Region::nothing();
  if (e.op == Op::kSelf || e.op == Op::kItem || e.op == Op::kNamed)
    return is ? Region::everything() : Region::nothing();
  if (const auto split = cases(value)) {
    Region region;
    for (const Case& one : *split) {
      if (one.value != kNoExpr) {
        region.add(both(one.when, present(one.value, is)));
      } else if (!is) {
        region.add(one.when);
      }
    }
    return region;
  }
  if (e.op == Op::kAggregate && e.aggregate == AggregateKind::kCount)
    return is ? Region::everything() : Region::nothing();
  // `age of x` and `now - x` are there where x is.
  if (e.op == Op::kAgeOf) {
    const AxisId axis = axes_.age(e.children[0]);
    return of_axis(axis, is ? axes_[axis].base.present() : axes_[axis].base.absent());
  }
  const AxisId axis = axes_.value(value);
  return of_axis(axis, is ? axes_[axis].base.present() : axes_[axis].base.absent());
}

Region Conditions::within(ExprId value, const NumberSet& numbers, bool is) {
  if (const auto fixed = constant(value))
    return numbers.contains(*fixed) == is ? Region::everything() : Region::nothing();
  const Expr& e = program_.expr(value);
  if (e.op == Op::kConstant) return is ? Region::nothing() : Region::everything();
  if (const auto split = cases(value)) {
    Region region;
    for (const Case& one : *split) {
      if (one.value != kNoExpr) {
        region.add(both(one.when, within(one.value, numbers, is)));
      } else if (!is) {
        region.add(one.when);
      }
    }
    return region;
  }
  if (e.op == Op::kAggregate && e.aggregate == AggregateKind::kCount) {
    if (finds_nothing(e.selection)) return numbers.contains(0) == is ? Region::everything() : Region::nothing();
    const NumberSet counts = counts_in(is ? numbers : numbers.complement());
    return of_axis(axes_.count(e.selection), Domain::of_numbers(counts, false));
  }
  AxisId axis = 0;
  if (e.op == Op::kAgeOf) {
    axis = axes_.age(e.children[0]);
  } else if (e.op == Op::kSubtract && program_.expr(e.children[0]).op == Op::kNow) {
    axis = axes_.age(e.children[1]);
  } else {
    axis = axes_.value(value);
  }
  if (is) return of_axis(axis, Domain::of_numbers(numbers, false));
  return of_axis(axis, Domain::of_numbers(numbers.complement(), true));
}

Region Conditions::words(ExprId value, const WordSet& set, bool is) {
  const Expr& e = program_.expr(value);
  if (e.op == Op::kConstant) {
    const bool stands = !e.value.missing && set.contains(fold(e.value.text));
    return stands == is ? Region::everything() : Region::nothing();
  }
  if (const auto split = cases(value)) {
    Region region;
    for (const Case& one : *split) {
      if (one.value != kNoExpr) {
        region.add(both(one.when, words(one.value, set, is)));
      } else if (!is) {
        region.add(one.when);
      }
    }
    return region;
  }
  const AxisId axis = axes_.value(value);
  if (is) return of_axis(axis, Domain::of_words(set, false));
  return of_axis(axis, Domain::of_words(set.complement(), true));
}

Region Conditions::compare(ExprId condition, bool holds) {
  const Expr& e = program_.expr(condition);
  return compare_sides(condition, e.children[0], e.children[1], holds);
}

Region Conditions::compare_sides(ExprId condition, ExprId left, ExprId right, bool holds) {
  const Expr& e = program_.expr(condition);
  const Type& type = program_.expr(left).type;
  const Type& other = program_.expr(right).type;
  if (type.textual() && other.textual() && e.compare == CompareOp::kEqual) {
    const bool on_right = program_.expr(right).op == Op::kConstant;
    const ExprId fixed = on_right ? right : left;
    const ExprId value = on_right ? left : right;
    const Expr& word = program_.expr(fixed);
    if (word.op != Op::kConstant || word.value.missing) return opaque(condition, holds);
    Region plain = words(value, WordSet::of({fold(word.value.text)}), holds);
    if (!e.exactly) return plain;
    // `exactly` wants more than the folded words say, so its negation allows more.
    return holds ? both(plain, opaque(condition, true)) : opaque(condition, false);
  }
  if (!numeric(type) || !numeric(other)) return opaque(condition, holds);
  if (const auto with = constant(right)) return within(left, compared(e.compare, *with), holds);
  if (const auto with = constant(left)) return within(right, compared(turned(e.compare), *with), holds);
  const Op l = program_.expr(left).op;
  const Op r = program_.expr(right).op;
  if (l == Op::kConstant || r == Op::kConstant) return holds ? Region::nothing() : Region::everything();
  if (l == Op::kElse || l == Op::kFirstOf || r == Op::kElse || r == Op::kFirstOf) return opaque(condition, holds);
  // t < now is age of t > 0.
  AxisId axis = 0;
  CompareOp op = e.compare;
  if (l == Op::kNow && r == Op::kNow) return opaque(condition, holds);
  if (r == Op::kNow) {
    axis = axes_.age(left);
    op = turned(op);
  } else if (l == Op::kNow) {
    axis = axes_.age(right);
  } else if (left == right) {
    return opaque(condition, holds);
  } else if (left < right) {
    axis = axes_.difference(left, right);
  } else {
    axis = axes_.difference(right, left);
    op = turned(op);
  }
  const NumberSet set = compared(op, 0);
  if (holds) return of_axis(axis, Domain::of_numbers(set, false));
  return of_axis(axis, Domain::of_numbers(set.complement(), true));
}

Region Conditions::between(ExprId condition, bool holds) {
  const Expr& e = program_.expr(condition);
  const auto low = constant(e.children[1]);
  const auto high = constant(e.children[2]);
  if (!low || !high || !numeric(program_.expr(e.children[0]).type)) return opaque(condition, holds);
  return within(e.children[0], NumberSet::range(*low, *high), holds);
}

Region Conditions::in(ExprId condition, bool holds) {
  const Expr& e = program_.expr(condition);
  const Expr& list = program_.expr(e.children[1]);
  const Type& type = program_.expr(e.children[0]).type;
  if (list.op != Op::kConstant || list.value.missing || !list.type.list) return opaque(condition, holds);
  if (type.textual()) {
    std::vector<std::string> folded;
    for (const Value& item : list.value.items) folded.push_back(fold(item.text));
    Region plain = words(e.children[0], WordSet::of(std::move(folded)), holds);
    if (!e.exactly) return plain;
    return holds ? both(plain, opaque(condition, true)) : opaque(condition, false);
  }
  if (!numeric(type)) return opaque(condition, holds);
  std::vector<std::int64_t> numbers;
  for (const Value& item : list.value.items) numbers.push_back(item.number);
  return within(e.children[0], NumberSet::of(std::move(numbers)), holds);
}

Region Conditions::opaque(ExprId condition, bool holds) {
  const Expr& e = program_.expr(condition);
  if (e.op == Op::kText) return text(condition, e.children[0], holds);
  return of_axis(axes_.condition(condition), Domain::of_numbers(NumberSet::value(holds ? 1 : 0), false));
}

Region Conditions::text(ExprId test, ExprId value, bool holds) {
  if (const auto split = cases(value)) {
    Region region;
    for (const Case& one : *split) {
      if (one.value != kNoExpr) {
        region.add(both(one.when, text(test, one.value, holds)));
      } else if (!holds) {
        region.add(one.when);
      }
    }
    return region;
  }
  const Expr& e = program_.expr(value);
  if (e.op == Op::kConstant) return Region::everything();
  const Region plain =
      of_axis(axes_.text_test(test, value), Domain::of_numbers(NumberSet::value(holds ? 1 : 0), false));
  return holds ? both(plain, present(value, true)) : plain;
}

bool Conditions::implies(ExprId a, ExprId b) { return both(of(a, true), of(b, false)).empty(); }

bool Conditions::impossible(const Region& under, ExprId condition) { return both(under, of(condition, true)).empty(); }

bool Conditions::certain(const Region& under, ExprId condition) { return both(under, of(condition, false)).empty(); }

}  // namespace leadline::analysis
