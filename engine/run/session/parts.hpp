// SPDX-License-Identifier: Apache-2.0
// What a session consists of: the growing data with a plan bound to them, what is known of each record beside its
// fields, the queue of changes that time will bring, and the evaluation that is under way. Only for the sources of this
// folder.
#pragma once
#include <array>
#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/data/value_reader.hpp"
#include "engine/run/lifecycle.hpp"
#include "engine/run/matching/matcher.hpp"
#include "engine/run/onlooker.hpp"
#include "engine/run/rest_conditions.hpp"
#include "engine/run/session/due_queue.hpp"
#include "engine/run/session/marked_rows.hpp"
#include "engine/run/session/record_ref.hpp"
#include "engine/run/session/session.hpp"
#include "engine/run/straight_code.hpp"

namespace leadline::running {

/// A text as a field's value; an empty one is missing.
[[nodiscard]] inline Value text_value(const std::string& words) {
  Value value;
  value.type.kind = TypeKind::kText;
  value.missing = words.empty();
  value.text = words;
  return value;
}

/// That a record rests in its stage: until then, as long as the conditions there are what they are and nothing is
/// written to it.
struct Resting {
  std::int64_t until = kMissing64;  // that is not known
  std::uint64_t conditions = 0;     // a bit each, in the order of RestConditions::of
  std::uint32_t place = 0;          // of the RestConditions
};

/// What a session knows of a record beside its fields; the few values that there mostly are lie in it.
struct Standing {
  using Scores = boost::container::small_vector<std::int64_t, 1>;
  using Marks = boost::container::small_vector<std::uint8_t, 8>;

  bool known = false;  // it has been evaluated
  Scores scores;       // by place among the models of its kind; kMissing64: not scored
  Marks grades;        // likewise; 0 none
  Marks segments;      // contacts: by segment
  Marks broken;        // by place among the `always` of its kind
  // `after` and deadlines that were done: for which stay.
  boost::container::flat_map<std::string, std::int64_t> waited;

  std::int64_t next = kNeverMoves;  // when it has to be looked at again, as facts tell it

  Resting resting;

  // What of it somebody who keeps the facts has not been told yet.
  bool new_scores = false;
  bool new_grades = false;
  bool new_next = false;
  bool new_rest = false;

  /// Standing::next: the next tick has to look at it whatever happens before.
  static constexpr std::int64_t kNow = kMissing64;
  /// Time alone changes it before the next tick. Fading does so every day, and need not be told every day.
  static constexpr std::int64_t kNextTick = kMissing64 + 1;
};

/// Who got something by turns.
struct Turn {
  std::string last;                                        // who had it last
  std::map<std::string, std::vector<std::int64_t>> given;  // when, where the action has a limit
};

/// Which records beyond those that an event touches can read of a change, by what the rules look at.
struct Concern {
  explicit Concern(const Plan& plan);

  bool siblings = false;                  // other contacts of the account, and what is theirs
  bool named_leads = false;               // contacts and leads that the same interaction names
  std::array<bool, kRecordKinds> read{};  // other records look at those of a kind
};

/// What somebody will do, as far as an evaluation has to look at it.
struct Coming {
  std::string id;  // of the contact; empty: there is none
  std::uint32_t interaction = 0;
  std::uint32_t contact = kNoRow;
};

/// The columns of records that an evaluation reads as a rule: what is kept is not read again.
struct Ahead {
  Ahead() = default;
  Ahead(const Plan& plan, const KeptValues& kept);

  std::array<std::vector<std::uint32_t>, kRecordKinds> fields;
};

using RecordSet = MarkedRows<RecordRef>;

/// Of one evaluation, what takes no memory of its own.
struct EvaluationFacts {
  static constexpr std::size_t kMostCreated = 1000;

  std::vector<Decision>* decisions = nullptr;
  bool silent = false;
  bool of_tick = false;               // whom a change concerns is looked at, not only whom an event touches
  std::uint32_t of_contact = kNoRow;  // the event is only what this contact did
  RecordRef moving;                   // the record that is moved by hand, in the first round
  MoveByHand* by_hand = nullptr;
  std::uint32_t created = 0;
  std::size_t most_created = kMostCreated;  // and some for each record that it begins with
  bool exhausted = false;                   // too much has happened; nothing more is created
};

/// What one evaluation has done so far; it goes on in rounds until nothing more happens.
struct Evaluation : EvaluationFacts {
  /// Everything as at the beginning, but for the memory that the sets have.
  void restart(std::vector<Decision>* into) {
    static_cast<EvaluationFacts&>(*this) = {};
    decisions = into;
    far.clear();
    memories.clear();
    fired.clear();
    next.clear();
    held_back.clear();
    done.clear();
    moved_by.clear();
    origins.clear();
    created_of.clear();
  }

  RecordSet far;  // changed, and read by others than those whom the event touches
  std::map<RecordRef, LifecycleMemory> memories;
  std::set<std::pair<std::uint32_t, RecordRef>> fired;  // reactions
  RecordSet next;                                       // changed in this round
  std::set<std::string> held_back;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> done;  // interactions of the event: kind, row
  std::string moved_by;
  std::map<RecordRef, std::string> origins;         // of what was created: whom the first of them was about
  std::map<std::string, std::uint32_t> created_of;  // how many, by whom they are about
};

struct Session::Parts final : LifecycleHooks {
  Parts(std::shared_ptr<const Plan> plan_, SessionOptions options_);

  // session.cpp
  void begin(std::unique_ptr<Dataset> with);
  void do_event(const Event& event, std::vector<Decision>& decisions);
  void take_new_rules();

  // records.cpp: what events change
  void do_record(const Event& event);
  void do_interaction(const Event& event);
  void do_move(const Event& event);
  void set_field(RecordRef record, std::uint32_t field, const Value& value);
  /// The same, but what was kept of it is not forgotten.
  void write_field(RecordRef record, std::uint32_t field, const Value& value);
  /// What an event of a time leaves as the time of the last change: a late one does not turn it back.
  [[nodiscard]] Value updated_by(RecordRef record, std::int64_t at) const;
  void set_fields(RecordRef record, const std::vector<Event::Field>& fields, const std::vector<std::uint32_t>& unset);
  RecordRef create(RecordKind kind, const std::string& id);
  /// A record without id, for matching to look for: it is created or taken back afterwards.
  RecordRef stage(RecordKind kind, const std::vector<Event::Field>& fields);
  void welcome(RecordRef record);  // it is new: when it was created
  /// What is known of the record now came from there.
  void came_from(RecordRef record, const std::string& source);
  void changed(RecordRef record);
  [[nodiscard]] const std::string& present_id(RecordKind kind, const std::string& id) const;
  [[nodiscard]] RecordRef find(RecordKind kind, const std::string& id) const;
  [[nodiscard]] std::string id_of(RecordRef record) const;
  void reject(const std::string& why);
  void reject(RecordKind kind, const std::string& id, const std::string& why);
  std::uint32_t add_interaction(std::uint32_t kind, std::int64_t at, const std::string& id, const std::string& contact,
                                const std::string& lead, const std::vector<Value>& attributes);

  // submissions.cpp
  void do_submission(const Event& event);
  /// Takes a lead that an action creates through matching. `strategy` as in Action::matching.
  void create_lead(RecordRef staged, std::int32_t strategy, RecordRef contact, const std::string& id);

  // merging.cpp
  void do_merge(const Event& event);
  void absorb(RecordRef kept, RecordRef ended, std::vector<RecordRef>& seeds);

  // concern.cpp
  /// Adds those whom it touches, some of them more than once; perhaps without those whom what happens does not move.
  void touch(RecordRef seed, std::vector<RecordRef>& all, bool but_unmoved = false);
  [[nodiscard]] const std::vector<RecordRef>& concerned(const std::vector<RecordRef>& seeds);
  [[nodiscard]] bool reaches_far(RecordRef record) const;
  [[nodiscard]] bool unmoved(RecordRef record) const;
  [[nodiscard]] bool moves_alone() const;
  [[nodiscard]] std::int64_t rests_until(RecordRef record) const;
  /// The leads that read what a contact does.
  [[nodiscard]] std::array<RowList, 2> leads_near(std::uint32_t contact) const;
  void touch_leads(std::uint32_t account, std::vector<RecordRef>& all);
  /// A lead is due when the queue says: its account's leads rest no longer than that.
  void note_due(RecordRef record);

  // ahead.cpp
  /// What somebody did is about to be looked at: where the lists of what belongs to a contact lie, then the lists, then
  /// what stands in them.
  void expect_contact(std::uint32_t contact, std::uint32_t interaction) const;
  void expect_lists(std::uint32_t contact, std::uint32_t interaction) const;
  void expect_values(std::uint32_t contact) const;
  /// An event comes some events later: who does something is looked up, and with each further event another step is
  /// done for it.
  void announce(const Event& event);
  /// The steps that `announce` leaves for the middle of an event: of more than some two dozen requests at a time memory
  /// drops a part.
  void expect_further();
  /// The one that was announced as many events ago.
  [[nodiscard]] Coming& announced_before(std::size_t events) {
    return coming[(announced + coming.size() - events) % coming.size()];
  }
  /// Of the contact's leads: by their ids they are put in order, and decisions tell them.
  void expect_ids(std::uint32_t contact, bool texts) const;
  void expect_fields(RecordRef record) const;
  void expect_standing(RecordRef record) const;

  // evaluate.cpp
  void evaluate(const std::vector<RecordRef>& seeds);
  void reach(const std::vector<RecordRef>& from, bool but_unmoved = false);
  void evaluate_record(RecordRef record);
  [[nodiscard]] bool rests(RecordRef record, Lifecycle& lifecycle);
  bool run_through(RecordRef record, Lifecycle& lifecycle);
  void record_state(const RecordState& state);
  void look_at_waits(RecordRef record);
  void compare_standing(RecordRef record);
  [[nodiscard]] Standing& standing(RecordRef record);
  /// Something other than its scores and grades is to be told of it.
  void rest_changed(RecordRef record);
  /// Time alone can change it then; kNeverMoves: never.
  void schedule(RecordRef record, std::int64_t time);
  /// The next tick looks at it.
  void look_again(RecordRef record);
  void tell_next(RecordRef record, std::int64_t next);
  /// Says that it does not end, and that no more is created and nothing reacts any more.
  void exhaust(const std::string& after);
  void put_in_order(std::vector<RecordRef>& records) const;

  // reactions.cpp
  struct Before {
    std::vector<std::uint64_t> reached;
    Standing::Marks grades;
    Standing::Marks segments;
    std::int32_t process = -1, stage = -1;
    bool known = false;
  };
  [[nodiscard]] Before remember(RecordRef record);
  void react(const std::map<RecordRef, Before>& before, bool first_round);

  // carry_out.cpp
  struct Occasion {
    RecordRef subject;
    std::uint32_t item = kNoRow;  // of a pair
    bool in_process = false;      // resets are done by the process itself
  };
  void carry_out(const std::vector<Action>& actions, const std::vector<ActionNodes>& nodes, const Occasion& occasion);
  bool carry_out(const Action& action, const ActionNodes& nodes, const Occasion& occasion);
  void do_set(const Action& action, const ActionNodes& nodes, const Occasion& occasion);
  void do_create(const Action& action, const ActionNodes& nodes, const Occasion& occasion);
  void assign(RecordRef record, const std::string& owner);
  bool assign_in_turn(const Action& action, const ActionNodes& nodes, const Occasion& occasion);
  [[nodiscard]] std::string text_of(const std::vector<TextPiece>& pieces, const std::vector<NodeId>& nodes,
                                    const Occasion& occasion);
  /// The value of an assignment: of its text, where it has one with {path}s.
  [[nodiscard]] Value assigned(const std::vector<TextPiece>& pieces, const std::vector<NodeId>& texts, NodeId node,
                               ExprId expr, const Occasion& occasion);
  [[nodiscard]] Value value(NodeId node, ExprId expr, const Occasion& occasion);
  [[nodiscard]] bool holds(NodeId node, const Occasion& occasion);

  // ticks.cpp
  void advance_to(std::int64_t until);
  void tick(std::int64_t time);

  // facts.cpp
  void take_fact(const Fact& fact);
  void take_loose_fact(const Fact& fact);
  void take_standing(const StandingRow& row);
  void take_value(RecordRef record, const StandingColumn& column, const StandingValue& value);
  void take_word(RecordRef record, const StandingWord& word);
  /// What the rules ask about is there to be filled in.
  void make_room(RecordKind kind, Standing& known) const;
  /// What somebody who keeps it has not been told yet of a record; from now on he has.
  [[nodiscard]] StandingParts take_new_parts(RecordRef record);
  /// Fills `being_told` with what is known of a record; it is there until the next call.
  [[nodiscard]] StandingRow standing_row(RecordRef record, StandingParts parts);
  void add_facts(RecordRef record, StandingParts changed, std::vector<Fact>& facts);
  [[nodiscard]] SessionChanges take_changes(FactForm form);

  // LifecycleHooks
  void act(const std::vector<Action>& actions, const std::vector<ActionNodes>& nodes) override;
  void reached(std::uint32_t threshold, bool yes) override;
  void moved(std::int32_t from, std::uint32_t to, const Transition* transition) override;
  void tried(const TriedTransition& transition) override;
  void required(const TriedRequire& require) override;
  void held_back(const Transition& transition) override;

  Decision& decide(Decision::Kind kind);
  Decision& decide(Decision::Kind kind, RecordRef record);
  void set_clock(std::int64_t time);
  /// To be called after the data changed, before something is evaluated.
  void follow();
  /// Forgets what was kept of those who read something of a record.
  void drop_kept(RecordRef record);
  void drop_kept_of_all(std::uint32_t account);
  /// An interaction came: what is counted of its contact and account is added to, and what else is kept and can be
  /// another because of it is forgotten.
  void tell_kept(std::uint32_t kind, std::uint32_t row);

  std::shared_ptr<const Plan> plan;
  const Program& program;
  SessionOptions options;
  std::vector<TimeUse> time_uses;
  std::vector<NodeId> moving_constants;
  Concern concern;
  Ahead ahead;
  std::array<Coming, kEventsAhead + 1> coming;  // by when they were announced, in turns
  std::size_t announced = 0;
  bool further_steps = false;  // are still to be done for those that were announced
  std::shared_ptr<const Zone> zone;

  std::unique_ptr<Dataset> data;
  std::unique_ptr<Binding> binding;
  std::unique_ptr<Evaluator> constants;
  std::unique_ptr<Evaluator> evaluator;
  std::unique_ptr<KeptValues> kept_values;
  std::unique_ptr<KeptCounts> kept_counts;
  std::array<std::unique_ptr<StraightCode>, kRecordKinds> codes;    // null: everything is asked for one by one
  std::array<std::unique_ptr<Lifecycle>, kRecordKinds> lifecycles;  // null: nothing to run through
  std::array<std::optional<RestConditions>, kRecordKinds> rest_conditions;  // where there are both of them
  std::vector<bool> has_waits;                                              // [process]: in any of its stages
  std::unique_ptr<Matcher> matcher;
  Spelling spelling;  // of what is filled into forms
  std::unique_ptr<ValueReader> reader;

  std::array<std::vector<std::uint32_t>, kRecordKinds> models_of;  // models of a kind
  std::array<std::vector<std::uint32_t>, kRecordKinds> always_of;
  std::array<std::vector<StandingColumn>, kRecordKinds> columns_of;  // as tables keep what is known of records
  std::array<bool, kRecordKinds> relevant{};  // something is evaluated for the kind
  bool only_writes = false;                   // nothing is for any kind, and nothing reacts

  std::int64_t clock = kMissing64;
  std::int64_t coming_tick = kMissing64;
  std::uint64_t sequence = 0;
  bool crowded = false;
  std::string event_id;
  std::array<std::vector<Standing>, kRecordKinds> standings;
  DueQueue queue;
  // [account]: no lead of it that has a contact is due before, nor was any never looked at; kMissing64 where that is
  // not known. What time and events bring only ever lowers it, until all of them are looked at.
  std::vector<std::int64_t> leads_rest;
  RecordSet far;  // changed since the last tick, which looks at everybody whom that concerns
  std::map<std::string, Turn> turns;
  std::map<std::pair<RecordKind, std::string>, std::string> merged;  // an id that ended, and what it means now
  Dictionary submissions;                                            // ids that were seen
  SubmissionFacts submission;

  Evaluation evaluation;
  // Scratch, kept for its memory.
  RecordSet touched, concerned_now;
  std::vector<RecordRef> seeding, touching, ordered;
  std::vector<Value> interaction_attributes;
  struct {
    std::vector<StandingValue> values;
    std::vector<StandingWord> words;
    std::string source;
  } being_told;

  // What take_changes has to tell.
  RecordSet dirty_records, dirty_standings;
  MarkedRows<RowReference> dirty_interactions;
  std::vector<Fact> loose_facts;
  /// A submission was seen: a fact that stands before as many of the loose ones.
  struct NewSubmission {
    std::size_t loose_facts = 0;
    std::uint32_t code = 0;
  };
  std::vector<NewSubmission> new_submissions;
  std::vector<std::pair<RecordKind, std::string>> ended_records;

  std::function<std::string(const Span&)> place_of;  // file and line of a place in the rules, where somebody knows
};

}  // namespace leadline::running
