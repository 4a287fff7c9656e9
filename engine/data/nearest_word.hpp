// SPDX-License-Identifier: Apache-2.0
// "Did you mean" for words in data.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace leadline {

/// The word that takes the fewest changes of a letter, case aside; empty if none is near enough to be a slip.
[[nodiscard]] std::string nearest_word(std::string_view word, const std::vector<std::string>& words);

}  // namespace leadline
