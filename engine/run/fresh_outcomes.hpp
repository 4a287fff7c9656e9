// SPDX-License-Identifier: Apache-2.0
// Records of which no state was recorded, and which look alike in everything that their process may ask, come out of it
// alike: the first of them is evaluated, the others are given what came of it. Entry points: begin, find, keep.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "engine/run/lifecycle.hpp"

namespace leadline {

/// What came of a record's evaluation, as results tell it.
struct Outcome {
  std::uint16_t process = 0;  // place + 1
  std::uint16_t stage = 0;    // likewise
  std::int64_t stage_since = kMissing64;
  std::vector<std::uint8_t> thresholds;  // kThreshold…Bit, in the order of Lifecycle::thresholds
};

/// One thread's memory of outcomes for one kind of record.
class FreshOutcomes {
 public:
  /// `shown`: what a changed state would change in the results beside the outcome.
  FreshOutcomes(const Binding& binding, Lifecycle& lifecycle, RecordKind kind, StateMask shown);

  /// For the rows [begin, end) that follow.
  void begin(std::uint32_t begin, std::uint32_t end);
  /// What came of an earlier record that looks the same; null: the record has to be evaluated.
  [[nodiscard]] const Outcome* find(std::uint32_t row) const {
    const std::uint64_t look = looks_[row - begin_];
    const Entry& entry = entries_[place_of(look)];
    return look != kOwn && entry.look == look ? &entry.outcome : nullptr;
  }
  /// What the lifecycle has just found for the row.
  const Outcome& keep(std::uint32_t row);

 private:
  static constexpr std::uint64_t kOwn = ~std::uint64_t{0};  // it looks like no other
  static constexpr std::size_t kEntries = 1024;
  struct Entry {
    std::uint64_t look = kOwn;
    Outcome outcome;
  };

  [[nodiscard]] static std::size_t place_of(std::uint64_t look) {
    return static_cast<std::size_t>((look * 0x9E3779B97F4A7C15U) >> 54U);
  }
  void find_shared();
  [[nodiscard]] bool is_shared(const Node& node) const;

  const Binding& binding_;
  const Plan& plan_;
  Lifecycle& lifecycle_;
  RecordKind kind_;
  StateMask shown_;
  bool useful_ = true;
  std::vector<Shared> shared_;                // [node]
  std::vector<const unsigned char*> looked_;  // columns of flags that make the look
  std::uint32_t begin_ = 0;
  std::vector<std::uint64_t> looks_;  // [row - begin_]
  std::vector<Entry> entries_;
  Outcome own_;
};

}  // namespace leadline
