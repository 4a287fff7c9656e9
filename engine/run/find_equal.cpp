// SPDX-License-Identifier: Apache-2.0
// `any interaction where campaign = lead.campaign within 60 days`, asked of one record: whoever has done a lot makes
// that the dearest question of an event, so rows are looked at from the newest on, only at what has to be equal, until
// one is found. Entry points: Evaluator::any_equal, concerns.
#include <algorithm>

#include "engine/run/contacts_of.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/windows.hpp"

namespace leadline {

// What an item must be equal in.
struct Evaluator::Wanted {
  const std::uint32_t* codes = nullptr;  // null: the value is asked of the evaluator
  const std::int64_t* values = nullptr;  // [code]
  const ItemNode* item = nullptr;
  std::int64_t value = 0;
};

const Evaluator::EqualParts* Evaluator::equal_parts(NodeId id) {
  if (equal_parts_.empty()) equal_parts_.resize(plan.nodes.size());
  std::unique_ptr<EqualParts>& known = equal_parts_[id];
  if (!known) known = std::make_unique<EqualParts>(find_equal_parts(plan.aggregates[plan.nodes[id].aggregate]));
  return known->enough ? known.get() : nullptr;
}

Evaluator::EqualParts Evaluator::find_equal_parts(const Aggregate& aggregate) const {
  if (aggregate.op != AggregateOp::kAny || !aggregate.since.empty() || !aggregate.until.empty()) return {};
  if (aggregate.source != RowSource::kParent && aggregate.source != RowSource::kContact) return {};
  const auto ends_now = [](const AggregateWindow& window) { return window.after == kNoNode; };
  if (!std::all_of(aggregate.within.begin(), aggregate.within.end(), ends_now)) return {};
  EqualParts parts;
  parts.of_kind.resize(binding.program.interactions.size());
  for (const AggregatePart& part : aggregate.parts) {
    if (part.records || part.own) return {};
    parts.of_kind[part.kind].push_back(static_cast<std::uint32_t>(parts.equalities.size()));
    std::vector<PairEquality>& equalities = parts.equalities.emplace_back();
    for (const NodeId filter : part.pair_filters) {
      const bool moves = time_uses != nullptr && (*time_uses)[filter].turns();
      const std::optional<PairEquality> equality = moves ? std::nullopt : pair_equality(plan, filter);
      if (!equality) return {};
      equalities.push_back(*equality);
    }
  }
  parts.enough = true;
  return parts;
}

// Those whose interactions the aggregate looks at: a contact, or where a lead has none all contacts of its account.
void Evaluator::add_looked_at(const Aggregate& aggregate, std::uint32_t row,
                              std::vector<std::uint32_t>& contacts) const {
  const std::uint32_t contact = aggregate.via == kNoLink ? row : follow(aggregate.via, row);
  if (contact != kNoRow) {
    contacts.push_back(contact);
  } else if (aggregate.source == RowSource::kParent) {
    for_each_contact(binding, kPoolGrain, binding.pool_of(plan.grains[aggregate.grain].record, row),
                     [&](std::uint32_t one) { contacts.push_back(one); });
  }
}

std::optional<bool> Evaluator::any_equal(NodeId id, std::uint32_t row) {
  if (!binding.open || row == kNoRow) return std::nullopt;
  const EqualParts* const parts = equal_parts(id);
  if (parts == nullptr) return std::nullopt;
  const Aggregate& aggregate = plan.aggregates[plan.nodes[id].aggregate];
  std::vector<std::uint32_t> contacts;
  contacts.swap(looked_at_);
  contacts.clear();
  add_looked_at(aggregate, row, contacts);
  const bool any = any_equal_of(aggregate, *parts, row, contacts);
  contacts.swap(looked_at_);
  return any;
}

// What the items of a part must be equal in for one row; false: none can be what is wanted.
bool Evaluator::find_wanted(const AggregatePart& part, const std::vector<PairEquality>& equalities, std::uint32_t row,
                            Wanteds& wanted) {
  const bool asked = std::all_of(part.subject_filters.begin(), part.subject_filters.end(),
                                 [&](NodeId filter) { return at_subject<std::uint8_t>(filter, row, 0) == 1; });
  if (!asked) return false;
  wanted.clear();
  for (const PairEquality& equality : equalities) {
    Wanted& one = wanted.emplace_back();
    one.item = &equality.item;
    one.value = far<std::int64_t>(equality.subject, row);
    if (!present(one.value)) return false;
    if (equality.item.link == kNoLink || !plain(equality.item.link)) continue;
    one.values = reinterpret_cast<const std::int64_t*>(kept(equality.item.node, 0));
    if (one.values != nullptr) one.codes = binding.links[equality.item.link];
  }
  return true;
}

bool Evaluator::is_wanted(const AggregatePart& part, const Wanteds& wanted, std::uint32_t item) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const Wanted& one) {
                       return (one.codes != nullptr ? one.values[one.codes[item]]
                                                    : item_value<std::int64_t>(*one.item, item)) == one.value;
                     }) &&
         item_passes(part, item);
}

bool Evaluator::any_equal_of(const Aggregate& aggregate, const EqualParts& parts, std::uint32_t row,
                             const std::vector<std::uint32_t>& contacts) {
  const std::int64_t low = window_begin(aggregate, binding.now);
  std::int64_t moving = kNeverMoves;
  for (const AggregateWindow& window : aggregate.within) moving = std::min(moving, window.milliseconds);
  Wanteds wanted;
  for (std::size_t i = 0; i < aggregate.parts.size(); ++i) {
    const AggregatePart& part = aggregate.parts[i];
    const auto concerns = [&](std::uint32_t contact) {
      return binding.data.latest_of_contact(part.kind, contact) >= low;
    };
    if (std::none_of(contacts.begin(), contacts.end(), concerns)) continue;
    if (!find_wanted(part, parts.equalities[i], row, wanted)) continue;
    const std::vector<std::int64_t>& at = binding.data.interactions(part.kind).at.numbers;
    for (const std::uint32_t contact : contacts) {
      if (!concerns(contact)) continue;
      const RowList rows = binding.data.of_contact(part.kind, contact);
      for (const std::uint32_t* item = rows.end(); item != rows.begin() && at[*(item - 1)] >= low; --item) {
        const std::uint32_t one = *(item - 1);
        if (at[one] > binding.now) {
          changes_at(at[one]);
        } else if (is_wanted(part, wanted, one)) {
          // Those behind it can only let it be true for longer.
          if (moving != kNeverMoves) changes_at(clamped(Int128{at[one]} + moving));
          return true;
        }
      }
    }
  }
  return false;
}

bool Evaluator::concerns(NodeId node, std::uint32_t row, std::uint32_t kind, std::uint32_t item) {
  const EqualParts* const parts = plan.nodes[node].op == NodeOp::kAggregate ? equal_parts(node) : nullptr;
  if (parts == nullptr) return true;
  const Aggregate& aggregate = plan.aggregates[plan.nodes[node].aggregate];
  Wanteds wanted;
  return std::any_of(parts->of_kind[kind].begin(), parts->of_kind[kind].end(), [&](std::uint32_t i) {
    const AggregatePart& part = aggregate.parts[i];
    return find_wanted(part, parts->equalities[i], row, wanted) && is_wanted(part, wanted, item);
  });
}

}  // namespace leadline
