// SPDX-License-Identifier: Apache-2.0
// What one value can be: missing, and which numbers or which texts.
#pragma once
#include "engine/analysis/number_set.hpp"
#include "engine/analysis/word_set.hpp"

namespace leadline::analysis {

struct Domain {
  bool missing = false;
  bool textual = false;  // then `words` counts, else `numbers`
  NumberSet numbers;
  WordSet words;

  static Domain of_numbers(NumberSet numbers, bool missing) { return {missing, false, std::move(numbers), {}}; }
  static Domain of_words(WordSet words, bool missing) { return {missing, true, {}, std::move(words)}; }

  /// Whether it can be something else than missing.
  [[nodiscard]] bool can_be_present() const { return textual ? !words.empty() : !numbers.empty(); }
  [[nodiscard]] bool empty() const { return !missing && !can_be_present(); }

  /// The same without the missing value, or with nothing else.
  [[nodiscard]] Domain present() const { return {false, textual, numbers, words}; }
  [[nodiscard]] Domain absent() const { return {missing, textual, {}, {}}; }

  friend Domain operator&(const Domain& a, const Domain& b) {
    return {a.missing && b.missing, a.textual, a.textual ? NumberSet{} : a.numbers & b.numbers,
            a.textual ? a.words & b.words : WordSet{}};
  }
  friend Domain operator|(const Domain& a, const Domain& b) {
    return {a.missing || b.missing, a.textual, a.textual ? NumberSet{} : a.numbers | b.numbers,
            a.textual ? a.words | b.words : WordSet{}};
  }
  friend bool operator==(const Domain& a, const Domain& b) {
    return a.missing == b.missing && a.textual == b.textual &&
           (a.textual ? a.words == b.words : a.numbers == b.numbers);
  }
};

}  // namespace leadline::analysis
