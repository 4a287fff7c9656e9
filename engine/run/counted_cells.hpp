// SPDX-License-Identifier: Apache-2.0
// The rules of a counting, laid out for walking over the tables: for each kind of interaction who looks at all of them,
// who at those with some value of a column, who at those that pass a test. So a contact costs what it did, not how many
// rules there are. For finished data and points of 64 bits. Entry points: the constructor, once the conditions about
// values are computed; points_of.
#pragma once
#include <atomic>
#include <cstdint>
#include <vector>

#include "engine/graph/counting.hpp"
#include "engine/run/binding.hpp"

namespace leadline {

class CountedCells;

/// What has been found so far for some records, each in its slot. Between blocks it is empty.
struct CountedTally {
  std::size_t selections = 0;
  std::size_t words = 0;
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
};

/// What all contacts of accounts (or of pools) count together.
struct AccountCounts {
  AccountCounts(const Binding& binding, GrainId grain, const CountedCells& cells);

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
  /// What the rules give for an account's counts.
  [[nodiscard]] std::int64_t points_of(const AccountCounts& counts, std::size_t account, bool& too_narrow) const;
  /// What the rules give for what a slot counted, in millionths; the slot is empty afterwards. Where that does not fit,
  /// `too_narrow` is set.
  [[nodiscard]] std::int64_t points_of(CountedTally& tally, std::size_t slot, bool& too_narrow) const;

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
  void add(std::uint32_t selection, std::uint32_t count, std::int64_t faded, std::int64_t& points,
           bool& too_narrow) const;
  [[nodiscard]] Int128 exact(std::uint32_t selection, std::int64_t count, std::int64_t faded) const;

  const Binding& binding_;
  std::vector<Kind> kinds_;
  std::vector<Test> tests_;
  std::vector<std::vector<CountedRule>> rules_;      // [selection]
  std::vector<std::vector<std::int64_t>> by_count_;  // [selection]: what some count gives more than none; not of fading
  bool fades_ = false;
  std::size_t slots_ = 0;
  std::int64_t none_ = 0;  // what is given for nothing at all
};

/// What a rule gives for so many interactions, or for the sum of their faded points.
[[nodiscard]] Int128 points_of(const CountedRule& rule, std::int64_t count, Int128 faded);

}  // namespace leadline
