// SPDX-License-Identifier: Apache-2.0
// `leadline lsp`: see command_lsp.cpp.
#pragma once
#include "cli/exit_code.hpp"

namespace leadline::cli {

ExitCode run_lsp();

}  // namespace leadline::cli
