// SPDX-License-Identifier: Apache-2.0
// By how much the score of any one record can move from the old rules to the new ones.
#include <algorithm>
#include <map>

#include "cli/diff/rule_diff.hpp"

namespace leadline::cli {

namespace {

using analysis::bounded;

struct Sums {
  PointRange before = PointRange::nothing();  // before the bounds
  PointRange after = PointRange::nothing();
  PointRange moves = PointRange::nothing();
};

class Moves {
 public:
  Moves(const Meaning& before, const Meaning& after, const std::set<std::string>& changed, ModelDiff& diff)
      : before_(before),
        after_(after),
        changed_(changed),
        diff_(diff),
        old_(before.program().models[static_cast<std::size_t>(diff.old_model)]),
        new_(after.program().models[static_cast<std::size_t>(diff.new_model)]) {
    partner_.assign(new_.rules.size(), -2);
    for (const RuleChange& change : diff.rules) {
      if (change.new_rule >= 0) partner_[static_cast<std::size_t>(change.new_rule)] = change.old_rule;
    }
    // Rules that are as before stand in no change: they are found by label and meaning.
    std::vector<bool> taken(old_.rules.size(), false);
    for (const RuleChange& change : diff.rules) {
      if (change.old_rule >= 0) taken[static_cast<std::size_t>(change.old_rule)] = true;
    }
    for (std::size_t n = 0; n < new_.rules.size(); ++n) {
      if (partner_[n] != -2) continue;
      partner_[n] = -1;
      const std::string meaning = after.rule(new_.rules[n]);
      for (std::size_t o = 0; o < old_.rules.size(); ++o) {
        if (taken[o] || old_.rules[o].label != new_.rules[n].label || before.rule(old_.rules[o]) != meaning) continue;
        partner_[n] = static_cast<std::int32_t>(o);
        taken[o] = true;
        break;
      }
    }
  }

  void run() {
    for (RuleChange& change : diff_.rules) {
      const PointRange was =
          change.old_rule < 0 ? PointRange::nothing() : old_range(static_cast<std::uint32_t>(change.old_rule));
      const PointRange is =
          change.new_rule < 0 ? PointRange::nothing() : new_range(static_cast<std::uint32_t>(change.new_rule));
      change.moves = change.old_rule < 0 || change.new_rule < 0 ? is - was
                                                                : of_rule(static_cast<std::uint32_t>(change.old_rule),
                                                                          static_cast<std::uint32_t>(change.new_rule));
    }
    for (std::uint32_t n = 0; n < new_.rules.size(); ++n) {
      const bool listed = std::any_of(diff_.rules.begin(), diff_.rules.end(), [&](const RuleChange& change) {
        return change.new_rule == static_cast<std::int32_t>(n);
      });
      if (!listed && reads_changed(n)) diff_.readers.push_back(n);
    }
    std::map<std::string, std::pair<Bounds, Bounds>> bounds;
    for (const Group& group : old_.groups) bounds[group.name].first = group.bounds;
    for (const Group& group : new_.groups) bounds[group.name].second = group.bounds;
    coarse_ = has_coarse_points(before_.program(), old_) && has_coarse_points(after_.program(), new_);
    Sums total = sums_of(old_.blocks, new_.blocks);
    for (const auto& [name, both] : bounds) {
      static const std::vector<RuleBlock> kNone;
      const std::vector<RuleBlock>* was = &kNone;
      const std::vector<RuleBlock>* is = &kNone;
      for (const Group& group : old_.groups) {
        if (group.name == name) was = &group.blocks;
      }
      for (const Group& group : new_.groups) {
        if (group.name == name) is = &group.blocks;
      }
      Sums sums = sums_of(*was, *is);
      sums.moves = moved_through(sums.moves, both.first, both.second, sums.before, sums.after);
      sums.before = bounded(sums.before, both.first);
      sums.after = bounded(sums.after, both.second);
      total.before = total.before + sums.before;
      total.after = total.after + sums.after;
      total.moves = total.moves + sums.moves;
      groups_[name] = sums;
    }
    if (old_.score != kNoExpr || new_.score != kNoExpr) {
      const bool same = before_.expression(old_.score) == after_.expression(new_.score);
      Sums formula;
      formula.before = old_.score == kNoExpr ? total.before : formula_range(before_.program(), old_, &Sums::before);
      formula.after = new_.score == kNoExpr ? total.after : formula_range(after_.program(), new_, &Sums::after);
      formula.moves = formula.after - formula.before;
      if (same) formula.moves = formula_moves(new_.score).both(formula.moves);
      total = formula;
    }
    diff_.moves = moved_through(total.moves, old_.bounds, new_.bounds, total.before, total.after);
  }

 private:
  [[nodiscard]] PointRange old_range(std::uint32_t rule) const { return range_of(before_.program(), old_.rules[rule]); }
  [[nodiscard]] PointRange new_range(std::uint32_t rule) const { return range_of(after_.program(), new_.rules[rule]); }

  [[nodiscard]] bool reads_changed(std::uint32_t rule) const {
    std::set<std::string> names;
    after_.read(new_.rules[rule], names);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return changed_.count(name) != 0; });
  }

  // The rule looks at the same things, and gives its points for the same.
  [[nodiscard]] bool same_when(std::uint32_t o, std::uint32_t n) const {
    return !reads_changed(n) && before_.when(old_.rules[o]) == after_.when(new_.rules[n]);
  }

  static bool constant(const Program& program, const Rule& rule) {
    return program.expr(rule.points).op == Op::kConstant && rule.or_points == kNoExpr;
  }

  // Where its points are missing the rule does not count, and the next one of its block does: in both, or in neither.
  [[nodiscard]] bool same_gaps(std::uint32_t o, std::uint32_t n) const {
    const Rule& was = old_.rules[o];
    const Rule& is = new_.rules[n];
    return (constant(before_.program(), was) && constant(after_.program(), is)) ||
           before_.points(was) == after_.points(is);
  }

  [[nodiscard]] PointRange of_rule(std::uint32_t o, std::uint32_t n) const {
    const Rule& was = old_.rules[o];
    const Rule& is = new_.rules[n];
    const PointRange loose = new_range(n) - old_range(o);
    if (!same_when(o, n)) return loose;
    if (before_.rule(was) == after_.rule(is)) return PointRange::nothing();
    if (!constant(before_.program(), was) || !constant(after_.program(), is)) return loose;
    if (before_.fading(was) != after_.fading(is)) return loose;
    // Both count the same things: each thing's points move by the difference of the two numbers.
    const PointRange each = range_of(after_.program(), is.points) - range_of(before_.program(), was.points);
    PointRange moves = each.with_nothing();
    if (is.form == RuleForm::kPerSelection || is.form == RuleForm::kPerBucket || is.form == RuleForm::kWithout) {
      if (*moves.high > 0) moves.high = std::nullopt;
      if (*moves.low < 0) moves.low = std::nullopt;
    }
    if (is.fading.kind != Fading::Kind::kNone) {
      // Faded points are rounded to thousandths.
      if (moves.low) *moves.low -= 1000;
      if (moves.high) *moves.high += 1000;
    }
    Rule bare_was = was;
    Rule bare_is = is;
    bare_was.bounds = bare_is.bounds = Bounds{};
    return moved_through(moves, was.bounds, is.bounds, range_of(before_.program(), bare_was),
                         range_of(after_.program(), bare_is))
        .with_nothing()
        .both(loose);
  }

  [[nodiscard]] Sums sums_of(const std::vector<RuleBlock>& was, const std::vector<RuleBlock>& is) const {
    Sums sums;
    for (const RuleBlock& block : was) sums.before = sums.before + range_of(before_.program(), old_, block);
    for (const RuleBlock& block : is) sums.after = sums.after + range_of(after_.program(), new_, block);
    std::vector<bool> done(was.size(), false);
    for (const RuleBlock& block : is) {
      std::size_t partner = was.size();
      for (std::size_t b = 0; b < was.size() && partner == was.size(); ++b) {
        if (!done[b] && was[b].kind == block.kind && share_rules(was[b], block)) partner = b;
      }
      const PointRange after = range_of(after_.program(), new_, block);
      if (partner == was.size()) {
        sums.moves = sums.moves + after;
        continue;
      }
      done[partner] = true;
      const PointRange before = range_of(before_.program(), old_, was[partner]);
      sums.moves = sums.moves + of_block(was[partner], block).both(after - before);
    }
    for (std::size_t b = 0; b < was.size(); ++b) {
      if (!done[b]) sums.moves = sums.moves - range_of(before_.program(), old_, was[b]);
    }
    return sums;
  }

  [[nodiscard]] bool share_rules(const RuleBlock& was, const RuleBlock& is) const {
    return std::any_of(is.rules.begin(), is.rules.end(), [&](std::uint32_t rule) {
      return partner_[rule] >= 0 && std::find(was.rules.begin(), was.rules.end(),
                                              static_cast<std::uint32_t>(partner_[rule])) != was.rules.end();
    });
  }

  [[nodiscard]] PointRange of_block(const RuleBlock& was, const RuleBlock& is) const {
    const auto o = [&](std::uint32_t rule) { return static_cast<std::uint32_t>(partner_[rule]); };
    if (is.kind == RuleBlock::Kind::kSingle) return of_rule(o(is.rules[0]), is.rules[0]);
    // The same rules take part, for the same reasons, in the same order: then the same one is chosen (in `first of`),
    // or the most of them moves no further than the furthest of them.
    if (was.rules.size() != is.rules.size()) return PointRange::everything();
    PointRange moves = PointRange::nothing();
    for (std::size_t i = 0; i < is.rules.size(); ++i) {
      const std::uint32_t rule = is.rules[i];
      if (partner_[rule] < 0) return PointRange::everything();
      if (is.kind == RuleBlock::Kind::kFirst && was.rules[i] != o(rule)) return PointRange::everything();
      if (std::find(was.rules.begin(), was.rules.end(), o(rule)) == was.rules.end()) return PointRange::everything();
      if (!same_when(o(rule), rule) || !same_gaps(o(rule), rule)) return PointRange::everything();
      moves = around(moves, of_rule(o(rule), rule));
    }
    return moves;
  }

  // --- score = … ---

  // All points are thousandths, as faded ones are.
  static bool has_coarse_points(const Program& program, const Model& model) {
    return std::all_of(model.rules.begin(), model.rules.end(), [&](const Rule& rule) {
      const Expr& points = program.expr(rule.points);
      return points.op == Op::kConstant && points.value.number % 1000 == 0 && rule.or_points == kNoExpr;
    });
  }

  // What `score = …` can be, by the ranges of the model's groups.
  [[nodiscard]] PointRange formula_range(const Program& program, const Model& model, PointRange Sums::* side) const {
    std::vector<PointRange> groups;
    for (const Group& one : model.groups) groups.push_back(groups_.at(one.name).*side);
    return range_of(program, model.score, groups);
  }

  [[nodiscard]] PointRange formula_moves(ExprId id) const {
    const Program& program = after_.program();
    const Expr& e = program.expr(id);
    if (e.op == Op::kGroupScore && e.own) return groups_.at(new_.groups[e.second].name).moves;
    if (e.op == Op::kConstant) return PointRange::nothing();
    const auto child = [&](std::size_t i) { return formula_moves(e.children[i]); };
    if (e.op == Op::kAdd) return child(0) + child(1);
    if (e.op == Op::kSubtract) return child(0) - child(1);
    if (e.op == Op::kNegate) return PointRange::nothing() - child(0);
    if (e.op == Op::kMultiply) {
      for (const auto& [constant, other] : {std::pair{0, 1}, std::pair{1, 0}}) {
        const ExprId factor = e.children[static_cast<std::size_t>(constant)];
        if (program.expr(factor).op != Op::kConstant) continue;
        PointRange moves = child(static_cast<std::size_t>(other)) * range_of(program, factor);
        // A product is rounded to six places; of thousandths and a factor of three places nothing has to be rounded.
        if (moves.is_nothing() || (coarse_ && program.expr(factor).value.number % 1000 == 0)) return moves;
        if (moves.low) *moves.low -= 1;  // each product is rounded once
        if (moves.high) *moves.high += 1;
        return moves;
      }
      return PointRange::everything();
    }
    if (e.op == Op::kCall && (e.function == Function::kMin || e.function == Function::kMax)) {
      PointRange moves = child(0);
      for (std::size_t i = 1; i < e.children.size(); ++i) moves = around(moves, child(i));
      return moves;
    }
    std::set<std::string> names;
    after_.read(id, names);
    const bool reads =
        std::any_of(names.begin(), names.end(), [&](const std::string& name) { return changed_.count(name) != 0; });
    return reads ? PointRange::everything() : PointRange::nothing();
  }

  const Meaning& before_;
  const Meaning& after_;
  const std::set<std::string>& changed_;
  ModelDiff& diff_;
  const Model& old_;
  const Model& new_;
  std::vector<std::int32_t> partner_;
  bool coarse_ = false;
  std::map<std::string, Sums> groups_;
};

}  // namespace

void find_moves(const Meaning& before, const Meaning& after, const std::set<std::string>& changed, ModelDiff& model) {
  Moves(before, after, changed, model).run();
}

}  // namespace leadline::cli
