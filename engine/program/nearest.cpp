// SPDX-License-Identifier: Apache-2.0
// The nearest name, and the words of other products.
#include "engine/program/nearest.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/values/edit_distance.hpp"
#include "engine/values/text.hpp"

namespace leadline::checking {

namespace {

// `JobTitle`, `job title` and `job_title` are one name to a reader.
std::string plain(std::string_view name) {
  std::string folded = fold(name);
  folded.erase(std::remove_if(folded.begin(), folded.end(), [](char c) { return c == '_' || c == ' ' || c == '-'; }),
               folded.end());
  return folded;
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string wanted = plain(name);
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::string other = plain(candidate);
    if (other.size() > 200) continue;
    const std::size_t d = edit_distance(wanted, other, best_distance - 1);
    if (d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view name, const std::vector<std::string>& candidates) {
  if (const std::string near = nearest(name, candidates); !near.empty()) return "did you mean `" + near + "`?";
  if (candidates.empty() || candidates.size() > 8) return "";
  std::string all = "there is ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i != 0) all += i + 1 == candidates.size() ? " and " : ", ";
    all += "`" + candidates[i] + "`";
  }
  return all;
}

std::string other_products_word(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kWords{{
      {"person", "a person is a `contact` here"},
      {"people", "a person is a `contact` here"},
      {"persons", "a person is a `contact` here"},
      {"prospect", "a prospect is a `contact`, or the `lead` that links to it"},
      {"company", "a company is an `account` here"},
      {"companies", "a company is an `account` here"},
      {"organization", "a company is an `account` here"},
      {"organisation", "a company is an `account` here"},
      {"customer", "a customer is an `account` or a `contact` here"},
      {"deal", "a deal is an `opportunity` here"},
      {"deals", "a deal is an `opportunity` here"},
      {"activity", "what somebody does is an `interaction` here"},
      {"activities", "what somebody does is an `interaction` here"},
      {"event", "what somebody does is an `interaction` here"},
      {"round_robin", "write `assign in turn to …`"},
      {"decay", "write `halving every 30 days` or `losing 50% every 30 days` behind the rule"},
      {"mql", "declare a `threshold` and name it as you like"},
      {"sql", "declare a `threshold` and name it as you like"},
      {"today", "write `now`"},
      {"null", "write `is missing`"},
      {"empty", "write `is missing`"},
      {"blank", "write `is missing`"},
      {"true", "write `yes`"},
      {"false", "write `no`"},
      {"points", "inside a model the points so far are `score`"},
      {"pipeline", "a pipeline is a `process` here"},
  }};
  const std::string wanted = fold(name);
  for (const auto& [word, ours] : kWords) {
    if (word == wanted) return std::string{ours};
  }
  return "";
}

}  // namespace leadline::checking
