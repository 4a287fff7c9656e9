// SPDX-License-Identifier: Apache-2.0
// The walk over expressions: literals, logic, presence, and the way to each of the other pieces.
#include "engine/program/expressions.hpp"

#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/literals.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

// How deep the walk itself may go, definitions within definitions included.
constexpr std::uint32_t kMaxNesting = 400;

class NestingScope {
 public:
  explicit NestingScope(Checker& c) : checker_(c) { ++checker_.nesting; }
  NestingScope(const NestingScope&) = delete;
  NestingScope& operator=(const NestingScope&) = delete;
  ~NestingScope() { --checker_.nesting; }

 private:
  Checker& checker_;
};

ExprId lower_literal(Checker& c, const ast::Expr& tree, const Type& expected) {
  Type wanted;
  const bool words = expected.kind == TypeKind::kChoice || expected.kind == TypeKind::kGrade;
  if (tree.kind == ast::ExprKind::kText && words) wanted = element_of(expected);
  if (tree.kind == ast::ExprKind::kList && words) wanted = list_of(element_of(expected));
  if (tree.kind == ast::ExprKind::kMissing) wanted = expected;
  std::optional<Value> value = literal_value(c, tree, wanted);
  return value ? constant(c, std::move(*value), tree.span) : c.broken();
}

// Values whose presence the parts of an `and` (or whose absence the parts of an `or`) speak of.
std::size_t note_presence(Checker& c, const ast::Expr& tree) {
  const ast::ExprKind test = tree.kind == ast::ExprKind::kAnd ? ast::ExprKind::kIsPresent : ast::ExprKind::kIsMissing;
  std::size_t noted = 0;
  for (const ast::ExprPtr& child : tree.children) {
    if (child->kind != test) continue;
    c.presence_known.push_back(c.written(child->children[0]->span));
    ++noted;
  }
  return noted;
}

ExprId lower_logic(Checker& c, const Environment& env, const ast::Expr& tree) {
  const std::size_t noted = note_presence(c, tree);
  std::vector<ExprId> children;
  children.reserve(tree.children.size());
  for (const ast::ExprPtr& child : tree.children) children.push_back(lower_condition(c, env, *child));
  c.presence_known.resize(c.presence_known.size() - noted);
  return condition(c, tree.kind == ast::ExprKind::kAnd ? Op::kAnd : Op::kOr, std::move(children), tree.span);
}

ExprId lower_presence(Checker& c, const Environment& env, const ast::Expr& tree) {
  const ExprId value = as_value(c, lower(c, env, *tree.children[0]));
  return condition(c, tree.kind == ast::ExprKind::kIsPresent ? Op::kIsPresent : Op::kIsMissing, {value}, tree.span);
}

// The subject as a record that has a stage.
ExprId staged_subject(Checker& c, const Environment& env, const Span& span, std::string_view what) {
  if (!env.subject || !is_staged(*env.subject)) {
    c.error("type/mismatch", span, std::string{what} + " is asked of a record that is scored or has a process",
            env.test != nullptr ? "name a field of a record of the test" : "");
    return c.broken();
  }
  return self(c, *env.subject, span);
}

ExprId lower_time_value(Checker& c, const Environment& env, const ast::Expr& tree, Op op, TypeKind result,
                        std::string_view what) {
  const ExprId value = lower(c, env, *tree.children[0]);
  if (c.is_broken(value)) return value;
  if (!is_time(c.type(value))) {
    c.error("type/mismatch", tree.children[0]->span,
            std::string{what} + " wants a time, this is " + describe(c, c.type(value)));
    return c.broken();
  }
  Expr e;
  e.op = op;
  e.type = simple(result);
  e.children = {value};
  if (op == Op::kDayOfWeek) e.zone = c.zone_of(tree.span);
  e.span = tree.span;
  return c.add(std::move(e));
}

}  // namespace

ExprId lower(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected) {
  const NestingScope scope{c};
  if (c.nesting > kMaxNesting) {
    if (c.nesting == kMaxNesting + 1) {
      c.error("type/too-deep", tree.span, "this is nested more than 400 deep, its definitions included",
              "split it into definitions that do not hang on one another");
    }
    return c.broken();
  }
  switch (tree.kind) {
    case ast::ExprKind::kText:
    case ast::ExprKind::kNumber:
    case ast::ExprKind::kYesNo:
    case ast::ExprKind::kDuration:
    case ast::ExprKind::kTime:
    case ast::ExprKind::kList:
    case ast::ExprKind::kMissing:
      return lower_literal(c, tree, expected);
    case ast::ExprKind::kName:
      return lower_name(c, env, tree, expected);
    case ast::ExprKind::kPath:
    case ast::ExprKind::kIts:
      return lower_path(c, env, tree);
    case ast::ExprKind::kCall:
      return lower_call(c, env, tree);
    case ast::ExprKind::kLookup:
      return lower_lookup(c, env, tree);
    case ast::ExprKind::kNow:
      return operation(c, Op::kNow, simple(TypeKind::kTime), {}, tree.span);
    case ast::ExprKind::kScored: {
      const ExprId subject = staged_subject(c, env, tree.span, "`scored`");
      if (c.is_broken(subject)) return subject;
      for (std::uint32_t m = 0; m < c.program.models.size(); ++m) {
        if (c.program.models[m].kind == *env.subject) c.circles.edge(c.owner, score_node(c, m), tree.span);
      }
      return condition(c, Op::kScored, {subject}, tree.span);
    }
    case ast::ExprKind::kTimeInStage: {
      const ExprId subject = staged_subject(c, env, tree.span, "`time in stage`");
      return operation(c, Op::kTimeInStage, simple(TypeKind::kDuration), {subject}, tree.span);
    }
    case ast::ExprKind::kAgeOf:
      return lower_time_value(c, env, tree, Op::kAgeOf, TypeKind::kDuration, "`age of`");
    case ast::ExprKind::kDayOfWeek:
      return lower_time_value(c, env, tree, Op::kDayOfWeek, TypeKind::kNumber, "`day of week of`");
    case ast::ExprKind::kIsValid:
      return lower_is_valid(c, env, tree);
    case ast::ExprKind::kEntering:
      return lower_entering(c, env, tree.names[0], tree.span);
    case ast::ExprKind::kFirstOf:
      return lower_first_of(c, env, tree, expected);
    case ast::ExprKind::kNot:
      return negation(c, lower_condition(c, env, *tree.children[0]), tree.span);
    case ast::ExprKind::kAnd:
    case ast::ExprKind::kOr:
      return lower_logic(c, env, tree);
    case ast::ExprKind::kImplies: {
      const ExprId premise = lower_condition(c, env, *tree.children[0]);
      const ExprId conclusion = lower_condition(c, env, *tree.children[1]);
      return condition(c, Op::kOr, {negation(c, premise, tree.children[0]->span), conclusion}, tree.span);
    }
    case ast::ExprKind::kCompare:
      return lower_comparison(c, env, tree);
    case ast::ExprKind::kIsPresent:
    case ast::ExprKind::kIsMissing:
      return lower_presence(c, env, tree);
    case ast::ExprKind::kSum:
      return lower_sum(c, env, tree);
    case ast::ExprKind::kProduct:
      return lower_product(c, env, tree);
    case ast::ExprKind::kElse:
      return lower_else(c, env, tree, expected);
    case ast::ExprKind::kNegate:
      return lower_negate(c, env, tree);
    case ast::ExprKind::kAggregate:
      return lower_aggregate(c, env, tree);
    case ast::ExprKind::kHolds:
      return lower_holds(c, env, tree);
    case ast::ExprKind::kMissed:
      return lower_missed(c, env, tree);
    case ast::ExprKind::kInSegment:
      return lower_in_segment(c, env, tree);
  }
  return c.broken();
}

ExprId lower_condition(Checker& c, const Environment& env, const ast::Expr& tree) {
  const ExprId id = lower(c, env, tree);
  if (c.is_broken(id) || is_condition(c.type(id))) return id;
  const Type type = c.type(id);
  std::string help = "compare it with something";
  if (is_time(type) || type.kind == TypeKind::kRecord || type.list) help = "write `is present`, or compare it";
  if (type.textual() || is_choice(type)) help = "write `is present`, or compare it with a text";
  if (type.textual() && is_literal(tree)) {
    const std::string text = c.written(tree.span);
    help = "compare it, as in `country = " + text + "`; several values stand in a list: `country in [\"US\", " + text +
           "]`";
  }
  if (tree.kind == ast::ExprKind::kAggregate && is_time(type)) help = "write `any …` to ask whether there is one";
  c.error("type/mismatch", tree.span, "a condition is wanted here, this is " + describe(c, type), help);
  return c.broken();
}

ExprId lower_as(Checker& c, const Environment& env, const ast::Expr& tree, const Type& wanted, std::string_view what) {
  const ExprId id = as_value(c, lower(c, env, tree, wanted));
  if (c.is_broken(id)) return id;
  const Type type = c.type(id);
  if (type == wanted || common_type(type, wanted)) return id;
  if (c.expr(id).op == Op::kConstant && c.expr(id).value.missing) {
    Value missing;
    missing.type = wanted;
    missing.missing = true;
    return constant(c, std::move(missing), tree.span);
  }
  if (wanted.textual() && is_choice(type)) return word_text(c, id, tree.span);
  std::string help;
  if (is_literal(tree) && is_time(wanted) && type.textual()) help = "a time is written without quotes: `2026-07-01`";
  if (is_literal(tree) && is_number(wanted) && type.textual()) help = "a number is written without quotes";
  c.error("type/mismatch", tree.span, std::string{what} + " " + describe(c, wanted) + ", this is " + describe(c, type),
          help);
  return c.broken();
}

}  // namespace leadline::checking
