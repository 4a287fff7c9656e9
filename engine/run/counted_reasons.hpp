// SPDX-License-Identifier: Apache-2.0
// The strongest rules of a counting for each row of contacts, accounts or pools: they follow from what was counted, so
// no rule is computed by itself. Entry points: the constructor; with_reading while the counts become points.
#pragma once
#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/run/counted_cells.hpp"
#include "engine/run/reason_keys.hpp"
#include "engine/run/strongest.hpp"

namespace leadline {

class CountedReasons {
 public:
  struct Rule {
    std::uint32_t counted = 0;  // into Counting::rules
    std::uint32_t place = 0;    // of its key
  };

  /// Some rules of a counting. For each row `lists` has one of this width.
  CountedReasons(const Binding& binding, const Counting& counting, const ReasonKeys& keys,
                 const std::vector<Rule>& rules, ReasonKey* lists, std::size_t width);

  /// Puts the rules into the list of one row after the other, by what was counted for it.
  template <class List>
  class Reading {
   public:
    Reading(const CountedReasons& reasons, List list) : reasons_(reasons), list_(std::move(list)) {}

    /// What was counted stands at a place of the tally or of the accounts.
    template <class Counts>
    void begin(std::uint32_t row, const Counts& counts, std::size_t place) {
      list_.begin(reasons_.lists_ + std::size_t{row} * reasons_.width_);
      for (const std::uint32_t selection : reasons_.of_none_) {
        reasons_.add_none(selection, counts.count(place, selection) != 0, list_);
      }
    }
    /// Of all of which there is any.
    void operator()(std::uint32_t selection, std::uint32_t count, std::int64_t faded) {
      reasons_.add(selection, count, faded, list_);
    }
    void end() { list_.end(); }

   private:
    const CountedReasons& reasons_;
    List list_;
  };
  /// Calls f with a Reading.
  template <class F>
  void with_reading(F f) const {
    with_strongest(width_, [&](const auto& list) { f(Reading<std::decay_t<decltype(list)>>(*this, list)); });
  }

 private:
  using PlacedRule = std::pair<CountedRule, std::uint32_t>;  // with the place of its key

  // The keys for a number of interactions, the strongest first; a zero ends them.
  struct Keys {
    ReasonKey first = 0;     // here, as mostly there is but one
    std::uint32_t more = 0;  // where the others begin in more_; kNoTable
  };

  template <class List>
  void add(std::uint32_t selection, std::uint32_t count, std::int64_t faded, List& list) const {
    const Keys& keys = keys_for_[std::size_t{selection} * kTabledCounts + std::min(count, kTabledCounts - 1)];
    if (keys.more == kNoTable) {
      for (const PlacedRule& rule : rules_[selection]) list.keep(key_of(rule, count, faded));
    } else {
      add(keys, list);
    }
  }
  // What a selection gives for nothing at all, unless there is any. Which it is nobody can guess, so nothing jumps by
  // it.
  template <class List>
  void add_none(std::uint32_t selection, bool any, List& list) const {
    const std::size_t none[] = {std::size_t{selection} * kTabledCounts, keys_for_.size() - 1};
    add(keys_for_[none[any ? 1 : 0]], list);
  }
  template <class List>
  void add(const Keys& keys, List& list) const {
    list.keep(keys.first);
    for (const ReasonKey* key = more_.data() + keys.more; *key > list.weakest(); ++key) list.keep(*key);
  }
  [[nodiscard]] Keys keys_for(const std::vector<PlacedRule>& rules, std::uint32_t count);
  [[nodiscard]] ReasonKey key_of(const PlacedRule& rule, std::uint32_t count, std::int64_t faded) const {
    const Int128 points = points_of(rule.first, count, faded);
    const auto narrow = static_cast<std::int64_t>(points);
    bool too_much = narrow != points;
    const ReasonKey key = keys_.key(rule.second, narrow, too_much);
    if (too_much) binding_.too_narrow = true;
    return key;
  }

  const Binding& binding_;
  ReasonKeys keys_;
  ReasonKey* lists_;  // [row * width]
  std::size_t width_;
  std::vector<std::vector<PlacedRule>> rules_;  // [selection]
  // [selection * kTabledCounts + count], and none at its end. kNoTable: of rules that fade, and for the last number,
  // which stands for all larger ones.
  std::vector<Keys> keys_for_;
  static constexpr std::uint32_t kNoTable = ~std::uint32_t{0};
  std::vector<ReasonKey> more_;         // lists one after the other, each with a zero at its end; the first is empty
  std::vector<std::uint32_t> of_none_;  // selections with rules that give points for nothing at all
};

}  // namespace leadline
