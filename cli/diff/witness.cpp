// SPDX-License-Identifier: Apache-2.0
// The search for a witness: records in rounds, the best of each round, then what can be left out of it.
#include "cli/diff/witness.hpp"

#include <algorithm>
#include <memory>
#include <random>

#include "cli/diff/seeker.hpp"
#include "cli/diff/shrink.hpp"
#include "engine/graph/plan.hpp"
#include "engine/values/civil.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kRounds = 12;
constexpr std::size_t kRecordsARound = 2000;

// Something that a record may be made to fulfil.
struct Goal {
  const Program* program = nullptr;
  const Rule* rule = nullptr;
  ExprId condition = kNoExpr;
};

class Search {
 public:
  Search(const Meaning& before, const Meaning& after, const RulesDiff& diff, std::int64_t as_of)
      : before_(before.program()),
        after_(after.program()),
        diff_(diff),
        as_of_(as_of),
        parts_(before_, after_),
        old_plan_(make_plan(before_)),
        new_plan_(make_plan(after_)),
        old_seeker_(before_, as_of, random_),
        new_seeker_(after_, as_of, random_) {}

  WitnessSearch run() {
    WitnessSearch search;
    std::vector<RecordKind> kinds;
    for (const auto& [b, a] : parts_.models) add_kind(kinds, after_.models[a].kind);
    for (const auto& [b, a] : parts_.thresholds) add_kind(kinds, after_.thresholds[a].kind);
    for (const Process& process : after_.processes) add_kind(kinds, process.kind);
    for (const RecordKind kind : kinds) collect_goals(kind);
    if (kinds.empty()) return search;
    for (std::size_t round = 0; round < kRounds; ++round) {
      std::vector<Sketch> sketches;
      for (std::size_t i = 0; i < kRecordsARound; ++i) sketches.push_back(make(kinds[i % kinds.size()]));
      search.tried += sketches.size();
      std::optional<Witness> best = best_of(sketches);
      if (!best) continue;
      search.found = smallest(std::move(*best));
      return search;
    }
    return search;
  }

 private:
  static void add_kind(std::vector<RecordKind>& kinds, RecordKind kind) {
    if (kind != RecordKind::kUser && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  }

  void collect_goals(RecordKind kind) {
    Goals& goals = goals_[static_cast<std::size_t>(kind)];
    for (const Program* program : {&before_, &after_}) {
      for (const Model& model : program->models) {
        if (model.kind != kind) continue;
        for (const Rule& rule : model.rules) goals.any.push_back({program, &rule, kNoExpr});
        for (const Grade& grade : model.grades) goals.any.push_back({program, nullptr, grade.condition});
        for (const std::uint32_t t : model.thresholds) {
          goals.any.push_back({program, nullptr, program->thresholds[t].condition});
        }
        if (model.where != kNoExpr) goals.where.push_back({program, nullptr, model.where});
      }
      for (const Process& process : program->processes) {
        if (process.kind != kind) continue;
        const auto transitions = [&](const std::vector<Transition>& list) {
          for (const Transition& transition : list) goals.any.push_back({program, nullptr, transition.condition});
        };
        for (const Stage& stage : process.stages) transitions(stage.transitions);
        for (const AnyStage& any : process.any) transitions(any.transitions);
      }
    }
    for (const ModelDiff& model : diff_.models) {
      for (const RuleChange& change : model.rules) {
        if (change.old_rule >= 0 && model.old_model >= 0)
          add_changed(goals, kind, before_, model.old_model, change.old_rule);
        if (change.new_rule >= 0 && model.new_model >= 0)
          add_changed(goals, kind, after_, model.new_model, change.new_rule);
      }
    }
  }

  struct Goals {
    std::vector<Goal> any, changed, where;
  };

  static void add_changed(Goals& goals, RecordKind kind, const Program& program, std::int32_t model,
                          std::int32_t rule) {
    const Model& of = program.models[static_cast<std::size_t>(model)];
    if (of.kind == kind) goals.changed.push_back({&program, &of.rules[static_cast<std::size_t>(rule)], kNoExpr});
  }

  void seek(const Goal& goal, bool yes, Sketch& sketch) {
    Seeker& seeker = goal.program == &before_ ? old_seeker_ : new_seeker_;
    if (goal.rule != nullptr) {
      seeker.want(*goal.rule, yes, sketch);
    } else {
      seeker.want(goal.condition, yes, sketch);
    }
  }

  Sketch make(RecordKind kind) {
    const Goals& goals = goals_[static_cast<std::size_t>(kind)];
    Sketch sketch;
    sketch.kind = kind;
    if (!goals.any.empty()) {
      const std::size_t count = static_cast<std::size_t>(random_() % (goals.any.size() + 1));
      for (std::size_t i = 0; i < count; ++i) {
        seek(goals.any[static_cast<std::size_t>(random_() % goals.any.size())], random_() % 4 != 0, sketch);
      }
    }
    if (!goals.changed.empty() && random_() % 8 != 0) {
      seek(goals.changed[static_cast<std::size_t>(random_() % goals.changed.size())], random_() % 4 != 0, sketch);
    }
    for (const Goal& where : goals.where) seek(where, random_() % 16 != 0, sketch);
    return sketch;
  }

  // What each record is worth as an example: a threshold says more than a grade, a grade more than a score.
  static int worth(const std::vector<ValueChange>& changes) {
    int most = 0;
    for (const ValueChange& change : changes) {
      switch (change.kind) {
        case ValueChange::Kind::kThreshold:
          most = std::max(most, 4);
          break;
        case ValueChange::Kind::kGrade:
        case ValueChange::Kind::kStage:
          most = std::max(most, 3);
          break;
        case ValueChange::Kind::kScore:
          most = std::max(most, change.before == "not scored" || change.after == "not scored" ? 1 : 2);
          break;
        case ValueChange::Kind::kGroup:
          most = std::max(most, 1);
          break;
      }
    }
    return most;
  }

  std::vector<std::vector<ValueChange>> judged(const std::vector<Sketch>& sketches) {
    const Dataset old_data = dataset_of(before_, sketches);
    const Dataset new_data = dataset_of(after_, sketches);
    ScoreOptions options;
    options.as_of = as_of_;
    options.threads = 1;
    const ScoreResult old_result = score(*old_plan_, old_data, options);
    const ScoreResult new_result = score(*new_plan_, new_data, options);
    const Scored was{before_, old_data, old_result};
    const Scored is{after_, new_data, new_result};
    std::vector<std::vector<ValueChange>> all;
    for (std::size_t i = 0; i < sketches.size(); ++i) {
      const RecordKind kind = sketches[i].kind;
      const std::string id = record_id(kind, i);
      all.push_back(changes_of(parts_, was, old_data.find(kind, id), is, new_data.find(kind, id), kind));
    }
    return all;
  }

  std::optional<Witness> best_of(const std::vector<Sketch>& sketches) {
    std::vector<std::vector<ValueChange>> changes = judged(sketches);
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < sketches.size(); ++i) {
      const int value = worth(changes[i]);
      if (value == 0) continue;
      if (best) {
        const int known = worth(changes[*best]);
        if (value < known || (value == known && size_of(sketches[i]) >= size_of(sketches[*best]))) continue;
      }
      best = i;
    }
    if (!best) return std::nullopt;
    return Witness{sketches[*best], std::move(changes[*best])};
  }

  Witness smallest(Witness witness) {
    const int value = worth(witness.changes);
    std::vector<ValueChange> changes = std::move(witness.changes);
    witness.sketch = shrunk(std::move(witness.sketch), [&](const std::vector<Sketch>& smaller) {
      std::vector<std::vector<ValueChange>> all = judged(smaller);
      const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return worth(one) >= value; });
      if (found == all.end()) return std::optional<std::size_t>();
      changes = std::move(*found);
      return std::optional<std::size_t>(static_cast<std::size_t>(found - all.begin()));
    });
    witness.changes = std::move(changes);
    return witness;
  }

  const Program& before_;
  const Program& after_;
  const RulesDiff& diff_;
  std::int64_t as_of_;
  SharedParts parts_;
  std::shared_ptr<const Plan> old_plan_, new_plan_;
  std::mt19937_64 random_{20260701};
  Seeker old_seeker_, new_seeker_;
  std::array<Goals, kRecordKinds> goals_;
};

}  // namespace

WitnessSearch find_witness(const Meaning& before, const Meaning& after, const RulesDiff& diff, std::int64_t as_of) {
  return Search(before, after, diff, as_of).run();
}

}  // namespace leadline::cli
