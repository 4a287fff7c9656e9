// SPDX-License-Identifier: Apache-2.0
// Why records have their scores: of each row the rules that moved them, the strongest first. A reason is kept as one
// number and read as what it stands for.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/run/reason_keys.hpp"

namespace leadline {

/// A rule (or a bound) that moved a score, with its share.
struct Reason {
  std::uint32_t model = 0;
  std::uint32_t rule = 0;   // into Model::rules
  std::int64_t points = 0;  // millionths, after the rule's bounds
};

/// By |points|, then as written.
[[nodiscard]] inline bool stronger(const Reason& a, const Reason& b) {
  const std::int64_t left = a.points < 0 ? -a.points : a.points;
  const std::int64_t right = b.points < 0 ? -b.points : b.points;
  if (left != right) return left > right;
  return a.model != b.model ? a.model < b.model : a.rule < b.rule;
}

class ReasonLists {
 public:
  /// The reasons of one row, to be gone through.
  class List {
   public:
    class Iterator {
     public:
      Iterator(const List& list, std::size_t at) : list_(list), at_(at) {}
      Reason operator*() const { return list_[at_]; }
      Iterator& operator++() {
        ++at_;
        return *this;
      }
      bool operator!=(const Iterator& other) const { return at_ != other.at_; }

     private:
      const List& list_;
      std::size_t at_;
    };

    [[nodiscard]] std::size_t size() const { return spelled_.empty() ? keys_.size() : spelled_.size(); }
    [[nodiscard]] Reason operator[](std::size_t at) const {
      return spelled_.empty() ? lists_.reason_of(keys_[at]) : spelled_[at];
    }
    [[nodiscard]] Iterator begin() const { return {*this, 0}; }
    [[nodiscard]] Iterator end() const { return {*this, size()}; }

   private:
    friend class ReasonLists;
    List(const ReasonLists& lists, std::span<const ReasonKey> keys, std::span<const Reason> spelled)
        : lists_(lists), keys_(keys), spelled_(spelled) {}

    const ReasonLists& lists_;
    std::span<const ReasonKey> keys_;
    std::span<const Reason> spelled_;
  };

  ReasonLists() = default;
  explicit ReasonLists(std::vector<std::vector<Reason>> spelled)
      : rows_(spelled.size()), spelled_(std::move(spelled)) {}
  /// Of so many rows the `most` strongest, from lists of `width` keys each; of rules by the places of their keys.
  ReasonLists(std::size_t rows, std::size_t most, std::size_t width, const ReasonKeys& keys, std::vector<Reason> rules,
              std::vector<ReasonKey> lists)
      : rows_(rows), most_(most), width_(width), keys_(keys), rules_(std::move(rules)), lists_(std::move(lists)) {}

  [[nodiscard]] std::size_t size() const { return rows_; }
  [[nodiscard]] bool empty() const { return rows_ == 0; }
  [[nodiscard]] List operator[](std::size_t row) const {
    if (!spelled_.empty()) return {*this, {}, spelled_[row]};
    const ReasonKey* const list = lists_.data() + row * width_;
    return {*this, {list, std::find(list, list + most_, ReasonKey{0})}, {}};
  }

  /// Of a row; several threads may write those of different rows at the same time.
  void set(std::size_t row, const ReasonKey* list) { std::copy_n(list, width_, lists_.data() + row * width_); }
  void set(std::size_t row, std::vector<Reason> reasons) { spelled_[row] = std::move(reasons); }

 private:
  [[nodiscard]] Reason reason_of(ReasonKey key) const {
    Reason reason = rules_[keys_.rule_of(key)];
    reason.points = keys_.points_of(key);
    return reason;
  }

  std::size_t rows_ = 0;
  std::size_t most_ = 0;
  std::size_t width_ = 0;  // at least `most`
  ReasonKeys keys_{0, 0};
  std::vector<Reason> rules_;                 // without points
  std::vector<ReasonKey> lists_;              // [row * width]
  std::vector<std::vector<Reason>> spelled_;  // [row]: instead, where points may be too large for a key
};

}  // namespace leadline
