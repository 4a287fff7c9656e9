// SPDX-License-Identifier: Apache-2.0
// Sets of texts: these words, or all texts but these. The words are folded, as comparing ignores case.
#pragma once
#include <string>
#include <vector>

namespace leadline::analysis {

class WordSet {
 public:
  WordSet() = default;  // empty
  static WordSet all();
  /// Exactly these.
  static WordSet of(std::vector<std::string> words);

  [[nodiscard]] bool empty() const { return !inverted_ && words_.empty(); }
  [[nodiscard]] bool full() const { return inverted_ && words_.empty(); }
  /// Whether the words are those that it holds, not those that it lacks.
  [[nodiscard]] bool finite() const { return !inverted_; }
  [[nodiscard]] bool contains(const std::string& word) const;
  /// Ascending; those that it holds if finite, else those that it lacks.
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

  [[nodiscard]] WordSet complement() const;
  friend WordSet operator&(const WordSet& a, const WordSet& b);
  friend WordSet operator|(const WordSet& a, const WordSet& b) {
    return (a.complement() & b.complement()).complement();
  }
  friend bool operator==(const WordSet& a, const WordSet& b) {
    return a.inverted_ == b.inverted_ && a.words_ == b.words_;
  }

 private:
  bool inverted_ = false;
  std::vector<std::string> words_;
};

}  // namespace leadline::analysis
