// SPDX-License-Identifier: Apache-2.0
// Rules to terms, blocks to options.
#include "engine/analysis/points.hpp"

#include <algorithm>

namespace leadline::analysis {

namespace {

// Thousandths, halves away from zero: what fading rounds to.
Int128 thousandths(Int128 micros) { return divide_rounded(micros, 1000) * 1000; }

End product(const End& a, const End& b) {
  if (!a || !b) return std::nullopt;
  return *a * *b;
}

class Builder {
 public:
  Builder(Conditions& conditions, const Model& model)
      : conditions_(conditions), program_(conditions.program()), model_(model) {}

  Choices run() {
    for (const Rule& rule : model_.rules) add(rule);
    blocks(model_.blocks, -1);
    for (std::size_t g = 0; g < model_.groups.size(); ++g)
      blocks(model_.groups[g].blocks, static_cast<std::int32_t>(g));
    return std::move(choices_);
  }

 private:
  void add(const Rule& rule) {
    RuleTerm term;
    term.rule = static_cast<std::uint32_t>(choices_.terms.size());
    term.bounds = rule.bounds;
    term.each = range_of(program_, rule.points, {});
    const Expr& points = program_.expr(rule.points);
    term.sure = points.op == Op::kConstant && !points.value.missing;
    Region holds = conditions_.of(rule.condition, true);
    Region fails = conditions_.of(rule.condition, false);
    if (rule.fading.kind != Fading::Kind::kNone) fade(term);
    const bool records = rule.selection != kNoSelection && program_.selections[rule.selection].records;
    switch (rule.form) {
      case RuleForm::kWhen:
        if (!term.sure) fails.add(conditions_.present(rule.points, false));
        term.sure = true;
        break;
      case RuleForm::kPerSelection:
        count(term, conditions_.axes().count(rule.selection), rule.selection, holds, fails);
        // Records without a date give nothing to a rule that fades.
        if (records && rule.fading.kind != Fading::Kind::kNone) term.sure = false;
        break;
      case RuleForm::kForFirst:
      case RuleForm::kForLast: {
        holds = conditions_.both(holds, conditions_.some(rule.selection, true));
        fails.add(conditions_.some(rule.selection, false));
        if (records) term.sure = false;
        break;
      }
      case RuleForm::kPerBucket:
        if (conditions_.finds_nothing(rule.selection)) {
          holds = Region::nothing();
          fails = Region::everything();
        } else {
          const AxisId buckets = conditions_.axes().buckets(rule.selection, rule.bucket, rule.at_least);
          amount(term, buckets, holds, fails);
          holds = conditions_.both(holds, conditions_.some(rule.selection, true));
        }
        break;
      case RuleForm::kWithout:
        amount(term, conditions_.axes().periods(rule.selection, rule.silence), holds, fails);
        break;
      case RuleForm::kOtherwise:
        break;
    }
    if (!term.sure) fails = Region::everything();
    choices_.terms.push_back(term);
    choices_.holds.push_back(std::move(holds));
    choices_.fails.push_back(std::move(fails));
  }

  // Points of one interaction shrink towards nothing as it gets older.
  static void fade(RuleTerm& term) {
    if (term.each.low) term.each.low = std::min<Int128>(0, thousandths(*term.each.low));
    if (term.each.high) term.each.high = std::max<Int128>(0, thousandths(*term.each.high));
  }

  void count(RuleTerm& term, AxisId axis, SelectionId selection, Region& holds, Region& fails) {
    if (conditions_.finds_nothing(selection)) {
      holds = Region::nothing();
      fails = Region::everything();
      return;
    }
    amount(term, axis, holds, fails);
  }

  // The rule holds from one on, and gives its points for each.
  void amount(RuleTerm& term, AxisId axis, Region& holds, Region& fails) {
    term.counted = true;
    term.amount = axis;
    Box some;
    some.narrow(axis, Domain::of_numbers(NumberSet::range(1, NumberSet::kHighest), false));
    Box none;
    none.narrow(axis, Domain::of_numbers(NumberSet::value(0), false));
    holds = conditions_.both(some, holds);
    fails.add(std::move(none));
  }

  void blocks(const std::vector<RuleBlock>& blocks, std::int32_t group) {
    for (const RuleBlock& block : blocks) {
      Block out;
      out.group = group;
      switch (block.kind) {
        case RuleBlock::Kind::kSingle:
          single(block.rules.front(), out);
          break;
        case RuleBlock::Kind::kFirst:
          first_of(block, out);
          break;
        case RuleBlock::Kind::kBest:
          best_of(block, out);
          break;
      }
      choices_.blocks.push_back(std::move(out));
    }
  }

  void single(std::uint32_t r, Block& out) {
    const Rule& rule = model_.rules[r];
    out.options.push_back({choices_.holds[r], static_cast<std::int32_t>(r), false, {}});
    if (rule.or_points == kNoExpr) {
      out.options.push_back({choices_.fails[r], -1, false, {}});
      return;
    }
    const PointRange other = bounded(range_of(program_, rule.or_points, {}), rule.bounds);
    const Region readable = conditions_.both(choices_.fails[r], conditions_.of(rule.readable, true));
    out.options.push_back({readable, -1, true, other});
    Region unreadable = rule.readable == kNoExpr ? Region::nothing() : conditions_.of(rule.readable, false);
    out.options.push_back({conditions_.both(choices_.fails[r], unreadable), -1, false, {}});
  }

  void first_of(const RuleBlock& block, Block& out) {
    Region rest = Region::everything();
    for (const std::uint32_t r : block.rules) {
      const bool otherwise = model_.rules[r].form == RuleForm::kOtherwise;
      out.options.push_back(
          {otherwise ? rest : conditions_.both(rest, choices_.holds[r]), static_cast<std::int32_t>(r), false, {}});
      rest = otherwise ? Region::nothing() : conditions_.both(rest, choices_.fails[r]);
    }
    out.options.push_back({std::move(rest), -1, false, {}});
  }

  // The one that is taken holds, and none holds that surely has more.
  void best_of(const RuleBlock& block, Block& out) {
    Region none = Region::everything();
    for (const std::uint32_t r : block.rules) {
      if (model_.rules[r].form == RuleForm::kOtherwise) continue;
      Region when = choices_.holds[r];
      const PointRange own = choices_.terms[r].in(Box{});
      for (const std::uint32_t other : block.rules) {
        if (other == r || model_.rules[other].form == RuleForm::kOtherwise) continue;
        const PointRange theirs = choices_.terms[other].in(Box{});
        if (own.high && theirs.low && *theirs.low > *own.high) when = conditions_.both(when, choices_.fails[other]);
      }
      out.options.push_back({std::move(when), static_cast<std::int32_t>(r), false, {}});
      none = conditions_.both(none, choices_.fails[r]);
    }
    const bool otherwise = model_.rules[block.rules.back()].form == RuleForm::kOtherwise;
    out.options.push_back({std::move(none), otherwise ? static_cast<std::int32_t>(block.rules.back()) : -1, false, {}});
  }

  Conditions& conditions_;
  const Program& program_;
  const Model& model_;
  Choices choices_;
};

}  // namespace

PointRange RuleTerm::in(const Box& box) const {
  if (!counted) return bounded(each, bounds);
  const Domain* domain = box.find(amount);
  const NumberSet numbers = domain != nullptr ? domain->numbers : NumberSet::range(1, NumberSet::kHighest);
  const Int128 fewest = numbers.empty() ? 1 : std::max<std::int64_t>(1, numbers.lowest());
  const End largest = numbers.empty() || numbers.highest() == NumberSet::kHighest
                          ? End{}
                          : End{Int128{std::max<std::int64_t>(1, numbers.highest())}};
  PointRange range;
  if (each.high) range.high = *each.high > 0 ? product(each.high, largest) : End{*each.high * fewest};
  if (each.low) range.low = *each.low < 0 ? product(each.low, largest) : End{*each.low * fewest};
  return bounded(range, bounds);
}

Choices choices_of(Conditions& conditions, const Model& model) { return Builder{conditions, model}.run(); }

}  // namespace leadline::analysis
