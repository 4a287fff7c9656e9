// SPDX-License-Identifier: Apache-2.0
// The lasting state of a run: one SQLite file. It holds every record and interaction, what a session knows besides,
// what was decided, what was rejected, and how far the input was read; each commit is one transaction, so the file
// always stands between two batches of events. A batch is kept as its events, which say all that comes of them, and the
// tables take up many batches at once. Entry point: State::open. docs/state.md describes the tables.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/session/session.hpp"
#include "engine/state/rules_identity.hpp"
#include "leadline/result.hpp"

namespace leadline::state {

/// The form of the tables. A file of an older one can be looked at as it is, and is brought to this one when a run
/// opens it; a file of any other is refused.
inline constexpr std::int64_t kFormat = 3;
inline constexpr std::int64_t kOldestFormat = 1;

/// How far an input was read: a file, or a partition of a topic. `tail` fingerprints what stands before, so that
/// another file under its name shows.
struct InputPosition {
  std::string name;
  std::uint64_t bytes = 0;  // of a partition: the offset of the next message
  std::uint64_t lines = 0;  // of a partition: messages
  std::string tail;
};

/// How long a file was when all that was committed stood in it.
struct OutputLength {
  std::string name;
  std::uint64_t bytes = 0;
};

/// An event that was not done, as it was read.
struct RejectedEvent {
  std::uint64_t sequence = 0;
  std::int64_t at = 0;
  std::string reason;
  std::string event;
};

/// Events that were taken and are not in the tables yet.
struct JournalEntry {
  std::uint64_t sequence = 0;   // of the last of them
  std::uint64_t decisions = 0;  // how many decisions there were behind it
  std::string source;           // where they came from, of those that do not say it
  std::string events;           // as they were read, a line each
};

/// What one commit adds. One that is not whole leaves the tables as they were: its events stand in the journal until a
/// whole one brings what came of all of them.
struct Batch {
  bool whole = true;
  std::string events;             // of one that is not whole, a line each
  std::string source;             // as in JournalEntry
  const Dataset* data = nullptr;  // the session's
  running::SessionChanges changes;                   // with what is known of records as rows
  const std::vector<Decision>* decisions = nullptr;  // numbered
  std::uint64_t last_number = 0;                     // of the last decision so far
  std::vector<RejectedEvent> rejected;
  std::vector<std::pair<std::int64_t, std::string>> resubmitted;  // number of the rejected event, how: `new`, `same`
  std::int64_t clock = kMissing64;
  std::uint64_t sequence = 0;
  std::vector<InputPosition> inputs;
  std::vector<OutputLength> outputs;
  std::string outbox;  // lines that are yet to be printed; replaces what stood there
};

/// What differs between the rules of a state and those that it is opened with.
struct RulesChange {
  bool changed = false;
  std::vector<std::string> added;
  std::vector<std::string> gone;
};

struct StateOptions {
  bool accept_new_rules = false;
};

/// Whether a timeline tells a decision; scores come and go too often to be told.
[[nodiscard]] bool is_history(const Decision& decision);

class State {
 public:
  /// Opens a state for a run, or makes an empty one where there is no file. Locks it against other runs. An error if
  /// another run has it, its form is another, or its rules are others and were not accepted.
  static Result<State> open(const std::string& path, const Program& program, const RulesIdentity& rules,
                            const StateOptions& options = {});
  /// Opens one that is there for looking at it, also while a run goes on.
  static Result<State> look(const std::string& path, const Program& program, const RulesIdentity& rules);
  State(State&& other) noexcept;
  State& operator=(State&& other) noexcept;
  ~State();

  /// How many events stand in the journal.
  [[nodiscard]] std::uint64_t events_to_come();
  /// Everything that a session begins with. To be called once; the session must have been told it before the first
  /// commit.
  Result<running::SessionMemory> load();
  /// Values that did not fit the fields of other rules, and are missing: `3 values of lead.budget`.
  [[nodiscard]] const std::vector<std::string>& lost_values() const;
  [[nodiscard]] const RulesChange& rules_change() const;
  /// Whether it was made by this call of open.
  [[nodiscard]] bool is_new() const;

  [[nodiscard]] std::int64_t clock() const;
  /// How many decisions were made of what stands in the tables.
  [[nodiscard]] std::uint64_t decisions() const;
  /// What came behind that, in its order: a session that begins with the tables has to do it again.
  [[nodiscard]] std::vector<JournalEntry> journal();
  /// Where an input stands; zero for one that was never read.
  [[nodiscard]] InputPosition input(const std::string& name);
  /// How long an output was at the last commit; nothing for one that was never written.
  [[nodiscard]] std::optional<std::uint64_t> output(const std::string& name);
  /// Lines that were committed and may not have been printed.
  [[nodiscard]] std::string outbox();
  /// A name that no other state has, by which other systems know it; made when it is first asked for.
  Result<std::string> identity();

  /// Writes a batch, whole or not at all.
  Result<bool> commit(const Batch& batch);
  /// Ends it well: what stands in the log beside the file goes into it.
  Result<bool> close();

 private:
  struct Parts;
  explicit State(std::unique_ptr<Parts> parts);
  static Result<State> begin(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline::state
