// SPDX-License-Identifier: Apache-2.0
// Where the events of a run come from: a file or standard input, an event a line, or a Kafka topic, an event a message;
// with the place at which the next one begins, which the state keeps. Entry point: EventInput::open.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/kafka/topic.hpp"
#include "engine/state/state.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

class EventInput {
 public:
  /// Where the state says that an input stands, by the name that the input has in a state.
  using PositionOf = std::function<state::InputPosition(const std::string& name)>;

  /// `name`: a file, `-`, or `kafka://HOST:PORT/TOPIC`. An error also where it is not what the state has read.
  static Result<std::unique_ptr<EventInput>> open(const std::string& name, const PositionOf& position_of,
                                                  const TopicOptions& topics);
  EventInput() = default;
  EventInput(const EventInput&) = delete;
  EventInput& operator=(const EventInput&) = delete;
  virtual ~EventInput() = default;

  enum class Next : std::uint8_t { kLine, kWait, kEnd, kFailed };
  /// The text of the next event; it lives until the next call. kWait: nothing came for `wait_ms` (-1: as long as the
  /// input sees fit). kEnd also where the call was interrupted by a signal.
  virtual Next next(std::string_view& line, int wait_ms) = 0;
  [[nodiscard]] const std::string& error() const { return error_; }

  /// Where the event stood that `next` gave last: a line of a file, an offset of a topic's partition.
  struct Place {
    std::string file;
    std::uint64_t line = 0;
  };
  [[nodiscard]] virtual Place place() const = 0;
  /// Where what comes behind it begins.
  [[nodiscard]] virtual std::vector<state::InputPosition> positions() const = 0;
  /// What was left for the next run, in words; empty: nothing.
  [[nodiscard]] virtual std::string left_over() const { return {}; }

  /// Whether `size` and `taken` say how far it is.
  [[nodiscard]] virtual bool is_file() const { return false; }
  [[nodiscard]] virtual std::uint64_t size() const { return 0; }
  [[nodiscard]] virtual std::uint64_t taken() const { return 0; }

 protected:
  std::string error_;
};

}  // namespace leadline::cli
