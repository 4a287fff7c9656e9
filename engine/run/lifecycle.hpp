// SPDX-License-Identifier: Apache-2.0
// One evaluation of one record: thresholds that it reaches, transitions that fire, until nothing more happens. Only
// what reads the record's own changing state is computed again; the rest comes from the columns. Entry point: run.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/evaluator.hpp"
#include "engine/run/onlooker.hpp"
#include "engine/run/score.hpp"
#include "engine/run/state.hpp"

namespace leadline {

/// What a ledger tells about an evaluation.
struct LifecycleTrace {
  std::vector<TriedTransition> tried;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> moves;
};

/// What happens besides while a record is evaluated: a run carries out actions and tells decisions, a score has none.
class LifecycleHooks {
 public:
  virtual ~LifecycleHooks() = default;
  /// Actions of the record's process take effect now; resets among them are not theirs to do.
  virtual void act(const std::vector<Action>& actions, const std::vector<ActionNodes>& nodes) = 0;
  virtual void reached(std::uint32_t threshold, bool yes) = 0;
  /// `from` is -1 at the first placing; without a transition the move is by hand.
  virtual void moved(std::int32_t from, std::uint32_t to, const Transition* transition) = 0;
  /// A transition was looked at, under the state of this moment.
  virtual void tried(const TriedTransition& transition) = 0;
  /// A move was held to what a stage requires, likewise.
  virtual void required(const TriedRequire& require) = 0;
  /// A transition whose stage this evaluation has entered before.
  virtual void held_back(const Transition& transition) = 0;
};

/// What one evaluation that goes on in rounds has already done to a record.
struct LifecycleMemory {
  bool begun = false;
  std::vector<std::uint8_t> added, removed;
  std::vector<std::uint8_t> entered;
};

/// Whether all records that look alike have one value of a node.
enum class Shared : std::uint8_t { kUnknown, kYes, kNo };

class Lifecycle {
 public:
  /// The evaluator computes single rows. A Lifecycle serves one thread and any number of records of the kind.
  Lifecycle(Evaluator& evaluator, RecordKind kind);

  /// Whether records of the kind have anything to run through.
  [[nodiscard]] static bool any(const Program& program, RecordKind kind);

  /// Whether evaluating a record would leave it as it is recorded, and nobody would be told anything: mostly nothing
  /// happens, and that is found sooner than by letting it happen. No means that it has to be evaluated.
  [[nodiscard]] bool rests(std::uint32_t row);
  /// Evaluates a record. Until the next call the evaluator computes under its final state.
  void run(std::uint32_t row, LifecycleTrace* trace = nullptr);
  /// The same, with a move by hand before the automatic ones; a refused one leaves the record as it was recorded.
  void move(std::uint32_t row, MoveByHand& by_hand, LifecycleTrace* trace = nullptr);

  /// For what follows: who is told, and what was done in earlier rounds (kept up to date).
  void serve(LifecycleHooks* hooks, LifecycleMemory* memory) {
    hooks_ = hooks;
    memory_ = memory;
  }
  /// Clears thresholds of a record, from outside its process.
  void reset(std::uint32_t row, const std::vector<std::uint32_t>& thresholds);
  /// An action has set the status of the record that is being evaluated.
  void set_status(std::int64_t status);

  /// For what follows: [node] whether it has one value for all records that somebody takes for alike.
  void tell_particular(const std::vector<Shared>* shared) { shared_ = shared; }
  /// Whether the last evaluation asked for another one than these.
  [[nodiscard]] bool particular() const { return particular_; }

  [[nodiscard]] const RecordState& state() const { return state_; }
  /// Thresholds of the kind, in written order, and whether each holds under the final state.
  [[nodiscard]] const std::vector<std::uint32_t>& thresholds() const { return thresholds_; }
  [[nodiscard]] const std::vector<std::uint8_t>& holds() const { return holds_; }
  /// Names of the transitions of the record's process that wait, in their order; other recorded names mean nothing.
  [[nodiscard]] std::vector<std::string> held() const;
  /// Writes down where the last evaluation has left its record: process, stage, status, thresholds, what waits.
  void tell(RecordLedger& ledger) const;

 private:
  /// Where a flag's value is found at once: in a column, while what it reads has not changed, or in the state.
  struct Flag {
    enum class Kind : std::uint8_t { kAsk, kColumn, kConstant, kReached } kind = Kind::kAsk;
    bool constant = false;
    std::uint32_t threshold = 0;
    StateMask state = 0;
    const unsigned char* column = nullptr;
  };

  struct Clearing {
    std::uint32_t threshold = 0;
    bool holds = false;
  };

  void begin(std::uint32_t row);
  void load_standing(std::uint32_t row);
  [[nodiscard]] bool thresholds_rest();
  [[nodiscard]] bool transitions_rest();
  [[nodiscard]] bool yes(NodeId node) {
    if (shared_ != nullptr && (*shared_)[node] != Shared::kYes) particular_ = true;
    const Flag& flag = flags_[node];
    if (flag.kind == Flag::Kind::kColumn && (flag.state & state_.changed) == 0) return flag.column[state_.row] == 1;
    if (flag.kind == Flag::Kind::kReached) return bit(state_.reached, flag.threshold);
    if (flag.kind == Flag::Kind::kConstant) return flag.constant;
    return evaluator_.yes(node, state_.row);
  }
  void place(bool placing);
  void move_on(LifecycleTrace* trace);
  bool make_move(MoveByHand& by_hand, LifecycleTrace* trace);
  bool find_process();
  void compute_holds();
  void settle_thresholds();
  bool settle_once();
  /// A move or reach that this evaluation made; what of the state it changes.
  StateMask remember(const StateEvent& event);
  void collect(const std::vector<ResetNodes>& resets, std::vector<Clearing>& clearings);
  void clear(const std::vector<Clearing>& clearings);
  [[nodiscard]] bool is_held(const std::string& transition) const;
  void hold(const std::string& transition);
  void free_held();
  void hold_after_move_back();
  bool try_transitions(LifecycleTrace* trace);
  [[nodiscard]] bool passes_require(std::uint32_t to, bool forward, std::string& wanted);
  [[nodiscard]] bool forward(std::uint32_t to) const;
  /// `any` and `place` say which transition it is; kByHand: none.
  void fire(std::uint32_t to, std::int32_t any, std::uint32_t place, LifecycleTrace* trace);
  void act(const std::vector<Action>& actions, const std::vector<ActionNodes>& nodes);
  void enter_evaluation();
  void leave_evaluation();
  void changed(StateBit bit);
  [[nodiscard]] bool moment(std::uint32_t threshold);
  [[nodiscard]] bool standing_open() const;

  Evaluator& evaluator_;
  const Binding& binding_;
  const Plan& plan_;
  const Program& program_;
  RecordKind kind_;
  const RecordSchema& schema_;
  std::vector<Flag> flags_;  // [node]
  RecordState state_;
  bool has_processes_ = false;
  bool orphan_ = false;
  bool open_ = true;
  std::vector<std::uint32_t> thresholds_;
  std::vector<std::uint32_t> place_;  // [threshold of the program]: in thresholds_
  std::vector<std::uint8_t> holds_;
  std::vector<std::uint8_t> added_, removed_;
  std::vector<std::uint8_t> entered_;  // [stage]
  LifecycleHooks* hooks_ = nullptr;
  LifecycleMemory* memory_ = nullptr;
  const std::vector<Shared>* shared_ = nullptr;  // [node]
  bool particular_ = false;
};

}  // namespace leadline
