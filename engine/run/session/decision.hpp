// SPDX-License-Identifier: Apache-2.0
// What a run decides: scores and grades that changed, thresholds reached, moves, tasks, matches, rejections. One flat
// struct for all kinds; write_decision.hpp gives each kind its own JSON.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline {

struct Decision {
  enum class Kind : std::uint8_t {
    kScore,      // name: model; number, before: millionths or kMissing64
    kGrade,      // name: model; from, to: words, empty for none
    kThreshold,  // name: full name; yes: reached, no: reached no longer
    kSegment,    // name; yes: entered, no: left
    kMove,  // name: process; from, to: stages (from is empty at the first placing); by: who or which transition; place:
            // file:line
    kDeadline,    // name: missed
    kTask,        // text; to: queue
    kNotice,      // text; to: whom
    kSend,        // name; fields
    kAssignment,  // from, to: owners
    kCreated,     // a record that a form or an action created; fields
    kUpdated,     // fields that a submission or an action changed; a missing value: emptied
    kMatched,     // name: strategy; number: line of it from 1, before: how many were found, both plain counts; text:
                  // evidence
    kMerged,      // from: the id that ended
    kRejected,    // the event was not done; text: why. `record`, `id` where it is about one
    kBroken,      // name: label of an `always` that does not hold
    kLoop,        // text: what was held back, to end the evaluation
  };

  Kind kind{};
  std::int64_t at = 0;         // the clock
  std::uint64_t sequence = 0;  // of the event, from 1; ticks share that of the event behind them
  std::string event;           // its id, if it had one
  bool about_record = true;
  RecordKind record{};
  std::string id;  // the record's

  std::string name, from, to, by, place, text;
  bool yes = true;
  std::int64_t number = kMissing64;
  std::int64_t before = kMissing64;
  std::vector<std::pair<std::string, Value>> fields;
};

}  // namespace leadline
