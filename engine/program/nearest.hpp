// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the nearest of the names that could have stood there, and what other products call our things.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace leadline::checking {

// The candidate with the fewest edits (case does not count), or empty if none is near enough to be a slip.
[[nodiscard]] std::string nearest(std::string_view name, const std::vector<std::string>& candidates);

// "did you mean `x`?", else the candidates themselves if they are few, else empty.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

// For a word that other products use (`person`, `deal`, `decay`, `MQL`) what Leadline has for it, else empty.
[[nodiscard]] std::string other_products_word(std::string_view name);

}  // namespace leadline::checking
