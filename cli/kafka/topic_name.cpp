// SPDX-License-Identifier: Apache-2.0
// The names of topics.
#include <fmt/format.h>

#include "cli/kafka/topic.hpp"

namespace leadline::cli {

namespace {
constexpr std::string_view kScheme = "kafka://";
}

bool is_topic(std::string_view name) { return name.substr(0, kScheme.size()) == kScheme; }

Result<TopicName> read_topic_name(const std::string& name) {
  const std::size_t slash = name.find('/', kScheme.size());
  TopicName read;
  if (slash != std::string::npos) {
    read.brokers = name.substr(kScheme.size(), slash - kScheme.size());
    read.topic = name.substr(slash + 1);
  }
  if (read.brokers.empty() || read.topic.empty() || read.topic.find('/') != std::string::npos) {
    return Error{fmt::format("`{}` names no topic; write kafka://HOST:PORT/TOPIC", name)};
  }
  return read;
}

}  // namespace leadline::cli
