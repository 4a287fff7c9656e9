// SPDX-License-Identifier: Apache-2.0
// The explanation of one record as a JSON document with `format_version`.
#pragma once
#include <string>

#include "cli/explain_facts.hpp"

namespace leadline::cli {

[[nodiscard]] std::string explain_json(const Facts& facts);

}  // namespace leadline::cli
