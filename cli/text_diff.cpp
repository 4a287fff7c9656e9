// SPDX-License-Identifier: Apache-2.0
// The longest common subsequence of lines by the plain table, between the first and the last line that differ. A piece
// too large for the table is shown as replaced as a whole.
#include "cli/text_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace leadline::cli {

namespace {

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

struct Edit {
  char mark = ' ';  // ' ', '-', '+'
  std::string_view line;
};

std::vector<Edit> edits_between(const Lines& a, const Lines& b) {
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  const std::size_t n = a.size() - head - tail;
  const std::size_t m = b.size() - head - tail;
  std::vector<Edit> edits;
  for (std::size_t i = 0; i < head; ++i) edits.push_back({' ', a[i]});
  std::size_t i = 0;
  std::size_t j = 0;
  if (n * m <= 4'000'000) {
    // common[i][j]: how much the rests behind i and j have in common.
    std::vector<std::vector<std::uint32_t>> common(n + 1, std::vector<std::uint32_t>(m + 1, 0));
    for (std::size_t x = n; x-- > 0;) {
      for (std::size_t y = m; y-- > 0;) {
        common[x][y] =
            a[head + x] == b[head + y] ? common[x + 1][y + 1] + 1 : std::max(common[x + 1][y], common[x][y + 1]);
      }
    }
    while (i < n && j < m) {
      if (a[head + i] == b[head + j]) {
        edits.push_back({' ', a[head + i]});
        ++i;
        ++j;
      } else if (common[i + 1][j] >= common[i][j + 1]) {
        edits.push_back({'-', a[head + i++]});
      } else {
        edits.push_back({'+', b[head + j++]});
      }
    }
  }
  while (i < n) edits.push_back({'-', a[head + i++]});
  while (j < m) edits.push_back({'+', b[head + j++]});
  for (std::size_t k = 0; k < tail; ++k) edits.push_back({' ', a[a.size() - tail + k]});
  return edits;
}

}  // namespace

std::string unified_diff(const std::string& name, std::string_view before, std::string_view after) {
  if (before == after) return "";
  static constexpr std::size_t kAround = 3;
  const std::vector<Edit> edits = edits_between(lines_of(before), lines_of(after));
  std::string out = fmt::format("--- {}\n+++ {}\n", name, name);
  std::size_t old_line = 1;
  std::size_t new_line = 1;
  std::size_t at = 0;
  while (at < edits.size()) {
    std::size_t change = at;
    while (change < edits.size() && edits[change].mark == ' ') ++change;
    if (change == edits.size()) break;
    const std::size_t begin = change - at > kAround ? change - kAround : at;
    old_line += begin - at;
    new_line += begin - at;
    // The hunk goes on while the next change is near.
    std::size_t end = change;
    std::size_t quiet = 0;
    for (std::size_t k = change; k < edits.size() && quiet <= 2 * kAround; ++k) {
      quiet = edits[k].mark == ' ' ? quiet + 1 : 0;
      if (quiet == 0) end = k + 1;
    }
    end = std::min(edits.size(), end + kAround);
    std::string body;
    std::size_t removed = 0;
    std::size_t added = 0;
    for (std::size_t k = begin; k < end; ++k) {
      body += edits[k].mark;
      body += edits[k].line;
      if (edits[k].line.back() != '\n') body += "\n\\ No newline at end of file\n";
      removed += edits[k].mark != '+' ? 1 : 0;
      added += edits[k].mark != '-' ? 1 : 0;
    }
    out += fmt::format("@@ -{},{} +{},{} @@\n{}", old_line, removed, new_line, added, body);
    old_line += removed;
    new_line += added;
    at = end;
  }
  return out;
}

}  // namespace leadline::cli
