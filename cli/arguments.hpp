// SPDX-License-Identifier: Apache-2.0
// The command line: which subcommand with which options. Entry point: run_arguments, which also runs it.
#pragma once
#include "cli/exit_code.hpp"

namespace leadline::cli {

ExitCode run_arguments(int argc, const char* const* argv);

}  // namespace leadline::cli
