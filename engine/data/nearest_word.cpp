// SPDX-License-Identifier: Apache-2.0
// Edit distance over folded bytes; words are short, so one row of the table will do.
#include "engine/data/nearest_word.hpp"

#include <algorithm>

#include "engine/values/text.hpp"

namespace leadline {

std::string nearest_word(std::string_view word, const std::vector<std::string>& words) {
  const std::string wanted = fold(word);
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  std::string best;
  for (const std::string& candidate : words) {
    const std::string other = fold(candidate);
    if (other.size() + best_distance <= wanted.size() || wanted.size() + best_distance <= other.size()) continue;
    std::vector<std::size_t> row(other.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= wanted.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j < row.size(); ++j) {
        const std::size_t change = diagonal + (wanted[i - 1] == other[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
      }
    }
    if (row.back() >= best_distance) continue;
    best_distance = row.back();
    best = candidate;
  }
  return best;
}

}  // namespace leadline
