// SPDX-License-Identifier: Apache-2.0
// Thresholds, grades and bounds against what a score can be: score/unreachable-threshold, score/always-reached,
// score/one-rule-threshold, score/grade-gap, score/grade-never, score/grade-shadowed, score/bound-never-bites.
#include <algorithm>
#include <string_view>

#include "engine/analysis/analyst.hpp"
#include "engine/analysis/reach.hpp"

namespace leadline::analysis {

namespace {

// The end of the next word from `at` on, behind blanks; `at` where that is another word.
std::size_t behind_word(std::string_view text, std::size_t at, std::string_view word) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n", at);
  return begin != std::string_view::npos && text.substr(begin, word.size()) == word ? begin + word.size() : at;
}

// What a bound is called in the text, and the edit that takes it out, with its comma.
void offer_without_bound(const Analyst& a, Diagnostic& found, const Span& where, std::string_view first,
                         std::string_view second) {
  const std::string_view text = a.sources.text(where);
  for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',', comma + 1)) {
    const std::size_t one = behind_word(text, comma + 1, first);
    const std::size_t both = behind_word(text, one, second);
    if (one == comma + 1 || both == one) continue;
    const std::size_t number = text.find_first_not_of(" \t\r\n", both);
    if (number == std::string_view::npos || text.find_first_of("+-0123456789", number) != number) continue;
    std::size_t end = std::min(text.find_first_not_of("+-0123456789._", number), text.size());
    end = behind_word(text, end, "points");
    const auto begin = where.begin + static_cast<std::uint32_t>(comma);
    const auto length = static_cast<std::uint32_t>(end - comma);
    found.fixes.push_back({{where.source, begin, begin + length}, ""});
    found.span = {where.source, begin, begin + length};
    return;
  }
}

// From the beginning of a group or model to its brace.
Span head_of(const Analyst& a, const Span& span) {
  const Source& source = a.sources[span.source];
  const std::size_t brace = source.text().find('{', span.begin);
  const std::size_t end = brace == std::string_view::npos ? span.end : brace;
  return {span.source, span.begin, static_cast<std::uint32_t>(end)};
}

void one_bound(Analyst& a, const Bounds& bounds, const PointRange& before, const Span& where,
               const std::string& whose) {
  if (bounds.at_most && before.high && *before.high < bounds.at_most->micros) {
    Diagnostic& found = a.found("score/bound-never-bites", where,
                                whose + " never comes to more than " + points_text(*before.high) + ", so `at most " +
                                    to_text(*bounds.at_most) + "` changes nothing",
                                "take it out");
    offer_without_bound(a, found, where, "at", "most");
  }
  if (bounds.never_below && before.low && *before.low > bounds.never_below->micros) {
    Diagnostic& found = a.found("score/bound-never-bites", where,
                                whose + " never falls below " + points_text(*before.low) + ", so `never below " +
                                    to_text(*bounds.never_below) + "` changes nothing",
                                "take it out");
    offer_without_bound(a, found, where, "never", "below");
  }
}

class ScoreChecks {
 public:
  ScoreChecks(Analyst& a, std::uint32_t m, Pool& pool)
      : a_(a), m_(m), model_(a.program.models[m]), facts_(a.models[m]), pool_(pool) {}

  void thresholds() {
    if (facts_.under.empty()) return;
    for (const std::uint32_t t : model_.thresholds) {
      const Threshold& threshold = a_.program.thresholds[t];
      switch (reach_of(a_, m_, threshold.condition)) {
        case ReachReport::Reach::kNever:
          never(threshold);
          break;
        case ReachReport::Reach::kAlways:
          always(threshold);
          break;
        case ReachReport::Reach::kSometimes:
          alone(threshold);
          break;
      }
    }
  }

  void grades() {
    if (facts_.under.empty() || model_.grades.empty()) return;
    Region rest = facts_.conditions;
    for (const Grade& grade : model_.grades) {
      if (grade.condition == kNoExpr) {
        if (rest.empty())
          a_.found("score/grade-never", grade.span,
                   "nobody can have grade \"" + grade.word + "\": one of the grades above always holds");
        return;
      }
      const Region own = a_.conditions.both(facts_.conditions, a_.conditions.of(grade.condition, true));
      if (own.empty()) {
        a_.found("score/grade-never", grade.span,
                 "nobody can have grade \"" + grade.word + "\": the score is from " + ends(), "");
      } else if (a_.conditions.both(rest, a_.conditions.of(grade.condition, true)).empty()) {
        a_.found("score/grade-shadowed", grade.span,
                 "nobody gets grade \"" + grade.word + "\": wherever it holds, a grade above it does",
                 "grades are tried from the top: write the narrower one first");
      }
      rest = a_.conditions.both(rest, a_.conditions.of(grade.condition, false));
    }
    if (!rest.empty()) gap();
  }

  void bounds() {
    if (facts_.under.empty()) return;
    for (std::size_t r = 0; r < model_.rules.size(); ++r) {
      RuleTerm term = facts_.choices.terms[r];
      term.bounds = {};
      if (facts_.choices.holds[r].empty() || model_.rules[r].or_points != kNoExpr) continue;
      PointRange before = term.in(facts_.choices.holds[r].boxes.front());
      for (const Box& box : facts_.choices.holds[r].boxes) before = around(before, term.in(box));
      one_bound(a_, model_.rules[r].bounds, before, model_.rules[r].span, "`" + model_.rules[r].label + "`");
    }
    for (std::size_t g = 0; g < model_.groups.size(); ++g) {
      const Group& group = model_.groups[g];
      one_bound(a_, group.bounds, facts_.ranges.groups_before_bounds[g].range(), head_of(a_, group.span),
                "the group `" + group.name + "`");
    }
    one_bound(a_, model_.bounds, facts_.ranges.before_bounds.range(), head_of(a_, model_.span),
              "the model `" + model_.name + "`");
  }

 private:
  std::string ends() const {
    const PointRange range = facts_.ranges.score.range();
    return (range.low ? points_text(*range.low) : "any depth") + " to " +
           (range.high ? points_text(*range.high) : "any height");
  }

  void never(const Threshold& threshold) {
    const EndReport end = end_report(a_, m_, -1, true, pool_);
    std::string message = "no " + std::string{name_of(model_.kind)} + " can reach `" + threshold.name + "`";
    std::string help;
    if (threshold.at && threshold.when == kNoExpr && !end.open) {
      message += " at " + to_text(*threshold.at) + ": the highest possible score is " +
                 (end.exact ? "" : "no more than ") + to_text(Decimal{end.bound});
      if (end.shown) {
        if (!end.exact) help = "the highest that was found is " + to_text(Decimal{end.shown_points}) + ": ";
        help += end.witness.told(a_.program) + (end.exact ? " has it" : "");
      }
    } else {
      message += ": the score is from " + ends();
    }
    a_.found("score/unreachable-threshold", threshold.span, message, help);
  }

  void always(const Threshold& threshold) {
    const EndReport end = end_report(a_, m_, -1, false, pool_);
    // Nobody who was evaluated may say otherwise.
    if (!end.shown) return;
    std::string message = "every " + std::string{name_of(model_.kind)} + " that is scored has reached `" +
                          threshold.name + "` from the start";
    if (!end.open)
      message +=
          ": the lowest possible score is " + std::string{end.exact ? "" : "at least "} + to_text(Decimal{end.bound});
    a_.found("score/always-reached", threshold.span, message,
             end.witness.told(a_.program) + " has " + to_text(Decimal{end.shown_points}));
  }

  // One rule, held once, is enough.
  void alone(const Threshold& threshold) {
    if (!threshold.at || threshold.at->micros <= 0 || model_.score != kNoExpr) return;
    std::vector<std::uint32_t> enough;
    std::optional<Shown> example;
    for (std::uint32_t r = 0; r < model_.rules.size(); ++r) {
      const RuleTerm& term = facts_.choices.terms[r];
      if (!term.each.high || *term.each.high < threshold.at->micros || facts_.choices.holds[r].empty()) continue;
      Box once;
      if (term.counted) once.narrow(term.amount, Domain::of_numbers(NumberSet::value(1), false));
      const Region where = a_.conditions.both(once, a_.conditions.both(facts_.under, facts_.choices.holds[r]));
      if (where.empty()) continue;
      Shown shown = a_.show(model_.kind, where.boxes.front());
      const LedgerLine* line = line_of(shown.ledger, m_, r);
      if (line == nullptr || !line->counted || line->points < threshold.at->micros ||
          shown.ledger.scores[m_] == kMissing64 || shown.ledger.scores[m_] < threshold.at->micros)
        continue;
      enough.push_back(r);
      if (!example) example = std::move(shown);
    }
    if (enough.empty()) return;
    std::string labels;
    for (std::size_t i = 0; i < enough.size() && i < 3; ++i)
      labels += (i == 0 ? "`" : ", `") + model_.rules[enough[i]].label + "`";
    if (enough.size() > 3) labels += " and " + std::to_string(enough.size() - 3) + " more";
    Diagnostic& found = a_.found("score/one-rule-threshold", threshold.span,
                                 labels + (enough.size() == 1 ? " alone reaches" : ", each alone, reach") + " `" +
                                     threshold.name + "` at " + to_text(*threshold.at),
                                 "for example " + example->witness.told(a_.program));
    for (const std::uint32_t r : enough) found.related.push_back({model_.rules[r].span, "this rule"});
  }

  void gap() {
    for (const Shown& one : pool_.records()) {
      if (one.ledger.scores[m_] == kMissing64 || one.ledger.grades[m_] != 0) continue;
      a_.found("score/grade-gap", model_.grades.back().span,
               "a score of " + to_text(Decimal{one.ledger.scores[m_]}) + " has no grade",
               "add `grade \"…\" otherwise`; an example: " + one.witness.told(a_.program));
      return;
    }
  }

  Analyst& a_;
  std::uint32_t m_;
  const Model& model_;
  const ModelFacts& facts_;
  Pool& pool_;
};

}  // namespace

void check_scores(Analyst& a, const std::vector<std::unique_ptr<Pool>>& pools) {
  for (std::uint32_t m = 0; m < a.program.models.size(); ++m) {
    ScoreChecks checks{a, m, *pools[m]};
    checks.bounds();
    checks.thresholds();
    checks.grades();
  }
}

}  // namespace leadline::analysis
