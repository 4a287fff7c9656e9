// SPDX-License-Identifier: Apache-2.0
// How the name of a column is read.
#pragma once
#include <string>
#include <string_view>

namespace leadline {

/// A column's or field's name: lower case, runs of other characters than a–z and 0–9 as one `_`, none at the ends.
/// `Job Title` is `job_title`.
[[nodiscard]] std::string normal_name(std::string_view name);

}  // namespace leadline
