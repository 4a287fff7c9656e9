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
    const Region against = told(told(a_.conditions.both(premise, a_.conditions.of(always.condition, false))));
    if (against.empty()) return;  // it holds for all that there could be
    for (std::size_t i = 0; i < against.boxes.size() && i < kMostBoxes; ++i) {
      if (breaks(always, make_witness(a_.conditions, always.kind, against.boxes[i]))) return;
    }
    // Scores are not made to order; those of the records at hand may do.
    for (std::size_t m = 0; m < a_.program.models.size(); ++m) {
      if (a_.program.models[m].kind != always.kind || !about_scores(against)) continue;
      for (const Shown& shown : pools_[m]->records()) {
        if (breaks(always, shown.witness)) return;
      }
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
          const bool yes = domain.numbers == NumberSet::value(1);
          const bool no = domain.numbers == NumberSet::value(0);
          if (yes || no) one = a_.conditions.both(one, a_.conditions.of(a_.program.thresholds[e.index].condition, yes));
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
      a_.found("always/violated", always.span, "`" + always.label + "` does not hold for every record",
               "it is broken by " + witness.told(a_.program));
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
