// SPDX-License-Identifier: Apache-2.0
// The few events that were read and are done next: a session is told of each when it comes, so that memory has brought
// what the event looks at when its turn is there. Entry point: EventsAhead.
#pragma once
#include <array>
#include <cstddef>
#include <utility>

#include "engine/data/event.hpp"
#include "engine/run/session/session.hpp"

namespace leadline::running {

/// `Note`: what goes along with an event.
template <class Note>
class EventsAhead {
 public:
  struct One {
    Event event;
    Note note;
  };

  /// The session must outlive it.
  explicit EventsAhead(Session& session) : session_(session) {}

  /// Where the next event is read into; `add`, where that went well. Not while it is full.
  [[nodiscard]] One& next() { return ring_[(first_ + count_) % ring_.size()]; }
  void add() {
    session_.announce(next().event);
    ++count_;
  }
  [[nodiscard]] std::size_t size() const { return count_; }
  /// The oldest should be done before another is read.
  [[nodiscard]] bool full() const { return count_ == ring_.size(); }
  /// The oldest, which is in it no more; it lives until `next`.
  [[nodiscard]] const One& take() {
    const One& one = ring_[first_];
    first_ = (first_ + 1) % ring_.size();
    --count_;
    return one;
  }

 private:
  Session& session_;
  std::array<One, Session::kEventsAhead + 1> ring_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

}  // namespace leadline::running
