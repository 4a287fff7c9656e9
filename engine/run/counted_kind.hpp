// SPDX-License-Identifier: Apache-2.0
// What a counting's selections find among the interactions of one kind: who asks only whether there is any, who looks
// at all of them, at those with some value of a column, at those that pass a test. So a contact costs what it did, not
// how many rules there are. For finished data. Entry points: the constructor, once the conditions about values are
// computed; visit.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/graph/counting.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/counted_tally.hpp"

namespace leadline {

class CountedKind {
 public:
  CountedKind(const Binding& binding, const Counting& counting, const Counting::Kind& of);

  /// Counts what the contacts of the tally did of this kind, each for its slot.
  void visit(CountedTally& tally) const;

 private:
  struct Look {
    std::uint32_t selection = 0;
    std::int64_t low = 0;  // the first moment of its window
  };
  struct FadingLook : Look {
    const FadingTable* faded = nullptr;
  };
  // What fades by the days of one zone.
  struct Fading {
    const AgeTable* ages = nullptr;
    std::vector<FadingLook> looks;  // the shortest window first
  };
  struct TestedLook : Look {
    const FadingTable* faded = nullptr;  // null: it does not fade
    const AgeTable* ages = nullptr;
    std::uint32_t tests_begin = 0, tests_end = 0;  // in tests_; all have to hold
  };
  struct Test {
    const unsigned char* flags = nullptr;
    const std::uint32_t* codes = nullptr;  // null: the flags are of rows
  };
  // Looks at rows whose code in one column passes a test, by code; of each code the longest window first.
  template <class L>
  struct ByCode {
    const std::uint32_t* codes = nullptr;
    std::vector<std::uint32_t> begin;  // [code]
    std::vector<L> looks;
  };
  struct Range {
    std::uint64_t begin = 0, end = 0;
  };

  void bind(const Counting::Looker& looker, const Counting& counting);
  template <class L>
  void add_by_code(std::vector<ByCode<L>>& columns, const L& look, const ItemNode& filter);
  void walk(std::uint32_t contact, CountedTally::Slot slot, std::vector<std::int64_t>& ages) const;
  void count_windows(Range done, CountedTally::Slot slot) const;
  void count_fading(const Fading& fading, Range done, CountedTally::Slot slot, std::vector<std::int64_t>& ages) const;
  void count_values(Range done, CountedTally::Slot slot) const;
  void count_tested(const TestedLook& look, std::uint64_t row, CountedTally::Slot slot) const;
  [[nodiscard]] bool passes(const TestedLook& look, std::uint64_t row) const;
  [[nodiscard]] std::uint64_t since(std::int64_t low, Range done) const;

  const Binding& binding_;
  const std::int64_t* at_ = nullptr;
  const std::uint32_t* begin_ = nullptr;
  const std::int64_t* latest_ = nullptr;
  std::int64_t low_;           // the first moment that anybody looks at
  std::int64_t rows_low_;      // the first at which anybody looks at rows
  std::int64_t values_low_;    // the first at which anybody looks at what rows hold
  std::vector<Look> any_;      // is there one at all; the longest window first
  std::vector<Look> windows_;  // counts of all rows, the shortest window first
  std::vector<Fading> fading_;
  std::vector<ByCode<Look>> by_code_;
  std::vector<ByCode<TestedLook>> tested_by_code_;
  std::vector<TestedLook> tested_;  // with tests of rows
  std::vector<Test> tests_;
};

}  // namespace leadline
