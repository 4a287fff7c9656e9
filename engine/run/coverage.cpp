// SPDX-License-Identifier: Apache-2.0
// Looking on while tests run. A clause decides where the condition would come to something else if it alone did.
#include "engine/run/coverage.hpp"

#include <algorithm>

#include "engine/run/lifecycle.hpp"
#include "engine/run/row_evaluation.hpp"

namespace leadline {

using Kind = CoverageItem::Kind;

Coverage::Coverage(const Program& program, const Plan& plan) : program_(program), plan_(plan) {
  rules_.resize(program.models.size());
  grades_.resize(program.models.size());
  const auto begin_model = [&](std::uint32_t id) {
    const Model& model = program.models[id];
    for (const Rule& rule : model.rules) rules_[id].push_back(add(Kind::kRule, rule.label, rule.span));
    for (const Grade& grade : model.grades) grades_[id].push_back(add(Kind::kGrade, grade.word, grade.span));
  };
  for (std::uint32_t m = 0; m < program.models.size(); ++m) begin_model(m);
  for (const Threshold& threshold : program.thresholds) {
    thresholds_.push_back(add(Kind::kThreshold, threshold.full_name, threshold.span));
  }
  for (const Process& process : program.processes) {
    std::vector<std::vector<std::uint32_t>>& stages = requires_.emplace_back();
    for (const Stage& stage : process.stages) {
      std::vector<std::uint32_t>& items = stages.emplace_back();
      for (const Require& require : stage.requires_) items.push_back(add(Kind::kRequire, require.text, require.span));
    }
  }
  for (const Reaction& reaction : program.reactions) reactions_.push_back(add(Kind::kReaction, {}, reaction.span));
  for (ConditionPlace& where : condition_places(program)) {
    Place place;
    std::string name;
    switch (where.kind) {
      case ConditionPlace::Kind::kModelWhere:
        name = program.models[where.owner].name;
        break;
      case ConditionPlace::Kind::kRule:
        name = program.models[where.owner].rules[where.part].label;
        break;
      case ConditionPlace::Kind::kGrade:
        name = program.models[where.owner].grades[where.part].word;
        break;
      case ConditionPlace::Kind::kThreshold:
        name = program.thresholds[where.owner].full_name;
        break;
      case ConditionPlace::Kind::kTransition:
        name = transition_of(program, where).name;
        place.item = add(Kind::kTransition, name, where.span);
        break;
      case ConditionPlace::Kind::kRequire:
        name = program.processes[where.owner].stages[where.stage].requires_[where.part].text;
        break;
    }
    for (const ExprId clause : where.clauses) {
      for (const bool yes : {true, false}) {
        const std::uint32_t item = add(yes ? Kind::kClauseYes : Kind::kClauseNo, name, where.span);
        items_[item].of = where.kind;
        items_[item].clause = program.expr(clause).span;
        (yes ? place.yes : place.no).push_back(item);
      }
    }
    place.where = std::move(where);
    places_.push_back(std::move(place));
  }
}

std::uint32_t Coverage::add(Kind kind, const std::string& name, const Span& span) {
  CoverageItem item;
  item.kind = kind;
  item.name = name;
  item.span = span;
  items_.push_back(std::move(item));
  return static_cast<std::uint32_t>(items_.size() - 1);
}

void Coverage::decide(std::size_t id, Evaluator& evaluator, std::uint32_t row) {
  const Place& place = places_[id];
  const std::vector<ExprId>& clauses = place.where.clauses;
  std::vector<bool> values;
  values.reserve(clauses.size());
  for (const NodeId node : plan_.conditions[id]) values.push_back(evaluator.yes(node, row));
  const auto value_of = [&](ExprId clause) {
    return values[static_cast<std::size_t>(std::find(clauses.begin(), clauses.end(), clause) - clauses.begin())];
  };
  const bool holds = condition_holds(program_, place.where.condition, value_of);
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    values[i] = !values[i];
    const bool other = condition_holds(program_, place.where.condition, value_of);
    values[i] = !values[i];
    if (other != holds) cover((holds ? place.yes : place.no)[i]);
  }
}

void Coverage::tried(Evaluator& evaluator, std::uint32_t row, const TriedTransition& tried) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const ConditionPlace& where = places_[i].where;
    if (where.kind != ConditionPlace::Kind::kTransition || where.owner != tried.process || where.any != tried.any ||
        where.part != tried.transition || (where.any < 0 && where.stage != tried.from)) {
      continue;
    }
    decide(i, evaluator, row);
    if (tried.outcome == TriedTransition::Outcome::kFired) cover(places_[i].item);
  }
}

void Coverage::required(Evaluator& evaluator, std::uint32_t row, const TriedRequire& tried) {
  if (!tried.fulfilled) cover(requires_[tried.process][tried.stage][tried.require]);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const ConditionPlace& where = places_[i].where;
    if (where.kind == ConditionPlace::Kind::kRequire && where.owner == tried.process && where.stage == tried.stage &&
        where.part == tried.require) {
      decide(i, evaluator, row);
    }
  }
}

void Coverage::count_block(std::uint32_t model, const RuleBlock& block, Evaluator& evaluator, std::uint32_t row) {
  const std::vector<RuleNodes>& rules = plan_.models[model].rules;
  for (const std::uint32_t rule : block.rules) {
    const bool holds = evaluator.yes(rules[rule].holds, row);
    const bool gives = evaluator.points(rules[rule].counted, row) != 0;
    if (gives || (holds && block.kind != RuleBlock::Kind::kBest)) cover(rules_[model][rule]);
    if (holds && block.kind == RuleBlock::Kind::kFirst) return;
  }
}

void Coverage::count_rules(std::uint32_t model, Evaluator& evaluator, std::uint32_t row) {
  for (const RuleBlock& block : program_.models[model].blocks) count_block(model, block, evaluator, row);
  for (const Group& group : program_.models[model].groups) {
    for (const RuleBlock& block : group.blocks) count_block(model, block, evaluator, row);
  }
}

void Coverage::evaluated(Evaluator& evaluator, RecordKind kind, std::uint32_t row) {
  std::vector<std::int64_t> grades(program_.models.size(), kMissing64);
  std::vector<bool> scored(program_.models.size(), false);
  for (std::uint32_t m = 0; m < program_.models.size(); ++m) {
    const Model& model = program_.models[m];
    if (model.kind != kind) continue;
    scored[m] = evaluator.yes(plan_.models[m].scored, row);
    if (!scored[m]) continue;
    count_rules(m, evaluator, row);
    if (model.grades.empty()) continue;
    grades[m] = evaluator.number(plan_.models[m].grade, row);
    if (grades[m] != kMissing64) cover(grades_[m][static_cast<std::size_t>(grades[m])]);
  }
  for (std::uint32_t t = 0; t < program_.thresholds.size(); ++t) {
    if (program_.thresholds[t].kind == kind && evaluator.yes(plan_.thresholds[t].holds, row)) cover(thresholds_[t]);
  }
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const ConditionPlace& where = places_[i].where;
    if (where.record != kind || where.kind == ConditionPlace::Kind::kTransition ||
        where.kind == ConditionPlace::Kind::kRequire) {
      continue;
    }
    if ((where.kind == ConditionPlace::Kind::kRule || where.kind == ConditionPlace::Kind::kGrade) &&
        !scored[where.owner]) {
      continue;
    }
    // Grades behind the one that is given are not asked.
    if (where.kind == ConditionPlace::Kind::kGrade && grades[where.owner] != kMissing64 &&
        where.part > static_cast<std::uint64_t>(grades[where.owner])) {
      continue;
    }
    decide(i, evaluator, row);
  }
}

struct CoverageProbe::Parts {
  Parts(const Plan& plan, const Dataset& data, std::int64_t as_of) : evaluation(plan, data, as_of) {}

  RowEvaluation evaluation;
  std::array<std::unique_ptr<Lifecycle>, kRecordKinds> lifecycles;
};

CoverageProbe::CoverageProbe(const Plan& plan, const Dataset& data, std::int64_t as_of)
    : parts_(std::make_unique<Parts>(plan, data, as_of)) {}

CoverageProbe::~CoverageProbe() = default;

void CoverageProbe::show(RecordKind kind, std::uint32_t row, Coverage& coverage) {
  Evaluator& evaluator = parts_->evaluation.evaluator;
  std::unique_ptr<Lifecycle>& lifecycle = parts_->lifecycles[static_cast<std::size_t>(kind)];
  if (!lifecycle) lifecycle = std::make_unique<Lifecycle>(evaluator, kind);
  LifecycleTrace trace;
  lifecycle->run(row, &trace);
  for (const TriedTransition& tried : trace.tried) coverage.tried(evaluator, row, tried);
  coverage.evaluated(evaluator, kind, row);
  evaluator.lay_over(nullptr);
}

}  // namespace leadline
