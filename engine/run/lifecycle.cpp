// SPDX-License-Identifier: Apache-2.0
#include "engine/run/lifecycle.hpp"

#include <algorithm>

namespace leadline {
namespace {

constexpr std::uint32_t kByHand = ~std::uint32_t{0};
constexpr std::int64_t kOpen = 0;
constexpr std::int64_t kQualified = 1;
constexpr std::int64_t kDisqualified = 2;

// Calls f(transition, its nodes) for all of a process.
template <class F>
void for_each_transition(const Process& process, const ProcessNodes& nodes, F f) {
  for (std::size_t i = 0; i < process.any.size(); ++i) {
    for (std::size_t j = 0; j < process.any[i].transitions.size(); ++j) {
      f(process.any[i].transitions[j], nodes.any[i][j]);
    }
  }
  for (std::size_t i = 0; i < process.stages.size(); ++i) {
    for (std::size_t j = 0; j < process.stages[i].transitions.size(); ++j) {
      f(process.stages[i].transitions[j], nodes.stages[i].transitions[j]);
    }
  }
}

}  // namespace

Lifecycle::Lifecycle(Evaluator& evaluator, RecordKind kind)
    : evaluator_(evaluator),
      binding_(evaluator.binding),
      plan_(evaluator.plan),
      program_(evaluator.binding.program),
      kind_(kind),
      schema_(program_.schema(kind)) {
  place_.assign(program_.thresholds.size(), 0);
  for (std::uint32_t threshold = 0; threshold < program_.thresholds.size(); ++threshold) {
    if (program_.thresholds[threshold].kind != kind) continue;
    place_[threshold] = static_cast<std::uint32_t>(thresholds_.size());
    thresholds_.push_back(threshold);
  }
  holds_.resize(thresholds_.size());
  has_processes_ = std::any_of(program_.processes.begin(), program_.processes.end(),
                               [&](const Process& process) { return process.kind == kind; });
  flags_.resize(plan_.nodes.size());
  for (NodeId id = 0; id < plan_.nodes.size(); ++id) {
    const Node& node = plan_.nodes[id];
    Flag& flag = flags_[id];
    if (node.lane != Lane::kFlag) continue;
    if (node.grain == grain_of(kind) && node.op == NodeOp::kReached) {
      flag.kind = Flag::Kind::kReached;
      flag.threshold = node.index;
    } else if (binding_.open) {
      continue;  // columns of open data move, and its constants change with the present
    } else if (node.grain == kConstantGrain) {
      flag.kind = Flag::Kind::kConstant;
      flag.constant = binding_.constants[id].as<std::uint8_t>() == 1;
    } else if (node.grain == grain_of(kind) && binding_.columns[id] != nullptr) {
      flag.kind = Flag::Kind::kColumn;
      flag.state = node.state;
      flag.column = binding_.columns[id];
    }
  }
}

bool Lifecycle::any(const Program& program, RecordKind kind) {
  return std::any_of(program.processes.begin(), program.processes.end(),
                     [&](const Process& one) { return one.kind == kind; }) ||
         std::any_of(program.thresholds.begin(), program.thresholds.end(),
                     [&](const Threshold& one) { return one.kind == kind; });
}

void Lifecycle::changed(StateBit bit) {
  state_.changed |= state_mask(kind_, bit);
  evaluator_.forget_state();
}

bool Lifecycle::standing_open() const {
  if (schema_.status >= 0) return state_.status == kMissing64 || state_.status == kOpen;
  if (state_.process < 0 || state_.stage < 0) return true;
  const Process& process = program_.processes[static_cast<std::size_t>(state_.process)];
  return process.stages[static_cast<std::size_t>(state_.stage)].final == Stage::Final::kNo;
}

// Where the record stands; its stage is found with its process.
void Lifecycle::load_standing(std::uint32_t row) {
  const RecordTable& table = binding_.data.table(kind_);
  const Binding::States& recorded = binding_.states[static_cast<std::size_t>(kind_)];
  state_.kind = kind_;
  state_.row = row;
  state_.process = recorded.process.empty() ? -1 : recorded.process[row];
  state_.stage = -1;
  state_.stage_since =
      schema_.stage_since < 0 ? kMissing64 : table.columns[static_cast<std::size_t>(schema_.stage_since)].numbers[row];
  state_.status = kMissing64;
  if (schema_.status >= 0) {
    const std::uint32_t code = table.columns[static_cast<std::size_t>(schema_.status)].codes[row];
    if (code != 0) state_.status = std::int64_t{code} - 1;
  }
}

// The state as it was recorded.
void Lifecycle::begin(std::uint32_t row) {
  load_standing(row);
  const RecordTable& table = binding_.data.table(kind_);
  const Binding::States& recorded = binding_.states[static_cast<std::size_t>(kind_)];
  const std::size_t words = binding_.threshold_words;
  const auto load = [&](const std::vector<std::uint64_t>& all, std::vector<std::uint64_t>& bits) {
    if (all.empty()) {
      bits.assign(words, 0);
    } else {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(row * words);
      bits.assign(first, first + static_cast<std::ptrdiff_t>(words));
    }
  };
  load(recorded.reached, state_.reached);
  load(recorded.cleared, state_.cleared);
  state_.events.clear();
  state_.changed = 0;
  particular_ = false;
  const NodeId orphan = plan_.orphans[static_cast<std::size_t>(kind_)];
  evaluator_.lay_over(&state_);
  orphan_ = orphan != kNoNode && yes(orphan);
  if (memory_ != nullptr && memory_->begun) {
    added_ = memory_->added;
    removed_ = memory_->removed;
  } else {
    added_.assign(thresholds_.size(), 0);
    removed_.assign(thresholds_.size(), 0);
  }
  state_.held.clear();
  if (schema_.held >= 0) {
    const Column& column = table.columns[static_cast<std::size_t>(schema_.held)];
    for (std::uint64_t item = column.list_begin(row); item < column.list_end(row); ++item) {
      const std::uint32_t code = column.items->codes[item];
      if (code != 0) hold(std::string((*column.items->dictionary)[code]));
    }
  }
}

// The process and the stage in which the record stands; true if it has to be placed in the first one.
bool Lifecycle::find_process() {
  const std::string_view stage = binding_.recorded_text(kind_, schema_.stage, state_.row);
  if (orphan_) {
    if (state_.process >= 0) state_.stage = binding_.recorded_stage(kind_, state_.row, state_.process);
    return false;
  }
  if (state_.process < 0) {
    std::int32_t fallback = -1;
    for (std::size_t i = 0; i < program_.processes.size() && state_.process < 0; ++i) {
      const Process& process = program_.processes[i];
      if (process.kind != kind_ || (stage.data() != nullptr && process.find(stage) < 0)) continue;
      if (stage.data() != nullptr && fallback < 0) fallback = static_cast<std::int32_t>(i);
      if (yes(plan_.processes[i].where)) state_.process = static_cast<std::int32_t>(i);
    }
    if (state_.process < 0) state_.process = fallback;
    if (state_.process < 0) return false;
    state_.stage = binding_.recorded_stage(kind_, state_.row, state_.process);
    if (stage.data() != nullptr) {
      changed(kStageBit);
      return false;
    }
  }
  if (stage.data() != nullptr) {
    state_.stage = binding_.recorded_stage(kind_, state_.row, state_.process);
    return false;
  }
  state_.stage = 0;
  state_.stage_since = binding_.now;
  changed(kStageBit);
  return !program_.processes[static_cast<std::size_t>(state_.process)].stages.empty();
}

void Lifecycle::compute_holds() {
  for (std::size_t i = 0; i < thresholds_.size(); ++i) {
    holds_[i] = static_cast<std::uint8_t>(yes(plan_.thresholds[thresholds_[i]].holds));
  }
}

// Only of leads and contacts there are interactions that last; nobody else has ever moved or reached something.
StateMask Lifecycle::remember(const StateEvent& event) {
  if (kind_ != RecordKind::kLead && kind_ != RecordKind::kContact) return 0;
  state_.events.push_back(event);
  return state_mask(kind_, event.kind == kReachKind ? kReachesBit : kMovesBit);
}

bool Lifecycle::settle_once() {
  bool any = false;
  const std::uint32_t row = state_.row;
  StateMask changes = 0;
  const auto change = [&](StateBit bit) {
    any = true;
    changes |= state_mask(kind_, bit);
  };
  for (std::size_t i = 0; i < thresholds_.size(); ++i) {
    const std::uint32_t id = thresholds_[i];
    const Threshold& threshold = program_.thresholds[id];
    bool reached = bit(state_.reached, id);
    const bool holds =
        holds_[i] != 0;  // never where the model does not score the record: the no that a cleared one waits for
    if (reached && threshold.model >= 0 && !yes(plan_.models[static_cast<std::size_t>(threshold.model)].scored)) {
      reached = false;
      set_bit(state_.reached, id, false);
      change(kReachedBit);
      if (hooks_ != nullptr) hooks_->reached(id, false);
    }
    if (bit(state_.cleared, id)) {
      if (!holds) {
        set_bit(state_.cleared, id, false);
        change(kClearedBit);
      }
      continue;
    }
    if (holds && open_ && !orphan_ && !reached && added_[i] == 0) {
      set_bit(state_.reached, id, true);
      added_[i] = 1;
      StateEvent event;
      event.kind = kReachKind;
      event.threshold = id;
      change(kReachedBit);
      changes |= remember(event);
      if (hooks_ != nullptr) hooks_->reached(id, true);
    } else if (reached && threshold.until_below && !holds && removed_[i] == 0 && threshold.model >= 0) {
      particular_ = true;
      const std::int64_t score = evaluator_.number(plan_.models[static_cast<std::size_t>(threshold.model)].score, row);
      if (present(score) && score < threshold.until_below->micros) {
        set_bit(state_.reached, id, false);
        removed_[i] = 1;
        change(kReachedBit);
        if (hooks_ != nullptr) hooks_->reached(id, false);
      }
    }
  }
  if (any) {
    state_.changed |= changes;
    evaluator_.forget_state();
  }
  return any;
}

void Lifecycle::settle_thresholds() {
  if (thresholds_.empty()) return;
  compute_holds();
  while (settle_once()) compute_holds();
}

bool Lifecycle::moment(std::uint32_t threshold) { return yes(plan_.thresholds[threshold].holds); }

// What some actions clear, decided with the present values.
void Lifecycle::collect(const std::vector<ResetNodes>& resets, std::vector<Clearing>& clearings) {
  const auto holds = [&](const ResetNodes& reset) { return reset.condition == kNoNode || yes(reset.condition); };
  for (const ResetNodes& reset : resets) {
    if (!holds(reset)) continue;
    for (const std::uint32_t threshold : reset.thresholds) clearings.push_back(Clearing{threshold, moment(threshold)});
    for (const ResetNodes& choice : reset.choices) {
      if (!holds(choice)) continue;
      collect({choice}, clearings);
      break;
    }
  }
}

void Lifecycle::clear(const std::vector<Clearing>& clearings) {
  StateMask changes = 0;
  for (const Clearing& clearing : clearings) {
    if (program_.thresholds[clearing.threshold].kind != kind_) continue;
    if (bit(state_.reached, clearing.threshold)) {
      set_bit(state_.reached, clearing.threshold, false);
      changes |= state_mask(kind_, kReachedBit);
      if (hooks_ != nullptr) hooks_->reached(clearing.threshold, false);
    }
    if (clearing.holds && !bit(state_.cleared, clearing.threshold)) {
      set_bit(state_.cleared, clearing.threshold, true);
      changes |= state_mask(kind_, kClearedBit);
    }
  }
  if (changes == 0) return;
  state_.changed |= changes;
  evaluator_.forget_state();
}

bool Lifecycle::is_held(const std::string& transition) const {
  return !state_.held.empty() && std::binary_search(state_.held.begin(), state_.held.end(), transition);
}

std::vector<std::string> Lifecycle::held() const {
  std::vector<std::string> names;
  if (state_.process < 0 || orphan_) return names;
  const auto process = static_cast<std::size_t>(state_.process);
  for_each_transition(program_.processes[process], plan_.processes[process],
                      [&](const Transition& transition, const TransitionNodes&) {
                        if (is_held(transition.name)) names.push_back(transition.name);
                      });
  std::sort(names.begin(), names.end());
  return names;
}

void Lifecycle::tell(RecordLedger& ledger) const {
  ledger.kind = kind_;
  ledger.row = state_.row;
  ledger.process = static_cast<std::uint16_t>(state_.process + 1);
  ledger.stage = static_cast<std::uint16_t>(state_.stage + 1);
  ledger.stage_since = state_.stage_since;
  ledger.status = state_.status;
  ledger.held = held();
  if (schema_.reached >= 0)
    ledger.reached = binding_.threshold_names(kind_, state_.row, schema_.reached, state_.reached);
  if (schema_.cleared >= 0)
    ledger.cleared = binding_.threshold_names(kind_, state_.row, schema_.cleared, state_.cleared);
}

void Lifecycle::hold(const std::string& transition) {
  const auto place = std::lower_bound(state_.held.begin(), state_.held.end(), transition);
  if (place == state_.held.end() || *place != transition) state_.held.insert(place, transition);
}

void Lifecycle::free_held() {
  if (state_.held.empty()) return;
  const auto process = static_cast<std::size_t>(state_.process);
  std::vector<std::string> freed;
  for_each_transition(program_.processes[process], plan_.processes[process],
                      [&](const Transition& transition, const TransitionNodes& nodes) {
                        if (is_held(transition.name) && !yes(nodes.condition)) {
                          freed.push_back(transition.name);
                        }
                      });
  if (freed.empty()) return;
  const auto is_freed = [&](const std::string& name) {
    return std::find(freed.begin(), freed.end(), name) != freed.end();
  };
  state_.held.erase(std::remove_if(state_.held.begin(), state_.held.end(), is_freed), state_.held.end());
  changed(kHeldBit);
}

void Lifecycle::hold_after_move_back() {
  const auto process = static_cast<std::size_t>(state_.process);
  std::vector<std::string> now;
  for_each_transition(program_.processes[process], plan_.processes[process],
                      [&](const Transition& transition, const TransitionNodes& nodes) {
                        if (yes(nodes.condition)) now.push_back(transition.name);
                      });
  for (const std::string& name : now) hold(name);
  if (!now.empty()) changed(kHeldBit);
}

// What `require` speaks of. A side stage is left and entered in no direction.
bool Lifecycle::forward(std::uint32_t to) const {
  const Process& process = program_.processes[static_cast<std::size_t>(state_.process)];
  const auto from = static_cast<std::uint32_t>(state_.stage);
  return to > from && process.stages[to].final != Stage::Final::kLost && !process.stages[from].side &&
         !process.stages[to].side;
}

bool Lifecycle::passes_require(std::uint32_t to, bool leaving, std::string& wanted) {
  const ProcessNodes& nodes = plan_.processes[static_cast<std::size_t>(state_.process)];
  const auto check = [&](std::uint32_t stage, bool to_enter) {
    const std::vector<RequireNodes>& required = nodes.stages[stage].requires_;
    for (std::uint32_t r = 0; r < required.size(); ++r) {
      if (required[r].to_enter != to_enter) continue;
      const std::size_t before = wanted.size();
      for (std::size_t i = 0; i < required[r].wanted.size(); ++i) {
        if (yes(required[r].wanted[i])) continue;
        wanted += (wanted.empty() ? "`" : ", `") + required[r].names[i] + '`';
      }
      if (hooks_ == nullptr) continue;
      hooks_->required({static_cast<std::uint32_t>(state_.process), stage, r, wanted.size() == before});
    }
  };
  if (leaving) check(static_cast<std::uint32_t>(state_.stage), false);
  check(to, true);
  return wanted.empty();
}

bool Lifecycle::try_transitions(LifecycleTrace* trace) {
  const Process& process = program_.processes[static_cast<std::size_t>(state_.process)];
  const ProcessNodes& nodes = plan_.processes[static_cast<std::size_t>(state_.process)];
  const auto stage = static_cast<std::size_t>(state_.stage);
  const TransitionNodes* fires = nullptr;
  std::int32_t fires_any = -1;
  std::uint32_t fires_place = 0;
  const auto attempt = [&](const Transition& transition_text, const TransitionNodes& transition, std::int32_t any,
                           std::uint32_t place) {
    TriedTransition tried;
    tried.process = static_cast<std::uint32_t>(state_.process);
    tried.from = static_cast<std::uint32_t>(stage);
    tried.any = any;
    tried.transition = place;
    if (!yes(transition.condition)) {
      tried.outcome = TriedTransition::Outcome::kNo;
    } else if (is_held(transition_text.name)) {
      tried.outcome = TriedTransition::Outcome::kHeld;
    } else if (entered_[transition.to] != 0) {
      tried.outcome = TriedTransition::Outcome::kEntered;
      if (hooks_ != nullptr) hooks_->held_back(transition_text);
      hold(transition_text.name);
      changed(kHeldBit);
    } else if (!passes_require(transition.to, any < 0 && forward(transition.to), tried.missing)) {
      tried.outcome = TriedTransition::Outcome::kRequire;
    } else {
      tried.outcome = TriedTransition::Outcome::kFired;
      fires = &transition;
      fires_any = any;
      fires_place = place;
    }
    if (hooks_ != nullptr) hooks_->tried(tried);
    if (trace != nullptr) trace->tried.push_back(std::move(tried));
  };
  for (std::size_t i = 0; i < process.any.size(); ++i) {
    const std::vector<Transition>& transitions = process.any[i].transitions;
    for (std::size_t j = 0; j < transitions.size() && fires == nullptr && process.any[i].from[stage]; ++j) {
      attempt(transitions[j], nodes.any[i][j], static_cast<std::int32_t>(i), static_cast<std::uint32_t>(j));
    }
  }
  const std::vector<Transition>& own = process.stages[stage].transitions;
  for (std::size_t j = 0; j < own.size() && fires == nullptr; ++j) {
    attempt(own[j], nodes.stages[stage].transitions[j], -1, static_cast<std::uint32_t>(j));
  }
  if (fires == nullptr) return false;
  fire(fires->to, fires_any, fires_place, trace);
  return true;
}

void Lifecycle::act(const std::vector<Action>& actions, const std::vector<ActionNodes>& nodes) {
  if (hooks_ == nullptr || actions.empty()) return;
  hooks_->act(actions, nodes);
  evaluator_.forget();
}

void Lifecycle::set_status(std::int64_t status) {
  state_.status = status;
  state_.changed |= state_mask(kind_, kStatusBit);
  open_ = standing_open();
  evaluator_.forget_state();
}

void Lifecycle::reset(std::uint32_t row, const std::vector<std::uint32_t>& thresholds) {
  begin(row);
  static_cast<void>(find_process());
  std::vector<Clearing> clearings;
  for (const std::uint32_t threshold : thresholds) clearings.push_back(Clearing{threshold, moment(threshold)});
  clear(clearings);
}

void Lifecycle::fire(std::uint32_t to, std::int32_t any, std::uint32_t place, LifecycleTrace* trace) {
  const auto id = static_cast<std::size_t>(state_.process);
  const Process& process = program_.processes[id];
  const ProcessNodes& nodes = plan_.processes[id];
  const auto from = static_cast<std::uint32_t>(state_.stage);
  const Transition* transition = nullptr;
  const std::vector<ResetNodes>* resets = nullptr;
  const std::vector<ActionNodes>* actions = nullptr;
  if (place != kByHand) {
    const auto block = static_cast<std::size_t>(any);
    transition = any >= 0 ? &process.any[block].transitions[place] : &process.stages[from].transitions[place];
    resets = any >= 0 ? &nodes.any[block][place].resets : &nodes.stages[from].transitions[place].resets;
    if (hooks_ != nullptr) {
      const RunNodes::OfProcess& run = plan_.run.processes[id];
      actions = any >= 0 ? &run.any[block][place] : &run.stages[from].transitions[place];
    }
  }
  std::vector<Clearing> clearings;
  collect(nodes.stages[from].on_exit, clearings);
  if (resets != nullptr) collect(*resets, clearings);
  if (hooks_ != nullptr) {
    act(process.stages[from].on_exit, plan_.run.processes[id].stages[from].on_exit);
    if (actions != nullptr) act(transition->actions, *actions);
  }
  clear(clearings);

  state_.stage = static_cast<std::int32_t>(to);
  state_.stage_since = binding_.now;
  StateEvent event;
  event.from = from;
  event.to = to;
  state_.changed |= state_mask(kind_, kStageBit) | remember(event);
  entered_[to] = 1;
  const Stage::Final final = process.stages[to].final;
  if (schema_.status >= 0 && (final == Stage::Final::kWon || final == Stage::Final::kLost)) {
    state_.status = final == Stage::Final::kWon ? kQualified : kDisqualified;
    state_.changed |= state_mask(kind_, kStatusBit);
  }
  // Only a move by hand leads out of a final stage.
  if (schema_.status >= 0 && process.stages[from].final != Stage::Final::kNo && final != Stage::Final::kWon &&
      final != Stage::Final::kLost) {
    state_.status = kOpen;
    state_.changed |= state_mask(kind_, kStatusBit);
  }
  open_ = standing_open();
  evaluator_.forget_state();
  if (trace != nullptr) trace->moves.emplace_back(from, to);
  if (hooks_ != nullptr) hooks_->moved(static_cast<std::int32_t>(from), to, transition);

  clearings.clear();
  if (to == 0) {
    for (const std::uint32_t threshold : thresholds_) {
      if (bit(state_.reached, threshold)) clearings.push_back(Clearing{threshold, moment(threshold)});
    }
  }
  collect(nodes.stages[to].on_enter, clearings);
  if (hooks_ != nullptr) act(process.stages[to].on_enter, plan_.run.processes[id].stages[to].on_enter);
  clear(clearings);
  settle_thresholds();
  if (process.stages[to].side || (to < from && !process.stages[from].side)) hold_after_move_back();
}

// A record without a recorded stage is placed in the first one.
void Lifecycle::place(bool placing) {
  if (!placing) return;
  const auto id = static_cast<std::size_t>(state_.process);
  std::vector<Clearing> clearings;
  collect(plan_.processes[id].stages[0].on_enter, clearings);
  if (hooks_ != nullptr) {
    hooks_->moved(-1, 0, nullptr);
    act(program_.processes[id].stages[0].on_enter, plan_.run.processes[id].stages[0].on_enter);
  }
  clear(clearings);
}

// Stages entered in this evaluation; the one in which the record stood counts.
void Lifecycle::enter_evaluation() {
  const std::size_t stages = program_.processes[static_cast<std::size_t>(state_.process)].stages.size();
  if (memory_ != nullptr && memory_->begun && memory_->entered.size() == stages) {
    entered_ = memory_->entered;
  } else {
    entered_.assign(stages, 0);
  }
  if (state_.stage >= 0) entered_[static_cast<std::size_t>(state_.stage)] = 1;
}

void Lifecycle::leave_evaluation() {
  if (memory_ == nullptr) return;
  memory_->begun = true;
  memory_->added = added_;
  memory_->removed = removed_;
  if (state_.process >= 0 && !orphan_) memory_->entered = entered_;
}

// Automatic moves, until nothing more happens.
void Lifecycle::move_on(LifecycleTrace* trace) {
  const Process& process = program_.processes[static_cast<std::size_t>(state_.process)];
  while (state_.stage >= 0 && open_ &&
         process.stages[static_cast<std::size_t>(state_.stage)].final == Stage::Final::kNo && try_transitions(trace)) {
  }
}

// Makes a move by hand, or says why not.
bool Lifecycle::make_move(MoveByHand& by_hand, LifecycleTrace* trace) {
  const std::string kind(name_of(kind_));
  if (orphan_) {
    by_hand.refused = "a lead without contact and account is in no process";
    return false;
  }
  if (state_.process < 0 || state_.stage < 0) {
    by_hand.refused = "no process is for this " + kind;
    return false;
  }
  const Process& process = program_.processes[static_cast<std::size_t>(state_.process)];
  const int to = process.find(by_hand.stage);
  if (to < 0) {
    by_hand.refused = "its process `" + process.name + "` has no stage `" + by_hand.stage + "`";
    return false;
  }
  std::string wanted;
  if (!passes_require(static_cast<std::uint32_t>(to), forward(static_cast<std::uint32_t>(to)), wanted)) {
    by_hand.refused = "it requires " + wanted;
    return false;
  }
  if (to != state_.stage) fire(static_cast<std::uint32_t>(to), -1, kByHand, trace);
  return true;
}

void Lifecycle::move(std::uint32_t row, MoveByHand& by_hand, LifecycleTrace* trace) {
  begin(row);
  const bool placing = find_process();
  open_ = standing_open();
  place(placing);
  if (state_.process >= 0 && !orphan_) enter_evaluation();
  if (!make_move(by_hand, trace)) {
    begin(row);
    static_cast<void>(find_process());
    compute_holds();
    return;
  }
  settle_thresholds();
  free_held();
  move_on(trace);
  if (state_.changed != 0) compute_holds();
  leave_evaluation();
}

bool Lifecycle::rests(std::uint32_t row) {
  evaluator_.lay_over(nullptr);
  load_standing(row);
  state_.changed = 0;
  if (schema_.held >= 0) {
    const Column& held = binding_.data.table(kind_).columns[static_cast<std::size_t>(schema_.held)];
    if (held.list_begin(row) != held.list_end(row)) return false;
  }
  const NodeId orphan = plan_.orphans[static_cast<std::size_t>(kind_)];
  orphan_ = orphan != kNoNode && evaluator_.yes(orphan, row);
  if (!orphan_ && has_processes_) {
    // One that is not placed yet may be placed now.
    if (state_.process < 0) return false;
    state_.stage = binding_.recorded_stage(kind_, row, state_.process);
    if (state_.stage < 0) return false;
  }
  open_ = standing_open();
  return thresholds_rest() && (orphan_ || !has_processes_ || transitions_rest());
}

// What settle_once would find nothing in.
bool Lifecycle::thresholds_rest() {
  for (const std::uint32_t id : thresholds_) {
    const Threshold& threshold = program_.thresholds[id];
    const bool holds = evaluator_.yes(plan_.thresholds[id].holds, state_.row);
    const bool reached = binding_.recorded_reached(kind_, state_.row, id);
    if (reached && threshold.model >= 0 &&
        !evaluator_.yes(plan_.models[static_cast<std::size_t>(threshold.model)].scored, state_.row)) {
      return false;
    }
    if (binding_.recorded_cleared(kind_, state_.row, id)) {
      if (!holds) return false;
      continue;
    }
    if (holds && open_ && !orphan_ && !reached) return false;
    if (reached && threshold.until_below && !holds && threshold.model >= 0) return false;
  }
  return true;
}

// What try_transitions would look at.
bool Lifecycle::transitions_rest() {
  const auto id = static_cast<std::size_t>(state_.process);
  const auto stage = static_cast<std::size_t>(state_.stage);
  const Process& process = program_.processes[id];
  if (!open_ || process.stages[stage].final != Stage::Final::kNo) return true;
  const auto holds = [&](const TransitionNodes& transition) {
    const Flag& flag = flags_[transition.condition];
    return flag.kind == Flag::Kind::kReached ? binding_.recorded_reached(kind_, state_.row, flag.threshold)
                                             : evaluator_.yes(transition.condition, state_.row);
  };
  for (std::size_t i = 0; i < process.any.size(); ++i) {
    const std::vector<TransitionNodes>& transitions = plan_.processes[id].any[i];
    if (process.any[i].from[stage] && std::any_of(transitions.begin(), transitions.end(), holds)) return false;
  }
  const std::vector<TransitionNodes>& own = plan_.processes[id].stages[stage].transitions;
  return std::none_of(own.begin(), own.end(), holds);
}

void Lifecycle::run(std::uint32_t row, LifecycleTrace* trace) {
  begin(row);
  const bool placing = find_process();
  open_ = standing_open();
  place(placing);
  settle_thresholds();
  if (state_.process >= 0 && !orphan_) {
    if (memory_ == nullptr || !memory_->begun) free_held();
    enter_evaluation();
    move_on(trace);
  }
  if (state_.changed != 0) compute_holds();
  leave_evaluation();
}

}  // namespace leadline
