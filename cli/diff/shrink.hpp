// SPDX-License-Identifier: Apache-2.0
// Leaves out of something made of fields and interactions (a Sketch, an Alteration) whatever is not needed. Entry
// point: shrunk.
#pragma once
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace leadline::cli {

/// Every one that has one thing less: an interaction (the last first), a field, an attribute.
template <class Made>
std::vector<Made> with_one_less(const Made& made) {
  std::vector<Made> all;
  for (std::size_t i = made.interactions.size(); i-- > 0;) {
    Made less = made;
    less.interactions.erase(less.interactions.begin() + static_cast<std::ptrdiff_t>(i));
    all.push_back(std::move(less));
  }
  for (const auto& [key, value] : made.fields) {
    Made less = made;
    less.fields.erase(key);
    all.push_back(std::move(less));
  }
  for (std::size_t i = 0; i < made.interactions.size(); ++i) {
    for (const auto& [name, value] : made.interactions[i].attributes) {
      Made less = made;
      less.interactions[i].attributes.erase(name);
      all.push_back(std::move(less));
    }
  }
  return all;
}

/// One thing less, as long as `first_enough` (candidates → the index of the first that still is what is wanted) finds
/// one.
template <class Made, class FirstEnough>
Made shrunk(Made made, const FirstEnough& first_enough) {
  while (true) {
    std::vector<Made> smaller = with_one_less(made);
    if (smaller.empty()) return made;
    const std::optional<std::size_t> found = first_enough(smaller);
    if (!found) return made;
    made = std::move(smaller[*found]);
  }
}

}  // namespace leadline::cli
