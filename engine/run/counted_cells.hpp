// SPDX-License-Identifier: Apache-2.0
// The rules of a counting for blocks of records: what they find is counted once for all of them, and becomes points by
// tables. For finished data and points of 64 bits. Entry points: the constructor, once the conditions about values are
// computed; points_of.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

#include "engine/graph/counting.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/bounded.hpp"
#include "engine/run/counted_kind.hpp"
#include "engine/run/counted_tally.hpp"

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

/// What all contacts of accounts (or of pools) count together.
struct AccountCounts {
  /// `with_others`: several threads count for them at the same time.
  AccountCounts(const Binding& binding, GrainId grain, const CountedCells& cells, bool with_others);

  template <class T>
  void add(std::atomic<T>& to, T more) const {
    if (shared) {
      to.fetch_add(more, std::memory_order_relaxed);
    } else {
      to.store(to.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
  }

  [[nodiscard]] std::uint32_t count(std::size_t row, std::uint32_t selection) const {
    return counts[row * selections + selection].load(std::memory_order_relaxed);
  }
  /// Calls f(selection, count, faded) for all of which a row has any.
  template <class F>
  void for_each(std::size_t row, F&& f) const {
    for (std::uint32_t selection = 0; selection < selections; ++selection) {
      const std::uint32_t count = this->count(row, selection);
      if (count == 0) continue;
      f(selection, count, selection < fading ? faded[row * fading + selection].load(std::memory_order_relaxed) : 0);
    }
  }

  std::size_t selections = 0;
  std::size_t fading = 0;  // so many of them, the first ones, fade
  bool shared = false;
  /// [contact]: the row of its account at the grain, or kNoRow.
  std::vector<std::uint32_t> row_of_contact;
  std::vector<std::atomic<std::uint32_t>> counts;  // [row * selections + selection]
  std::vector<std::atomic<std::int64_t>> faded;    // [row * fading + selection]
};

class CountedCells {
 public:
  CountedCells(const Binding& binding, const Counting& counting);

  /// So many records are counted at once, that what is found of them stays near.
  [[nodiscard]] std::size_t slots() const { return slots_; }
  [[nodiscard]] std::size_t selections() const { return rules_.size(); }
  [[nodiscard]] std::size_t fading() const { return fading_; }
  void prepare(CountedTally& tally) const;
  /// Counts what the contacts of the tally did, each for its slot.
  void visit(CountedTally& tally) const;
  /// Takes a slot's counts into those of an account, to which other threads may add at the same time.
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
  // How points follow from what a selection found.
  enum class Giving : std::uint8_t {
    kTabled,   // from the table as far as it goes
    kSettled,  // from the table, whose last entry stands for all larger counts
    kFaded,    // they are what has faded
    kExact,
  };

  void make_table(std::uint32_t selection);
  // Adds what a count gives more than none.
  void add(std::uint32_t selection, std::uint32_t count, std::int64_t faded, std::int64_t& points,
           bool& too_narrow) const {
    const Giving giving = giving_[selection];
    if (giving <= Giving::kSettled && (count < kTabledCounts || giving == Giving::kSettled)) {
      points += by_count_[std::size_t{selection} * kTabledCounts + std::min(count, kTabledCounts - 1)];
    } else {
      points = with_exact(selection, count, faded, points, too_narrow);
    }
  }
  [[nodiscard]] std::int64_t with_exact(std::uint32_t selection, std::uint32_t count, std::int64_t faded,
                                        std::int64_t points, bool& too_narrow) const;
  [[nodiscard]] Int128 exact(std::uint32_t selection, std::int64_t count, std::int64_t faded) const;

  std::vector<CountedKind> kinds_;
  std::vector<std::vector<CountedRule>> rules_;  // [selection]
  std::vector<Giving> giving_;                   // [selection]
  std::vector<std::int64_t> by_count_;           // [selection * kTabledCounts + count]: what it gives more than none
  std::size_t fading_ = 0;
  std::size_t slots_ = 0;
  std::int64_t none_ = 0;  // what is given for nothing at all
};

}  // namespace leadline
