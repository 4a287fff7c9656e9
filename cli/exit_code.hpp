// SPDX-License-Identifier: Apache-2.0
// What the command's exit status says to scripts. The numbers are a promise: they never change their meaning.
#pragma once

namespace leadline::cli {

enum class ExitCode : int {
  kFine = 0,
  kFailed = 1,      // the tool could not do its job: no such file, a bad row with --bad-rows stop
  kUsage = 2,       // the command line was wrong
  kFindings = 3,    // findings at or above --fail-level; files that fmt --check would change
  kTestFailed = 4,  // a test failed
  kLimit = 5,       // a property, or a limit that `diff --fail-if` or `test --fail-under` sets, does not hold
  kUnknown = 6,     // what was asked could be neither shown nor ruled out
};

}  // namespace leadline::cli
