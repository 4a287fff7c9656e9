// SPDX-License-Identifier: Apache-2.0
// `leadline check` with data among its files.
#pragma once
#include <string>

#include "cli/commands.hpp"

namespace leadline::cli {

/// Data are looked at as of this time; empty: the present.
ExitCode run_check(const CheckOptions& options, const std::string& as_of);

}  // namespace leadline::cli
