// SPDX-License-Identifier: Apache-2.0
// Kafka topics as inputs and outputs of a run, named `kafka://HOST:PORT[,HOST:PORT]/TOPIC`. A build without librdkafka
// says so where one is opened. Entry points: open_topic_input, open_topic_output.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leadline/result.hpp"

namespace leadline::state {
struct InputPosition;
}

namespace leadline::cli {

class EventInput;
class RunOutput;

struct TopicOptions {
  std::vector<std::pair<std::string, std::string>> properties;  // of librdkafka
  bool stop_at_end = false;                                     // an input ends where it ends when it is opened
  /// Who writes: a name that no other state has. An output with one tells each decision once. Empty: there is no state.
  std::string writer;
};

struct TopicName {
  std::string brokers;
  std::string topic;
};

[[nodiscard]] bool is_topic(std::string_view name);
Result<TopicName> read_topic_name(const std::string& name);

Result<std::unique_ptr<EventInput>> open_topic_input(
    const std::string& name, const std::function<state::InputPosition(const std::string& name)>& position_of,
    const TopicOptions& options);
Result<std::unique_ptr<RunOutput>> open_topic_output(const std::string& name, const TopicOptions& options);

}  // namespace leadline::cli
