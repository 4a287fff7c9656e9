// SPDX-License-Identifier: Apache-2.0
// Names by the changes that they take, without case.
#include "cli/nearest.hpp"

#include <algorithm>
#include <utility>

#include "engine/values/edit_distance.hpp"

namespace leadline::cli {

namespace {

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const auto most = static_cast<std::size_t>(std::max(0, limit));
  return static_cast<int>(leadline::edit_distance(lowered(a), lowered(b), most));
}

std::vector<std::string> nearest_names(std::string_view word, const std::vector<std::string_view>& names,
                                       std::size_t count) {
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  const std::string wanted = lowered(word);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const std::string_view name : names) {
    const std::size_t distance = leadline::edit_distance(wanted, lowered(name), limit);
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
