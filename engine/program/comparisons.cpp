// SPDX-License-Identifier: Apache-2.0
// Comparisons: which values go together, words of choices, texts, lists; and the mistakes that are easily made there.
#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/literals.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"
#include "engine/values/text.hpp"

namespace leadline::checking {

namespace {

using Sign = ast::Comparison;

bool is_ordered(const Type& type) {
  return !type.list && (type.textual() || type.kind == TypeKind::kNumber || type.kind == TypeKind::kTime ||
                        type.kind == TypeKind::kDuration || type.kind == TypeKind::kChoice);
}

// Whether a value that this comparison reads can be missing without the rule's author having thought of it.
bool may_be_missing(const Checker& c, ExprId id) {
  const Expr& e = c.expr(id);
  switch (e.op) {
    case Op::kField: {
      const RecordSchema& schema = c.program.schema(c.type(e.children[0]).record);
      const int field = static_cast<int>(e.index);
      const bool about_self = c.expr(e.children[0]).op == Op::kSelf || c.expr(e.children[0]).op == Op::kItem;
      return !(about_self && (field == schema.id || field == schema.status));
    }
    case Op::kAttribute:
      return e.text != "at" && e.text != "id" && e.text != "kind";
    case Op::kGrade:
    case Op::kLookup:
      return true;
    case Op::kCall:
      return may_be_missing(c, e.children[0]);
    default:
      return false;
  }
}

class ComparisonLowering {
 public:
  ComparisonLowering(Checker& c, const Environment& env, const ast::Expr& tree) : c_(c), env_(env), tree_(tree) {}

  ExprId run() {
    if (compares_with_nothing()) return c_.broken();
    const ExprId positive = lower_positive();
    if (c_.is_broken(positive)) return positive;
    const bool negative = tree_.negated || tree_.comparison == Sign::kNotEqual;
    if (!negative) return positive;
    warn_about_missing(positive);
    return negation(c_, positive, tree_.span);
  }

 private:
  const ast::Expr& left_tree() const { return *tree_.children[0]; }
  const ast::Expr& right_tree() const { return *tree_.children[1]; }

  // `x = ""` never holds: an empty text is missing.
  bool compares_with_nothing() {
    for (std::size_t i = 0; i < tree_.children.size(); ++i) {
      const ast::Expr& side = *tree_.children[i];
      if (side.kind != ast::ExprKind::kText || !trim(side.text).empty()) continue;
      const bool negative = tree_.negated || tree_.comparison == Sign::kNotEqual;
      const std::string better = negative ? "is present" : "is missing";
      Diagnostic& d =
          c_.error("type/mismatch", side.span, "an empty text is missing, and a comparison with it is never true",
                   "write `" + better + "`");
      if (i == 1 && (tree_.comparison == Sign::kEqual || tree_.comparison == Sign::kNotEqual)) {
        d.fixes.push_back({{tree_.span.source, tree_.operator_span.begin, side.span.end}, better});
      }
      return true;
    }
    return false;
  }

  ExprId lower_positive() {
    switch (tree_.comparison) {
      case Sign::kEqual:
      case Sign::kNotEqual:
        return equality();
      case Sign::kLess:
        return order(CompareOp::kLess);
      case Sign::kLessEqual:
        return order(CompareOp::kLessEqual);
      case Sign::kGreater:
        return order(CompareOp::kGreater);
      case Sign::kGreaterEqual:
        return order(CompareOp::kGreaterEqual);
      case Sign::kAtLeast:
      case Sign::kAtMost:
        return at_least_or_most();
      case Sign::kBetween:
        return between();
      case Sign::kIn:
        return in_list();
      case Sign::kContains:
        return text_test(TextTest::kContains);
      case Sign::kContainsWord:
        return text_test(TextTest::kContainsWord);
      case Sign::kStartsWith:
        return text_test(TextTest::kStartsWith);
      case Sign::kEndsWith:
        return text_test(TextTest::kEndsWith);
      case Sign::kLike:
        return text_test(TextTest::kLike);
      case Sign::kHas:
      case Sign::kHasAny:
      case Sign::kHasAll:
        return has();
    }
    return c_.broken();
  }

  // Both sides; where one is a literal, the other says what it is a word of.
  bool sides(ExprId& left, ExprId& right) {
    if (left_tree().kind == ast::ExprKind::kText && !is_literal(right_tree())) {
      right = as_value(c_, lower(c_, env_, right_tree()));
      left = lower(c_, env_, left_tree(), c_.type(right));
    } else {
      left = as_value(c_, lower(c_, env_, left_tree()));
      right = as_value(c_, lower(c_, env_, right_tree(), c_.type(left)));
    }
    return !c_.is_broken(left) && !c_.is_broken(right);
  }

  ExprId equality() {
    ExprId left = kNoExpr;
    ExprId right = kNoExpr;
    if (!sides(left, right)) return c_.broken();
    if (c_.type(left).list || c_.type(right).list) {
      const bool left_list = c_.type(left).list;
      c_.error("type/mismatch", tree_.operator_span, "a list is not compared as a whole",
               left_list ? "write `has`, `has any` or `has all`" : "write `in`");
      return c_.broken();
    }
    if (!bring_together(c_, left, right, tree_.operator_span, "compared")) return c_.broken();
    check_stage(left, right_tree());
    return comparison(c_, CompareOp::kEqual, left, right, tree_.exactly, tree_.span);
  }

  ExprId order(CompareOp op) {
    ExprId left = kNoExpr;
    ExprId right = kNoExpr;
    if (!sides(left, right)) return c_.broken();
    if (c_.type(left).kind == TypeKind::kGrade || c_.type(right).kind == TypeKind::kGrade) {
      const bool up = op == CompareOp::kGreater || op == CompareOp::kGreaterEqual;
      c_.error("type/mismatch", tree_.operator_span, "it is not said which end of the grades is more",
               std::string{"write `"} + (up ? "at least" : "at most") + "`, the grade written first is the highest");
      return c_.broken();
    }
    if (!one_order(left, right) || !bring_together(c_, left, right, tree_.operator_span, "compared"))
      return c_.broken();
    if (!is_ordered(c_.type(left))) return has_no_order(c_.type(left));
    return comparison(c_, op, left, right, tree_.exactly, tree_.span);
  }

  // The words of a choice have their own order; a text or another choice has none in common with it.
  bool one_order(ExprId left, ExprId right) {
    const Type& a = c_.type(left);
    const Type& b = c_.type(right);
    if (a == b || (!is_choice(a) && !is_choice(b)) || (!is_choice(a) && !a.textual()) ||
        (!is_choice(b) && !b.textual()))
      return true;
    c_.error("type/mismatch", tree_.operator_span,
             describe(c_, a) + " and " + describe(c_, b) + " have no order in common", "write `=` or `!=`");
    return false;
  }

  ExprId has_no_order(const Type& type) {
    c_.error("type/mismatch", tree_.operator_span, describe(c_, type) + " is neither more nor less",
             type.list ? "count its values another way" : "write `=` or `!=`");
    return c_.broken();
  }

  ExprId at_least_or_most() {
    ExprId left = kNoExpr;
    ExprId right = kNoExpr;
    if (!sides(left, right)) return c_.broken();
    if (!one_order(left, right) || !bring_together(c_, left, right, tree_.operator_span, "compared"))
      return c_.broken();
    const Type type = c_.type(left);
    const bool least = tree_.comparison == Sign::kAtLeast;
    if (type.kind == TypeKind::kGrade)
      return comparison(c_, least ? CompareOp::kLessEqual : CompareOp::kGreaterEqual, left, right, false, tree_.span);
    if (!is_ordered(type)) return has_no_order(type);
    return comparison(c_, least ? CompareOp::kGreaterEqual : CompareOp::kLessEqual, left, right, tree_.exactly,
                      tree_.span);
  }

  ExprId between() {
    ExprId value = as_value(c_, lower(c_, env_, left_tree()));
    ExprId low = as_value(c_, lower(c_, env_, *tree_.children[1], c_.type(value)));
    ExprId high = as_value(c_, lower(c_, env_, *tree_.children[2], c_.type(value)));
    if (c_.is_broken(value) || c_.is_broken(low) || c_.is_broken(high)) return c_.broken();
    if (!one_order(value, low) || !one_order(value, high)) return c_.broken();
    const ExprId whole = value;
    if (!bring_together(c_, value, low, tree_.children[1]->span, "compared") ||
        !bring_together(c_, value, high, tree_.children[2]->span, "compared"))
      return c_.broken();
    if (!is_ordered(c_.type(value))) return has_no_order(c_.type(whole));
    const Expr& a = c_.expr(low);
    const Expr& b = c_.expr(high);
    if (a.op == Op::kConstant && b.op == Op::kConstant && a.type == b.type && !a.type.textual() &&
        a.value.number > b.value.number) {
      c_.error("cond/impossible", {tree_.span.source, tree_.children[1]->span.begin, tree_.children[2]->span.end},
               "nothing lies between these: the first is more than the second", "write the smaller one first");
      return c_.broken();
    }
    Expr e;
    e.op = Op::kBetween;
    e.type = simple(TypeKind::kYesNo);
    e.children = {value, low, high};
    e.exactly = c_.type(value).textual() && (tree_.exactly || is_identity(c_, value));
    e.span = tree_.span;
    return c_.add(std::move(e));
  }

  ExprId in_list() {
    ExprId left = as_value(c_, lower(c_, env_, left_tree()));
    Type wanted = c_.type(left);
    const ExprId right = lower(c_, env_, right_tree(), is_choice(wanted) ? list_of(wanted) : Type{});
    if (c_.is_broken(left) || c_.is_broken(right)) return c_.broken();
    const Type list = c_.type(right);
    if (!list.list) {
      c_.error("type/mismatch", right_tree().span, "`in` wants a list, this is " + describe(c_, list),
               right_tree().kind == ast::ExprKind::kText ? "write `=`, or put it in brackets" : "write `=`");
      return c_.broken();
    }
    if (wanted.list) {
      c_.error("type/mismatch", left_tree().span, "`in` looks for one value, this is " + describe(c_, wanted),
               "write `has any` or `has all`");
      return c_.broken();
    }
    if (is_choice(wanted) && element_of(list).textual()) {
      left = word_text(c_, left, left_tree().span);
      wanted = c_.type(left);
    }
    if (!common_type(wanted, element_of(list))) return apart(wanted, list, right_tree().span);
    check_stages(left, right_tree(), c_.expr(right).value);
    return list_test(Op::kIn, left, right, is_identity(c_, left));
  }

  ExprId list_test(Op op, ExprId left, ExprId right, bool identity) {
    if (c_.is_broken(left) || c_.is_broken(right)) return c_.broken();
    Expr e;
    e.op = op;
    e.type = simple(TypeKind::kYesNo);
    e.children = {left, right};
    e.exactly = element_of(c_.type(left)).textual() && (tree_.exactly || identity);
    e.span = tree_.span;
    return c_.add(std::move(e));
  }

  ExprId apart(const Type& left, const Type& right, const Span& span) {
    c_.error("type/mismatch", span, "the left is " + describe(c_, left) + ", the right is " + describe(c_, right));
    return c_.broken();
  }

  ExprId has() {
    const ExprId left = lower(c_, env_, left_tree());
    if (c_.is_broken(left)) {
      lower(c_, env_, right_tree());
      return left;
    }
    const Type list = c_.type(left);
    if (!list.list) {
      c_.error("type/mismatch", tree_.operator_span, "`has` looks into a list, the left is " + describe(c_, list),
               list.textual() ? "write `contains`, or `in` for a list on the right" : "write `=`");
      return c_.broken();
    }
    const Type element = element_of(list);
    const bool one = tree_.comparison == Sign::kHas;
    ExprId right = lower(c_, env_, right_tree(), one ? element : list);
    if (c_.is_broken(right)) return right;
    if (one) right = as_value(c_, right);
    if (one && element.textual() && is_choice(c_.type(right))) right = word_text(c_, right, right_tree().span);
    if (c_.type(right).list == one) {
      c_.error("type/mismatch", right_tree().span,
               one ? "`has` looks for one value, this is a list"
                   : "this wants a list, the right is " + describe(c_, c_.type(right)),
               one ? "write `has any` or `has all`" : "write `has`, or put it in brackets");
      return c_.broken();
    }
    if (!common_type(element, element_of(c_.type(right)))) return apart(list, c_.type(right), right_tree().span);
    return list_test(one                                 ? Op::kHas
                     : tree_.comparison == Sign::kHasAny ? Op::kHasAny
                                                         : Op::kHasAll,
                     left, right, false);
  }

  ExprId text_test(TextTest test) {
    ExprId left = as_value(c_, lower(c_, env_, left_tree()));
    const ExprId right = as_value(c_, lower(c_, env_, right_tree()));
    if (c_.is_broken(left) || c_.is_broken(right)) return c_.broken();
    if (is_choice(c_.type(left))) left = word_text(c_, left, left_tree().span);
    if (c_.is_broken(left)) return left;
    const Type type = c_.type(left);
    if (!type.textual()) {
      c_.error("type/mismatch", left_tree().span, "a text is searched here, this is " + describe(c_, type),
               type.list ? "write `has`, `has any` or `has all`" : "");
      return c_.broken();
    }
    const Type needle = c_.type(right);
    if (!element_of(needle).textual()) {
      c_.error("type/mismatch", right_tree().span, "a text is wanted here, this is " + describe(c_, needle),
               is_number(needle) ? "write it in quotes" : "");
      return c_.broken();
    }
    if (tree_.any != needle.list) {
      Diagnostic& d = c_.error("type/mismatch", right_tree().span,
                               needle.list ? "this is a list" : "`any` wants a list, this is " + describe(c_, needle),
                               needle.list ? "write `any` before it" : "leave `any` out, or put the text in brackets");
      if (needle.list)
        d.fixes.push_back({{right_tree().span.source, right_tree().span.begin, right_tree().span.begin}, "any "});
      return c_.broken();
    }
    if (test == TextTest::kContains && short_words(right)) return c_.broken();
    Expr e;
    e.op = Op::kText;
    e.type = simple(TypeKind::kYesNo);
    e.children = {left, right};
    e.text_test = test;
    e.exactly = tree_.exactly || is_identity(c_, left);
    e.span = tree_.span;
    return c_.add(std::move(e));
  }

  // "cto" is in "director".
  bool short_words(ExprId needle) {
    const Expr& e = c_.expr(needle);
    if (e.op != Op::kConstant) return false;
    std::string first;
    Span place = right_tree().span;
    if (!e.type.list && letters_only_short(e.value.text)) first = e.value.text;
    for (std::size_t i = 0; i < e.value.items.size() && first.empty(); ++i) {
      if (!letters_only_short(e.value.items[i].text)) continue;
      first = e.value.items[i].text;
      if (right_tree().kind == ast::ExprKind::kList) place = right_tree().children[i]->span;
    }
    if (first.empty()) return false;
    Diagnostic& d =
        c_.error("text/short-word", place,
                 "\"" + first + "\" is so short that it stands inside many words, as \"cto\" does in \"director\"",
                 "write `contains word`");
    const std::uint32_t behind = tree_.operator_span.begin + after_contains();
    d.fixes.push_back({{tree_.span.source, behind, behind}, " word"});
    return true;
  }

  // Where in the operator the word `contains` ends.
  std::uint32_t after_contains() const {
    const std::string_view text = c_.sources.text(tree_.operator_span);
    const std::size_t at = text.find("contains");
    return static_cast<std::uint32_t>(at == std::string_view::npos ? text.size() : at + 8);
  }

  // The stage of a record is one that a process of its kind has.
  void check_stage(ExprId left, const ast::Expr& literal) {
    const Expr& e = c_.expr(left);
    if (e.op != Op::kField || literal.kind != ast::ExprKind::kText) return;
    check_stage_word(c_.type(e.children[0]).record, static_cast<int>(e.index), literal.text, literal.span);
  }

  void check_stages(ExprId left, const ast::Expr& list, const Value& value) {
    const Expr& e = c_.expr(left);
    if (e.op != Op::kField) return;
    const RecordKind kind = c_.type(e.children[0]).record;
    const int field = static_cast<int>(e.index);
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      check_stage_word(kind, field, value.items[i].text,
                       list.kind == ast::ExprKind::kList ? list.children[i]->span : list.span);
    }
  }

  void check_stage_word(RecordKind kind, int field, const std::string& word, const Span& span) {
    const RecordSchema& schema = c_.program.schema(kind);
    if (field != schema.stage && field != schema.process) return;
    std::vector<std::string> names;
    for (const Process& process : c_.program.processes) {
      if (process.kind != kind) continue;
      if (field == schema.process) {
        names.push_back(process.name);
        continue;
      }
      for (const Stage& stage : process.stages) names.push_back(stage.name);
      for (const auto& [old, now] : process.was) names.push_back(old);
    }
    const std::string folded = fold(word);
    for (const std::string& name : names) {
      if (field == schema.stage && fold(name) == folded) {
        c_.mention_stage(kind, name, span);
        break;
      }
    }
    if (names.empty() ||
        std::any_of(names.begin(), names.end(), [&](const std::string& n) { return fold(n) == folded; }))
      return;
    c_.error("name/unknown", span,
             std::string{"no process for "} + std::string{plural_of(kind)} +
                 (field == schema.stage ? " has a stage \"" + word + "\"" : " is called \"" + word + "\""),
             suggestion(word, names));
  }

  void warn_about_missing(ExprId positive) {
    const ExprId left = c_.expr(positive).children[0];
    if (!may_be_missing(c_, left)) return;
    const std::string text = c_.written(left_tree().span);
    if (std::find(c_.presence_known.begin(), c_.presence_known.end(), text) != c_.presence_known.end()) return;
    c_.warning(
        "type/missing-not-considered", tree_.span, "this also holds where `" + text + "` is missing",
        "add `and " + text + " is present` if that is not meant, or `or " + text + " is missing` to say that it is");
  }

  Checker& c_;
  const Environment& env_;
  const ast::Expr& tree_;
};

}  // namespace

bool bring_together(Checker& c, ExprId& left, ExprId& right, const Span& span, std::string_view doing) {
  if (c.is_broken(left) || c.is_broken(right)) return false;
  const Type a = c.type(left);
  const Type b = c.type(right);
  if (a == b) return true;
  if (is_choice(a) && is_choice(b)) {
    left = word_text(c, left, c.expr(left).span);
    right = word_text(c, right, c.expr(right).span);
    return true;
  }
  if (is_choice(a) && b.textual()) {
    left = word_text(c, left, c.expr(left).span);
    return true;
  }
  if (is_choice(b) && a.textual()) {
    right = word_text(c, right, c.expr(right).span);
    return true;
  }
  if (common_type(a, b)) return true;
  std::string help;
  const auto one_is = [&](TypeKind x, TypeKind y) {
    return (a.kind == x && b.kind == y) || (a.kind == y && b.kind == x);
  };
  const bool literal = c.expr(left).op == Op::kConstant || c.expr(right).op == Op::kConstant;
  if (literal && one_is(TypeKind::kTime, TypeKind::kText)) help = "a time is written without quotes: `2026-07-01`";
  if (literal && one_is(TypeKind::kNumber, TypeKind::kText))
    help = "a number is written without quotes, a text with them";
  if (literal && one_is(TypeKind::kYesNo, TypeKind::kText)) help = "write `yes` or `no` without quotes";
  if (one_is(TypeKind::kTime, TypeKind::kNumber))
    help = "a time is written `2026-07-01`; how long ago it was is asked for with `age of … > 30 days`";
  if (one_is(TypeKind::kTime, TypeKind::kDuration)) help = "write `age of …` to compare how long ago it was";
  if (one_is(TypeKind::kNumber, TypeKind::kDuration)) help = "a duration has a unit: `30 days`";
  c.error("type/mismatch", span, describe(c, a) + " and " + describe(c, b) + " cannot be " + std::string{doing}, help);
  return false;
}

ExprId lower_comparison(Checker& c, const Environment& env, const ast::Expr& tree) {
  return ComparisonLowering{c, env, tree}.run();
}

}  // namespace leadline::checking
