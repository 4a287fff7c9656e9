// SPDX-License-Identifier: Apache-2.0
// The laws of a run, each a function of a program, loaded data and a log of events that says what is wrong, or nothing.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "laws/reference/evaluate.hpp"

namespace leadline::laws {

/// What happens: data that are loaded at a time, then events, a line of NDJSON each. Lines that are none are passed
/// over.
struct Story {
  reference::ReferenceData loaded;
  std::int64_t at = 0;
  std::vector<std::string> log;
  /// The same records under other rules, with which a run may go on; null: there are none.
  std::shared_ptr<const Program> other;
};

struct RunningLaw {
  const char* name;
  std::string (*fault)(const Program& program, const Story& story);
};

/// Scoring a snapshot gives the session's points after any event, and its grades, thresholds and stages after a tick.
[[nodiscard]] std::string law_of_snapshots(const Program& program, const Story& story);
/// A tick at the moment of a tick decides nothing.
[[nodiscard]] std::string law_of_second_tick(const Program& program, const Story& story);
/// Looking only at what can have changed decides what looking at every record at every tick does.
[[nodiscard]] std::string law_of_the_queue(const Program& program, const Story& story);
/// Stopping after any event, and taking up with what was told to be kept, decides the same.
[[nodiscard]] std::string law_of_resuming(const Program& program, const Story& story);
/// Stopping after any event, and taking up with the rows that a caller of the library keeps, decides the same.
[[nodiscard]] std::string law_of_kept_rows(const Program& program, const Story& story);
/// Going on under other rules in the middle of the log: the laws of snapshots and of the queue hold at once and after
/// every later event, and what is new is taken without a decision.
[[nodiscard]] std::string law_of_new_rules(const Program& program, const Story& story);
/// The same run twice decides the same, in the same order.
[[nodiscard]] std::string law_of_order_of_decisions(const Program& program, const Story& story);
/// Where the rules let a log be cut, sessions that do a part each decide what one does with all of it.
[[nodiscard]] std::string law_of_parts(const Program& program, const Story& story);
/// How many parts a log has; 0: it cannot be cut.
[[nodiscard]] std::size_t parts_of(const Program& program, const Story& story);

[[nodiscard]] const std::vector<RunningLaw>& running_laws();

/// All decisions of a run, as they are written, a line each.
[[nodiscard]] std::vector<std::string> decisions_of(const Program& program, const Story& story);

}  // namespace leadline::laws
