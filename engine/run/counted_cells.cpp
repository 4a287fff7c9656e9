// SPDX-License-Identifier: Apache-2.0
#include "engine/run/counted_cells.hpp"

#include <algorithm>
#include <limits>

namespace leadline {
namespace {

constexpr std::size_t kTallyBytes = std::size_t{1} << 16U;
constexpr std::size_t kMostSlots = 512;
// Two of these still fit 64 bits together.
constexpr std::int64_t kMost = std::int64_t{1} << 61U;

}  // namespace

CountedCells::CountedCells(const Binding& binding, const Counting& counting) : fading_(counting.fading) {
  rules_.resize(counting.selections.size());
  giving_.resize(rules_.size());
  by_count_.resize(rules_.size() * kTabledCounts);
  for (const CountedRule& rule : counting.rules) {
    rules_[rule.selection].push_back(rule);
    none_ += static_cast<std::int64_t>(leadline::points_of(rule, 0, 0));
  }
  for (std::uint32_t selection = 0; selection < rules_.size(); ++selection) make_table(selection);
  for (const Counting::Kind& kind : counting.kinds) kinds_.emplace_back(binding, counting, kind);
  const std::size_t bytes = rules_.size() * sizeof(std::uint32_t) + fading_ * sizeof(std::int64_t);
  slots_ = std::clamp<std::size_t>(kTallyBytes / bytes, 1, kMostSlots);
}

void CountedCells::make_table(std::uint32_t selection) {
  const std::vector<CountedRule>& rules = rules_[selection];
  if (selection < fading_) {
    const auto unbounded = [](const CountedRule& rule) {
      return rule.form == CountedRule::Form::kFading && !rule.bounds.at_most && !rule.bounds.never_below;
    };
    giving_[selection] = rules.size() == 1 && unbounded(rules.front()) ? Giving::kFaded : Giving::kExact;
    return;
  }
  // What a rule gives goes one way as there are more, so what is alike at both ends is alike between them.
  const auto settled = [](const CountedRule& rule) {
    return leadline::points_of(rule, kTabledCounts - 1, 0) ==
           leadline::points_of(rule, std::numeric_limits<std::uint32_t>::max(), 0);
  };
  giving_[selection] = std::all_of(rules.begin(), rules.end(), settled) ? Giving::kSettled : Giving::kTabled;
  for (std::uint32_t count = 0; count < kTabledCounts; ++count) {
    by_count_[std::size_t{selection} * kTabledCounts + count] =
        static_cast<std::int64_t>(exact(selection, count, 0) - exact(selection, 0, 0));
  }
}

void CountedCells::prepare(CountedTally& tally) const {
  tally.selections = rules_.size();
  tally.words = (rules_.size() + 63) / 64;
  tally.fading = fading_;
  tally.counts.resize(std::max(tally.counts.size(), slots_ * tally.selections));
  tally.faded.resize(std::max(tally.faded.size(), slots_ * tally.fading));
  tally.touched.resize(std::max(tally.touched.size(), slots_ * tally.words));
  tally.contacts.clear();
  tally.slots.clear();
}

void CountedCells::visit(CountedTally& tally) const {
  for (const CountedKind& kind : kinds_) kind.visit(tally);
  tally.contacts.clear();
  tally.slots.clear();
}

Int128 CountedCells::exact(std::uint32_t selection, std::int64_t count, std::int64_t faded) const {
  Int128 points = 0;
  for (const CountedRule& rule : rules_[selection]) points += leadline::points_of(rule, count, faded);
  return points;
}

std::int64_t CountedCells::with_exact(std::uint32_t selection, std::uint32_t count, std::int64_t faded,
                                      std::int64_t points, bool& too_narrow) const {
  const Int128 total =
      points +
      (giving_[selection] == Giving::kFaded ? Int128{faded} : exact(selection, count, faded) - exact(selection, 0, 0));
  if (total <= kMost && total >= -kMost) return static_cast<std::int64_t>(total);
  too_narrow = true;
  return points;
}

AccountCounts::AccountCounts(const Binding& binding, GrainId grain, const CountedCells& cells, bool with_others)
    : selections(cells.selections()),
      fading(cells.fading()),
      shared(with_others),
      row_of_contact(binding.data.table(RecordKind::kContact).account),
      counts(binding.sizes[grain] * cells.selections()),
      faded(binding.sizes[grain] * cells.fading()) {
  row_of_contact.resize(binding.sizes[grain_of(RecordKind::kContact)], kNoRow);
  if (grain != kPoolGrain) return;
  for (std::uint32_t& row : row_of_contact) row = binding.data.followed().pool_of_account[row + 1];
}

void CountedCells::share(const CountedTally& tally, std::size_t slot, AccountCounts& counts,
                         std::size_t account) const {
  tally.for_each(slot, [&](std::uint32_t selection, std::uint32_t count, std::int64_t faded) {
    counts.add(counts.counts[account * counts.selections + selection], count);
    if (selection < fading_) counts.add(counts.faded[account * counts.fading + selection], faded);
  });
}

}  // namespace leadline
