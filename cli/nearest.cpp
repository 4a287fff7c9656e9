// SPDX-License-Identifier: Apache-2.0
// Restricted Damerau-Levenshtein distance, cut off at a limit.
#include "cli/nearest.hpp"

#include <algorithm>
#include <cstdlib>

namespace leadline::cli {

namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const int rows = static_cast<int>(a.size());
  const int columns = static_cast<int>(b.size());
  if (std::abs(rows - columns) > limit) return limit + 1;
  std::vector<int> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (int j = 0; j <= columns; ++j) last[static_cast<std::size_t>(j)] = j;
  for (int i = 1; i <= rows; ++i) {
    now[0] = i;
    int least = i;
    for (int j = 1; j <= columns; ++j) {
      const auto at = static_cast<std::size_t>(j);
      const char x = lowered(a[static_cast<std::size_t>(i) - 1]);
      const char y = lowered(b[at - 1]);
      now[at] = std::min({last[at] + 1, now[at - 1] + 1, last[at - 1] + (x == y ? 0 : 1)});
      if (i > 1 && j > 1 && x == lowered(b[at - 2]) && lowered(a[static_cast<std::size_t>(i) - 2]) == y) {
        now[at] = std::min(now[at], before[at - 2] + 1);
      }
      least = std::min(least, now[at]);
    }
    if (least > limit) return limit + 1;
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

std::vector<std::string> nearest_names(std::string_view word, const std::vector<std::string_view>& names,
                                       std::size_t count) {
  const int limit = std::max(1, static_cast<int>(word.size()) / 3);
  std::vector<std::pair<int, std::string_view>> near;
  for (const std::string_view name : names) {
    const int distance = edit_distance(word, name, limit);
    if (distance <= limit) near.emplace_back(distance, name);
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  if (near.size() > count) near.resize(count);
  std::vector<std::string> result;
  result.reserve(near.size());
  for (const auto& [distance, name] : near) result.emplace_back(name);
  return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& names) {
  const std::vector<std::string> near = nearest_names(word, names, 1);
  return near.empty() ? std::string() : "; did you mean `" + near.front() + "`?";
}

}  // namespace leadline::cli
