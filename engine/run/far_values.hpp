// SPDX-License-Identifier: Apache-2.0
// Values that one evaluation computed of rows other than its own: found again by node and row, and forgotten all at
// once without being touched, since every evaluation of a record forgets them.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/run/lanes.hpp"

namespace leadline {

class FarValues {
 public:
  struct Entry {
    std::uint64_t key = 0;  // node and row
    std::uint64_t epoch = 0;
    Slot value;
    std::int64_t until = 0;  // when it can be another, by time alone
  };

  /// Null where it is not known. Valid until the next `add`.
  [[nodiscard]] const Entry* find(std::uint64_t key) const {
    const Entry& entry = entries_[place_of(key)];
    return entry.epoch == epoch_ ? &entry : nullptr;
  }

  void add(std::uint64_t key, const Slot& value, std::int64_t until) {
    if (used_ * 2 >= entries_.size()) grow();
    Entry& entry = entries_[place_of(key)];
    if (entry.epoch != epoch_) ++used_;
    entry = {key, epoch_, value, until};
  }

  void forget() {
    ++epoch_;
    used_ = 0;
  }

 private:
  static constexpr std::size_t kFirst = 64;

  // Where the key is, or would be.
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & (entries_.size() - 1);
    while (entries_[at].epoch == epoch_ && entries_[at].key != key) at = (at + 1) & (entries_.size() - 1);
    return at;
  }

  void grow() {
    const std::vector<Entry> old = std::exchange(entries_, std::vector<Entry>(entries_.size() * 2));
    for (const Entry& entry : old) {
      if (entry.epoch == epoch_) entries_[place_of(entry.key)] = entry;
    }
  }

  std::vector<Entry> entries_ = std::vector<Entry>(kFirst);
  std::uint64_t epoch_ = 1;
  std::size_t used_ = 0;
};

}  // namespace leadline
