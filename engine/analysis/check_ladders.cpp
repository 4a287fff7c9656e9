// SPDX-License-Identifier: Apache-2.0
// Ladders: rules (or grades) about one number whose ranges stand side by side. cond/one-apart: two neighbours leave
// exactly one value out. cond/shared-end: two that both count share one.
#include <algorithm>
#include <map>

#include "engine/analysis/analyst.hpp"

namespace leadline::analysis {

namespace {

struct Rung {
  Interval range;
  Span span;
  std::string label;
};

// The one range of the one number that a region is about.
std::optional<std::pair<AxisId, Interval>> rung_of(const Analyst& a, const Region& region) {
  if (region.boxes.size() != 1 || region.boxes[0].axes().size() != 1) return std::nullopt;
  const auto& [axis, domain] = region.boxes[0].axes()[0];
  const Axis& about = a.conditions.axes()[axis];
  if (domain.textual || domain.missing || domain.numbers.intervals().size() != 1 || about.base.textual)
    return std::nullopt;
  if (about.kind == Axis::Kind::kValue) {
    const TypeKind kind = a.program.expr(about.expr).type.kind;
    if (kind != TypeKind::kNumber && kind != TypeKind::kDuration && kind != TypeKind::kTime) return std::nullopt;
  } else if (about.kind != Axis::Kind::kAge) {
    return std::nullopt;
  }
  return std::make_pair(axis, domain.numbers.intervals()[0]);
}

// `both_count`: a value of two rungs counts twice.
void ladder(Analyst& a, AxisId axis, std::vector<Rung> rungs, bool both_count) {
  if (rungs.size() < 2) return;
  std::stable_sort(rungs.begin(), rungs.end(), [](const Rung& x, const Rung& y) { return x.range.low < y.range.low; });
  NumberSet covered;
  for (const Rung& rung : rungs) covered = covered | NumberSet::range(rung.range.low, rung.range.high);
  for (std::size_t i = 0; i + 1 < rungs.size(); ++i) {
    for (std::size_t j = i + 1; j < rungs.size(); ++j) {
      const Rung& below = rungs[i];
      const Rung& above = rungs[j];
      if (below.range.high == NumberSet::kHighest || below.range.high > above.range.high) continue;
      if (above.range.low == below.range.high + 2 && !covered.contains(below.range.high + 1)) {
        const std::string value = a.value_text(axis, below.range.high + 1);
        a.found("cond/one-apart", above.span,
                "exactly " + value + " is left out between " + below.label + " and " + above.label,
                "let one of them take it: `<=` or `>=`")
            .related.push_back({below.span, "the other"});
      } else if (both_count && above.range.low == below.range.high && below.range.low < below.range.high &&
                 above.range.low < above.range.high) {
        const std::string value = a.value_text(axis, above.range.low);
        a.found("cond/shared-end", above.span,
                "exactly " + value + " belongs to " + below.label + " and to " + above.label,
                "let one of them leave it out: `<` or `>`")
            .related.push_back({below.span, "the other"});
      }
    }
  }
}

void rules(Analyst& a, std::uint32_t m, const std::vector<RuleBlock>& blocks) {
  const Model& model = a.program.models[m];
  const Choices& choices = a.models[m].choices;
  std::map<AxisId, std::vector<Rung>> alone;
  for (const RuleBlock& block : blocks) {
    std::map<AxisId, std::vector<Rung>> in_block;
    for (const std::uint32_t r : block.rules) {
      if (model.rules[r].form != RuleForm::kWhen) continue;
      const auto rung = rung_of(a, choices.holds[r]);
      if (!rung) continue;
      auto& to = block.kind == RuleBlock::Kind::kSingle ? alone : in_block;
      to[rung->first].push_back({rung->second, model.rules[r].span, "`" + model.rules[r].label + "`"});
    }
    for (auto& [axis, rungs] : in_block) ladder(a, axis, std::move(rungs), false);
  }
  for (auto& [axis, rungs] : alone) ladder(a, axis, std::move(rungs), true);
}

}  // namespace

void check_ladders(Analyst& a) {
  for (std::uint32_t m = 0; m < a.program.models.size(); ++m) {
    const Model& model = a.program.models[m];
    rules(a, m, model.blocks);
    for (const Group& group : model.groups) rules(a, m, group.blocks);
    std::map<AxisId, std::vector<Rung>> grades;
    bool otherwise = false;
    for (const Grade& grade : model.grades) {
      otherwise = otherwise || grade.condition == kNoExpr;
      if (grade.condition == kNoExpr) continue;
      const auto rung = rung_of(a, a.conditions.of(grade.condition, true));
      if (rung) grades[rung->first].push_back({rung->second, grade.span, "grade \"" + grade.word + "\""});
    }
    // With `otherwise` nothing is left out.
    if (!otherwise) {
      for (auto& [axis, rungs] : grades) ladder(a, axis, std::move(rungs), false);
    }
  }
}

}  // namespace leadline::analysis
