// SPDX-License-Identifier: Apache-2.0
// The strongest reasons of a row: a list in memory, the strongest first, then zeros to its end. Three are what mostly
// is asked for; they stay in registers while others are added. Entry points: ThreeStrongest and Strongest, which do the
// same between `begin` and `end` of a list.
#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "engine/run/reason_keys.hpp"

namespace leadline {

class ThreeStrongest {
 public:
  static constexpr std::size_t kWidth = 3;

  void begin(ReasonKey* list) {
    list_ = list;
    first_ = list[0];
    second_ = list[1];
    third_ = list[2];
  }
  void end() const {
    list_[0] = first_;
    list_[1] = second_;
    list_[2] = third_;
  }
  [[nodiscard]] ReasonKey weakest() const { return third_; }

  // Which of two is stronger nobody can guess, so nothing here jumps by it.
  void keep(ReasonKey key) {
    sort(first_, key);
    sort(second_, key);
    third_ = std::max(third_, key);
  }
  /// Those of another list, of one or of three.
  void merge(const ReasonKey* list, std::size_t width) {
    if (width == 1) return keep(*list);
    // What is left of the two firsts, and the stronger of the two seconds, are second and perhaps third.
    ReasonKey left = list[0];
    sort(first_, left);
    ReasonKey second = std::max(second_, list[1]);
    sort(second, left);
    second_ = second;
    third_ = std::max(left, std::max(third_, list[2]));
  }

 private:
  static void sort(ReasonKey& stronger, ReasonKey& weaker) {
    const ReasonKey a = stronger;
    const ReasonKey b = weaker;
    stronger = a > b ? a : b;
    weaker = a > b ? b : a;
  }

  ReasonKey* list_ = nullptr;
  ReasonKey first_ = 0, second_ = 0, third_ = 0;
};

/// Any number of them but none at all.
class Strongest {
 public:
  explicit Strongest(std::size_t width) : width_(width) {}

  void begin(ReasonKey* list) { list_ = list; }
  void end() const {}
  [[nodiscard]] ReasonKey weakest() const { return list_[width_ - 1]; }

  void keep(ReasonKey key) {
    if (key <= weakest()) return;
    ReasonKey* at = std::upper_bound(list_, list_ + width_, key, std::greater<>());
    for (; at != list_ + width_ && key != 0; ++at) std::swap(*at, key);
  }
  /// Those of another list, which may be shorter.
  void merge(const ReasonKey* list, std::size_t width) {
    if (width == 1) return keep(*list);
    if (*list <= weakest()) return;
    mine_.assign(list_, std::partition_point(list_, list_ + width_, [](ReasonKey key) { return key != 0; }));
    mine_.push_back(0);
    const ReasonKey* mine = mine_.data();
    const ReasonKey* const end = list + width;
    for (ReasonKey* to = list_; to != list_ + width_; ++to) {
      const ReasonKey other = list == end ? 0 : *list;
      if (other == 0 && *mine == 0) return;  // the rest is zeros already
      *to = other > *mine ? *list++ : *mine++;
    }
  }

 private:
  std::size_t width_;
  ReasonKey* list_ = nullptr;
  std::vector<ReasonKey> mine_;  // scratch
};

/// Calls f with one that adds to lists of this width.
template <class F>
void with_strongest(std::size_t width, F f) {
  if (width == ThreeStrongest::kWidth) {
    f(ThreeStrongest());
  } else if (width > 0) {
    f(Strongest(width));
  }
}

}  // namespace leadline
