// SPDX-License-Identifier: Apache-2.0
// Rows of words of which some stand there already.
#include "grammar/offers.hpp"

#include <algorithm>

#include "grammar/tokens.hpp"

namespace leadline::grammar {

std::string_view rest_of_words(const char* p, const char* end, std::string_view words) {
  while (!words.empty()) {
    if (p == end) return words;
    const std::size_t length = std::min(words.find(' '), words.size());
    const char* const behind = match_words(p, end, words.substr(0, length));
    if (behind == nullptr) return {};
    p = skip_blank(behind, end);
    words.remove_prefix(std::min(length + 1, words.size()));
  }
  return {};
}

}  // namespace leadline::grammar
