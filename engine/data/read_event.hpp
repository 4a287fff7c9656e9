// SPDX-License-Identifier: Apache-2.0
// One line of NDJSON to an event, its values typed and checked; or why it is none. What only the records themselves can
// tell (that a stage is there, that a record is) is left to the session. Entry point: EventReader::read. A reader
// belongs to one thread. docs/events/ describes every kind of line.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "engine/data/event.hpp"

namespace leadline {

/// Why a line is no event.
struct EventProblem {
  std::string key;    // where in the object; empty: the line as a whole
  std::string value;  // what stood there, cut to 200 bytes
  std::string reason;
};

class EventReader {
 public:
  /// The program must outlive the reader. `source` is where events come from that do not say it themselves (`via`).
  EventReader(const Program& program, std::string source);
  EventReader(const EventReader&) = delete;
  EventReader& operator=(const EventReader&) = delete;
  ~EventReader();

  /// True: `event` is filled, whatever it held before. False: `problem` says why.
  bool read(std::string_view line, Event& event, EventProblem& problem);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline
