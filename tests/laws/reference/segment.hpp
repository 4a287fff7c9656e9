// SPDX-License-Identifier: Apache-2.0
// Who is in a segment.
#pragma once
#include "laws/reference/view.hpp"

namespace leadline::reference {

[[nodiscard]] bool in_segment(const View& contact, std::uint32_t segment);

}  // namespace leadline::reference
