// SPDX-License-Identifier: Apache-2.0
// One run at a time works on a state: a lock on the file beside it, which the system takes back however the run ends.
// Entry point: RunLock::take.
#pragma once
#include <string>

#include "leadline/result.hpp"

namespace leadline::state {

class RunLock {
 public:
  /// Locks `STATE-lock`. An error says which process has it.
  static Result<RunLock> take(const std::string& state);
  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&& other) noexcept;
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;
  ~RunLock();

 private:
  explicit RunLock(int file) : file_(file) {}
  int file_;
};

}  // namespace leadline::state
