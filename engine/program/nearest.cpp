// SPDX-License-Identifier: Apache-2.0
// Edit distance with transpositions over folded names; names are short, so the plain table will do.
#include "engine/program/nearest.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/values/text.hpp"

namespace leadline::checking {

namespace {

std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

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
    const std::size_t gap = other.size() > wanted.size() ? other.size() - wanted.size() : wanted.size() - other.size();
    if (gap >= best_distance || other.size() > 200) continue;
    const std::size_t d = distance(wanted, other);
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
