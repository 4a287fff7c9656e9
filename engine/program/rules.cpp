// SPDX-License-Identifier: Apache-2.0
// One rule of a model: its form, points, condition, selection, fading and bounds.
#include "engine/program/rules.hpp"

#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/operations.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/values/civil.hpp"

namespace leadline::checking {

namespace {

RuleForm form_of(ast::Rule::Form form) {
  switch (form) {
    case ast::Rule::Form::kWhen:
      return RuleForm::kWhen;
    case ast::Rule::Form::kPerSelection:
      return RuleForm::kPerSelection;
    case ast::Rule::Form::kPerBucket:
      return RuleForm::kPerBucket;
    case ast::Rule::Form::kWithout:
      return RuleForm::kWithout;
    case ast::Rule::Form::kForFirst:
      return RuleForm::kForFirst;
    case ast::Rule::Form::kForLast:
      return RuleForm::kForLast;
    case ast::Rule::Form::kOtherwise:
      return RuleForm::kOtherwise;
  }
  return RuleForm::kWhen;
}

// Everything that a condition reads and that can be missing. Selections are not looked into: `any`, `no`, `count` and
// `sum` are always present, whatever their `where` meets.
void collect_readings(const Checker& c, ExprId id, std::vector<ExprId>& readings) {
  const Expr& e = c.expr(id);
  switch (family_of(e.op)) {
    case OpFamily::kReading:
      if (std::find(readings.begin(), readings.end(), id) == readings.end()) readings.push_back(id);
      return;
    case OpFamily::kAggregate:
      if (missing_where_none(e.aggregate) && std::find(readings.begin(), readings.end(), id) == readings.end())
        readings.push_back(id);
      return;
    case OpFamily::kGiven:
    case OpFamily::kLink:
    case OpFamily::kState:
      return;
    case OpFamily::kLogic:
    case OpFamily::kTest:
    case OpFamily::kArithmetic:
    case OpFamily::kChoice:
      for (const ExprId child : e.children) collect_readings(c, child, readings);
      return;
  }
}

ExprId readable(Checker& c, ExprId of, const Span& span) {
  std::vector<ExprId> readings;
  collect_readings(c, of, readings);
  if (readings.empty()) return kNoExpr;
  for (ExprId& reading : readings) reading = condition(c, Op::kIsPresent, {reading}, span);
  return readings.size() == 1 ? readings[0] : condition(c, Op::kAnd, std::move(readings), span);
}

ExprId lower_points(Checker& c, const Environment& env, const ast::Points& tree) {
  const ExprId value = lower_as(c, env, *tree.value, simple(TypeKind::kNumber), "points are");
  if (!tree.negative || c.is_broken(value)) return value;
  const Expr& e = c.expr(value);
  if (e.op == Op::kConstant && !e.value.missing) return number_constant(c, Decimal{-e.value.number}, tree.span);
  return operation(c, Op::kNegate, simple(TypeKind::kNumber), {value}, tree.span);
}

Fading lower_fading(Checker& c, const ast::Rule& tree) {
  Fading fading;
  const ast::Fading& written = tree.fading;
  switch (written.kind) {
    case ast::Fading::Kind::kNone:
      return fading;
    case ast::Fading::Kind::kHalving:
      fading.kind = Fading::Kind::kHalving;
      break;
    case ast::Fading::Kind::kLosing:
      fading.kind = Fading::Kind::kLosing;
      break;
    case ast::Fading::Kind::kLosingPercent:
      fading.kind = Fading::Kind::kLosingPercent;
      break;
  }
  const bool fits = tree.form == ast::Rule::Form::kPerSelection || tree.form == ast::Rule::Form::kForFirst ||
                    tree.form == ast::Rule::Form::kForLast;
  if (!fits) {
    std::string help = "write `for last …` or `per …`, which say whose age counts";
    if (tree.form == ast::Rule::Form::kPerBucket)
      help = "a bucket has no one age; write `per …` without it, or `for last …`";
    c.error("score/fading-form", written.span,
            "points fade with the age of an interaction, and this rule does not count interactions one by one", help);
  }
  if (written.every.milliseconds <= 0 || written.every.milliseconds % kMsPerDay != 0) {
    c.error("type/mismatch", written.every.span, "fading goes by whole days", "write a number of days or weeks");
  }
  fading.days = written.every.milliseconds / kMsPerDay;
  fading.amount = written.amount.value;
  if (written.kind != ast::Fading::Kind::kHalving && written.amount.value.micros <= 0) {
    c.error("type/mismatch", written.amount.span, "what is lost is more than nothing");
  }
  return fading;
}

}  // namespace

Bounds lower_bounds(Checker& c, const ast::Bounds& tree) {
  Bounds bounds;
  if (tree.at_most) bounds.at_most = tree.at_most->value;
  if (tree.never_below) bounds.never_below = tree.never_below->value;
  if (bounds.at_most && bounds.never_below && *bounds.at_most < *bounds.never_below) {
    c.error(
        "score/bounds", tree.never_below->span,
        "`never below " + to_text(*bounds.never_below) + "` is more than `at most " + to_text(*bounds.at_most) + "`",
        "write the smaller number here");
  }
  return bounds;
}

Rule lower_rule(Checker& c, const Environment& env, const ast::Rule& tree, bool in_block) {
  Rule rule;
  rule.label = tree.label.value;
  rule.form = form_of(tree.form);
  rule.zone = c.zone_of(tree.span);
  rule.span = tree.span;
  rule.label_span = tree.label.span;
  rule.text = c.written({tree.span.source, tree.label.span.end, tree.span.end});
  Environment points_env = env;
  LoweredSelection selection;
  if (tree.selection) {
    selection = lower_selection(c, env, *tree.selection);
    rule.selection = selection.id;
    if (tree.form != ast::Rule::Form::kPerBucket && tree.form != ast::Rule::Form::kWithout) {
      points_env.item = &selection.scope;
      points_env.counting.clear();
    }
  }
  const bool names_are_known = !tree.selection || selection.id != kNoSelection || points_env.item == nullptr;
  rule.points = names_are_known ? lower_points(c, points_env, tree.points) : c.broken();
  if (tree.condition) rule.condition = lower_condition(c, env, *tree.condition);
  if (tree.or_points) {
    rule.or_points = lower_points(c, env, *tree.or_points);
    if (in_block) {
      c.error("score/or-points", tree.or_points->span,
              "inside `first of` and `best of` a rule holds or it does not, so it has no second points",
              "write a rule of its own, or `otherwise`");
    } else if (rule.condition != kNoExpr && !c.is_broken(rule.condition)) {
      rule.readable = readable(c, rule.condition, tree.span);
    }
  }
  if (tree.form == ast::Rule::Form::kPerBucket && selection.id != kNoSelection) {
    lower_bucket(c, selection.scope, tree.bucket, rule.bucket);
    if (tree.at_least) whole_number(c, *tree.at_least, rule.at_least);
  }
  if (tree.form == ast::Rule::Form::kWithout) {
    rule.silence = tree.silence.milliseconds;
    if (rule.silence <= 0)
      c.error("type/mismatch", tree.silence.span, "silence is counted in steps of more than nothing");
  }
  rule.fading = lower_fading(c, tree);
  rule.bounds = lower_bounds(c, tree.bounds);
  return rule;
}

}  // namespace leadline::checking
