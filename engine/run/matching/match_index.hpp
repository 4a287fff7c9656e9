// SPDX-License-Identifier: Apache-2.0
// The stored records under what they are known by: for each set of values that a line wants equal, from their numbers
// to the rows that have them. Only for the matcher.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/data/prefetch.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/matching/value_numbers.hpp"

namespace leadline {

/// Rows of one kind by the numbers of their values. Rows with the same are chained in both directions.
class KeyIndex {
 public:
  using Handle = ValueNumbers::Handle;

  KeyIndex(RecordKind kind, std::vector<Handle> handles, std::uint32_t kinds);

  [[nodiscard]] RecordKind kind() const { return kind_; }
  [[nodiscard]] const std::vector<Handle>& handles() const { return handles_; }
  [[nodiscard]] bool depends_on(RecordKind kind) const { return (kinds_ >> static_cast<unsigned>(kind) & 1U) != 0; }

  void reserve(std::size_t rows);
  /// Reads the row's values; a row that lacks one is in no chain.
  void put(Evaluator& evaluator, ValueNumbers& numbers, std::uint32_t row);
  void take_out(std::uint32_t row);
  /// Puts in a row that is in no chain, by numbers none of which is kMissing.
  void put(std::span<const std::uint64_t> key, std::uint32_t row);

  /// What `first` and `put` need of memory will be asked for soon: first the slot, then whom it names.
  void expect(std::span<const std::uint64_t> key) const { prefetch(&slots_[hash(key.data()) & mask_]); }
  void expect_rows(std::span<const std::uint64_t> key) const {
    const std::uint32_t row = slots_[hash(key.data()) & mask_].first;
    if (row != kNoRow) prefetch(&keys_[row * width_]);
  }

  /// The first row with these numbers, one for each handle; kNoRow: there is none.
  [[nodiscard]] std::uint32_t first(std::span<const std::uint64_t> key) const {
    return slots_[slot_of(key.data(), hash(key.data()))].first;
  }
  [[nodiscard]] std::uint32_t next(std::uint32_t row) const { return next_[row]; }

 private:
  struct Slot {
    std::uint32_t tag = 0;  // half of the hash
    std::uint32_t first = kNoRow;
  };

  [[nodiscard]] std::uint64_t hash(const std::uint64_t* key) const {
    std::uint64_t state = 0;
    for (std::size_t i = 0; i < width_; ++i) {
      state = (state ^ key[i]) * 0x9e3779b97f4a7c15U;
      state ^= state >> 32U;
    }
    return state;
  }
  // Most keys are one or two numbers, for which a call of memcmp would be most of the work.
  [[nodiscard]] bool has(const std::uint64_t* key, std::uint32_t row) const {
    const std::uint64_t* const known = &keys_[row * width_];
    std::uint64_t different = 0;
    for (std::size_t i = 0; i < width_; ++i) different |= key[i] ^ known[i];
    return different == 0;
  }
  /// Where rows with this key stand, or would stand.
  [[nodiscard]] std::size_t slot_of(const std::uint64_t* key, std::uint64_t hash) const;
  void make_room(std::uint32_t row);
  void enter(std::uint32_t row);
  void close_gap(std::size_t slot);
  void grow(std::size_t slots);

  RecordKind kind_;
  std::vector<Handle> handles_;
  std::uint32_t kinds_ = 0;
  std::size_t width_ = 0;
  std::vector<Slot> slots_;  // open addressing; a chain is found at its first row
  std::size_t mask_ = 0;
  std::size_t chains_ = 0;
  std::vector<std::uint64_t> keys_;  // [row * width]; the first is kMissing where the row is in no chain
  std::vector<std::uint32_t> next_, previous_;
  std::vector<std::uint64_t> key_;
};

/// How the records that a line may mean are found.
struct LineSearch {
  static constexpr std::int32_t kNotInKey = -1;

  struct Part {
    std::int32_t in_key = kNotInKey;  // place among the index's values
    ValueNumbers::Handle left = 0;    // of the incoming record's value, where it is in the key
    std::vector<std::size_t> never;   // lists of the strategy that speak of it
    std::string name;                 // as evidence names it
  };
  int index = -1;  // -1: all records of the kind are looked at
  std::vector<Part> parts;
  bool exact = false;   // who has the key is meant, if the strategy lets everybody be found
  bool direct = false;  // nothing is asked of the evaluator
};

class MatchIndex {
 public:
  /// Indexes what the data has.
  MatchIndex(const Plan& plan, const Dataset& data, unsigned threads);

  void changed(Evaluator& evaluator, RecordKind kind, std::uint32_t row);
  void removed(RecordKind kind, std::uint32_t row);
  /// Whether a row is a record that can be found.
  [[nodiscard]] bool stored(RecordKind kind, std::uint32_t row) const;

  const Plan& plan;
  const Program& program;
  const Dataset& data;
  ValueNumbers numbers;
  std::vector<KeyIndex> keys;
  std::vector<std::vector<LineSearch>> lines;                     // [strategy][line]
  std::vector<bool> direct;                                       // [strategy]: all of its lines
  std::vector<std::vector<std::vector<std::string>>> never_keys;  // [strategy][never], sorted

 private:
  void plan_strategy(const MatchStrategy& strategy, const StrategyNodes& nodes);
  int index_for(RecordKind kind, const std::vector<std::pair<NodeId, ValueNumbers::Handle>>& nodes);
  void changed_behind(Evaluator& evaluator, KeyIndex& index, RecordKind kind, std::uint32_t row, int steps);

  bool keys_direct_ = true;
};

}  // namespace leadline
