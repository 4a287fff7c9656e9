// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/view.hpp"

#include <algorithm>

namespace leadline::reference {

namespace {

// The thresholds that a loaded name means: a full name one, a bare name every one of this kind that is called so.
std::set<std::uint32_t> thresholds_called(const Program& program, RecordKind kind, const std::string& name) {
  std::set<std::uint32_t> result;
  for (std::uint32_t i = 0; i < program.thresholds.size(); ++i) {
    const Threshold& threshold = program.thresholds[i];
    if (threshold.kind == kind && (threshold.full_name == name || threshold.name == name)) result.insert(i);
  }
  return result;
}

}  // namespace

std::size_t status_word(const Program& program, RecordKind kind, const std::string& word) {
  const RecordSchema& schema = program.schema(kind);
  const Choice& choice = program.choices[schema.fields[static_cast<std::size_t>(schema.status)].type.choice];
  return static_cast<std::size_t>(std::find(choice.words.begin(), choice.words.end(), word) - choice.words.begin());
}

Universe::Universe(const Program& program, ReferenceData data, std::int64_t now)
    : world_(program, std::move(data)), now_(now) {}

State Universe::recorded_state(RecordKind kind, int row) const {
  const RecordSchema& schema = program().schema(kind);
  State state;
  if (const auto value = world_.field(kind, row, schema.status)) state.status = static_cast<std::size_t>(value->number);
  if (const auto value = world_.field(kind, row, schema.process)) state.process_name = value->text;
  if (const auto value = world_.field(kind, row, schema.stage)) state.stage_name = value->text;
  if (const auto value = world_.field(kind, row, schema.stage_since)) state.stage_since = value->number;
  for (std::size_t i = 0; i < program().processes.size(); ++i) {
    const Process& process = program().processes[i];
    if (process.kind != kind || process.name != state.process_name) continue;
    state.process = static_cast<int>(i);
    state.stage = state.stage_name.empty() ? -1 : process.find(state.stage_name);
  }
  const auto load = [&](int field, std::set<std::uint32_t>& known, std::set<std::string>& unknown) {
    const auto list = world_.field(kind, row, field);
    if (!list) return;
    for (const Value& item : list->items) {
      const auto meant = thresholds_called(program(), kind, item.text);
      known.insert(meant.begin(), meant.end());
      if (meant.empty()) unknown.insert(item.text);
    }
  };
  load(schema.reached, state.reached, state.unknown_reached);
  load(schema.cleared, state.cleared, state.unknown_cleared);
  for (const std::uint32_t threshold : state.cleared) state.reached.erase(threshold);
  if (const auto list = world_.field(kind, row, schema.held)) {
    for (const Value& item : list->items) state.held.insert(item.text);
  }
  return state;
}

// What was computed about others may have read the record that is evaluated.
void Universe::evaluate_as(const View& view) const {
  seen_.clear();
  evaluated_ = &view;
}

const View& Universe::seen(RecordKind kind, int row) const {
  if (evaluated_ != nullptr && evaluated_->kind == kind && evaluated_->row == row) return *evaluated_;
  auto& view = seen_[{kind, row}];
  if (!view) {
    view = std::make_unique<View>();
    view->universe = this;
    view->kind = kind;
    view->row = row;
    view->state = recorded_state(kind, row);
  }
  return *view;
}

}  // namespace leadline::reference
