// SPDX-License-Identifier: Apache-2.0
// Which kind of output a name means.
#include "cli/run_output.hpp"

#include "cli/growing_output.hpp"

namespace leadline::cli {

Result<std::unique_ptr<RunOutput>> RunOutput::open(const std::string& name, const Known& known,
                                                   const TopicOptions& topics) {
  return is_topic(name) ? open_topic_output(name, topics) : GrowingOutput::open(name, known);
}

}  // namespace leadline::cli
