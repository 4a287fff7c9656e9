// SPDX-License-Identifier: Apache-2.0
// Topics in a build without librdkafka.
#include <fmt/format.h>

#include "cli/event_input.hpp"
#include "cli/run_output.hpp"

namespace leadline::cli {

namespace {
Error missing(const std::string& name) {
  return Error{fmt::format(
      "`{}` is a Kafka topic, and this build of leadline has no Kafka (it was built without librdkafka)", name)};
}
}  // namespace

Result<std::unique_ptr<EventInput>> open_topic_input(
    const std::string& name, const std::function<state::InputPosition(const std::string& name)>&, const TopicOptions&) {
  return missing(name);
}

Result<std::unique_ptr<RunOutput>> open_topic_output(const std::string& name, const TopicOptions&) {
  return missing(name);
}

}  // namespace leadline::cli
