// SPDX-License-Identifier: Apache-2.0
// Everything that a rule file knows about: kinds of record with their fields, kinds of interaction with their
// attributes.
#pragma once
#include <string>

#include "engine/program/program.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

/// As declarations, with the file that each comes from.
[[nodiscard]] std::string show_records(const Sources& sources, const Program& program);

}  // namespace leadline::cli
