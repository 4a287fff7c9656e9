// SPDX-License-Identifier: Apache-2.0
// Rules that are right and still surprise: points without end, windows that cut fading short, silence that punishes the
// new, rules whose cost grows with a contact's whole history.
#include <algorithm>

#include "engine/program/lint.hpp"
#include "engine/program/operations.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/values/civil.hpp"
#include "engine/values/time.hpp"

namespace leadline::checking {

namespace {

// What halving leaves: after whole steps exactly so much, between two steps more than the next.
std::string halved(bool whole, std::int64_t steps) {
  static constexpr std::string_view kLeft[] = {"all", "half", "a quarter", "an eighth", "a sixteenth"};
  return whole ? std::string{kLeft[steps]} : "more than " + std::string{kLeft[steps + 1]};
}

bool has_window(const Selection& s) { return !s.within.empty() || !s.since.empty(); }

class ModelLint {
 public:
  ModelLint(Checker& c, const Model& model) : c_(c), p_(c.program), model_(model) {}

  void run() {
    blocks(model_.blocks, nullptr);
    for (const Group& group : model_.groups) blocks(group.blocks, &group);
  }

 private:
  void blocks(const std::vector<RuleBlock>& blocks, const Group* group) {
    for (const RuleBlock& block : blocks) {
      for (const std::uint32_t r : block.rules) rule(model_.rules[r], group);
    }
  }

  // Points that are a fixed number; nothing if they come from a value.
  std::optional<Decimal> fixed_points(const Rule& rule) const {
    const Expr& e = p_.expr(rule.points);
    if (e.op != Op::kConstant || e.value.missing) return std::nullopt;
    return Decimal{e.value.number};
  }

  bool bounded(const Rule& rule, const Group* group) const {
    const std::optional<Decimal> points = fixed_points(rule);
    const auto by = [&](const Bounds& bounds) {
      if (!points) return bounds.at_most || bounds.never_below;
      return points->micros < 0 ? bounds.never_below.has_value() : bounds.at_most.has_value();
    };
    return by(rule.bounds) || by(model_.bounds) || (group != nullptr && by(group->bounds)) ||
           (points && points->micros == 0);
  }

  void rule(const Rule& rule, const Group* group) {
    const bool told = unbounded(rule, group);
    window_cuts_fading(rule);
    young_record(rule);
    if (!told) scan(rule);
  }

  bool unbounded(const Rule& rule, const Group* group) {
    const bool per_item = rule.form == RuleForm::kPerSelection || rule.form == RuleForm::kPerBucket;
    if (rule.form == RuleForm::kWithout && !bounded(rule, group)) {
      c_.warning("score/unbounded", rule.span, "these points grow for as long as the silence lasts",
                 "add a bound, as in `, never below -50`");
      return true;
    }
    if (!per_item || has_window(p_.selections[rule.selection]) || rule.fading.kind != Fading::Kind::kNone ||
        bounded(rule, group))
      return false;
    c_.warning(
        "score/unbounded", rule.span, "these points are given for ever and without end",
        "add a window (`within 90 days`), a bound (`, at most 20 points`) or fading (`, halving every 30 days`)");
    return true;
  }

  void window_cuts_fading(const Rule& rule) {
    if (rule.fading.kind == Fading::Kind::kNone) return;
    const std::int64_t window = shortest_window(p_.selections[rule.selection]);
    if (window == 0 || rule.fading.days <= 0) return;
    const std::int64_t days = window / kMsPerDay;
    const std::int64_t steps = days / rule.fading.days;
    std::string left;
    switch (rule.fading.kind) {
      case Fading::Kind::kNone:
        return;
      case Fading::Kind::kHalving:
        // What is left after four halvings is not worth a word.
        if (days >= 4 * rule.fading.days) return;
        left = halved(days % rule.fading.days == 0, steps);
        break;
      case Fading::Kind::kLosingPercent:
        if (rule.fading.amount.micros * steps >= 100 * Decimal::kOne) return;
        left = to_text(Decimal{100 * Decimal::kOne - rule.fading.amount.micros * steps}) + "%";
        break;
      case Fading::Kind::kLosing: {
        const std::optional<Decimal> points = fixed_points(rule);
        if (!points) return;
        const std::int64_t magnitude = points->micros < 0 ? -points->micros : points->micros;
        if (rule.fading.amount.micros > magnitude / std::max<std::int64_t>(steps, 1) ||
            (steps > 0 && rule.fading.amount.micros * steps >= magnitude))
          return;
        left = to_text(Decimal{magnitude - rule.fading.amount.micros * steps}) + " of " + to_text(Decimal{magnitude}) +
               " points";
        break;
      }
    }
    c_.warning("score/window-cuts-fading", rule.span,
               "the window of " + format_duration(window) + " ends while " + left +
                   " is still left, which is then lost at once",
               "make the window longer, or leave it out");
  }

  // `no X within 90 days` in one of the parts that must all hold.
  const Selection* silence(ExprId id) const {
    const Expr& e = p_.expr(id);
    if (e.op == Op::kAggregate && e.aggregate == AggregateKind::kNone &&
        shortest_window(p_.selections[e.selection]) != 0)
      return &p_.selections[e.selection];
    if (e.op == Op::kNot) {
      const Expr& inner = p_.expr(e.children[0]);
      if (inner.op == Op::kAggregate && inner.aggregate == AggregateKind::kAny &&
          shortest_window(p_.selections[inner.selection]) != 0)
        return &p_.selections[inner.selection];
    }
    if (e.op == Op::kAnd) {
      for (const ExprId child : e.children) {
        if (const Selection* found = silence(child)) return found;
      }
    }
    return nullptr;
  }

  // Whether the condition asks how old the record is, or that something was before.
  bool asks_for_age(ExprId id) const {
    const Expr& e = p_.expr(id);
    if (e.op == Op::kField && e.type.kind == TypeKind::kTime) return true;
    if (e.op == Op::kAggregate && e.aggregate != AggregateKind::kNone) return true;
    return e.op != Op::kNot &&
           std::any_of(e.children.begin(), e.children.end(), [&](ExprId child) { return asks_for_age(child); });
  }

  void young_record(const Rule& rule) {
    const std::optional<Decimal> points = fixed_points(rule);
    if (rule.form != RuleForm::kWhen || !points || points->micros >= 0) return;
    const Selection* of = silence(rule.condition);
    if (of == nullptr || asks_for_age(rule.condition)) return;
    const std::string window = format_duration(shortest_window(*of));
    c_.warning(
        "score/young-record", rule.span,
        "this also takes points from records that are younger than " + window + " and had no time to do anything",
        "add `and age of " + std::string{name_of(model_.kind)} + ".created > " + window + "`");
  }

  // Selections that have to look at every interaction there ever was.
  const Selection* scanning(ExprId id) const {
    if (id == kNoExpr) return nullptr;
    const Expr& e = p_.expr(id);
    if (e.op == Op::kAggregate) {
      const Selection& s = p_.selections[e.selection];
      return !s.records && !s.where.empty() && !has_window(s) ? &s : nullptr;
    }
    for (const ExprId child : e.children) {
      if (const Selection* found = scanning(child)) return found;
    }
    return nullptr;
  }

  void scan(const Rule& rule) {
    const Selection* found = scanning(rule.condition);
    if (rule.selection != kNoSelection && (rule.form == RuleForm::kPerSelection || rule.form == RuleForm::kPerBucket)) {
      const Selection& s = p_.selections[rule.selection];
      if (!s.records && !has_window(s)) found = &s;
    }
    if (found == nullptr) return;
    c_.hint("cost/scan", rule.span, "this rule looks at all that a contact has ever done",
            "a window (`within 365 days`) keeps its cost even");
  }

  Checker& c_;
  const Program& p_;
  const Model& model_;
};

}  // namespace

void lint_models(Checker& c) {
  for (const Model& model : c.program.models) ModelLint{c, model}.run();
}

}  // namespace leadline::checking
