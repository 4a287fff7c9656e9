// SPDX-License-Identifier: Apache-2.0
// `any interaction where campaign = lead.campaign within 60 days`, asked of one record: whoever has done a lot makes
// that the dearest question of an event, so rows are looked at from the newest on, only at what has to be equal, until
// one is found. Entry point: Evaluator::any_equal.
#include <algorithm>
#include <boost/container/small_vector.hpp>

#include "engine/run/evaluator.hpp"
#include "engine/run/windows.hpp"

namespace leadline {

namespace {

// What an item must be equal in.
struct Wanted {
  const std::uint32_t* codes = nullptr;  // null: the value is asked of the evaluator
  const std::int64_t* values = nullptr;  // [code]
  const ItemNode* item = nullptr;
  std::int64_t value = 0;
};

}  // namespace

const Evaluator::EqualParts* Evaluator::equal_parts(NodeId id) {
  const auto [place, fresh] = equal_parts_.try_emplace(id);
  if (!fresh) return place->second.get();
  const Aggregate& aggregate = plan.aggregates[plan.nodes[id].aggregate];
  if (aggregate.op != AggregateOp::kAny || !aggregate.since.empty() || !aggregate.until.empty()) return nullptr;
  if (aggregate.source != RowSource::kParent && aggregate.source != RowSource::kContact) return nullptr;
  const auto ends_now = [](const AggregateWindow& window) { return window.after == kNoNode; };
  if (!std::all_of(aggregate.within.begin(), aggregate.within.end(), ends_now)) return nullptr;
  auto parts = std::make_unique<EqualParts>();
  for (const AggregatePart& part : aggregate.parts) {
    if (part.records || part.own) return nullptr;
    std::vector<PairEquality>& equalities = parts->emplace_back();
    for (const NodeId filter : part.pair_filters) {
      const bool moves = time_uses != nullptr && ((*time_uses)[filter].meets || (*time_uses)[filter].restless);
      const std::optional<PairEquality> equality = moves ? std::nullopt : pair_equality(plan, filter);
      if (!equality) return nullptr;
      equalities.push_back(*equality);
    }
  }
  return (equal_parts_[id] = std::move(parts)).get();
}

std::optional<bool> Evaluator::any_equal(NodeId id, std::uint32_t row) {
  if (!binding.open) return std::nullopt;
  const EqualParts* const parts = equal_parts(id);
  if (parts == nullptr) return std::nullopt;
  const Aggregate& aggregate = plan.aggregates[plan.nodes[id].aggregate];
  const std::uint32_t contact = aggregate.via == kNoLink ? row : follow(aggregate.via, row);
  if (row == kNoRow || contact == kNoRow) return std::nullopt;
  const std::int64_t low = window_begin(aggregate, binding.now);
  std::int64_t moving = kNeverMoves;
  for (const AggregateWindow& window : aggregate.within) moving = std::min(moving, window.milliseconds);
  boost::container::small_vector<Wanted, 2> wanted;
  for (std::size_t i = 0; i < aggregate.parts.size(); ++i) {
    const AggregatePart& part = aggregate.parts[i];
    if (binding.data.latest_of_contact(part.kind, contact) < low) continue;
    const bool asked = std::all_of(part.subject_filters.begin(), part.subject_filters.end(),
                                   [&](NodeId filter) { return at_subject<std::uint8_t>(filter, row, 0) == 1; });
    if (!asked) continue;
    wanted.clear();
    for (const PairEquality& equality : (*parts)[i]) {
      Wanted& one = wanted.emplace_back();
      one.item = &equality.item;
      one.value = far<std::int64_t>(equality.subject, row);
      if (equality.item.link == kNoLink || !plain(equality.item.link)) continue;
      one.values = reinterpret_cast<const std::int64_t*>(kept(equality.item.node, 0));
      if (one.values != nullptr) one.codes = binding.links[equality.item.link];
    }
    if (!std::all_of(wanted.begin(), wanted.end(), [](const Wanted& one) { return present(one.value); })) continue;
    const auto fits = [&](std::uint32_t item) {
      return std::all_of(wanted.begin(), wanted.end(), [&](const Wanted& one) {
        return (one.codes != nullptr ? one.values[one.codes[item]] : item_value<std::int64_t>(*one.item, item)) ==
               one.value;
      });
    };
    const std::vector<std::int64_t>& at = binding.data.interactions(part.kind).at.numbers;
    const RowList rows = binding.data.of_contact(part.kind, contact);
    for (const std::uint32_t* item = rows.end(); item != rows.begin() && at[*(item - 1)] >= low; --item) {
      const std::uint32_t one = *(item - 1);
      if (at[one] > binding.now) {
        changes_at(at[one]);
      } else if (fits(one) && item_passes(part, one)) {
        // Those behind it can only let it be true for longer.
        if (moving != kNeverMoves) changes_at(clamped(Int128{at[one]} + moving));
        return true;
      }
    }
  }
  return false;
}

}  // namespace leadline
