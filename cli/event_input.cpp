// SPDX-License-Identifier: Apache-2.0
// Which kind of input a name means.
#include "cli/event_input.hpp"

#include "cli/line_input.hpp"

namespace leadline::cli {

Result<std::unique_ptr<EventInput>> EventInput::open(const std::string& name, const PositionOf& position_of,
                                                     const TopicOptions& topics) {
  return is_topic(name) ? open_topic_input(name, position_of, topics) : LineInput::open(name, position_of);
}

}  // namespace leadline::cli
