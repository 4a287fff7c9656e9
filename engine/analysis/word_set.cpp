// SPDX-License-Identifier: Apache-2.0
// Sorted words.
#include "engine/analysis/word_set.hpp"

#include <algorithm>
#include <iterator>

namespace leadline::analysis {

WordSet WordSet::all() {
  WordSet set;
  set.inverted_ = true;
  return set;
}

WordSet WordSet::of(std::vector<std::string> words) {
  WordSet set;
  set.words_ = std::move(words);
  std::sort(set.words_.begin(), set.words_.end());
  set.words_.erase(std::unique(set.words_.begin(), set.words_.end()), set.words_.end());
  return set;
}

bool WordSet::contains(const std::string& word) const {
  return std::binary_search(words_.begin(), words_.end(), word) != inverted_;
}

WordSet WordSet::complement() const {
  WordSet set = *this;
  set.inverted_ = !inverted_;
  return set;
}

WordSet operator&(const WordSet& a, const WordSet& b) {
  WordSet set;
  const auto out = std::back_inserter(set.words_);
  if (a.inverted_ && b.inverted_) {
    std::set_union(a.words_.begin(), a.words_.end(), b.words_.begin(), b.words_.end(), out);
    set.inverted_ = true;
  } else if (a.inverted_) {
    std::set_difference(b.words_.begin(), b.words_.end(), a.words_.begin(), a.words_.end(), out);
  } else if (b.inverted_) {
    std::set_difference(a.words_.begin(), a.words_.end(), b.words_.begin(), b.words_.end(), out);
  } else {
    std::set_intersection(a.words_.begin(), a.words_.end(), b.words_.begin(), b.words_.end(), out);
  }
  return set;
}

}  // namespace leadline::analysis
