// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/evaluate.hpp"

#include <algorithm>

#include "laws/reference/lifecycle.hpp"
#include "laws/reference/model.hpp"

namespace leadline::reference {

namespace {

std::vector<std::string> names_of(const Program& program, const std::set<std::uint32_t>& known,
                                  std::set<std::string> names) {
  for (const std::uint32_t i : known) names.insert(program.thresholds[i].full_name);
  return {names.begin(), names.end()};
}

// Transitions of the record's process that wait; other names mean nothing.
std::vector<std::string> held_of(const Universe& universe, const View& view) {
  std::vector<std::string> held;
  if (view.state.process < 0 || universe.world().orphan(view.kind, view.row)) return held;
  const Process& process = universe.program().processes[static_cast<std::size_t>(view.state.process)];
  const auto add = [&](const std::vector<Transition>& transitions) {
    for (const Transition& transition : transitions) {
      if (view.state.held.count(transition.name) != 0) held.push_back(transition.name);
    }
  };
  for (const Stage& stage : process.stages) add(stage.transitions);
  for (const AnyStage& any : process.any) add(any.transitions);
  std::sort(held.begin(), held.end());
  return held;
}

RecordResult result_of(const Universe& universe, RecordKind kind, int row) {
  const Program& program = universe.program();
  const auto view = evaluate_record(universe, kind, row);
  const State& state = view->state;
  RecordResult result;
  result.id = universe.world().id(kind, row);
  for (std::uint32_t model = 0; model < program.models.size(); ++model) {
    const View::Scores& scores = scores_of(*view, model);
    result.models.push_back({scores.score, scores.groups, grade_of(*view, model)});
  }
  for (std::uint32_t i = 0; i < program.thresholds.size(); ++i) {
    result.holds.push_back(threshold_holds(*view, i));
    result.reached.push_back(state.reached.count(i) != 0);
  }
  result.status = state.status;
  result.process = state.process;
  result.stage = state.stage;
  result.stage_since = state.stage_since;
  result.reached_names = names_of(program, state.reached, state.unknown_reached);
  result.cleared_names = names_of(program, state.cleared, state.unknown_cleared);
  result.held = held_of(universe, *view);
  result.moves = state.moves;
  result.made = state.made;
  return result;
}

}  // namespace

ReferenceResult evaluate(const Program& program, const ReferenceData& data, std::int64_t as_of) {
  const Universe universe(program, data, as_of);
  ReferenceResult result;
  for (const RecordKind kind :
       {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
    for (int row = 0; row < universe.world().size(kind); ++row) {
      result.records[static_cast<std::size_t>(kind)].push_back(result_of(universe, kind, row));
    }
  }
  return result;
}

}  // namespace leadline::reference
