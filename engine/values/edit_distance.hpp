// SPDX-License-Identifier: Apache-2.0
// How far a slip is from a word. Entry point: edit_distance.
#pragma once
#include <cstddef>
#include <string_view>

namespace leadline {

/// Changes of one byte (insert, drop, replace, swap two neighbours) from one word to the other; `limit + 1` where it
/// takes more than `limit`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace leadline
