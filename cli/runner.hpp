// SPDX-License-Identifier: Apache-2.0
// A session with its state, its outputs and its counts: what `run`, `import` and `resubmit` have in common. Events go
// in one at a time; `commit` makes what they decided last. Entry point: Runner::start.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/compile.hpp"
#include "cli/durations.hpp"
#include "cli/run_output.hpp"
#include "engine/data/load_summary.hpp"
#include "engine/run/session/session.hpp"
#include "engine/run/session/write_decision.hpp"
#include "engine/state/state.hpp"

namespace leadline::cli {

struct RunTarget {
  std::string state;     // empty: in memory
  std::string source;    // where events come from that do not say it themselves
  std::string out;       // `-`: standard output; empty: decisions are not written
  std::string bad_file;  // empty: none is written
  TopicOptions topics;
  bool accept_new_rules = false;
  bool react_to_loaded = false;
};

struct RunCounts {
  std::uint64_t events = 0;
  std::array<std::uint64_t, 6> events_by_kind{};  // as Event::Kind
  std::uint64_t late = 0;
  std::uint64_t decisions = 0;
  std::array<std::uint64_t, kDecisionKinds> decisions_by_kind{};
  std::uint64_t bad = 0;
  std::map<std::string, std::uint64_t> bad_reasons;
  Durations of_events;   // from a read event to its decisions
  Durations of_commits;  // of the state
};

class Runner {
 public:
  /// Opens (or makes) the state, begins where it stopped, and opens the outputs. `rules` must outlive the runner.
  static Result<std::unique_ptr<Runner>> start(const CompiledRules& rules, const RunTarget& target);

  [[nodiscard]] running::Session& session() { return *session_; }
  [[nodiscard]] state::State* state() { return state_ ? &*state_ : nullptr; }
  [[nodiscard]] const RunCounts& counts() const { return counts_; }
  /// What to say about the beginning: rules that were accepted, values that were lost, what was cut off or said again.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  /// Does an event; `line` is its text, which a state keeps where the event is rejected. Gives what was decided, until
  /// the next call.
  std::span<const Decision> take(const Event& event, std::string_view line);
  /// Loads records as they stand.
  void load(const Dataset& data, std::int64_t at);
  void advance(std::int64_t until);
  /// A line that is no event.
  void take_bad(const BadRow& bad);
  void mark_resubmitted(std::int64_t number, std::string how) { resubmitted_.emplace_back(number, std::move(how)); }

  /// How many events wait for a commit.
  [[nodiscard]] std::size_t waiting() const { return waiting_; }
  /// Makes everything so far last, and written: `inputs`: where the next events begin. Now and then, or where it is
  /// said to be whole, the state's tables are brought up to date; else its journal keeps the events.
  Result<bool> commit(std::vector<state::InputPosition> inputs, bool whole = false);
  /// There were events that are not in the state's tables yet.
  [[nodiscard]] bool behind() const { return behind_ != 0; }
  /// Ends it well.
  Result<bool> close();
  /// The reader of the decisions has gone.
  [[nodiscard]] bool reader_gone() const { return out_ && out_->closed(); }

 private:
  Runner() = default;
  void written(std::size_t from);
  void replay(const Program& program);
  [[nodiscard]] bool whole_is_due() const;
  Result<bool> open_outputs(const RunTarget& target);
  Result<bool> write_bad(bool lasting);

  std::optional<state::State> state_;
  std::unique_ptr<running::Session> session_;
  std::unique_ptr<RunOutput> out_;
  std::string source_;
  std::string bad_path_;
  std::unique_ptr<RunOutput> bad_;
  TopicOptions bad_topics_;
  std::vector<std::string> notes_;
  RunCounts counts_;

  // Since the tables of the state were brought up to date:
  std::vector<Decision> decisions_;  // those that they will tell, and all since the last commit
  std::size_t behind_ = 0;           // events
  bool only_events_ = true;          // nothing came but events
  std::chrono::steady_clock::time_point whole_since_ = std::chrono::steady_clock::now();

  // Since the last commit:
  std::string events_;  // as they were read, a line each
  std::string text_;    // the decisions as lines
  std::string bad_text_;
  std::vector<state::RejectedEvent> rejected_;
  std::vector<std::pair<std::int64_t, std::string>> resubmitted_;
  std::size_t waiting_ = 0;
  std::uint64_t number_ = 0;  // of the last decision
};

}  // namespace leadline::cli
