// SPDX-License-Identifier: Apache-2.0
// What a run decides: scores and grades that changed, thresholds reached, moves, tasks, matches, rejections. One flat
// struct for all kinds; `to_json` gives each kind its own keys, as `leadline run` writes them (docs/events/decisions).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "leadline/decimal.hpp"
#include "leadline/record_kind.hpp"

namespace leadline {

struct Decision {
  enum class Kind : std::uint8_t {
    kScore,       // name: model; score, before: nothing where it is not scored
    kGrade,       // name: model; from, to: words, empty for none
    kThreshold,   // name: full name; yes: reached, no: reached no longer
    kSegment,     // name; yes: entered, no: left
    kMove,        // name: process; from, to: stages (from is empty at the first placing); by: who or which transition;
                  // place: file:line
    kDeadline,    // name: missed
    kTask,        // text; to: queue
    kNotice,      // text; to: whom
    kSend,        // name; fields
    kAssignment,  // from, to: owners
    kCreated,     // a record that a form or an action created; fields
    kUpdated,     // fields that a submission or an action changed; `null`: emptied
    kMatched,     // name: strategy; line of it from 1; how many were found; text: evidence
    kMerged,      // from: the id that ended
    kRejected,    // the event was not done; text: why. `record`, `id` where it is about one
    kBroken,      // name: label of an `always` that does not hold
    kLoop,        // text: what was held back, to end the evaluation
  };

  /// A field with its value as JSON: `"demo"`, `12.5`, `true`, `["a"]`, times and durations as texts; `null` if
  /// missing.
  struct Field {
    std::string name;
    std::string json;
  };

  Kind kind{};
  std::uint64_t number = 0;    // counts the decisions of a run from 1
  std::uint64_t sequence = 0;  // of the event, from 1; ticks share that of the event behind them
  std::int64_t at = 0;         // the clock: milliseconds since 1970 in UTC
  std::string event;           // the event's id, if it had one
  bool about_record = true;    // no: `record` and `id` say nothing
  RecordKind record{};
  std::string id;  // the record's

  std::string name, from, to, by, place, text;
  bool yes = true;
  std::optional<Decimal> score, before;
  std::optional<std::uint32_t> line, found;
  std::vector<Field> fields;

  /// The line that `leadline run` writes, without its line feed.
  [[nodiscard]] std::string to_json() const;
};

/// `score`, `move`, `task`, …: what the key `decision` says.
[[nodiscard]] std::string_view name_of(Decision::Kind kind);
inline constexpr int kDecisionKinds = 17;

}  // namespace leadline
