// SPDX-License-Identifier: Apache-2.0
// Sums, products, `else`, `first of`: numbers, durations and times, and what comes out of them.
#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/literals.hpp"
#include "engine/program/type_rules.hpp"

namespace leadline::checking {

namespace {

ExprId add_or_subtract(Checker& c, ExprId left, ExprId right, bool plus, const Span& span) {
  if (c.is_broken(left) || c.is_broken(right)) return c.broken();
  const Type a = c.type(left);
  const Type b = c.type(right);
  const Op op = plus ? Op::kAdd : Op::kSubtract;
  if (is_number(a) && is_number(b)) return operation(c, op, a, {left, right}, span);
  if (is_duration(a) && is_duration(b)) return operation(c, op, a, {left, right}, span);
  if (is_time(a) && is_duration(b)) return operation(c, op, a, {left, right}, span);
  if (plus && is_duration(a) && is_time(b)) return operation(c, op, b, {right, left}, span);
  if (!plus && is_time(a) && is_time(b)) return operation(c, op, simple(TypeKind::kDuration), {left, right}, span);
  std::string help;
  if (a.textual() || b.textual()) help = "texts are put together only inside the text of an action: `\"{lead.topic}\"`";
  if ((is_number(a) && (is_time(b) || is_duration(b))) || (is_number(b) && (is_time(a) || is_duration(a))))
    help = "a duration has a unit: `30 days`";
  if (is_condition(a) || is_condition(b))
    help = "count conditions with rules, or write `first of { 1 when …  0 otherwise }`";
  c.error("type/mismatch", span,
          describe(c, b) + (plus ? " cannot be added to " : " cannot be taken from ") + describe(c, a), help);
  return c.broken();
}

ExprId multiply_or_divide(Checker& c, ExprId left, ExprId right, bool times, const Span& span) {
  if (c.is_broken(left) || c.is_broken(right)) return c.broken();
  const Type a = c.type(left);
  const Type b = c.type(right);
  if (c.arena.follows_clock(left) || c.arena.follows_clock(right)) {
    c.error("type/mismatch", span,
            "what grows with the clock is compared, added and subtracted, never multiplied or divided",
            "compare it with a duration: `age of x > 14 days`");
    return c.broken();
  }
  if (is_number(a) && is_number(b)) return operation(c, times ? Op::kMultiply : Op::kDivide, a, {left, right}, span);
  if (is_duration(a) && is_number(b)) return operation(c, times ? Op::kMultiply : Op::kDivide, a, {left, right}, span);
  if (times && is_number(a) && is_duration(b)) return operation(c, Op::kMultiply, b, {right, left}, span);
  if (!times && is_duration(a) && is_duration(b))
    return operation(c, Op::kDivide, simple(TypeKind::kNumber), {left, right}, span);
  c.error("type/mismatch", span,
          describe(c, a) + " cannot be " + (times ? "multiplied with " : "divided by ") + describe(c, b),
          "numbers can, and durations with numbers");
  return c.broken();
}

template <class Step>
ExprId fold_left(Checker& c, const Environment& env, const ast::Expr& tree, Step&& step) {
  ExprId value = as_value(c, lower(c, env, *tree.children[0]));
  for (std::size_t i = 1; i < tree.children.size(); ++i) {
    const ExprId right = as_value(c, lower(c, env, *tree.children[i]));
    const Span span{tree.span.source, tree.children[0]->span.begin, tree.children[i]->span.end};
    value = step(value, right, tree.operators[i - 1], span);
  }
  return value;
}

// Brings values to one type: the first that is not merely a missing word decides.
std::optional<Type> one_type(Checker& c, std::vector<ExprId>& values, const std::vector<Span>& spans) {
  bool words = false;
  bool texts = false;
  for (const ExprId value : values) {
    words = words || is_choice(c.type(value));
    texts = texts || c.type(value).textual();
  }
  std::optional<Type> type;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (words && texts && is_choice(c.type(values[i]))) values[i] = word_text(c, values[i], spans[i]);
    if (c.is_broken(values[i])) return std::nullopt;
    const Type own = c.type(values[i]);
    if (c.expr(values[i]).op == Op::kConstant && c.expr(values[i]).value.missing) continue;
    const std::optional<Type> both = type ? common_type(*type, own) : own;
    if (!both) {
      c.error("type/mismatch", spans[i],
              "this is " + describe(c, own) + ", what stands before it is " + describe(c, *type),
              "all values are of one type");
      return std::nullopt;
    }
    type = both;
  }
  for (std::size_t i = 0; type && i < values.size(); ++i) {
    if (c.expr(values[i]).op != Op::kConstant || !c.expr(values[i]).value.missing) continue;
    Value missing;
    missing.type = *type;
    missing.missing = true;
    values[i] = constant(c, std::move(missing), spans[i]);
  }
  return type;
}

}  // namespace

ExprId lower_sum(Checker& c, const Environment& env, const ast::Expr& tree) {
  return fold_left(c, env, tree, [&](ExprId a, ExprId b, char sign, const Span& span) {
    return add_or_subtract(c, a, b, sign == '+', span);
  });
}

ExprId lower_product(Checker& c, const Environment& env, const ast::Expr& tree) {
  return fold_left(c, env, tree, [&](ExprId a, ExprId b, char sign, const Span& span) {
    return multiply_or_divide(c, a, b, sign == '*', span);
  });
}

ExprId lower_negate(Checker& c, const Environment& env, const ast::Expr& tree) {
  if (is_literal(tree)) {
    std::optional<Value> value = literal_value(c, tree);
    return value ? constant(c, std::move(*value), tree.span) : c.broken();
  }
  const ExprId value = lower(c, env, *tree.children[0]);
  if (c.is_broken(value)) return value;
  if (!is_number(c.type(value)) && !is_duration(c.type(value))) {
    c.error("type/mismatch", tree.children[0]->span,
            "a sign stands before a number or a duration, this is " + describe(c, c.type(value)));
    return c.broken();
  }
  return operation(c, Op::kNegate, c.type(value), {value}, tree.span);
}

ExprId lower_else(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected) {
  std::vector<ExprId> values;
  std::vector<Span> spans;
  Type hint = expected;
  for (const ast::ExprPtr& child : tree.children) {
    values.push_back(as_value(c, lower(c, env, *child, hint)));
    spans.push_back(child->span);
    if (hint.kind == TypeKind::kNone && is_choice(c.type(values.back()))) hint = c.type(values.back());
  }
  if (std::any_of(values.begin(), values.end(), [&](ExprId v) { return c.is_broken(v); })) return c.broken();
  const std::optional<Type> type = one_type(c, values, spans);
  return type ? operation(c, Op::kElse, *type, std::move(values), tree.span) : c.broken();
}

ExprId lower_first_of(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected) {
  std::vector<ExprId> conditions;
  std::vector<ExprId> values;
  std::vector<Span> spans;
  bool sound = true;
  for (std::size_t i = 0; i < tree.cases.size(); ++i) {
    const ast::Case& one = tree.cases[i];
    values.push_back(as_value(c, lower(c, env, *one.value, expected)));
    spans.push_back(one.value->span);
    if (one.condition) {
      conditions.push_back(lower_condition(c, env, *one.condition));
    } else if (i + 1 != tree.cases.size()) {
      c.error("score/otherwise", one.value->span, "what stands behind `otherwise` can never be taken",
              "`otherwise` comes last");
      sound = false;
    }
  }
  for (const ExprId id : values) sound = sound && !c.is_broken(id);
  for (const ExprId id : conditions) sound = sound && !c.is_broken(id);
  if (!sound) return c.broken();
  const std::optional<Type> type = one_type(c, values, spans);
  if (!type) {
    if (std::none_of(values.begin(), values.end(), [&](ExprId v) { return c.is_broken(v); }) &&
        !has_errors(c.diagnostics)) {
      c.error("type/mismatch", tree.span, "none of these values is present");
    }
    return c.broken();
  }
  std::vector<ExprId> children;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i < conditions.size()) children.push_back(conditions[i]);
    children.push_back(values[i]);
  }
  return operation(c, Op::kFirstOf, *type, std::move(children), tree.span);
}

}  // namespace leadline::checking
