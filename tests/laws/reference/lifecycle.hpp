// SPDX-License-Identifier: Apache-2.0
// One evaluation of a record: its process, thresholds and automatic transitions, step by step.
#pragma once
#include "laws/reference/view.hpp"

namespace leadline::reference {

/// The record in its last state.
[[nodiscard]] std::unique_ptr<View> evaluate_record(const Universe& universe, RecordKind kind, int row);
/// Whether the subject stands in the deadline's stage and has not met it in time.
[[nodiscard]] bool deadline_missed(const View& subject, std::uint32_t process, std::uint32_t deadline);

}  // namespace leadline::reference
