// SPDX-License-Identifier: Apache-2.0
// Where the lines of a run go, so that what is there and what the state says never part: what can be cut back is
// written before the state commits, all else behind it. Entry point: RunOutput::open.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/kafka/topic.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

class RunOutput {
 public:
  /// What stands in a file already: replaced where there is no state; else it must be what the state has committed.
  struct Known {
    bool has_state = false;
    std::optional<std::uint64_t> committed;  // nothing: the state has never written it
  };

  /// `name`: a file, `-`, or `kafka://HOST:PORT/TOPIC`.
  static Result<std::unique_ptr<RunOutput>> open(const std::string& name, const Known& known,
                                                 const TopicOptions& topics);
  RunOutput() = default;
  RunOutput(const RunOutput&) = delete;
  RunOutput& operator=(const RunOutput&) = delete;
  virtual ~RunOutput() = default;

  /// Whether it can be cut back: then it is written before the commit, else behind it.
  [[nodiscard]] virtual bool can_be_cut() const { return false; }
  [[nodiscard]] virtual bool empty() const { return false; }
  /// As the state remembers it: its name, and its length.
  [[nodiscard]] virtual const std::string& name() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes() const { return 0; }
  /// Of lines that were committed and may have been written, those that have to be written. `last`: the number of the
  /// last decision of the state, in the last of these lines.
  virtual Result<std::string> unsaid(std::string lines, std::uint64_t last) {
    static_cast<void>(last);
    return lines;
  }

  /// Writes lines to the end, all of them; `to_disk`: returns when they last. Once the reader of a pipe is gone,
  /// nothing is written and `closed` says so.
  virtual Result<bool> write(std::string_view text, bool to_disk) = 0;
  [[nodiscard]] virtual bool closed() const { return false; }
};

}  // namespace leadline::cli
