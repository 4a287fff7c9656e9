// SPDX-License-Identifier: Apache-2.0
// Which form of the rules a form's name means. Entry point: find_form.
#pragma once
#include <cstdint>
#include <string_view>

#include "engine/program/program.hpp"

namespace leadline {

/// Index of the most specific form whose pattern fits a name: one without a wildcard before any other, then the longest
/// text before one; `form default` fits where nothing else does. -1: none fits.
[[nodiscard]] std::int32_t find_form(const Program& program, std::string_view name);

}  // namespace leadline
