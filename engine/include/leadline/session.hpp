// SPDX-License-Identifier: Apache-2.0
// The running lifecycle inside another program: events in, decisions out, and the state where the caller wants it.
//
//     leadline::Session session(*compiled.rules);
//     leadline::Applied applied = session.apply(
//         R"({"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","topic":"Demo"})");
//     for (const leadline::Decision& decision : applied.decisions) std::cout << decision.to_json() << '\n';
//     for (const leadline::BadLine& bad : applied.bad) std::cerr << bad.line << ": " << bad.reason << '\n';
//     // Wherever the caller likes to keep it; what is restored decides as the first would have.
//     for (const leadline::KeptRow& row : session.changes()) store.put(row.key, row.value);
//     auto again = leadline::Session::restore(*compiled.rules, rows);
//
// A session does no I/O and has no clock of its own: time is the latest that an event brought, in milliseconds since
// 1970 in UTC. It belongs to one thread at a time; any number of sessions may share one RuleSet. Nothing here throws,
// except std::bad_alloc, after which the session must not be used any more.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "leadline/decision.hpp"
#include "leadline/leadline.hpp"

namespace leadline {

struct SessionSettings {
  /// Where events come from that do not say it themselves (`via`).
  std::string source = {};
  /// Treat loaded records as if they had just come in; else they take grades, thresholds, segments and stages silently.
  bool react_to_loaded = false;
  /// For Session::restore: take rows that were kept under other rules. What is new is taken silently, values that no
  /// longer fit are missing (Session::lost_values); an error where a stage is gone in which records stand.
  bool accept_new_rules = false;
};

/// A line that is no event. Nothing of it was done.
struct BadLine {
  std::uint64_t line = 0;  // in the text that was applied, from 1
  std::string key;         // where in the object; empty: the line as a whole
  std::string value;       // what stood there, at most 200 bytes
  std::string reason;
  std::string text;  // the line
};

struct Applied {
  std::uint64_t events = 0;         // how many lines were events; what the rules refused is among the decisions
  std::vector<Decision> decisions;  // in the order in which they were taken
  std::vector<BadLine> bad;
};

struct LoadSettings {
  /// The moment at which the records are as they are; the clock goes there if it is later.
  std::int64_t at = 0;
  /// As ScoreSettings::bad_values_missing.
  bool bad_values_missing = false;
};

struct Loaded {
  std::vector<Decision> decisions;  // of the time until `at`, and with SessionSettings::react_to_loaded
  std::vector<SetAside> set_aside;
  std::vector<std::string> ignored_columns;
};

/// A piece of a session's state, for the caller to keep under its key; an empty value: the key is gone. Both are texts
/// in UTF-8, keys as JSON arrays (`["lead","l1"]`), values as JSON. docs/embedding.md describes them.
struct KeptRow {
  std::string key;
  std::string value;
};

class Session {
 public:
  /// An empty one. Makes the plan of the rules for runs if no session has made it yet.
  explicit Session(const RuleSet& rules, SessionSettings settings = {});
  ~Session();
  Session(Session&& other) noexcept;
  Session& operator=(Session&& other) noexcept;

  /// One that goes on where another stood when its changes were kept: all rows that `changes` gave, in that order, or
  /// only the last of each key, in any order. An error if they are not a session's, or of other rules that were not
  /// accepted.
  static Result<Session> restore(const RuleSet& rules, std::span<const KeptRow> rows, SessionSettings settings = {});

  /// Does events: NDJSON, one object a line, as `leadline run` reads them (docs/events/). Blank lines are left out; the
  /// last line needs no line feed. A line that is no event is given back and the next one is done.
  Applied apply(std::string_view lines);
  /// Takes records and interactions as they stand, as `leadline import` does. An error as RuleSet::score; then nothing
  /// was done.
  Result<Loaded> load(const InputTables& tables, const LoadSettings& settings);
  /// Lets time pass up to and with `until`: deadlines, fading, windows that end. Nothing happens if it is not later
  /// than the clock, or before the first event.
  std::vector<Decision> advance(std::int64_t until);
  /// For a session that does a part of a log (leadline/log_ties.hpp): lets the events of others go by up to the one
  /// with a number, and time with them; gives what the ticks on the way decide. The first sets the clock.
  std::vector<Decision> pass(std::uint64_t number, std::int64_t until);
  /// Some tick did so much that the limits which end an evaluation may have come into it; they count all records of one
  /// session.
  [[nodiscard]] bool crowded() const;

  /// The latest time seen; nothing before the first event.
  [[nodiscard]] std::optional<std::int64_t> clock() const;
  /// How many events were done, with those of the sessions before that it was restored from.
  [[nodiscard]] std::uint64_t events() const;
  /// How many decisions were taken, likewise.
  [[nodiscard]] std::uint64_t decisions() const;

  /// Whether there is a record with an id; the id of one that was merged into another means that one.
  [[nodiscard]] bool has(RecordKind kind, const std::string& id) const;
  /// What a record scores in a model as of the clock; nothing where the model does not score it.
  [[nodiscard]] std::optional<Decimal> score(RecordKind kind, const std::string& id, std::string_view model) const;
  /// The stage in which a record stands; empty: none.
  [[nodiscard]] std::string stage(RecordKind kind, const std::string& id) const;
  /// A field of a record as JSON, as in Decision::Field; nothing where there is no such record or field.
  [[nodiscard]] std::optional<std::string> field(RecordKind kind, const std::string& id, std::string_view name) const;
  /// Scores of all records as of the clock, as RuleSet::score gives them; `reasons` as in ScoreSettings. Scores
  /// everything anew.
  [[nodiscard]] std::vector<ResultTable> results(unsigned reasons = 0) const;

  /// What changed since it was last asked for (for a new session: everything), each key once.
  std::vector<KeptRow> changes();
  /// Values that did not fit the rules it was restored with: `3 values of lead.budget`.
  [[nodiscard]] const std::vector<std::string>& lost_values() const;

 private:
  struct Parts;
  explicit Session(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline
