// SPDX-License-Identifier: Apache-2.0
// What is known of each axis by itself: its type's values, which values it needs, and what it reads.
#include "engine/analysis/axes.hpp"

#include <algorithm>

#include "engine/program/operations.hpp"

namespace leadline::analysis {

namespace {

NumberSet whole_from_zero() { return NumberSet::range(0, NumberSet::kHighest); }

// Operations that are missing where one of their operands is.
bool strict(Op op) {
  switch (family_of(op)) {
    case OpFamily::kLink:
    case OpFamily::kReading:
    case OpFamily::kArithmetic:
      return true;
    case OpFamily::kTest:
      return op != Op::kIsMissing;
    case OpFamily::kGiven:
    case OpFamily::kState:
    case OpFamily::kAggregate:
    case OpFamily::kLogic:
    case OpFamily::kChoice:
      return false;
  }
  return false;
}

// A leaf's number: what sort of thing it is, and which.
enum class Leaf : std::uint64_t { kExpr, kInteraction, kRecords, kOther };
std::uint64_t leaf(Leaf sort, std::uint64_t number) { return (static_cast<std::uint64_t>(sort) << 40U) | number; }

// How many buckets a window can touch: its milliseconds stand side by side.
std::int64_t most_buckets(const Program& program, const Selection& selection, const Bucket& bucket) {
  static constexpr std::int64_t kHour = 3'600'000;
  static constexpr std::int64_t kDay = 24 * kHour;
  const std::int64_t window = shortest_window(selection);
  std::int64_t length = 0;
  // A clock that is put forward shows more in the same time.
  std::int64_t put_forward = 0;
  switch (bucket.kind) {
    case Bucket::Kind::kDay:
      length = kDay;
      break;
    case Bucket::Kind::kWeek:
      length = 7 * kDay;
      break;
    case Bucket::Kind::kMonth:
      length = 28 * kDay;
      break;
    case Bucket::Kind::kDuration:
      length = bucket.milliseconds;
      break;
    case Bucket::Kind::kAttribute:
      return NumberSet::kHighest;
  }
  if (window < 2 || length <= 0 || window > 100'000 * kDay) return NumberSet::kHighest;
  if (bucket.kind != Bucket::Kind::kDuration && program.zones[bucket.zone] != "UTC")
    put_forward = 3 * kHour + window / (180 * kDay) * 2 * kHour;
  return (window + put_forward - 2) / length + 2;
}

// One of 64 bits, for the numbers of a program about equally often each.
std::uint64_t bit_of(std::uint64_t number) { return std::uint64_t{1} << ((number * 0x9E3779B97F4A7C15U) >> 58U); }

template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

NumberSet values_of(const Table& table) {
  std::vector<std::int64_t> numbers;
  for (const Table::Row& row : table.rows) {
    if (!row.value.missing) numbers.push_back(row.value.number);
  }
  return NumberSet::of(std::move(numbers));
}

AxisId AxisTable::add(Axis axis, std::uint32_t about, std::uint32_t other, const std::string& more) {
  const auto [at, fresh] = ids_.emplace(Key{axis.kind, about, other, more}, static_cast<AxisId>(axes_.size()));
  if (fresh) {
    sort_unique(axis.needs);
    sort_unique(axis.leaves);
    if (axis.kind == Axis::Kind::kValue) axis.expr_bits = bit_of(axis.expr);
    for (const ExprId need : axis.needs) axis.need_bits |= bit_of(need);
    for (const std::uint64_t one : axis.leaves) axis.leaf_bits |= bit_of(one);
    axes_.push_back(std::move(axis));
  }
  return at->second;
}

AxisId AxisTable::value(ExprId expr) {
  if (const auto known = ids_.find({Axis::Kind::kValue, expr, 0, ""}); known != ids_.end()) return known->second;
  Axis axis;
  axis.kind = Axis::Kind::kValue;
  axis.expr = expr;
  axis.base = base_of(expr);
  axis.score = program_.expr(expr).op == Op::kScore || program_.expr(expr).op == Op::kGroupScore;
  needs_of(expr, axis.needs);
  leaves_of(expr, axis.leaves);
  return add(std::move(axis), expr);
}

AxisId AxisTable::age(ExprId time) {
  if (const auto known = ids_.find({Axis::Kind::kAge, time, 0, ""}); known != ids_.end()) return known->second;
  Axis axis;
  axis.kind = Axis::Kind::kAge;
  axis.expr = time;
  axis.base = Domain::of_numbers(NumberSet::all(), true);
  const Expr& e = program_.expr(time);
  // What happened has happened before now.
  const bool happened = e.aggregate == AggregateKind::kFirstAt || e.aggregate == AggregateKind::kLastAt;
  if (e.op == Op::kAggregate && happened && !program_.selections[e.selection].records)
    axis.base = Domain::of_numbers(whole_from_zero(), true);
  axis.needs.push_back(time);
  needs_of(time, axis.needs);
  leaves_of(time, axis.leaves);
  return add(std::move(axis), time);
}

AxisId AxisTable::difference(ExprId left, ExprId right) {
  Axis axis;
  axis.kind = Axis::Kind::kDifference;
  axis.expr = left;
  axis.other = right;
  axis.base = Domain::of_numbers(NumberSet::all(), true);
  for (const ExprId side : {left, right}) {
    axis.needs.push_back(side);
    needs_of(side, axis.needs);
    leaves_of(side, axis.leaves);
  }
  return add(std::move(axis), left, right);
}

AxisId AxisTable::condition(ExprId expr) {
  if (const auto known = ids_.find({Axis::Kind::kCondition, expr, 0, ""}); known != ids_.end()) return known->second;
  Axis axis;
  axis.kind = Axis::Kind::kCondition;
  axis.expr = expr;
  axis.base = Domain::of_numbers(NumberSet::range(0, 1), false);
  needs_of(expr, axis.needs);
  leaves_of(expr, axis.leaves);
  return add(std::move(axis), expr);
}

AxisId AxisTable::text_test(ExprId test, ExprId value) {
  if (program_.expr(test).children[0] == value) return condition(test);
  if (const auto known = ids_.find({Axis::Kind::kCondition, test, value, ""}); known != ids_.end())
    return known->second;
  Axis axis;
  axis.kind = Axis::Kind::kCondition;
  axis.expr = test;
  axis.other = value;
  axis.base = Domain::of_numbers(NumberSet::range(0, 1), false);
  axis.needs.push_back(value);
  needs_of(value, axis.needs);
  leaves_of(value, axis.leaves);
  return add(std::move(axis), test, value);
}

AxisId AxisTable::count(SelectionId selection) {
  if (const auto known = ids_.find({Axis::Kind::kCount, selection, 0, ""}); known != ids_.end()) return known->second;
  Axis axis;
  axis.kind = Axis::Kind::kCount;
  axis.selection = selection;
  axis.base = Domain::of_numbers(whole_from_zero(), false);
  leaves_of(program_.selections[selection], axis.leaves);
  return add(std::move(axis), selection);
}

AxisId AxisTable::buckets(SelectionId selection, const Bucket& bucket, std::int64_t at_least) {
  Axis axis;
  axis.kind = Axis::Kind::kBuckets;
  axis.selection = selection;
  axis.bucket = bucket;
  axis.at_least = at_least;
  const std::int64_t most = most_buckets(program_, program_.selections[selection], bucket);
  axis.base = Domain::of_numbers(NumberSet::range(0, most), false);
  leaves_of(program_.selections[selection], axis.leaves);
  const std::string key = std::to_string(static_cast<int>(bucket.kind)) + " " + std::to_string(bucket.milliseconds) +
                          " " + std::to_string(bucket.zone) + " " + std::to_string(at_least) + " " + bucket.attribute;
  return add(std::move(axis), selection, 0, key);
}

AxisId AxisTable::periods(SelectionId selection, std::int64_t silence) {
  Axis axis;
  axis.kind = Axis::Kind::kPeriods;
  axis.selection = selection;
  axis.silence = silence;
  axis.base = Domain::of_numbers(whole_from_zero(), false);
  leaves_of(program_.selections[selection], axis.leaves);
  return add(std::move(axis), selection, 0, std::to_string(silence));
}

Domain AxisTable::base_of(ExprId expr) const {
  const Expr& e = program_.expr(expr);
  if (e.type.kind == TypeKind::kRecord || e.type.list) {
    // Only whether it is there is known.
    return Domain::of_numbers(NumberSet::value(1), e.op != Op::kSelf && e.op != Op::kItem && e.op != Op::kNamed);
  }
  if (e.type.textual()) {
    bool missing = true;
    if (e.op == Op::kField && program_.expr(e.children[0]).op == Op::kSelf) {
      const RecordSchema& schema = program_.schema(program_.expr(e.children[0]).type.record);
      missing = static_cast<int>(e.index) != schema.id;
    }
    if (e.op == Op::kAttribute && e.text == "kind") missing = false;
    return Domain::of_words(WordSet::all(), missing);
  }
  switch (e.op) {
    case Op::kField: {
      const ExprId record = e.children[0];
      const RecordSchema& schema = program_.schema(program_.expr(record).type.record);
      const bool own = program_.expr(record).op == Op::kSelf || program_.expr(record).op == Op::kItem;
      // A status that is missing is `open`.
      const bool missing = !(own && static_cast<int>(e.index) == schema.status);
      if (e.type.kind == TypeKind::kYesNo) return Domain::of_numbers(NumberSet::range(0, 1), missing);
      if (e.type.kind == TypeKind::kChoice) {
        const auto words = static_cast<std::int64_t>(program_.choices[e.type.choice].words.size());
        return Domain::of_numbers(NumberSet::range(0, words - 1), missing);
      }
      return Domain::of_numbers(NumberSet::all(), missing);
    }
    case Op::kNow:
      return Domain::of_numbers(NumberSet::all(), false);
    case Op::kDayOfWeek:
      return Domain::of_numbers(NumberSet::range(Decimal::kOne, 7 * Decimal::kOne), true);
    case Op::kCall:
      if (e.function == Function::kLength) return Domain::of_numbers(whole_from_zero(), true);
      break;
    case Op::kLookup:
      return Domain::of_numbers(values_of(program_.tables[e.index]), true);
    case Op::kAggregate:
      switch (e.aggregate) {
        case AggregateKind::kCount:
        case AggregateKind::kCountBuckets:
        case AggregateKind::kDistinct:
          return Domain::of_numbers(whole_from_zero(), false);
        case AggregateKind::kSum:
          return Domain::of_numbers(NumberSet::all(), true);
        case AggregateKind::kAny:
        case AggregateKind::kNone:
        case AggregateKind::kMin:
        case AggregateKind::kMax:
        case AggregateKind::kAverage:
        case AggregateKind::kFirstAt:
        case AggregateKind::kLastAt:
        case AggregateKind::kOfFirst:
        case AggregateKind::kOfLast:
          break;
      }
      break;
    case Op::kScore: {
      const auto known = scores_.find({e.index, -1});
      return Domain::of_numbers(known != scores_.end() ? known->second : NumberSet::all(), true);
    }
    case Op::kGroupScore: {
      const auto known = scores_.find({e.index, static_cast<std::int64_t>(e.second)});
      return Domain::of_numbers(known != scores_.end() ? known->second : NumberSet::all(), true);
    }
    default:
      break;
  }
  if (e.type.kind == TypeKind::kYesNo) return Domain::of_numbers(NumberSet::range(0, 1), true);
  if (e.type.kind == TypeKind::kChoice) {
    const auto words = static_cast<std::int64_t>(program_.choices[e.type.choice].words.size());
    return Domain::of_numbers(NumberSet::range(0, words - 1), true);
  }
  if (e.type.kind == TypeKind::kGrade) {
    const auto words = static_cast<std::int64_t>(program_.models[e.type.choice].grades.size());
    return Domain::of_numbers(NumberSet::range(0, words - 1), true);
  }
  return Domain::of_numbers(NumberSet::all(), true);
}

void AxisTable::needs_of(ExprId expr, std::vector<ExprId>& out) const {
  const Expr& e = program_.expr(expr);
  if (!strict(e.op)) return;
  for (const ExprId child : e.children) {
    const Op op = program_.expr(child).op;
    if (op == Op::kConstant || op == Op::kSelf || op == Op::kItem || op == Op::kNow) continue;
    out.push_back(child);
    needs_of(child, out);
  }
}

void AxisTable::leaves_of(ExprId expr, std::vector<std::uint64_t>& out) const {
  const Expr& e = program_.expr(expr);
  if (e.op == Op::kField || e.op == Op::kAttribute || e.op == Op::kLink) {
    out.push_back(leaf(Leaf::kExpr, expr));
    return;
  }
  if (e.op == Op::kAggregate) {
    leaves_of(program_.selections[e.selection], out);
    return;
  }
  if (reads_score(e.op)) out.push_back(leaf(Leaf::kOther, 0));
  if (e.op == Op::kTimeInStage || e.op == Op::kEntering || e.op == Op::kMissed) out.push_back(leaf(Leaf::kOther, 1));
  if (e.op == Op::kInSegment) out.push_back(leaf(Leaf::kExpr, expr));
  for (const ExprId child : e.children) leaves_of(child, out);
}

void AxisTable::leaves_of(const Selection& selection, std::vector<std::uint64_t>& out) const {
  if (selection.records) {
    out.push_back(leaf(Leaf::kRecords, static_cast<std::uint64_t>(selection.record)));
    return;
  }
  for (const std::uint32_t kind : selection.kinds) out.push_back(leaf(Leaf::kInteraction, kind));
}

void AxisTable::know_score(std::uint32_t model, const NumberSet& score) {
  scores_[{model, -1}] = score;
  for (Axis& axis : axes_) {
    if (!axis.score) continue;
    const Expr& e = program_.expr(axis.expr);
    if (e.op == Op::kScore && e.index == model) axis.base.numbers = score;
  }
}

void AxisTable::know_group(std::uint32_t model, std::uint32_t group, const NumberSet& score) {
  scores_[{model, group}] = score;
  for (Axis& axis : axes_) {
    if (!axis.score) continue;
    const Expr& e = program_.expr(axis.expr);
    if (e.op == Op::kGroupScore && e.index == model && e.second == group) axis.base.numbers = score;
  }
}

}  // namespace leadline::analysis
