// SPDX-License-Identifier: Apache-2.0
// Fractions instead of floating point; the texts are short, so plain tables will do.
#include "engine/values/similarity.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <string>
#include <vector>

namespace leadline {
namespace {

// Code points; a byte that is no UTF-8 is one of its own, unlike any letter.
void decode(std::string_view text, std::vector<std::int32_t>& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, text.size(), c);
    out.push_back(c >= 0 ? c : -1 - static_cast<unsigned char>(text[start]));
  }
}

bool of_word(UChar32 c) { return c >= 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0; }

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    UChar32 c = 0;
    U8_NEXT(text.data(), at, text.size(), c);
    if (of_word(c)) continue;
    if (start > begin) words.push_back(text.substr(begin, start - begin));
    begin = at;
  }
  if (text.size() > begin) words.push_back(text.substr(begin));
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

constexpr Likeness kEqual{1, 1};
constexpr Likeness kNothing{0, 1};

}  // namespace

Likeness jaro_winkler(std::string_view text_a, std::string_view text_b) {
  if (text_a == text_b) return kEqual;
  thread_local std::vector<std::int32_t> a, b;
  thread_local std::vector<char> taken_a, taken_b;
  decode(text_a, a);
  decode(text_b, b);
  if (a.empty() || b.empty()) return kNothing;
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t reach = longer < 4 ? 0 : longer / 2 - 1;
  taken_a.assign(a.size(), 0);
  taken_b.assign(b.size(), 0);
  std::int64_t matches = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0;
    const std::size_t to = std::min(b.size(), i + reach + 1);
    for (std::size_t j = from; j < to; ++j) {
      if (taken_b[j] != 0 || a[i] != b[j]) continue;
      taken_a[i] = taken_b[j] = 1;
      ++matches;
      break;
    }
  }
  if (matches == 0) return kNothing;
  std::int64_t out_of_place = 0;
  std::size_t j = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (taken_a[i] == 0) continue;
    while (taken_b[j] == 0) ++j;
    if (a[i] != b[j]) ++out_of_place;
    ++j;
  }
  const std::int64_t transposed = out_of_place / 2;
  // (m/a + m/b + (m - t)/m) / 3, over 3abm.
  const auto length_a = static_cast<std::int64_t>(a.size());
  const auto length_b = static_cast<std::int64_t>(b.size());
  const Int128 whole = Int128{3} * length_a * length_b * matches;
  const Int128 part =
      Int128{matches} * matches * (length_a + length_b) + Int128{length_a} * length_b * (matches - transposed);
  std::int64_t prefix = 0;
  while (prefix < 4 && prefix < std::min(length_a, length_b) &&
         a[static_cast<std::size_t>(prefix)] == b[static_cast<std::size_t>(prefix)]) {
    ++prefix;
  }
  return {10 * part + prefix * (whole - part), 10 * whole};
}

Likeness levenshtein(std::string_view text_a, std::string_view text_b) {
  if (text_a == text_b) return kEqual;
  thread_local std::vector<std::int32_t> a, b, row;
  decode(text_a, a);
  decode(text_b, b);
  if (a.size() < b.size()) a.swap(b);
  row.resize(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<std::int32_t>(j);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::int32_t corner = row[0];
    row[0] = static_cast<std::int32_t>(i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::int32_t changed = corner + (a[i] == b[j] ? 0 : 1);
      corner = row[j + 1];
      row[j + 1] = std::min({changed, corner + 1, row[j] + 1});
    }
  }
  const auto whole = static_cast<std::int64_t>(a.size());
  return {whole - row[b.size()], whole};
}

Likeness words_in_common(std::string_view a, std::string_view b) {
  const std::vector<std::string_view> first = words_of(a);
  const std::vector<std::string_view> second = words_of(b);
  if (first.empty() && second.empty()) return a == b ? kEqual : kNothing;
  std::vector<std::string_view> both;
  std::set_intersection(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(both));
  return {static_cast<std::int64_t>(2 * both.size()), static_cast<std::int64_t>(first.size() + second.size())};
}

}  // namespace leadline
