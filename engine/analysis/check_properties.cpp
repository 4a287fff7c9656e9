// SPDX-License-Identifier: Apache-2.0
// What shall always hold: always/unknown, always/vacuous, always/violated. A record that could break a property is
// given to a run of the engine, which holds every record to every property; only what it reports is told as broken.
#include <algorithm>

#include "engine/analysis/analyst.hpp"
#include "engine/analysis/reach.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/operations.hpp"
#include "engine/run/session/session.hpp"

namespace leadline::analysis {

namespace {

constexpr std::size_t kMostBoxes = 12;
// Records that are made for one property in the hope that their points are what it does not want.
constexpr std::size_t kMostAimed = 80;
// A model with more is not searched for what its points are in a box.
constexpr std::size_t kMostRules = 200;

class Properties {
 public:
  Properties(Analyst& a, const std::vector<std::unique_ptr<Pool>>& pools) : a_(a), pools_(pools) {}

  void run() {
    for (const Always& always : a_.program.always) one(always);
  }

 private:
  void one(const Always& always) {
    const Region& premise = a_.conditions.of(always.premise, true);
    if (premise.empty()) {
      a_.found("always/vacuous", a_.program.expr(always.premise).span,
               "`" + always.label + "` says nothing: what stands before `implies` never holds", "see what it asks for");
      return;
    }
    // Twice, since a threshold speaks of a score, and the score of who is scored.
    const Region against =
        within_ranges(told(told(a_.conditions.both(premise, a_.conditions.of(always.condition, false)))));
    if (against.empty()) return;  // it holds for all that there could be
    for (std::size_t i = 0; i < against.boxes.size() && i < kMostBoxes; ++i) {
      if (breaks(always, make_witness(a_.conditions, always.kind, against.boxes[i]))) return;
    }
    if (lonely_breaks(always)) return;
    // Scores are not made to order; those of the records at hand may do.
    for (std::size_t m = 0; m < a_.program.models.size(); ++m) {
      if (a_.program.models[m].kind != always.kind || !about_scores(against)) continue;
      for (const Shown& shown : pools_[m]->records()) {
        if (breaks(always, shown.witness)) return;
      }
      if (aimed_breaks(always, against, m)) return;
    }
    a_.found("always/unknown", always.span, "whether `" + always.label + "` holds for every record is not known",
             "no record was found that breaks it, and none was shown to be impossible");
  }

  // What is said of the record's own scores says something of the record, too: that it is scored, and how its
  // thresholds came out.
  Region told(const Region& region) {
    Region all;
    for (const Box& box : region.boxes) {
      Region one{{box}};
      for (const auto& [axis, domain] : box.axes()) {
        const ExprId about = a_.conditions.axes()[axis].expr;
        if (about == kNoExpr) continue;
        const Expr& e = a_.program.expr(about);
        if (e.children.empty() || a_.program.expr(e.children[0]).op != Op::kSelf) continue;
        if (e.op == Op::kScore || e.op == Op::kGroupScore || e.op == Op::kGrade) {
          one = told_of_score(std::move(one), axis, domain, e);
        } else if (e.op == Op::kThresholdHolds) {
          const Threshold& threshold = a_.program.thresholds[e.index];
          if (domain.numbers == NumberSet::value(1)) one = told_of_holding(std::move(one), threshold);
          if (domain.numbers == NumberSet::value(0)) one = told_of_not_holding(std::move(one), threshold);
        }
      }
      all.add(one);
    }
    return all;
  }

  // Who has a score, or one of its groups, has all of them, and is scored; who is scored has them.
  Region told_of_score(Region region, AxisId axis, const Domain& domain, const Expr& e) {
    const Model& model = a_.program.models[e.index];
    if (!domain.missing) return a_.conditions.both(region, a_.models[e.index].conditions);
    // A grade, and what a formula gives, can be missing of who is scored. A lead or an opportunity is not scored where
    // nobody is behind it.
    const bool of_all = model.kind == RecordKind::kContact || model.kind == RecordKind::kAccount;
    if (e.op == Op::kGrade || model.score != kNoExpr || !of_all) return region;
    Box there;
    there.narrow(axis, domain.present());
    Box away;
    away.narrow(axis, domain.absent());
    Region all;
    if (domain.can_be_present())
      all = a_.conditions.both(a_.conditions.both(region, Region{{there}}), a_.models[e.index].conditions);
    all.add(a_.conditions.both(a_.conditions.both(region, Region{{away}}), a_.conditions.of(model.where, false)));
    return all;
  }

  // The boxes in which the points that they ask for can be had: those of the records of a box need not go as far as
  // those of all.
  Region within_ranges(const Region& region) {
    if (region.boxes.size() > kMostBoxes) return region;
    Region left;
    for (const Box& box : region.boxes) {
      Box narrowed = box;
      bool possible = true;
      for (std::uint32_t m = 0; m < a_.models.size() && possible; ++m) {
        const Model& model = a_.program.models[m];
        const std::vector<ExprId> scores = scores_of(Region{{box}}, m);
        if (scores.empty() || model.rules.size() > kMostRules) continue;
        const ModelFacts& facts = a_.models[m];
        const ModelRanges ranges = ranges_of(a_.conditions, model, facts.choices, a_.conditions.both(box, facts.under));
        for (const ExprId score : scores) {
          const AxisId axis = a_.conditions.axes().value(score);
          if (box.find(axis)->missing) continue;
          const Expr& e = a_.program.expr(score);
          const FoundRange& range = e.op == Op::kScore ? ranges.score : ranges.groups[e.second];
          possible = possible && narrowed.narrow(axis, Domain::of_numbers(range.numbers(), false));
        }
      }
      if (possible && a_.conditions.tighten(narrowed)) left.add(std::move(narrowed));
    }
    return left;
  }

  // A threshold holds of who is scored, and so has a score and its groups.
  Region told_of_holding(Region region, const Threshold& threshold) {
    region = a_.conditions.both(region, a_.conditions.of(threshold.condition, true));
    if (threshold.model < 0) return region;
    const auto model = static_cast<std::uint32_t>(threshold.model);
    region = a_.conditions.both(region, a_.models[model].conditions);
    for (const ExprId score : scores_of(region, model))
      region = a_.conditions.both(region, a_.conditions.present(score, true));
    return region;
  }

  // It does not hold of who is not scored, whatever its condition says.
  Region told_of_not_holding(Region region, const Threshold& threshold) {
    Region all = a_.conditions.both(region, a_.conditions.of(threshold.condition, false));
    if (threshold.model < 0) return all;
    const auto m = static_cast<std::uint32_t>(threshold.model);
    const Model& model = a_.program.models[m];
    for (const ExprId score : scores_of(region, m))
      region = a_.conditions.both(region, a_.conditions.present(score, false));
    if (all_are_scored_but_for_where(model)) region = a_.conditions.both(region, a_.conditions.of(model.where, false));
    all.add(region);
    return all;
  }

  // A lead or an opportunity is not scored where nobody is behind it, and nobody whose formula gives nothing.
  static bool all_are_scored_but_for_where(const Model& model) {
    return model.score == kNoExpr && (model.kind == RecordKind::kContact || model.kind == RecordKind::kAccount);
  }

  // What a region asks of the record's own score in a model, and of its groups.
  std::vector<ExprId> scores_of(const Region& region, std::uint32_t model) const {
    std::vector<ExprId> found;
    for (const Box& box : region.boxes) {
      for (const auto& [axis, domain] : box.axes()) {
        const ExprId about = a_.conditions.axes()[axis].expr;
        if (about == kNoExpr) continue;
        const Expr& e = a_.program.expr(about);
        if ((e.op == Op::kScore || e.op == Op::kGroupScore) && e.index == model && !e.own &&
            a_.program.expr(e.children[0]).op == Op::kSelf)
          found.push_back(about);
      }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  // Nobody is behind it, so that nothing is known of it, and it has no score.
  bool lonely_breaks(const Always& always) {
    if (always.kind != RecordKind::kLead && always.kind != RecordKind::kOpportunity) return false;
    Witness lonely;
    lonely.subject = always.kind;
    lonely.records.push_back({always.kind, "l", {}});
    return breaks(always, lonely);
  }

  // Records whose groups may stand where a property does not want them: one group where a rule of it puts it, with few
  // or many of what the rule counts, or at an end; the others at one end or at the other.
  bool aimed_breaks(const Always& always, const Region& against, std::size_t m) {
    const ModelFacts& facts = a_.models[m];
    const Region scored = a_.conditions.both(against, facts.under);
    std::size_t left = kMostAimed;
    for (std::size_t i = 0; i < scored.boxes.size() && i < kMostBoxes; ++i) {
      for (std::size_t g = 0; g < facts.ranges.groups.size(); ++g) {
        std::vector<Box> places = places_of(facts, static_cast<std::int32_t>(g));
        for (const Box& place : places) {
          for (const bool high : {true, false}) {
            const Region region = a_.conditions.both(scored.boxes[i], Region{{place}});
            if (region.empty()) break;
            Region all = region;
            for (std::size_t h = 0; h < facts.ranges.groups.size(); ++h) {
              if (h == g) continue;
              const FoundRange& other = facts.ranges.groups[h];
              const Region more = a_.conditions.both(all, Region{{high ? other.high.box : other.low.box}});
              if (!more.empty()) all = more;
            }
            if (left-- == 0) return false;
            if (breaks(always, make_witness(a_.conditions, always.kind, all.boxes.front()))) return true;
          }
        }
      }
    }
    return false;
  }

  // Where a group can stand: its ends, and each rule by itself.
  std::vector<Box> places_of(const ModelFacts& facts, std::int32_t group) {
    const FoundRange& range = facts.ranges.groups[static_cast<std::size_t>(group)];
    std::vector<Box> places{range.high.box, range.low.box};
    for (const Block& block : facts.choices.blocks) {
      if (block.group != group) continue;
      for (const Option& option : block.options) {
        if (option.term < 0 || option.when.empty()) continue;
        const RuleTerm& term = facts.choices.terms[static_cast<std::size_t>(option.term)];
        const Box& when = option.when.boxes.front();
        if (!term.counted) {
          places.push_back(when);
          continue;
        }
        for (const std::int64_t count : {1, 2, 3, 5, 8}) {
          Box some = when;
          if (some.narrow(term.amount, Domain::of_numbers(NumberSet::value(count), false)))
            places.push_back(std::move(some));
        }
      }
    }
    return places;
  }

  bool about_scores(const Region& region) const {
    for (const Box& box : region.boxes) {
      for (const auto& [axis, domain] : box.axes()) {
        const Axis& about = a_.conditions.axes()[axis];
        if (about.expr != kNoExpr && reads_score(a_.program.expr(about.expr).op)) return true;
      }
    }
    return false;
  }

  // A record that stands somewhere because somebody wrote it there did not come there by the rules.
  bool has_state(const Witness& witness) const {
    return std::any_of(witness.records.begin(), witness.records.end(), [&](const Witness::Record& record) {
      const RecordSchema& s = a_.program.schema(record.kind);
      return std::any_of(record.fields.begin(), record.fields.end(), [&](const auto& field) {
        const auto at = static_cast<int>(field.first);
        return at == s.process || at == s.stage || at == s.stage_since || at == s.reached || at == s.cleared ||
               at == s.held || at == s.status;
      });
    });
  }

  bool breaks(const Always& always, const Witness& witness) {
    if (a_.conditions.left_off_now()) return true;  // nobody will hear of it
    if (has_state(witness)) return false;
    if (!plan_) {
      PlanOptions options;
      options.run = true;
      plan_ = make_plan(a_.program, options);
    }
    running::SessionOptions options;
    options.react_to_loaded = true;
    running::Session session{plan_, options};
    std::vector<Decision> decisions;
    session.load(*dataset_of(a_.program, witness), kWitnessNow, decisions);
    const bool broken = std::any_of(decisions.begin(), decisions.end(), [&](const Decision& decision) {
      return decision.kind == Decision::Kind::kBroken && decision.name == always.label;
    });
    if (broken) {
      std::string help = "it is broken by " + witness.told(a_.program);
      if (const std::string test = witness.as_test(a_.program, always.label); !test.empty())
        help += "\n" + test;
      a_.found("always/violated", always.span, "`" + always.label + "` does not hold for every record",
               std::move(help));
    }
    return broken;
  }

  Analyst& a_;
  const std::vector<std::unique_ptr<Pool>>& pools_;
  std::shared_ptr<const Plan> plan_;
};

}  // namespace

void check_properties(Analyst& a, const std::vector<std::unique_ptr<Pool>>& pools) { Properties{a, pools}.run(); }

}  // namespace leadline::analysis
