// SPDX-License-Identifier: Apache-2.0
// Cutting a closed log of events into parts, each for a Session of its own, so that they decide what one session does
// with all of it. Events that share a name, over any number of steps, belong to one part; any union of parts is one
// too.
//
//     leadline::LogTies ties(*compiled.rules);
//     for (const auto& one : ties.obstacles()) …          // the rules look at the log as a whole: it cannot be cut
//     const leadline::LogLine line = ties.look(text);     // what a line is; events are numbered from 1 in their order
//     ties.names(text, number, there_are_submissions)     // what it hangs together by
//
// A part's session does its own events in their order, each after Session::pass(number - 1, clock), where the clock is
// the latest time of the events before it; and before that, for every event of another part behind whose clock a tick
// lies that the events before it had not come to (next_tick), Session::pass(its number, its clock). Ticks are events
// of every part. What a session decides about a record has the same number, time and words then; only decisions of one
// tick about records of different parts have no order among them. If Session::crowded says yes, the parts are in doubt.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "leadline/session.hpp"

namespace leadline {

/// What looks at all of a log, so that it cannot be cut.
struct LogObstacle {
  std::string place;  // file:line
  std::string why;
  bool of_submissions = false;  // only in logs that have some
};

struct LogLine {
  enum class Kind : std::uint8_t { kBlank, kBad, kEvent, kSubmission, kTick } kind = Kind::kBlank;
  std::int64_t at = 0;    // the event's time
  std::string hindrance;  // why a log with this event cannot be cut; empty: it can
  BadLine bad;            // kBad; `line` is 1
};

/// Belongs to one thread at a time.
class LogTies {
 public:
  /// `source` as SessionSettings::source. The rules may go; what is needed of them is kept.
  explicit LogTies(const RuleSet& rules, std::string source = {});
  ~LogTies();
  LogTies(LogTies&&) noexcept;
  LogTies& operator=(LogTies&&) noexcept;

  [[nodiscard]] const std::vector<LogObstacle>& obstacles() const;
  /// One line of NDJSON, without its line feed.
  [[nodiscard]] LogLine look(std::string_view line);
  /// The names of an event by which it hangs together with others; bytes, not for people. None for a line that is no
  /// event, for a tick, and for an event that stands alone. `submissions`: the log has some.
  [[nodiscard]] std::vector<std::string> names(std::string_view line, std::uint64_t number, bool submissions);
  /// The same of each row of a table of records as they stood before the log, which the parts' sessions load (all as of
  /// one time); a record's own name comes first. None for a row that loading sets aside.
  [[nodiscard]] Result<std::vector<std::vector<std::string>>> names_of_rows(const InputTables& table, std::size_t rows,
                                                                            bool submissions);
  /// When the first tick after a time is, in milliseconds since 1970 in UTC.
  [[nodiscard]] std::int64_t next_tick(std::int64_t after) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline
