// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the names that a mistyped word is closest to.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace leadline::cli {

/// Changes of one letter (insert, drop, replace, swap two neighbours) from one word to the other, bytes compared
/// without case; `limit + 1` where it takes more than `limit`.
[[nodiscard]] int edit_distance(std::string_view a, std::string_view b, int limit);

/// At most `count` of the names that are near to `word` (a third of its letters may differ), nearest first.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view word, const std::vector<std::string_view>& names,
                                                     std::size_t count);

/// ``; did you mean `score`?``; empty where no name is near.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& names);

}  // namespace leadline::cli
