// SPDX-License-Identifier: Apache-2.0
// What the selections of a counting have found for some records, each in its slot. Between blocks it is empty.
#pragma once
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace leadline {

struct CountedTally {
  /// A slot, to add to.
  struct Slot {
    std::uint32_t* counts;
    std::int64_t* faded;  // of those that fade
    std::uint64_t* touched;

    void add(std::uint32_t selection, std::uint32_t count) const {
      counts[selection] += count;
      touched[selection / 64] |= std::uint64_t{1} << (selection % 64);
    }
    void add(std::uint32_t selection, std::uint32_t count, std::int64_t points) const {
      add(selection, count);
      faded[selection] += points;
    }
  };

  std::size_t selections = 0;
  std::size_t words = 0;
  std::size_t fading = 0;              // so many selections, the first ones, fade
  std::vector<std::uint32_t> counts;   // [slot * selections + selection]
  std::vector<std::int64_t> faded;     // [slot * fading + selection]
  std::vector<std::uint64_t> touched;  // [slot * words]: a bit for each selection that has a count
  // Scratch: whom to count for which slot, and whom of them a kind of interaction concerns.
  std::vector<std::uint32_t> contacts;
  std::vector<std::uint32_t> slots;
  std::vector<std::uint32_t> concerned;
  std::vector<std::int64_t> ages;  // of one contact's interactions, in days

  [[nodiscard]] Slot at(std::size_t slot) {
    return {counts.data() + slot * selections, faded.data() + slot * fading, touched.data() + slot * words};
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
        f(selection, count(slot, selection), selection < fading ? faded[slot * fading + selection] : 0);
      }
    }
  }
  /// The same, and the slot is empty afterwards.
  template <class F>
  void take_each(std::size_t slot, F&& f) {
    for (std::size_t word = 0; word < words; ++word) {
      for (std::uint64_t left = std::exchange(touched[slot * words + word], 0); left != 0; left &= left - 1) {
        const std::uint32_t selection = selection_of(word, left);
        f(selection, std::exchange(counts[slot * selections + selection], 0),
          selection < fading ? std::exchange(faded[slot * fading + selection], 0) : 0);
      }
    }
  }

 private:
  static std::uint32_t selection_of(std::size_t word, std::uint64_t left) {
    return static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
  }
};

}  // namespace leadline
