// SPDX-License-Identifier: Apache-2.0
// The running lifecycle: takes events one at a time, keeps records, interactions and what they have reached, and gives
// decisions. No I/O and no clock of its own: time is the latest that an event brought. One Session belongs to one
// thread. Entry points: apply, advance; what lasts between sessions is asked for with take_changes and given back with
// restore.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/data/event.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/session/standing_row.hpp"
#include "leadline/decision.hpp"
#include "leadline/result.hpp"

namespace leadline {
class Onlooker;
}

namespace leadline::running {

/// Something that a session knows beyond the fields of records: the grade that a record last had, the segments it is
/// in, when it has to be looked at again, whose turn it is. Words, not numbers, so that it outlives the rules. What is
/// about a record is told in words or as the rows of a table (StandingRow); either means the same.
struct Fact {
  bool about_record = true;
  RecordKind record{};
  std::string id;
  std::string what;   // `grade spring`, `segment hot`, `next`, `turn …`
  std::string value;  // empty: no longer so
  /// It was told before and still holds; only who keeps all facts about a record as one has to look at it.
  bool known = false;
};

struct RowReference {
  std::uint32_t kind = 0;  // RecordKind, or the interaction's kind
  std::uint32_t row = 0;
};

/// What changed since it was last asked for. Rows are those of Session::data().
struct SessionChanges {
  std::vector<RowReference> records;       // new or changed; each once
  std::vector<RowReference> interactions;  // new, or given to another contact or lead by a merge; each once
  std::vector<Fact> facts;                 // the last word on each
  std::vector<std::pair<RecordKind, std::string>> ended;  // records that were merged into others, with all their facts
  /// Tells what facts do not: by kind and row what is new about each record, as it stands now. To be asked before the
  /// session goes on. Empty where facts are told in words, and where nothing is new.
  std::function<void(const TakeStanding&)> standings;
};

/// How take_changes tells what is known of records.
enum class FactForm : std::uint8_t {
  kWords,  // all facts of a record of which one has changed, those that have not as known
  kRows,   // what has changed
};

/// What a session begins with: records and interactions with the fields of their state, and facts.
struct SessionMemory {
  std::unique_ptr<Dataset> data;  // finished; made for the same program
  std::vector<Fact> facts;
  /// Tells what is known of records and stands in no fact, in any order; empty: facts say everything.
  std::function<Result<bool>(const TakeStanding&)> standings;
  std::int64_t clock = kMissing64;
  std::uint64_t sequence = 0;
  bool new_rules = false;  // it was kept under other rules: what is new about its records is taken silently
};

struct SessionOptions {
  /// Says where in the rule files something stands: `spring.lead:40`. Decisions about moves carry it.
  std::function<std::string(const Span&)> place_of;
  bool react_to_loaded = false;  // records that are loaded are treated as if they had just come in
  /// Every tick looks at every record, not only at those that time can have changed, and an event at all that belong to
  /// its account, not only at those that it can move: decides the same, only slower. For tests.
  bool look_at_all = false;
  /// Looks on; it must outlive the session.
  Onlooker* onlooker = nullptr;
};

class Session {
 public:
  /// The plan must have been made with PlanOptions::run and must outlive the session.
  Session(std::shared_ptr<const Plan> plan, SessionOptions options = {});
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// Takes up where another session stopped. Only for a session that has seen nothing; one that could not be told
  /// everything is of no use.
  Result<bool> restore(SessionMemory memory);

  /// Takes records and interactions as they stand, all of one moment, without deciding anything (but see
  /// SessionOptions); a record that is there already is updated. `at` becomes the clock if it is later.
  void load(const Dataset& data, std::int64_t at, std::vector<Decision>& decisions);

  /// Says that an event will be done soon, best some kEventsAhead events before: meanwhile memory brings what it will
  /// look at. Changes nothing, and whoever knows no events ahead need not say anything.
  void announce(const Event& event);
  static constexpr std::size_t kEventsAhead = 7;
  /// Does one event; the ticks before it first. What cannot be done is a decision of kind kRejected.
  void apply(const Event& event, std::vector<Decision>& decisions);
  /// Lets time pass, tick by tick, up to and with `until`.
  void advance(std::int64_t until, std::vector<Decision>& decisions);
  /// Lets the events of another session, up to one of a number, go by: time passes as they have brought it. The next
  /// event that is done has the number behind that.
  void pass(std::uint64_t sequence, std::int64_t until, std::vector<Decision>& decisions);
  /// Some tick did so much that the limits of an evaluation may have come into it, which count all that one session
  /// has: several sessions may decide otherwise than one with all of their events.
  [[nodiscard]] bool crowded() const;

  /// The latest time seen; kMissing64 before the first event.
  [[nodiscard]] std::int64_t clock() const;
  /// How many events were taken.
  [[nodiscard]] std::uint64_t sequence() const;
  /// All records and interactions as they stand, with the fields of their state.
  [[nodiscard]] const Dataset& data() const;
  /// Row of a record by its id, or by one that was merged into it; kNoRow: there is none.
  [[nodiscard]] std::uint32_t find(RecordKind kind, const std::string& id) const;
  /// What a record of a kind scores at the clock, in millionths; kMissing64 where its model does not score it.
  [[nodiscard]] std::int64_t score(std::uint32_t model, std::uint32_t row) const;

  [[nodiscard]] SessionChanges take_changes(FactForm form = FactForm::kWords);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline::running
