// SPDX-License-Identifier: Apache-2.0
// The rules of a counting, laid out for walking over the tables: for each kind of interaction who looks at all of them,
// who at those with some value of a column, who at those that pass a test. So a contact costs what it did, not how many
// rules there are. For finished data and points of 64 bits. Entry points: the constructor, once the conditions about
// values are computed; points_of.
#pragma once
#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/graph/counting.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/bounded.hpp"

namespace leadline {

class CountedCells;

/// What a rule gives for so many interactions, or for the sum of their faded points.
[[nodiscard]] inline Int128 points_of(const CountedRule& rule, std::int64_t count, Int128 faded) {
  Int128 points = 0;
  switch (rule.form) {
    case CountedRule::Form::kTimes:
      points = Int128{rule.points} * count;
      break;
    case CountedRule::Form::kWhen:
      points = count >= rule.least ? rule.points : 0;
      break;
    case CountedRule::Form::kUnless:
      points = count < rule.least ? rule.points : 0;
      break;
    case CountedRule::Form::kFading:
      points = faded;
      break;
  }
  return bounded(rule.bounds, points);
}

/// What fewer than so many interactions give is looked up.
inline constexpr std::uint32_t kTabledCounts = 16;

/// What has been found so far for some records, each in its slot. Between blocks it is empty.
struct CountedTally {
  std::size_t selections = 0;
  std::size_t words = 0;
  bool fades = false;
  std::vector<std::uint32_t> counts;   // [slot * selections + selection]
  std::vector<std::int64_t> faded;     // likewise
  std::vector<std::uint64_t> touched;  // [slot * words]: a bit for each selection that has a count
  // Scratch: whom to count for which slot, and whom of them a kind of interaction concerns.
  std::vector<std::uint32_t> contacts;
  std::vector<std::uint32_t> slots;
  std::vector<std::uint32_t> concerned;

  void add(std::size_t slot, std::uint32_t selection, std::uint32_t count) {
    counts[slot * selections + selection] += count;
    touched[slot * words + selection / 64] |= std::uint64_t{1} << (selection % 64);
  }
  [[nodiscard]] std::uint32_t count(std::size_t slot, std::uint32_t selection) const {
    return counts[slot * selections + selection];
  }
  /// Calls f(selection, count, faded) for all of which a slot has any.
  template <class F>
  void for_each(std::size_t slot, F&& f) const {
    for (std::size_t word = 0; word < words; ++word) {
      for (std::uint64_t left = touched[slot * words + word]; left != 0; left &= left - 1) {
        const std::uint32_t selection = selection_of(word, left);
        const std::size_t place = slot * selections + selection;
        f(selection, counts[place], fades ? faded[place] : 0);
      }
    }
  }
  /// The same, and the slot is empty afterwards.
  template <class F>
  void take_each(std::size_t slot, F&& f) {
    for (std::size_t word = 0; word < words; ++word) {
      for (std::uint64_t left = std::exchange(touched[slot * words + word], 0); left != 0; left &= left - 1) {
        const std::uint32_t selection = selection_of(word, left);
        const std::size_t place = slot * selections + selection;
        f(selection, std::exchange(counts[place], 0), fades ? std::exchange(faded[place], 0) : 0);
      }
    }
  }

 private:
  static std::uint32_t selection_of(std::size_t word, std::uint64_t left) {
    return static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
  }
};

/// What all contacts of accounts (or of pools) count together.
struct AccountCounts {
  AccountCounts(const Binding& binding, GrainId grain, const CountedCells& cells);

  [[nodiscard]] std::uint32_t count(std::size_t row, std::uint32_t selection) const {
    return counts[row * selections + selection].load(std::memory_order_relaxed);
  }
  /// Calls f(selection, count, faded) for all of which a row has any.
  template <class F>
  void for_each(std::size_t row, F&& f) const {
    for (std::uint32_t selection = 0; selection < selections; ++selection) {
      const std::uint32_t count = this->count(row, selection);
      if (count == 0) continue;
      f(selection, count, faded.empty() ? 0 : faded[row * selections + selection].load(std::memory_order_relaxed));
    }
  }

  std::size_t selections = 0;
  /// [contact]: the row of its account at the grain, or kNoRow.
  std::vector<std::uint32_t> row_of_contact;
  std::vector<std::atomic<std::uint32_t>> counts;  // [row * selections + selection]
  std::vector<std::atomic<std::int64_t>> faded;    // likewise, where anything fades
};

class CountedCells {
 public:
  CountedCells(const Binding& binding, const Counting& counting);

  /// So many records are counted at once, that what is found of them stays near.
  [[nodiscard]] std::size_t slots() const { return slots_; }
  [[nodiscard]] std::size_t selections() const { return rules_.size(); }
  [[nodiscard]] bool fades() const { return fades_; }
  void prepare(CountedTally& tally) const;
  /// Counts what the contacts of the tally did, each for its slot.
  void visit(CountedTally& tally) const;
  /// Takes a slot's counts into those of an account, which others may fill at the same time.
  void share(const CountedTally& tally, std::size_t slot, AccountCounts& counts, std::size_t account) const;
  /// What the rules give for what a slot counted, in millionths; the slot is empty afterwards. Where that does not fit,
  /// `too_narrow` is set. Calls also(selection, count, faded) for all that was counted.
  template <class F>
  [[nodiscard]] std::int64_t points_of(CountedTally& tally, std::size_t slot, bool& too_narrow, F&& also) const {
    std::int64_t points = none_;
    tally.take_each(slot, [&](std::uint32_t selection, std::uint32_t count, std::int64_t faded) {
      add(selection, count, faded, points, too_narrow);
      also(selection, count, faded);
    });
    return points;
  }
  /// The same for an account's counts, which stay.
  template <class F>
  [[nodiscard]] std::int64_t points_of(const AccountCounts& counts, std::size_t account, bool& too_narrow,
                                       F&& also) const {
    std::int64_t points = none_;
    counts.for_each(account, [&](std::uint32_t selection, std::uint32_t count, std::int64_t faded) {
      add(selection, count, faded, points, too_narrow);
      also(selection, count, faded);
    });
    return points;
  }

 private:
  struct Test {
    const unsigned char* flags = nullptr;
    const std::uint32_t* codes = nullptr;  // null: the flags are of rows
  };
  struct Look {
    std::uint32_t selection = 0;
    std::int64_t low = 0;  // the first moment of its window
    const FadingTable* faded = nullptr;
    const AgeTable* ages = nullptr;
    std::uint32_t tests_begin = 0, tests_end = 0;  // in tests_; all have to hold
  };
  // Looks at rows whose code in one column passes a test, by code.
  struct ByCode {
    const std::uint32_t* codes = nullptr;
    std::vector<std::uint32_t> begin;  // [code]
    std::vector<Look> looks;
  };
  struct Kind {
    const std::int64_t* at = nullptr;
    const std::uint64_t* begin = nullptr;
    const std::int64_t* latest = nullptr;
    std::int64_t low = 0;       // the first moment that anybody looks at
    std::int64_t rows_low = 0;  // the first at which anybody looks at rows
    std::vector<Look> any;      // is there one at all
    std::vector<Look> windows;  // counts of all rows, the shortest window first
    std::vector<Look> others;   // with tests of rows, or fading
    std::vector<ByCode> by_code;
  };

  void bind_kind(const Counting& counting, const Counting::Kind& of);
  void add_by_code(Kind& kind, const Look& look, const ItemNode& filter);
  [[nodiscard]] bool passes(const Look& look, std::size_t row) const;
  void walk(const Kind& kind, std::uint32_t contact, std::size_t slot, CountedTally& tally) const;
  struct RowSeen;
  void note(const Look& look, RowSeen& row, std::size_t slot, CountedTally& tally) const;
  // Adds what a count gives more than none.
  void add(std::uint32_t selection, std::uint32_t count, std::int64_t faded, std::int64_t& points,
           bool& too_narrow) const {
    if (count < tabled_[selection]) {
      points += by_count_[std::size_t{selection} * kTabledCounts + count];
    } else {
      points = with_exact(selection, count, faded, points, too_narrow);
    }
  }
  [[nodiscard]] std::int64_t with_exact(std::uint32_t selection, std::uint32_t count, std::int64_t faded,
                                        std::int64_t points, bool& too_narrow) const;
  [[nodiscard]] Int128 exact(std::uint32_t selection, std::int64_t count, std::int64_t faded) const;

  const Binding& binding_;
  std::vector<Kind> kinds_;
  std::vector<Test> tests_;
  std::vector<std::vector<CountedRule>> rules_;  // [selection]
  std::vector<std::uint32_t> tabled_;            // [selection]: up to which count it is looked up; 0 for what fades
  std::vector<std::int64_t> by_count_;           // [selection * kTabledCounts + count]: what it gives more than none
  bool fades_ = false;
  std::size_t slots_ = 0;
  std::int64_t none_ = 0;  // what is given for nothing at all
};

}  // namespace leadline
