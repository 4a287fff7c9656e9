// SPDX-License-Identifier: Apache-2.0
#include "engine/run/counted_kind.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "engine/run/windows.hpp"

namespace leadline {
namespace {

constexpr auto kShortestFirst = [](const auto& a, const auto& b) { return a.low > b.low; };
constexpr auto kLongestFirst = [](const auto& a, const auto& b) { return a.low < b.low; };

// Looks came one after the other, `begin` with the code of each; now they are gathered by code.
template <class ByCode>
void gather(ByCode& column) {
  std::vector<std::uint32_t> order(column.looks.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (column.begin[a] != column.begin[b]) return column.begin[a] < column.begin[b];
    return kLongestFirst(column.looks[a], column.looks[b]);
  });
  ByCode gathered;
  gathered.codes = column.codes;
  for (const std::uint32_t place : order) {
    gathered.begin.resize(std::max<std::size_t>(gathered.begin.size(), column.begin[place] + 1),
                          static_cast<std::uint32_t>(gathered.looks.size()));
    gathered.looks.push_back(column.looks[place]);
  }
  gathered.begin.push_back(static_cast<std::uint32_t>(gathered.looks.size()));
  column = std::move(gathered);
}

}  // namespace

CountedKind::CountedKind(const Binding& binding, const Counting& counting, const Counting::Kind& of)
    : binding_(binding) {
  low_ = rows_low_ = values_low_ = std::numeric_limits<std::int64_t>::max();
  const InteractionTable& table = binding.data.interactions(of.interaction);
  if (table.begin.empty() || table.size() == 0) return;
  at_ = table.at.numbers.data();
  begin_ = table.begin.data();
  latest_ = binding.latest[of.interaction];
  for (const Counting::Looker& looker : of.lookers) bind(looker, counting);
  std::stable_sort(any_.begin(), any_.end(), kLongestFirst);
  std::stable_sort(windows_.begin(), windows_.end(), kShortestFirst);
  for (Fading& fading : fading_) std::stable_sort(fading.looks.begin(), fading.looks.end(), kShortestFirst);
  for (auto& column : by_code_) gather(column);
  for (auto& column : tested_by_code_) gather(column);
}

void CountedKind::bind(const Counting::Looker& looker, const Counting& counting) {
  const std::uint32_t id = counting.selections[looker.selection];
  const Aggregate& aggregate = binding_.plan.aggregates[id];
  const AggregatePart& part = aggregate.parts[looker.part];
  if (!binding_.asked(part)) return;
  TestedLook look;
  look.selection = looker.selection;
  look.low = window_begin(aggregate, binding_.now);
  if (aggregate.op == AggregateOp::kPoints) {
    look.faded = binding_.faded[id].get();
    look.ages = binding_.ages[aggregate.zone].get();
  }
  low_ = std::min(low_, look.low);
  if (part.filters.empty() && look.faded == nullptr && only_any(counting, look.selection)) {
    any_.push_back(look);
    return;
  }
  rows_low_ = std::min(rows_low_, look.low);
  if (part.filters.empty() && look.faded == nullptr) {
    windows_.push_back(look);
    return;
  }
  if (part.filters.empty()) {
    auto zone = std::find_if(fading_.begin(), fading_.end(), [&](const Fading& one) { return one.ages == look.ages; });
    if (zone == fading_.end()) zone = fading_.insert(zone, Fading{look.ages, {}});
    zone->looks.push_back({look, look.faded});
    return;
  }
  values_low_ = std::min(values_low_, look.low);
  const auto by_code = std::find_if(part.filters.begin(), part.filters.end(),
                                    [](const ItemNode& filter) { return filter.link != kNoLink; });
  look.tests_begin = static_cast<std::uint32_t>(tests_.size());
  for (auto filter = part.filters.begin(); filter != part.filters.end(); ++filter) {
    if (filter == by_code) continue;
    tests_.push_back(
        {binding_.columns[filter->node], filter->link == kNoLink ? nullptr : binding_.links[filter->link]});
  }
  look.tests_end = static_cast<std::uint32_t>(tests_.size());
  if (by_code == part.filters.end()) {
    tested_.push_back(look);
  } else if (look.tests_begin == look.tests_end && look.faded == nullptr) {
    add_by_code(by_code_, Look{look}, *by_code);
  } else {
    add_by_code(tested_by_code_, look, *by_code);
  }
}

// For each code that passes the test one look; `begin` holds the code of each until all are there.
template <class L>
void CountedKind::add_by_code(std::vector<ByCode<L>>& columns, const L& look, const ItemNode& filter) {
  const std::uint32_t* const codes = binding_.links[filter.link];
  if (codes == nullptr) return;
  auto column =
      std::find_if(columns.begin(), columns.end(), [&](const ByCode<L>& known) { return known.codes == codes; });
  if (column == columns.end()) {
    column = columns.insert(column, ByCode<L>{});
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

// The first row of a range that is not before a time; rows lie in the order of time, and mostly few are wanted.
inline std::uint64_t CountedKind::since(std::int64_t low, Range done) const {
  std::uint64_t row = done.end;
  while (row > done.begin && at_[row - 1] >= low) --row;
  return row;
}

inline void CountedKind::count_windows(Range done, CountedTally::Slot slot) const {
  Range within{done.end, done.end};
  for (const Look& look : windows_) {
    within.begin = since(look.low, {done.begin, within.begin});
    if (within.begin != within.end) slot.add(look.selection, static_cast<std::uint32_t>(within.end - within.begin));
  }
}

inline void CountedKind::count_fading(const Fading& fading, Range done, CountedTally::Slot slot,
                                      std::vector<std::int64_t>& ages) const {
  const std::uint64_t oldest = since(fading.looks.back().low, done);
  if (oldest == done.end) return;
  ages.resize(std::max<std::size_t>(ages.size(), done.end - oldest));
  for (std::uint64_t row = oldest; row < done.end; ++row) ages[row - oldest] = fading.ages->age(at_[row]);
  std::uint64_t first = done.end;
  for (const FadingLook& look : fading.looks) {
    first = since(look.low, {oldest, first});
    if (first == done.end) continue;
    const std::size_t count = done.end - first;
    slot.add(look.selection, static_cast<std::uint32_t>(count), look.faded->sum(ages.data() + (first - oldest), count));
  }
}

inline void CountedKind::count_values(Range done, CountedTally::Slot slot) const {
  for (std::uint64_t row = since(values_low_, done); row < done.end; ++row) {
    for (const ByCode<Look>& column : by_code_) {
      const std::size_t code = column.codes[row];
      if (code + 1 >= column.begin.size()) continue;
      for (std::uint32_t i = column.begin[code]; i < column.begin[code + 1]; ++i) {
        if (at_[row] < column.looks[i].low) break;
        slot.add(column.looks[i].selection, 1);
      }
    }
    for (const ByCode<TestedLook>& column : tested_by_code_) {
      const std::size_t code = column.codes[row];
      if (code + 1 >= column.begin.size()) continue;
      for (std::uint32_t i = column.begin[code]; i < column.begin[code + 1]; ++i) {
        count_tested(column.looks[i], row, slot);
      }
    }
    for (const TestedLook& look : tested_) count_tested(look, row, slot);
  }
}

inline bool CountedKind::passes(const TestedLook& look, std::uint64_t row) const {
  for (std::uint32_t i = look.tests_begin; i < look.tests_end; ++i) {
    const Test& test = tests_[i];
    if (test.flags[test.codes == nullptr ? row : test.codes[row]] != 1) return false;
  }
  return true;
}

inline void CountedKind::count_tested(const TestedLook& look, std::uint64_t row, CountedTally::Slot slot) const {
  if (at_[row] < look.low || !passes(look, row)) return;
  if (look.faded == nullptr) {
    slot.add(look.selection, 1);
  } else {
    slot.add(look.selection, 1, look.faded->at(look.ages->age(at_[row])));
  }
}

void CountedKind::walk(std::uint32_t contact, CountedTally::Slot slot, std::vector<std::int64_t>& ages) const {
  Range done{begin_[contact], begin_[contact + 1]};
  while (done.end > done.begin && at_[done.end - 1] > binding_.now) --done.end;
  count_windows(done, slot);
  for (const Fading& fading : fading_) count_fading(fading, done, slot, ages);
  count_values(done, slot);
}

void CountedKind::visit(CountedTally& tally) const {
  if (latest_ == nullptr) return;
  const std::size_t size = tally.contacts.size();
  tally.concerned.resize(size);
  std::size_t concerned = 0;
  for (std::size_t i = 0; i < size; ++i) {
    tally.concerned[concerned] = static_cast<std::uint32_t>(i);
    concerned += latest_[tally.contacts[i]] >= low_ ? 1U : 0U;
  }
  for (std::size_t c = 0; c < concerned; ++c) {
    const std::uint32_t contact = tally.contacts[tally.concerned[c]];
    const CountedTally::Slot slot = tally.at(tally.slots[tally.concerned[c]]);
    const std::int64_t latest = latest_[contact];
    for (const Look& look : any_) {
      if (latest < look.low) break;
      slot.add(look.selection, 1);
    }
    if (latest >= rows_low_) walk(contact, slot, tally.ages);
  }
}

}  // namespace leadline
