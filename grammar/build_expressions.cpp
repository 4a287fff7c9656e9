// SPDX-License-Identifier: Apache-2.0
// Concrete tree to syntax tree: conditions, values, selections. expression gives the flat row of operands and operators
// its precedence, from loose to tight: or, and, not, one comparison, + -, * /, else.
#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "grammar/build_ast.hpp"
#include "grammar/operators.hpp"
#include "grammar/tokens.hpp"

namespace leadline::grammar {

using ast::Expr;
using ast::ExprKind;
using ast::ExprPtr;

// One piece of a flat expression.
struct AstBuilder::Item {
  NodeView node;
  Operator op;
};

struct AstBuilder::Items {
  std::vector<Item> all;
  std::size_t at = 0;

  [[nodiscard]] bool done() const { return at == all.size(); }
  [[nodiscard]] Level level() const { return done() ? Level::kNone : all[at].op.level; }
};

namespace {

// Deeper chains of `not` are refused like any other nesting.
constexpr int kMaximumNots = 100;

ExprPtr make(ExprKind kind, Span span) {
  auto expr = std::make_unique<Expr>();
  expr->kind = kind;
  expr->span = span;
  return expr;
}

Span from_to(const Span& a, const Span& b) { return {a.source, a.begin, b.end}; }

ast::Aggregate aggregate_of(std::string_view word) {
  if (word == "any") return ast::Aggregate::kAny;
  if (word == "no") return ast::Aggregate::kNone;
  if (word == "count") return ast::Aggregate::kCount;
  if (word == "sum") return ast::Aggregate::kSum;
  if (word == "min") return ast::Aggregate::kMin;
  if (word == "max") return ast::Aggregate::kMax;
  if (word == "average") return ast::Aggregate::kAverage;
  if (word == "distinct") return ast::Aggregate::kDistinct;
  return word == "first" ? ast::Aggregate::kFirst : ast::Aggregate::kLast;
}

std::string shortened(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 60)) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (blank && !out.empty() && out.back() == ' ') continue;
    out += blank ? ' ' : c;
  }
  while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U && text.size() > 60) out.pop_back();
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return text.size() > 60 ? out + "…" : out;
}

}  // namespace

ExprPtr AstBuilder::expression(View node) {
  Items items;
  for (const View child : node) items.all.push_back({child, operator_of(child.kind(), child.text())});
  ExprPtr result = build_or(items);
  if (!items.done()) {
    // Only a second comparison can be left over.
    const View extra = items.all[items.at].node;
    report("syntax/chain", extra.span(), fmt::format("`{}` is a second comparison in a row", extra.text()),
           "join two comparisons with `and`, or write `between A and B`");
  }
  return result;
}

ExprPtr AstBuilder::condition_in(View node) {
  for (const View child : node) {
    if (child.kind() == NodeKind::kExpression) return expression(child);
    if (child.kind() == NodeKind::kParenthesised) return operand(child);
  }
  return nullptr;
}

ExprPtr AstBuilder::build_or(Items& items) {
  const std::size_t begin = items.at;
  ExprPtr left = build_and(items);
  if (items.level() != Level::kOr) return left;
  ExprPtr result = make(ExprKind::kOr, left->span);
  result->operator_span = items.all[items.at].node.span();
  result->children.push_back(std::move(left));
  while (items.level() == Level::kOr) {
    check_where(items, begin, *result->children.back());
    ++items.at;
    result->children.push_back(build_and(items));
  }
  result->span = from_to(result->span, result->children.back()->span);
  return result;
}

ExprPtr AstBuilder::build_and(Items& items) {
  const std::size_t begin = items.at;
  ExprPtr left = build_not(items);
  if (items.level() != Level::kAnd) return left;
  ExprPtr result = make(ExprKind::kAnd, left->span);
  result->operator_span = items.all[items.at].node.span();
  result->children.push_back(std::move(left));
  while (items.level() == Level::kAnd) {
    check_where(items, begin, *result->children.back());
    ++items.at;
    result->children.push_back(build_not(items));
  }
  result->span = from_to(result->span, result->children.back()->span);
  return result;
}

ExprPtr AstBuilder::build_not(Items& items) {
  std::vector<Span> nots;
  while (!items.done() && items.all[items.at].node.kind() == NodeKind::kWord &&
         items.all[items.at].node.text() == "not") {
    nots.push_back(items.all[items.at++].node.span());
  }
  ExprPtr result = build_comparison(items);
  if (nots.size() > kMaximumNots) {
    report("syntax/too-deep", nots[kMaximumNots], fmt::format("{} times `not` in a row", nots.size()),
           "two of them cancel out");
    return result;
  }
  for (; !nots.empty(); nots.pop_back()) {
    ExprPtr outer = make(ExprKind::kNot, from_to(nots.back(), result->span));
    outer->operator_span = nots.back();
    outer->children.push_back(std::move(result));
    result = std::move(outer);
  }
  return result;
}

ExprPtr AstBuilder::build_comparison(Items& items) {
  const std::size_t begin = items.at;
  ExprPtr left = build_sum(items);
  if (items.level() != Level::kComparison) return left;
  check_where(items, begin, *left);
  const View op = items.all[items.at].node;
  const Operator parsed = items.all[items.at].op;
  ++items.at;
  ExprPtr result = make(ExprKind::kCompare, left->span);
  result->operator_span = op.span();
  result->children.push_back(std::move(left));
  if (op.kind() == NodeKind::kIsPresent || op.kind() == NodeKind::kIsMissing) {
    result->kind = op.kind() == NodeKind::kIsPresent ? ExprKind::kIsPresent : ExprKind::kIsMissing;
    result->span = from_to(result->span, op.span());
    return result;
  }
  if (op.kind() == NodeKind::kInSegment) {
    result->kind = ExprKind::kInSegment;
    for (const View child : op) {
      if (child.kind() == NodeKind::kWord) result->negated = true;
      if (child.kind() == NodeKind::kName) result->names.push_back(name(child));
    }
    result->span = from_to(result->span, op.span());
    return result;
  }
  result->comparison = parsed.comparison;
  result->negated = parsed.negated;
  result->exactly = parsed.exactly;
  result->any = parsed.any;
  if (op.kind() == NodeKind::kBetween) {
    for (const View child : op) {
      if (child.kind() == NodeKind::kWord) result->negated = true;
      if (child.kind() == NodeKind::kExpression) result->children.push_back(expression(child));
    }
  }
  result->children.push_back(build_sum(items));
  result->span = from_to(result->span, result->children.back()->span);
  return result;
}

ExprPtr AstBuilder::build_sum(Items& items) {
  ExprPtr left = build_product(items);
  if (items.level() != Level::kSum) return left;
  ExprPtr result = make(ExprKind::kSum, left->span);
  result->operator_span = items.all[items.at].node.span();
  result->children.push_back(std::move(left));
  while (items.level() == Level::kSum) {
    result->operators += items.all[items.at++].node.text();
    result->children.push_back(build_product(items));
  }
  result->span = from_to(result->span, result->children.back()->span);
  return result;
}

ExprPtr AstBuilder::build_product(Items& items) {
  ExprPtr left = build_else(items);
  if (items.level() != Level::kProduct) return left;
  ExprPtr result = make(ExprKind::kProduct, left->span);
  result->operator_span = items.all[items.at].node.span();
  result->children.push_back(std::move(left));
  while (items.level() == Level::kProduct) {
    result->operators += items.all[items.at++].node.text();
    result->children.push_back(build_else(items));
  }
  result->span = from_to(result->span, result->children.back()->span);
  return result;
}

ExprPtr AstBuilder::build_else(Items& items) {
  ExprPtr left = build_operand(items);
  if (items.level() != Level::kElse) return left;
  ExprPtr result = make(ExprKind::kElse, left->span);
  result->operator_span = items.all[items.at].node.span();
  result->children.push_back(std::move(left));
  while (items.level() == Level::kElse) {
    ++items.at;
    result->children.push_back(build_operand(items));
  }
  result->span = from_to(result->span, result->children.back()->span);
  return result;
}

ExprPtr AstBuilder::build_operand(Items& items) {
  ExprPtr result = operand(items.all[items.at++].node);
  while (items.level() == Level::kState) {
    const View state = items.all[items.at++].node;
    const bool fits = (result->kind == ExprKind::kName || result->kind == ExprKind::kPath) && !result->its;
    if (!fits || (state.kind() == NodeKind::kMissed && result->kind == ExprKind::kPath)) {
      report("syntax/expected", state.span(),
             fmt::format("`{}` stands after something that is no {}", state.text(),
                         state.kind() == NodeKind::kHolds ? "threshold" : "deadline"),
             state.kind() == NodeKind::kHolds ? "write `NAME now` for a threshold whose condition holds"
                                              : "write `NAME missed` with the name of a deadline");
      continue;
    }
    const Span span = from_to(result->span, state.span());
    if (state.kind() == NodeKind::kMissed) {
      result->kind = ExprKind::kMissed;
      result->span = span;
      continue;
    }
    ExprPtr holds = make(ExprKind::kHolds, span);
    holds->children.push_back(std::move(result));
    result = std::move(holds);
  }
  return result;
}

// `where` ends with its one comparison. A sign, or `and` or `or` with one more comparison, that follows it directly can
// be meant to belong to it: both readings are shown.
void AstBuilder::check_where(Items& items, std::size_t left_begin, const Expr& left) {
  const View op = items.all[items.at].node;
  const std::uint32_t end = left.span.end;
  // The last `where` below the operand before the operator, if it ends there and has no parentheses.
  const View before = items.all[items.at - 1].node;
  std::uint32_t where = 0;
  for (std::uint32_t i = before.index(); i < before.node().next; ++i) {
    const Node& node = tree_.nodes[i];
    if (node.kind == NodeKind::kWhere && node.end == end) where = i;
  }
  if (where == 0) return;
  const View where_node(tree_, text_, where);
  if ((*where_node.begin()).kind() == NodeKind::kParenthesised) return;
  std::uint32_t right_end = op.node().end;
  if (items.level() != Level::kComparison) {
    // Only a further comparison is in doubt.
    bool compares = false;
    for (std::size_t i = items.at + 1; i < items.all.size(); ++i) {
      const Level level = items.all[i].op.level;
      if (level == Level::kOr || level == Level::kAnd) break;
      if (level == Level::kComparison) compares = true;
      right_end = items.all[i].node.node().end;
    }
    if (!compares) return;
  } else {
    for (std::size_t i = items.at + 1; i < items.all.size(); ++i) {
      const Level level = items.all[i].op.level;
      if (level == Level::kOr || level == Level::kAnd || level == Level::kComparison) break;
      right_end = items.all[i].node.node().end;
    }
  }
  const auto piece = [&](std::uint32_t from, std::uint32_t to) { return shortened(text_.substr(from, to - from)); };
  const std::uint32_t left_at = items.all[left_begin].node.node().begin;
  const std::uint32_t condition = (*where_node.begin()).node().begin;
  // What stands from the operand itself: earlier parts of the same chain are not repeated.
  std::uint32_t operand_at = left.span.begin;
  if (operand_at < left_at) operand_at = left_at;
  const std::string follow = piece(op.node().begin, right_end);
  if (items.level() == Level::kComparison) {
    // `count of X where a = b >= 2`: the number is compared, not the attribute.
    std::uint32_t kinds = where_node.node().begin;
    for (std::uint32_t i = before.index(); i < where; ++i) {
      if (tree_.nodes[i].kind == NodeKind::kKinds && tree_.nodes[i].end <= where_node.node().begin)
        kinds = tree_.nodes[i].begin;
    }
    report("syntax/where-ambiguous", cover(op.node().begin, right_end),
           fmt::format("`{}` directly after the comparison of a `where`", follow),
           fmt::format("write `{}({}) {}`", piece(operand_at, kinds) + " ", piece(kinds, end), follow));
    return;
  }
  report("syntax/where-ambiguous", cover(op.node().begin, right_end),
         fmt::format("`{}` directly after the comparison of a `where` can be read in two ways", follow),
         fmt::format("write `where ({} {})`, or `({}) {}`", piece(condition, end), follow, piece(operand_at, end),
                     follow));
}

ExprPtr AstBuilder::path(View node, ExprKind kind) {
  ExprPtr result = make(kind, node.span());
  result->names = names_of(node);
  if (kind == ExprKind::kPath && result->names.size() == 1) result->kind = ExprKind::kName;
  return result;
}

ExprPtr AstBuilder::literal(View node) {
  switch (node.kind()) {
    case NodeKind::kText: {
      ExprPtr result = make(ExprKind::kText, node.span());
      result->text = text(node).value;
      return result;
    }
    case NodeKind::kNumber: {
      ExprPtr result = make(ExprKind::kNumber, node.span());
      result->number = number(node).value;
      return result;
    }
    case NodeKind::kSigned: {
      ExprPtr result = make(ExprKind::kNumber, node.span());
      bool negative = false;
      for (const View child : node) {
        if (child.kind() == NodeKind::kOperator) negative = child.text() == "-";
        if (child.kind() == NodeKind::kParenthesised) {
          ExprPtr inner = operand(child);
          if (!negative) return inner;
          result->kind = ExprKind::kNegate;
          result->children.push_back(std::move(inner));
        } else if (child.kind() == NodeKind::kNumber) {
          result->number = number(child).value;
        } else if (child.kind() == NodeKind::kDuration) {
          result->kind = ExprKind::kDuration;
          result->milliseconds = duration(child).milliseconds;
        }
      }
      if (negative) {
        result->number.micros = -result->number.micros;
        result->milliseconds = -result->milliseconds;
      }
      return result;
    }
    case NodeKind::kTime: {
      ExprPtr result = make(ExprKind::kTime, node.span());
      result->text = time_text(node);
      return result;
    }
    case NodeKind::kDuration: {
      ExprPtr result = make(ExprKind::kDuration, node.span());
      result->milliseconds = duration(node).milliseconds;
      return result;
    }
    case NodeKind::kWord: {
      ExprPtr result = make(ExprKind::kYesNo, node.span());
      result->yes = node.text() == "yes";
      return result;
    }
    case NodeKind::kList: {
      ExprPtr result = make(ExprKind::kList, node.span());
      for (const View child : node) result->children.push_back(literal(child));
      return result;
    }
    default:
      return nullptr;
  }
}

ExprPtr AstBuilder::operand(View node) {
  if (ExprPtr made = literal(node)) return made;
  const auto with_child = [&](ExprKind kind) {
    ExprPtr result = make(kind, node.span());
    for (const View child : node) result->children.push_back(operand(child));
    return result;
  };
  switch (node.kind()) {
    case NodeKind::kParenthesised: {
      ExprPtr result = condition_in(node);
      result->parenthesised = true;
      result->span = node.span();
      return result;
    }
    case NodeKind::kPath:
      return path(node, ExprKind::kPath);
    case NodeKind::kIts: {
      ExprPtr result = path(node, ExprKind::kIts);
      result->its = true;
      if (result->names.size() > 1) result->kind = ExprKind::kPath;
      return result;
    }
    case NodeKind::kCall:
    case NodeKind::kLookup: {
      ExprPtr result = make(node.kind() == NodeKind::kCall ? ExprKind::kCall : ExprKind::kLookup, node.span());
      for (const View child : node) {
        if (child.kind() == NodeKind::kName) {
          result->names.push_back(name(child));
        } else {
          result->children.push_back(expression(child));
        }
      }
      return result;
    }
    case NodeKind::kNow:
      return make(ExprKind::kNow, node.span());
    case NodeKind::kScored:
      return make(ExprKind::kScored, node.span());
    case NodeKind::kTimeInStage:
      return make(ExprKind::kTimeInStage, node.span());
    case NodeKind::kAgeOf:
      return with_child(ExprKind::kAgeOf);
    case NodeKind::kDayOfWeek:
      return with_child(ExprKind::kDayOfWeek);
    case NodeKind::kIsValid:
      return with_child(ExprKind::kIsValid);
    case NodeKind::kEntering:
    case NodeKind::kInSegment: {
      ExprPtr result =
          make(node.kind() == NodeKind::kEntering ? ExprKind::kEntering : ExprKind::kInSegment, node.span());
      result->names = names_of(node);
      for (const View child : node) result->negated = result->negated || child.kind() == NodeKind::kWord;
      return result;
    }
    case NodeKind::kFirstOf:
      return first_of(node);
    case NodeKind::kAggregate:
      return aggregate(node);
    case NodeKind::kAttributeOf: {
      ExprPtr result = make(ExprKind::kAggregate, node.span());
      for (const View child : node) {
        if (child.kind() == NodeKind::kName) result->names.push_back(name(child));
        if (child.kind() == NodeKind::kWord) {
          result->aggregate = child.text() == "first" ? ast::Aggregate::kOfFirst : ast::Aggregate::kOfLast;
        }
        if (child.kind() == NodeKind::kSelection) result->selection = selection(child);
      }
      return result;
    }
    default:
      return make(ExprKind::kMissing, node.span());
  }
}

ExprPtr AstBuilder::first_of(View node) {
  ExprPtr result = make(ExprKind::kFirstOf, node.span());
  for (const View entry : node) {
    ast::Case made;
    for (const View child : entry) {
      if (child.kind() != NodeKind::kExpression) continue;
      (made.value ? made.condition : made.value) = expression(child);
    }
    if (!result->cases.empty() && !result->cases.back().condition) {
      report("syntax/after-otherwise", entry.span(), "an entry after `otherwise` is never reached",
             "put `otherwise` last");
    }
    result->cases.push_back(std::move(made));
  }
  return result;
}

ast::Bucket AstBuilder::bucket(View node) {
  ast::Bucket result;
  result.span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kDuration) {
      result.kind = ast::Bucket::Kind::kDuration;
      result.milliseconds = duration(child).milliseconds;
      continue;
    }
    const std::string_view word = child.text();
    if (word == "day" || word == "days") {
      result.kind = ast::Bucket::Kind::kDay;
    } else if (word == "week" || word == "weeks") {
      result.kind = ast::Bucket::Kind::kWeek;
    } else if (word == "month" || word == "months") {
      result.kind = ast::Bucket::Kind::kMonth;
    } else {
      result.kind = ast::Bucket::Kind::kAttribute;
      result.attribute = name(child);
    }
  }
  return result;
}

ExprPtr AstBuilder::aggregate(View node) {
  ExprPtr result = make(ExprKind::kAggregate, node.span());
  for (const View child : node) {
    switch (child.kind()) {
      case NodeKind::kWord:
        result->aggregate = aggregate_of(child.text());
        break;
      case NodeKind::kName:
        result->names.push_back(name(child));
        break;
      case NodeKind::kBucket:
        result->aggregate = ast::Aggregate::kCountBuckets;
        result->bucket = bucket(child);
        break;
      case NodeKind::kNumber:
        result->at_least = number(child);
        break;
      case NodeKind::kSelection:
        result->selection = selection(child);
        break;
      default:
        break;
    }
  }
  return result;
}

void AstBuilder::tail_part(View node, ast::Selection& selection) {
  ast::TailPart part;
  part.span = node.span();
  switch (node.kind()) {
    case NodeKind::kBy:
      part.kind = ast::TailPart::Kind::kBy;
      part.by = name(*node.begin());
      break;
    case NodeKind::kWhere:
      part.kind = ast::TailPart::Kind::kWhere;
      part.condition = condition_in(node);
      break;
    case NodeKind::kWithin:
      part.kind = ast::TailPart::Kind::kWithin;
      for (const View child : node) {
        if (child.node().begin == (*node.begin()).node().begin) {
          part.within = duration(child);
        } else {
          part.time = operand(child);
        }
      }
      break;
    case NodeKind::kSince:
    case NodeKind::kUntil:
      part.kind = node.kind() == NodeKind::kSince ? ast::TailPart::Kind::kSince : ast::TailPart::Kind::kUntil;
      part.time = operand(*node.begin());
      break;
    default:
      return;
  }
  selection.tail.push_back(std::move(part));
}

ast::SelectionPtr AstBuilder::selection(View node) {
  for (const View child : node) {
    if (child.kind() != NodeKind::kSelection) break;
    ast::SelectionPtr inner = selection(child);
    inner->parenthesised = true;
    inner->span = node.span();
    return inner;
  }
  auto result = std::make_unique<ast::Selection>();
  result->span = node.span();
  for (const View child : node) {
    if (child.kind() == NodeKind::kKinds) {
      result->kinds = names_of(child);
    } else {
      tail_part(child, *result);
    }
  }
  return result;
}

ast::SelectionPtr AstBuilder::counting(View node) {
  auto result = std::make_unique<ast::Selection>();
  result->span = node.span();
  for (const View child : node) tail_part(child, *result);
  return result;
}

}  // namespace leadline::grammar
