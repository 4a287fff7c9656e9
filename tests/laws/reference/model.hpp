// SPDX-License-Identifier: Apache-2.0
// Groups, scores, grades and thresholds of a record in a state.
#pragma once
#include "laws/reference/view.hpp"

namespace leadline::reference {

/// Missing throughout where the model does not score the record.
[[nodiscard]] const View::Scores& scores_of(const View& view, std::uint32_t model);
/// As the model itself reads them, before it is known whether it scores the record.
[[nodiscard]] Maybe64 raw_score(const View& view, std::uint32_t model);
[[nodiscard]] Maybe64 raw_group(const View& view, std::uint32_t model, std::uint32_t group);
/// Index of the grade, or -1.
[[nodiscard]] int grade_of(const View& view, std::uint32_t model);
[[nodiscard]] bool threshold_holds(const View& view, std::uint32_t threshold);
[[nodiscard]] bool scored_by_any(const View& view);

}  // namespace leadline::reference
