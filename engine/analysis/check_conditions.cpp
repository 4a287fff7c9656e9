// SPDX-License-Identifier: Apache-2.0
// Conditions by themselves: cond/impossible, cond/always, cond/redundant. Every condition of the program is looked at
// once, wherever it stands, from its parts up: what a part is to blame for is said of the part.
#include <algorithm>
#include <set>

#include "engine/analysis/analyst.hpp"
#include "engine/analysis/reach.hpp"

namespace leadline::analysis {

namespace {

class Walk {
 public:
  explicit Walk(Analyst& a) : a_(a), p_(a.program) {}

  void run() {
    for (const Model& model : p_.models) {
      condition(model.where);
      for (const Rule& rule : model.rules) {
        condition(rule.condition);
        selection(rule.selection);
        inside(rule.points);
      }
      inside(model.score);
      for (const Grade& grade : model.grades) condition(grade.condition, true);
    }
    // `score >= N` of a threshold is not written as a condition, and says no more than its number.
    for (const Threshold& threshold : p_.thresholds) condition(threshold.when, threshold.model >= 0);
    for (const Segment& segment : p_.segments) segment_node(segment.value);
    for (const Process& process : p_.processes) process_conditions(process);
    for (const Reaction& reaction : p_.reactions) {
      selection(reaction.selection);
      actions(reaction.actions);
    }
  }

 private:
  void process_conditions(const Process& process) {
    condition(process.where);
    for (const Stage& stage : process.stages) {
      for (const Require& require : stage.requires_) condition(require.condition);
      for (const Transition& transition : stage.transitions) one_transition(transition);
      actions(stage.on_enter);
      actions(stage.on_exit);
      for (const After& after : stage.after) actions(after.actions);
    }
    for (const AnyStage& any : process.any) {
      for (const Transition& transition : any.transitions) one_transition(transition);
    }
    for (const Deadline& deadline : process.deadlines) condition(deadline.unless);
  }

  void one_transition(const Transition& transition) {
    condition(transition.condition);
    actions(transition.actions);
  }

  void actions(const std::vector<Action>& list) {
    for (const Action& action : list) {
      condition(action.condition);
      actions(action.choices);
    }
  }

  void segment_node(const SegmentNode& node) {
    condition(node.where);
    for (const SegmentNode& child : node.children) segment_node(child);
  }

  // `own`: it asks for the score that it is part of, whose ends other checks speak of.
  void condition(ExprId id, bool own = false) {
    if (id != kNoExpr) judge(id, own);
  }

  void selection(SelectionId id) {
    if (id == kNoSelection || !selections_.insert(id).second) return;
    const Selection& s = p_.selections[id];
    Region region = Region::everything();
    bool told = false;
    for (const ExprId where : s.where) {
      told = judge(where, false) || told;
      region = a_.conditions.both(region, a_.conditions.of(where, true));
    }
    if (region.empty() && !told && !s.where.empty())
      a_.found("cond/impossible", s.span, "this selection can never find anything: what it asks for excludes itself");
    for (const ExprId since : s.since) inside(since);
    for (const ExprId until : s.until) inside(until);
  }

  // The conditions and selections in a value.
  void inside(ExprId id) {
    if (id == kNoExpr) return;
    const Expr& e = p_.expr(id);
    if (e.op == Op::kAggregate) selection(e.selection);
    if (e.op == Op::kFirstOf) {
      for (std::size_t i = 0; i + 1 < e.children.size(); i += 2) judge(e.children[i], false);
      for (std::size_t i = 1; i < e.children.size(); i += 2) inside(e.children[i]);
      return;
    }
    for (const ExprId child : e.children) inside(child);
  }

  // True if something was said about it or about a part of it.
  bool judge(ExprId id, bool own) {
    if (!seen_.insert(id).second) return said_.count(id) != 0;
    const bool said = judge_parts(id, own) || judge_whole(id, own);
    if (said) said_.insert(id);
    return said;
  }

  bool judge_parts(ExprId id, bool own) {
    const Expr& e = p_.expr(id);
    bool said = false;
    if (e.op == Op::kAnd || e.op == Op::kOr || e.op == Op::kNot) {
      for (const ExprId child : e.children) said = judge(child, own) || said;
    } else {
      inside(id);
    }
    return said;
  }

  bool judge_whole(ExprId id, bool own) {
    const Expr e = p_.expr(id);
    if (e.op == Op::kConstant) return false;
    // Words of a `define` that is a mere constant, and yes/no fields, say nothing by themselves.
    if (a_.conditions.of(id, true).empty()) {
      if (e.op == Op::kAggregate || constant_inside(id)) return false;
      // Out of the reach of a score: that is told where the threshold or grade is.
      if (own) return false;
      if (const std::optional<std::uint32_t> model = score_read(id)) {
        const PointRange range = a_.models[*model].ranges.score.range();
        a_.found("score/unreachable-threshold", e.span,
                 "no score can fulfil `" + a_.written(e.span) + "`: `" + p_.models[*model].name + "` gives from " +
                     (range.low ? points_text(*range.low) : "any depth") + " to " +
                     (range.high ? points_text(*range.high) : "any height"));
        return true;
      }
      Diagnostic& found = a_.found("cond/impossible", e.span, "nothing can fulfil `" + a_.written(e.span) + "`");
      if (e.op == Op::kAnd) clash(e, found);
      return true;
    }
    if (a_.conditions.of(id, false).empty()) {
      if (constant_inside(id) || own) return false;
      if (e.op == Op::kNot) return false;
      a_.found("cond/always", e.span, "`" + a_.written(e.span) + "` holds for every record",
               "take it out, or ask for what is meant");
      return true;
    }
    if (e.op == Op::kAnd || e.op == Op::kOr) return redundant(e);
    return false;
  }

  // The model whose score or group a comparison asks for.
  std::optional<std::uint32_t> score_read(ExprId id) const {
    const Expr& e = p_.expr(id);
    if (e.op != Op::kCompare && e.op != Op::kBetween) return std::nullopt;
    for (const ExprId child : e.children) {
      const Expr& side = p_.expr(child);
      if (side.op == Op::kScore || side.op == Op::kGroupScore) return side.index;
    }
    return std::nullopt;
  }

  // A literal yes or no in it was meant to switch something on or off.
  bool constant_inside(ExprId id) const {
    const Expr& e = p_.expr(id);
    if (e.op == Op::kConstant) return e.type.kind == TypeKind::kYesNo && !e.type.list;
    if (e.op != Op::kAnd && e.op != Op::kOr && e.op != Op::kNot) return false;
    return std::any_of(e.children.begin(), e.children.end(), [&](ExprId child) { return constant_inside(child); });
  }

  // The two parts that exclude each other, where two are enough.
  void clash(const Expr& e, Diagnostic& found) {
    for (std::size_t i = 0; i < e.children.size(); ++i) {
      for (std::size_t j = i + 1; j < e.children.size(); ++j) {
        const Region& first = a_.conditions.of(e.children[i], true);
        if (!a_.conditions.both(first, a_.conditions.of(e.children[j], true)).empty()) continue;
        const Span& one = p_.expr(e.children[i]).span;
        const Span& other = p_.expr(e.children[j]).span;
        found.help = "`" + a_.written(one) + "` and `" + a_.written(other) + "` exclude each other";
        found.related.push_back({one, "this"});
        found.related.push_back({other, "and this exclude each other"});
        return;
      }
    }
    found.help = "its parts exclude each other";
  }

  bool redundant(const Expr& e) {
    const bool all = e.op == Op::kAnd;
    for (std::size_t i = e.children.size(); i-- > 0;) {
      // In `and`: the others hold and this does not. In `or`: this holds and none of the others does.
      Region rest = Region::everything();
      for (std::size_t j = 0; j < e.children.size(); ++j) {
        if (j != i) rest = a_.conditions.both(rest, a_.conditions.of(e.children[j], all));
      }
      if (!a_.conditions.both(rest, a_.conditions.of(e.children[i], !all)).empty()) continue;
      const Span part = p_.expr(e.children[i]).span;
      // A `define` brings its own place with it; what is wrong is said where it is used.
      const bool here = part.source == e.span.source && part.begin >= e.span.begin && part.end <= e.span.end;
      Diagnostic& found =
          a_.found("cond/redundant", here ? part : e.span,
                   all ? "`" + a_.written(part) + "` follows from the rest of the condition"
                       : "`" + a_.written(part) + "` adds nothing: the rest of the condition holds wherever it does",
                   "take it out");
      if (here) offer_removal(e, i, found);
      return true;
    }
    return false;
  }

  // The part together with the `and` or `or` that joins it, where nothing else stands between it and its neighbour.
  void offer_removal(const Expr& e, std::size_t i, Diagnostic& found) const {
    const Span part = p_.expr(e.children[i]).span;
    const Span other = p_.expr(e.children[i == 0 ? 1 : i - 1]).span;
    const Span whole = i == 0 ? Span{part.source, part.begin, other.begin} : Span{part.source, other.end, part.end};
    const Span between = i == 0 ? Span{part.source, part.end, other.begin} : Span{part.source, other.end, part.begin};
    if (other.source != part.source || between.begin > between.end) return;
    std::string joined{a_.sources.text(between)};
    joined.erase(std::remove_if(joined.begin(), joined.end(), [](char c) { return c == ' ' || c == '\n'; }),
                 joined.end());
    if (joined == (e.op == Op::kAnd ? "and" : "or")) found.fixes.push_back({whole, ""});
  }

  Analyst& a_;
  const Program& p_;
  std::set<ExprId> seen_;
  std::set<ExprId> said_;
  std::set<SelectionId> selections_;
};

}  // namespace

void check_conditions(Analyst& a) { Walk{a}.run(); }

}  // namespace leadline::analysis
