// SPDX-License-Identifier: Apache-2.0
// A small evaluator over texts. What the language says of text holds here too: case does not count unless `exactly`
// stands there, and a comparison that meets a missing value is no.
#include "engine/data/row_condition.hpp"

#include <vector>

#include "engine/program/compare.hpp"
#include "engine/program/operations.hpp"
#include "engine/values/text.hpp"
#include "leadline/decimal.hpp"

namespace leadline {

namespace {

class Asker {
 public:
  Asker(const Program& program, const ColumnText& column) : program_(program), column_(column) {}

  [[nodiscard]] bool holds(ExprId id) const {
    const Expr& expr = program_.expr(id);
    const auto child = [&](std::size_t n) { return expr.children[n]; };
    switch (expr.op) {
      case Op::kNot:
        return !holds(child(0));
      case Op::kAnd:
        for (const ExprId part : expr.children) {
          if (!holds(part)) return false;
        }
        return true;
      case Op::kOr:
        for (const ExprId part : expr.children) {
          if (holds(part)) return true;
        }
        return false;
      case Op::kConstant:
        return !expr.value.missing && expr.value.number != 0;
      case Op::kIsPresent:
        return !text(child(0), true).empty();
      case Op::kIsMissing:
        return text(child(0), true).empty();
      case Op::kCompare:
        return compare(expr.compare, child(0), child(1), expr.exactly);
      case Op::kBetween:
        return compare(CompareOp::kGreaterEqual, child(0), child(1), expr.exactly) &&
               compare(CompareOp::kLessEqual, child(0), child(2), expr.exactly);
      case Op::kIn: {
        const std::string left = text(child(0), expr.exactly);
        if (left.empty()) return false;
        for (const std::string& one : texts(child(1), expr.exactly)) {
          if (one == left) return true;
        }
        return false;
      }
      case Op::kText: {
        const std::string left = text(child(0), expr.exactly);
        if (left.empty()) return false;
        for (const std::string& needle : texts(child(1), expr.exactly)) {
          if (!needle.empty() && passes(expr.text_test, left, needle)) return true;
        }
        return false;
      }
      case Op::kSelf:
      case Op::kItem:
      case Op::kLink:
      case Op::kNamed:
      case Op::kField:
      case Op::kAttribute:
      case Op::kNow:
      case Op::kAgeOf:
      case Op::kTimeInStage:
      case Op::kEntering:
      case Op::kDayOfWeek:
      case Op::kLookup:
      case Op::kCall:
      case Op::kAggregate:
      case Op::kScore:
      case Op::kGroupScore:
      case Op::kGrade:
      case Op::kThresholdHolds:
      case Op::kThresholdReached:
      case Op::kScored:
      case Op::kInSegment:
      case Op::kMissed:
      case Op::kHas:
      case Op::kHasAny:
      case Op::kHasAll:
      case Op::kIsValid:
      case Op::kAdd:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
      case Op::kNegate:
      case Op::kElse:
      case Op::kFirstOf:
        return false;  // none of these can be said of a column of texts
    }
    return false;
  }

 private:
  // The text of a column or literal, folded unless `exactly`; empty if missing.
  [[nodiscard]] std::string text(ExprId id, bool exactly) const {
    const Expr& expr = program_.expr(id);
    std::string found;
    if (expr.op == Op::kAttribute) {
      found = std::string(column_(expr.text));
    } else if (expr.op == Op::kConstant && !expr.value.missing) {
      found = expr.value.type.kind == TypeKind::kNumber ? to_text(Decimal{expr.value.number}) : expr.value.text;
    }
    return exactly ? found : fold(found);
  }

  [[nodiscard]] std::vector<std::string> texts(ExprId id, bool exactly) const {
    const Expr& expr = program_.expr(id);
    if (expr.op != Op::kConstant || !expr.value.type.list) return {text(id, exactly)};
    std::vector<std::string> found;
    for (const Value& item : expr.value.items) found.push_back(exactly ? item.text : fold(item.text));
    return found;
  }

  [[nodiscard]] bool compare(CompareOp op, ExprId left, ExprId right, bool exactly) const {
    const std::string a = text(left, exactly);
    const std::string b = text(right, exactly);
    if (a.empty() || b.empty()) return false;
    return leadline::holds(op, compare_code_points(a, b));
  }

  const Program& program_;
  const ColumnText& column_;
};

}  // namespace

bool row_holds(const Program& program, ExprId condition, const ColumnText& column) {
  return Asker(program, column).holds(condition);
}

}  // namespace leadline
