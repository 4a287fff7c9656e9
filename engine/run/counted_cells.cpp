// SPDX-License-Identifier: Apache-2.0
#include "engine/run/counted_cells.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "engine/run/windows.hpp"

namespace leadline {
namespace {

constexpr std::size_t kTallyBytes = std::size_t{1} << 16U;
constexpr std::size_t kMostSlots = 512;
// Two of these still fit 64 bits together.
constexpr std::int64_t kMost = std::int64_t{1} << 61U;

}  // namespace

CountedCells::CountedCells(const Binding& binding, const Counting& counting) : binding_(binding) {
  rules_.resize(counting.selections.size());
  tabled_.assign(rules_.size(), kTabledCounts);
  by_count_.resize(rules_.size() * kTabledCounts);
  for (const CountedRule& rule : counting.rules) {
    rules_[rule.selection].push_back(rule);
    none_ += static_cast<std::int64_t>(leadline::points_of(rule, 0, 0));
  }
  for (std::uint32_t selection = 0; selection < rules_.size(); ++selection) {
    if (binding.plan.aggregates[counting.selections[selection]].op == AggregateOp::kPoints) tabled_[selection] = 0;
    for (std::uint32_t count = 0; count < tabled_[selection]; ++count) {
      by_count_[std::size_t{selection} * kTabledCounts + count] =
          static_cast<std::int64_t>(exact(selection, count, 0) - exact(selection, 0, 0));
    }
  }
  for (const Counting::Kind& kind : counting.kinds) bind_kind(counting, kind);
  const std::size_t bytes = rules_.size() * (sizeof(std::uint32_t) + (fades_ ? sizeof(std::int64_t) : 0));
  slots_ = std::clamp<std::size_t>(kTallyBytes / bytes, 1, kMostSlots);
}

void CountedCells::prepare(CountedTally& tally) const {
  tally.selections = rules_.size();
  tally.words = (rules_.size() + 63) / 64;
  tally.fades = fades_;
  tally.counts.resize(std::max(tally.counts.size(), slots_ * tally.selections));
  if (fades_) tally.faded.resize(std::max(tally.faded.size(), slots_ * tally.selections));
  tally.touched.resize(std::max(tally.touched.size(), slots_ * tally.words));
  tally.contacts.clear();
  tally.slots.clear();
}

void CountedCells::bind_kind(const Counting& counting, const Counting::Kind& of) {
  const InteractionTable& table = binding_.data.interactions(of.interaction);
  if (table.begin.empty() || table.size() == 0) return;
  Kind kind;
  kind.at = table.at.numbers.data();
  kind.begin = table.begin.data();
  kind.latest = binding_.latest[of.interaction];
  kind.low = kind.rows_low = std::numeric_limits<std::int64_t>::max();
  for (const Counting::Looker& looker : of.lookers) {
    const std::uint32_t id = counting.selections[looker.selection];
    const Aggregate& aggregate = binding_.plan.aggregates[id];
    const AggregatePart& part = aggregate.parts[looker.part];
    const bool asked = std::all_of(part.subject_filters.begin(), part.subject_filters.end(),
                                   [&](NodeId filter) { return binding_.constants[filter].as<std::uint8_t>() == 1; });
    if (!asked) continue;
    Look look;
    look.selection = looker.selection;
    look.low = window_begin(aggregate, binding_.now);
    if (aggregate.op == AggregateOp::kPoints) {
      look.faded = binding_.faded[id].get();
      look.ages = binding_.ages[aggregate.zone].get();
      fades_ = true;
    }
    kind.low = std::min(kind.low, look.low);
    if (part.filters.empty() && look.faded == nullptr && only_any(counting, look.selection)) {
      kind.any.push_back(look);
      continue;
    }
    kind.rows_low = std::min(kind.rows_low, look.low);
    const auto by_code = std::find_if(part.filters.begin(), part.filters.end(),
                                      [](const ItemNode& filter) { return filter.link != kNoLink; });
    look.tests_begin = static_cast<std::uint32_t>(tests_.size());
    for (auto filter = part.filters.begin(); filter != part.filters.end(); ++filter) {
      if (filter == by_code) continue;
      tests_.push_back(
          {binding_.columns[filter->node], filter->link == kNoLink ? nullptr : binding_.links[filter->link]});
    }
    look.tests_end = static_cast<std::uint32_t>(tests_.size());
    if (by_code != part.filters.end()) {
      add_by_code(kind, look, *by_code);
    } else if (part.filters.empty() && look.faded == nullptr) {
      kind.windows.push_back(look);
    } else {
      kind.others.push_back(look);
    }
  }
  std::stable_sort(kind.windows.begin(), kind.windows.end(),
                   [](const Look& a, const Look& b) { return a.low > b.low; });
  for (ByCode& column : kind.by_code) {
    // Looks came one after the other, each with its codes; now they are gathered by code.
    std::vector<std::uint32_t> order(column.looks.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return column.begin[a] < column.begin[b]; });
    std::vector<Look> looks;
    std::vector<std::uint32_t> begin;
    for (const std::uint32_t place : order) {
      while (begin.size() <= column.begin[place]) begin.push_back(static_cast<std::uint32_t>(looks.size()));
      looks.push_back(column.looks[place]);
    }
    begin.push_back(static_cast<std::uint32_t>(looks.size()));
    column.begin = std::move(begin);
    column.looks = std::move(looks);
  }
  kinds_.push_back(std::move(kind));
}

// For each code that passes the test one look; `begin` holds the code of each until all are there.
void CountedCells::add_by_code(Kind& kind, const Look& look, const ItemNode& filter) {
  const std::uint32_t* const codes = binding_.links[filter.link];
  if (codes == nullptr) return;
  auto column =
      std::find_if(kind.by_code.begin(), kind.by_code.end(), [&](const ByCode& known) { return known.codes == codes; });
  if (column == kind.by_code.end()) {
    column = kind.by_code.insert(column, ByCode{});
    column->codes = codes;
  }
  const unsigned char* const flags = binding_.columns[filter.node];
  const std::uint32_t size = binding_.sizes[binding_.plan.links[filter.link].to];
  for (std::uint32_t code = 0; code < size; ++code) {
    if (flags[code] != 1) continue;
    column->begin.push_back(code);
    column->looks.push_back(look);
  }
}

inline bool CountedCells::passes(const Look& look, std::size_t row) const {
  for (std::uint32_t i = look.tests_begin; i < look.tests_end; ++i) {
    const Test& test = tests_[i];
    if (test.flags[test.codes == nullptr ? row : test.codes[row]] != 1) return false;
  }
  return true;
}

// The row that is looked at; how old it is, is asked once for all that fades by the days of one zone.
struct CountedCells::RowSeen {
  std::size_t row = 0;
  std::int64_t at = 0;
  const AgeTable* ages = nullptr;
  std::int64_t age = 0;
};

inline void CountedCells::note(const Look& look, RowSeen& row, std::size_t slot, CountedTally& tally) const {
  if (row.at < look.low || !passes(look, row.row)) return;
  tally.add(slot, look.selection, 1);
  if (look.faded == nullptr) return;
  if (row.ages != look.ages) {
    row.ages = look.ages;
    row.age = look.ages->age(row.at);
  }
  tally.faded[slot * tally.selections + look.selection] += look.faded->at(row.age);
}

// From the newest on; a window that ends before a row has all that it will have.
void CountedCells::walk(const Kind& kind, std::uint32_t contact, std::size_t slot, CountedTally& tally) const {
  const std::uint64_t begin = kind.begin[contact];
  std::uint64_t row = kind.begin[contact + 1];
  while (row > begin && kind.at[row - 1] > binding_.now) --row;
  std::uint32_t seen = 0;
  auto window = kind.windows.begin();
  while (row-- > begin && kind.at[row] >= kind.rows_low) {
    RowSeen seen_row{row, kind.at[row]};
    for (; window != kind.windows.end() && seen_row.at < window->low; ++window) {
      if (seen != 0) tally.add(slot, window->selection, seen);
    }
    ++seen;
    for (const ByCode& column : kind.by_code) {
      const std::uint32_t code = column.codes[row];
      if (std::size_t{code} + 1 >= column.begin.size()) continue;
      for (std::uint32_t i = column.begin[code]; i < column.begin[code + 1]; ++i) {
        note(column.looks[i], seen_row, slot, tally);
      }
    }
    for (const Look& look : kind.others) note(look, seen_row, slot, tally);
  }
  if (seen == 0) return;
  for (; window != kind.windows.end(); ++window) tally.add(slot, window->selection, seen);
}

void CountedCells::visit(CountedTally& tally) const {
  const std::size_t size = tally.contacts.size();
  tally.concerned.resize(size);
  for (const Kind& kind : kinds_) {
    std::size_t concerned = 0;
    for (std::size_t i = 0; i < size; ++i) {
      tally.concerned[concerned] = static_cast<std::uint32_t>(i);
      concerned += kind.latest[tally.contacts[i]] >= kind.low ? 1U : 0U;
    }
    for (std::size_t c = 0; c < concerned; ++c) {
      const std::uint32_t contact = tally.contacts[tally.concerned[c]];
      const std::size_t slot = tally.slots[tally.concerned[c]];
      const std::int64_t latest = kind.latest[contact];
      for (const Look& look : kind.any) {
        if (latest >= look.low) tally.add(slot, look.selection, 1);
      }
      if (latest >= kind.rows_low) walk(kind, contact, slot, tally);
    }
  }
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
  const Int128 total = points + exact(selection, count, faded) - exact(selection, 0, 0);
  if (total <= kMost && total >= -kMost) return static_cast<std::int64_t>(total);
  too_narrow = true;
  return points;
}

AccountCounts::AccountCounts(const Binding& binding, GrainId grain, const CountedCells& cells)
    : selections(cells.selections()),
      row_of_contact(binding.data.table(RecordKind::kContact).account),
      counts(binding.sizes[grain] * cells.selections()),
      faded(cells.fades() ? counts.size() : 0) {
  row_of_contact.resize(binding.sizes[grain_of(RecordKind::kContact)], kNoRow);
  if (grain != kPoolGrain) return;
  std::vector<std::uint32_t> pool_of_account(binding.sizes[grain_of(RecordKind::kAccount)], kNoRow);
  for (std::uint32_t pool = 0; pool < binding.sizes[grain]; ++pool)
    pool_of_account[binding.account_of_pool(pool)] = pool;
  for (std::uint32_t& row : row_of_contact) {
    if (row != kNoRow) row = pool_of_account[row];
  }
}

void CountedCells::share(const CountedTally& tally, std::size_t slot, AccountCounts& counts,
                         std::size_t account) const {
  tally.for_each(slot, [&](std::uint32_t selection, std::uint32_t count, std::int64_t faded) {
    const std::size_t to = account * tally.selections + selection;
    counts.counts[to].fetch_add(count, std::memory_order_relaxed);
    if (fades_) counts.faded[to].fetch_add(faded, std::memory_order_relaxed);
  });
}

}  // namespace leadline
