// SPDX-License-Identifier: Apache-2.0
// Operations, each in its family.
#include "engine/program/operations.hpp"

namespace leadline {

OpFamily family_of(Op op) {
  switch (op) {
    case Op::kConstant:
    case Op::kSelf:
    case Op::kItem:
    case Op::kNamed:
    case Op::kNow:
      return OpFamily::kGiven;
    case Op::kLink:
      return OpFamily::kLink;
    case Op::kField:
    case Op::kAttribute:
    case Op::kLookup:
    case Op::kScore:
    case Op::kGroupScore:
    case Op::kGrade:
    case Op::kTimeInStage:
    case Op::kEntering:
      return OpFamily::kReading;
    case Op::kThresholdHolds:
    case Op::kThresholdReached:
    case Op::kScored:
    case Op::kInSegment:
    case Op::kMissed:
      return OpFamily::kState;
    case Op::kAggregate:
      return OpFamily::kAggregate;
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr:
      return OpFamily::kLogic;
    case Op::kCompare:
    case Op::kBetween:
    case Op::kIn:
    case Op::kText:
    case Op::kHas:
    case Op::kHasAny:
    case Op::kHasAll:
    case Op::kIsPresent:
    case Op::kIsMissing:
    case Op::kIsValid:
      return OpFamily::kTest;
    case Op::kAgeOf:
    case Op::kDayOfWeek:
    case Op::kCall:
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kNegate:
      return OpFamily::kArithmetic;
    case Op::kElse:
    case Op::kFirstOf:
      return OpFamily::kChoice;
  }
  return OpFamily::kGiven;
}

bool reads_score(Op op) {
  return op == Op::kScore || op == Op::kGroupScore || op == Op::kGrade || op == Op::kThresholdHolds ||
         op == Op::kThresholdReached || op == Op::kScored;
}

bool missing_where_none(AggregateKind aggregate) {
  switch (aggregate) {
    case AggregateKind::kMin:
    case AggregateKind::kMax:
    case AggregateKind::kAverage:
    case AggregateKind::kFirstAt:
    case AggregateKind::kLastAt:
    case AggregateKind::kOfFirst:
    case AggregateKind::kOfLast:
      return true;
    case AggregateKind::kAny:
    case AggregateKind::kNone:
    case AggregateKind::kCount:
    case AggregateKind::kCountBuckets:
    case AggregateKind::kSum:
    case AggregateKind::kDistinct:
      return false;
  }
  return false;
}

CompareOp turned(CompareOp op) {
  switch (op) {
    case CompareOp::kEqual:
      return CompareOp::kEqual;
    case CompareOp::kLess:
      return CompareOp::kGreater;
    case CompareOp::kLessEqual:
      return CompareOp::kGreaterEqual;
    case CompareOp::kGreater:
      return CompareOp::kLess;
    case CompareOp::kGreaterEqual:
      return CompareOp::kLessEqual;
  }
  return op;
}

std::int64_t shortest_window(const Selection& selection) {
  std::int64_t shortest = 0;
  for (const Window& window : selection.within) {
    if (window.after == kNoExpr && (shortest == 0 || window.milliseconds < shortest)) shortest = window.milliseconds;
  }
  return shortest;
}

}  // namespace leadline
