// SPDX-License-Identifier: Apache-2.0
#include "laws/reference/lifecycle.hpp"

#include <algorithm>

#include "laws/reference/expression.hpp"
#include "laws/reference/model.hpp"

namespace leadline::reference {

namespace {

class Evaluation {
 public:
  Evaluation(const Universe& universe, RecordKind kind, int row)
      : universe_(universe), program_(universe.program()), orphan_(universe.world().orphan(kind, row)) {
    view_ = std::make_unique<View>();
    view_->universe = &universe;
    view_->kind = kind;
    view_->row = row;
    view_->state = universe.recorded_state(kind, row);
    universe.evaluate_as(*view_);
  }

  std::unique_ptr<View> run() {
    if (orphan_) {
      thresholds();
      return std::move(view_);
    }
    choose_process();
    if (process() != nullptr && view_->state.stage < 0) place();
    if (process() != nullptr) entered_.insert(view_->state.stage);
    thresholds();
    if (process() != nullptr) {
      free_held();
      while (try_transitions()) {
      }
    }
    return std::move(view_);
  }

 private:
  [[nodiscard]] const Process* process() const {
    return view_->state.process < 0 ? nullptr : &program_.processes[static_cast<std::size_t>(view_->state.process)];
  }
  [[nodiscard]] const Stage& stage() const { return process()->stages[static_cast<std::size_t>(view_->state.stage)]; }
  [[nodiscard]] bool condition(ExprId id) const { return id == kNoExpr || holds(id, *view_, nullptr); }

  // The record in another state; nothing computed about the last one is taken over.
  void become(State state) {
    auto next = std::make_unique<View>();
    next->universe = view_->universe;
    next->kind = view_->kind;
    next->row = view_->row;
    next->state = std::move(state);
    before_.push_back(std::move(view_));
    view_ = std::move(next);
    universe_.evaluate_as(*view_);
  }

  [[nodiscard]] bool open() const {
    const State& state = view_->state;
    if (program_.schema(view_->kind).status >= 0) {
      return !state.status || *state.status == status_word(program_, view_->kind, "open");
    }
    return process() == nullptr || state.stage < 0 || stage().final == Stage::Final::kNo;
  }

  // --- the process -------------------------------------------------------------------------------------------------

  void choose_process() {
    if (process() != nullptr) return;
    const std::string& stage_name = view_->state.stage_name;
    int chosen = -1;
    for (const bool must_fit : {true, false}) {
      for (std::size_t i = 0; i < program_.processes.size() && chosen < 0; ++i) {
        const Process& candidate = program_.processes[i];
        if (candidate.kind != view_->kind) continue;
        const bool has_stage = stage_name.empty() ? must_fit : candidate.find(stage_name) >= 0;
        if (has_stage && (!must_fit || condition(candidate.where))) chosen = static_cast<int>(i);
      }
    }
    if (chosen < 0) return;
    State state = view_->state;
    state.process = chosen;
    state.process_name = program_.processes[static_cast<std::size_t>(chosen)].name;
    state.stage = stage_name.empty() ? -1 : program_.processes[static_cast<std::size_t>(chosen)].find(stage_name);
    become(std::move(state));
  }

  void place() {
    State state = view_->state;
    state.stage = 0;
    state.stage_name = process()->stages.front().name;
    state.stage_since = universe_.now();
    become(std::move(state));
    const std::vector<std::uint32_t> resets = resets_among(stage().on_enter, *view_);
    clear(resets, *view_);
  }

  // --- clearing ----------------------------------------------------------------------------------------------------

  static void collect(const Action& action, const View& moment, std::vector<std::uint32_t>& found) {
    if (action.condition != kNoExpr && !holds(action.condition, moment, nullptr)) return;
    if (action.kind == Action::Kind::kReset) found.insert(found.end(), action.reset.begin(), action.reset.end());
    if (action.kind != Action::Kind::kFirstOf) return;
    for (const Action& choice : action.choices) {
      if (choice.condition != kNoExpr && !holds(choice.condition, moment, nullptr)) continue;
      collect(choice, moment, found);
      return;
    }
  }

  // Thresholds that actions reset, their conditions as of a moment.
  static std::vector<std::uint32_t> resets_among(const std::vector<Action>& actions, const View& moment) {
    std::vector<std::uint32_t> found;
    for (const Action& action : actions) collect(action, moment, found);
    return found;
  }

  // Takes thresholds from what is reached; one that holds at the moment can be reached again only after a no.
  void clear(const std::vector<std::uint32_t>& thresholds, const View& moment) {
    State state = view_->state;
    for (const std::uint32_t i : thresholds) {
      if (program_.thresholds[i].kind != view_->kind) continue;
      state.reached.erase(i);
      if (threshold_holds(moment, i)) state.cleared.insert(i);
    }
    become(std::move(state));
  }

  // --- thresholds --------------------------------------------------------------------------------------------------

  void thresholds() {
    while (threshold_pass()) {
    }
  }

  // Looks at each threshold once, all as of one state; whether anything changed.
  bool threshold_pass() {
    const View& values = *view_;
    State state = values.state;
    const bool may_reach = open() && !orphan_;
    bool changed = false;
    for (std::uint32_t i = 0; i < program_.thresholds.size(); ++i) {
      const Threshold& threshold = program_.thresholds[i];
      if (threshold.kind != values.kind) continue;
      const bool scored = threshold.model < 0 || scores_of(values, static_cast<std::uint32_t>(threshold.model)).scored;
      const bool yes = threshold_holds(values, i);
      if (!scored) changed = state.reached.erase(i) != 0 || changed;
      if (state.cleared.count(i) != 0) {
        if (!yes) changed = state.cleared.erase(i) != 0 || changed;
      } else if (state.reached.count(i) == 0) {
        if (!yes || !may_reach || !added_.insert(i).second) continue;
        state.reached.insert(i);
        remember(state, made(kReachKind, {{"threshold", threshold.full_name}}));
        changed = true;
      } else if (threshold.until_below && !yes) {
        const Maybe64 score = scores_of(values, static_cast<std::uint32_t>(threshold.model)).score;
        if (*score >= threshold.until_below->micros || !removed_.insert(i).second) continue;
        state.reached.erase(i);
        changed = true;
      }
    }
    if (changed) become(std::move(state));
    return changed;
  }

  // Only leads and contacts have interactions that last: of others nobody ever reads what this evaluation did.
  void remember(State& state, Interaction what) const {
    if (view_->kind != RecordKind::kLead && view_->kind != RecordKind::kContact) return;
    state.made.push_back(std::move(what));
  }

  [[nodiscard]] Interaction made(std::uint32_t kind, const std::map<std::string, std::string>& attributes) const {
    const World& world = universe_.world();
    Interaction interaction;
    interaction.kind = kind;
    interaction.at = universe_.now();
    const int contact = view_->kind == RecordKind::kContact ? view_->row
                        : view_->kind == RecordKind::kLead ? world.own_link(view_->kind, view_->row, LinkKind::kContact)
                                                           : kNobody;
    if (contact != kNobody) interaction.contact = world.id(RecordKind::kContact, contact);
    if (view_->kind == RecordKind::kLead) interaction.lead = world.id(view_->kind, view_->row);
    for (const Field& field : program_.interactions[kind].attributes) {
      const auto given = attributes.find(field.name);
      interaction.attributes.push_back(given == attributes.end() ? missing() : of_text(given->second));
    }
    return interaction;
  }

  // --- transitions -------------------------------------------------------------------------------------------------

  template <class Visit>
  void each_transition(Visit visit) const {
    for (const AnyStage& any : process()->any) std::for_each(any.transitions.begin(), any.transitions.end(), visit);
    for (const Stage& s : process()->stages) std::for_each(s.transitions.begin(), s.transitions.end(), visit);
  }

  void free_held() {
    State state = view_->state;
    each_transition([&](const Transition& transition) {
      if (!condition(transition.condition)) state.held.erase(transition.name);
    });
    become(std::move(state));
  }

  [[nodiscard]] bool stopped_by(const Require& require) const {
    const bool all_present = std::all_of(require.present.begin(), require.present.end(),
                                         [&](ExprId id) { return !evaluate(id, *view_, nullptr).missing; });
    return !all_present || !condition(require.condition);
  }

  [[nodiscard]] bool stopped(const Transition& transition, bool own) const {
    const Stage& target = process()->stages[transition.to];
    const auto stops = [&](const Stage& s, bool to_enter) {
      return std::any_of(s.requires_.begin(), s.requires_.end(),
                         [&](const Require& r) { return r.to_enter == to_enter && stopped_by(r); });
    };
    const bool forward = static_cast<int>(transition.to) > view_->state.stage && target.final != Stage::Final::kLost;
    return (own && forward && !stage().side && stops(stage(), false)) || stops(target, true);
  }

  void hold(const Transition& transition) {
    State state = view_->state;
    state.held.insert(transition.name);
    become(std::move(state));
  }

  // Tries the transitions in order; whether one fired.
  bool try_transitions() {
    if (!open() || stage().final != Stage::Final::kNo) return false;
    const auto from = static_cast<std::size_t>(view_->state.stage);
    for (const AnyStage& any : process()->any) {
      if (!any.from[from]) continue;
      for (const Transition& transition : any.transitions) {
        if (attempt(transition, false)) return true;
      }
    }
    for (const Transition& transition : process()->stages[from].transitions) {
      if (attempt(transition, true)) return true;
    }
    return false;
  }

  bool attempt(const Transition& transition, bool own) {
    if (!condition(transition.condition) || view_->state.held.count(transition.name) != 0) return false;
    if (entered_.count(static_cast<int>(transition.to)) != 0) {
      hold(transition);
      return false;
    }
    if (stopped(transition, own)) return false;
    fire(transition);
    return true;
  }

  void fire(const Transition& transition) {
    const View& decided = *view_;  // become() keeps it
    const Stage& left = stage();
    const int from = view_->state.stage;
    const int to = static_cast<int>(transition.to);
    const Stage& target = process()->stages[transition.to];

    std::vector<std::uint32_t> resets = resets_among(left.on_exit, decided);
    const std::vector<std::uint32_t> own = resets_among(transition.actions, decided);
    resets.insert(resets.end(), own.begin(), own.end());
    clear(resets, decided);

    State state = view_->state;
    state.stage = to;
    state.stage_name = target.name;
    state.stage_since = universe_.now();
    remember(state, made(kMoveKind, {{"from", left.name}, {"to", target.name}}));
    state.moves.emplace_back(from, to);
    if (program_.schema(view_->kind).status >= 0) {
      if (target.final == Stage::Final::kWon) state.status = status_word(program_, view_->kind, "qualified");
      if (target.final == Stage::Final::kLost) state.status = status_word(program_, view_->kind, "disqualified");
    }
    become(std::move(state));
    entered_.insert(to);

    const View& arrived = *view_;
    if (to == 0) {
      const std::set<std::uint32_t> reached = arrived.state.reached;
      clear({reached.begin(), reached.end()}, arrived);
    }
    clear(resets_among(target.on_enter, arrived), arrived);
    thresholds();

    if (to < from && !left.side) {
      State held = view_->state;
      each_transition([&](const Transition& other) {
        if (condition(other.condition)) held.held.insert(other.name);
      });
      become(std::move(held));
    }
  }

  const Universe& universe_;
  const Program& program_;
  bool orphan_;
  std::unique_ptr<View> view_;
  std::vector<std::unique_ptr<View>> before_;
  std::set<int> entered_;
  std::set<std::uint32_t> added_;
  std::set<std::uint32_t> removed_;
};

}  // namespace

std::unique_ptr<View> evaluate_record(const Universe& universe, RecordKind kind, int row) {
  return Evaluation(universe, kind, row).run();
}

bool deadline_missed(const View& subject, std::uint32_t process, std::uint32_t index) {
  const Universe& universe = *subject.universe;
  const Deadline& deadline = universe.program().processes[process].deadlines[index];
  const State& state = subject.state;
  if (state.process != static_cast<int>(process) || state.stage != static_cast<int>(deadline.stage) ||
      !state.stage_since) {
    return false;
  }
  const Hours* hours =
      deadline.wait.hours < 0 ? nullptr : &universe.program().hours[static_cast<std::size_t>(deadline.wait.hours)];
  const bool late = hours == nullptr ? Big(universe.now()) >= Big(*state.stage_since) + deadline.wait.milliseconds
                                     : working_time(universe.program(), *hours, *state.stage_since, universe.now()) >=
                                           deadline.wait.milliseconds;
  return late && !(deadline.unless != kNoExpr && holds(deadline.unless, subject, nullptr));
}

}  // namespace leadline::reference
