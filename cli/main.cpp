// SPDX-License-Identifier: Apache-2.0
// The `leadline` command.
#include <csignal>
#include <exception>
#include <string>

#include "cli/arguments.hpp"
#include "cli/console.hpp"

int main(int argc, char** argv) {
  // A pipe that nobody reads any more is noticed when writing to it, and ends the output without a word.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return static_cast<int>(leadline::cli::run_arguments(argc, argv));
  } catch (const std::exception& error) {
    leadline::cli::complain(std::string("stopped: ") + error.what());
    return static_cast<int>(leadline::cli::ExitCode::kFailed);
  }
}
