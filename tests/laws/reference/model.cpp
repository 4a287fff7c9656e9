// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/model.hpp"

#include "laws/reference/expression.hpp"
#include "laws/reference/rules.hpp"

namespace leadline::reference {

namespace {

const Model& model_of(const View& view, std::uint32_t model) { return view.universe->program().models[model]; }

Maybe64 compute_group(const View& view, std::uint32_t model, std::uint32_t group) {
  Big sum = 0;
  const Group& definition = model_of(view, model).groups[group];
  for (const RuleBlock& block : definition.blocks) sum += block_points(view, model_of(view, model), block);
  return fit(bounded(sum, definition.bounds));
}

Maybe64 compute_score(const View& view, std::uint32_t index) {
  const Model& model = model_of(view, index);
  Big sum = 0;
  for (std::uint32_t group = 0; group < model.groups.size(); ++group) {
    const Maybe64 points = raw_group(view, index, group);
    if (!points) return std::nullopt;
    sum += *points;
  }
  if (model.score != kNoExpr) {
    const Value score = evaluate(model.score, view, nullptr);
    if (score.missing) return std::nullopt;
    sum = score.number;
  } else {
    for (const RuleBlock& block : model.blocks) sum += block_points(view, model, block);
  }
  return fit(bounded(sum, model.bounds));
}

}  // namespace

Maybe64 raw_group(const View& view, std::uint32_t model, std::uint32_t group) {
  const auto known = view.raw_groups.find({model, group});
  if (known != view.raw_groups.end()) return known->second;
  return view.raw_groups[{model, group}] = compute_group(view, model, group);
}

Maybe64 raw_score(const View& view, std::uint32_t model) {
  const auto known = view.raw_scores.find(model);
  if (known != view.raw_scores.end()) return known->second;
  return view.raw_scores[model] = compute_score(view, model);
}

const View::Scores& scores_of(const View& view, std::uint32_t index) {
  const auto known = view.scores.find(index);
  if (known != view.scores.end()) return known->second;
  const Model& model = model_of(view, index);
  View::Scores scores;
  scores.groups.resize(model.groups.size());
  if (model.kind == view.kind && !view.universe->world().orphan(view.kind, view.row) &&
      (model.where == kNoExpr || holds(model.where, view, nullptr))) {
    scores.score = raw_score(view, index);
    scores.scored = scores.score.has_value();
  }
  if (scores.scored) {
    for (std::uint32_t group = 0; group < model.groups.size(); ++group)
      scores.groups[group] = raw_group(view, index, group);
  }
  return view.scores[index] = scores;
}

int grade_of(const View& view, std::uint32_t index) {
  const auto known = view.grades.find(index);
  if (known != view.grades.end()) return known->second;
  int result = -1;
  if (scores_of(view, index).scored) {
    const Model& model = model_of(view, index);
    for (std::size_t i = 0; i < model.grades.size() && result < 0; ++i) {
      const ExprId condition = model.grades[i].condition;
      if (condition == kNoExpr || holds(condition, view, nullptr)) result = static_cast<int>(i);
    }
  }
  return view.grades[index] = result;
}

bool threshold_holds(const View& view, std::uint32_t index) {
  const auto known = view.holds.find(index);
  if (known != view.holds.end()) return known->second;
  const Threshold& threshold = view.universe->program().thresholds[index];
  const bool asked = threshold.kind == view.kind &&
                     (threshold.model < 0 || scores_of(view, static_cast<std::uint32_t>(threshold.model)).scored);
  return view.holds[index] = asked && holds(threshold.condition, view, nullptr);
}

bool scored_by_any(const View& view) {
  for (std::uint32_t model = 0; model < view.universe->program().models.size(); ++model) {
    if (scores_of(view, model).scored) return true;
  }
  return false;
}

}  // namespace leadline::reference
