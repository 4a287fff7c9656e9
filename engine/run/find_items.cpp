// SPDX-License-Identifier: Apache-2.0
// Which rows a selection finds for one record: whose they are, when, which of them; and in what order they stand.
#include <algorithm>

#include "engine/data/gather.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/windows.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

// Which item that is, the same for every selection that may find it.
std::int64_t identity(const AggregatePart& part, std::uint32_t row) {
  const std::int64_t kind = std::int64_t{part.kind} + (part.records ? (std::int64_t{1} << 30) : 0);
  return kind << 32U | row;
}

}  // namespace

std::int64_t Evaluator::time_of(const AggregatePart& part, std::uint32_t row) const {
  if (part.records) {
    const auto kind = static_cast<RecordKind>(part.kind);
    const int created = binding.program.schema(kind).created;
    return created < 0 ? kMissing64 : binding.data.table(kind).columns[static_cast<std::size_t>(created)].numbers[row];
  }
  const std::vector<std::int64_t>& at = binding.data.interactions(part.kind).at.numbers;
  return row < at.size() ? at[row] : binding.now;
}

bool Evaluator::item_passes(const AggregatePart& part, std::uint32_t row) {
  for (const ItemNode& filter : part.filters) {
    if (item_value<std::uint8_t>(filter, row) != 1) return false;
  }
  return true;
}

void Evaluator::find_items(const Aggregate& aggregate, std::uint32_t row, std::uint32_t lane,
                           std::vector<FoundItem>& items) {
  items.clear();
  if (row == kNoRow || aggregate.source == RowSource::kNothing) return;
  TimeSpan span;
  std::int64_t& low = span.low;
  std::int64_t& high = span.high;
  std::vector<std::int64_t> excluded;
  const auto exclude = [&](NodeId node) {
    if (node == kNoNode) return;
    const auto item = at_subject<std::int64_t>(node, row, lane);
    if (present(item)) excluded.push_back(item);
  };
  for (const AggregateWindow& window : aggregate.within) {
    span.windowed = true;
    if (window.after == kNoNode) {
      low = std::max(low, window_begin(window.milliseconds, binding.now));
      span.moving = std::min(span.moving, window.milliseconds);
      continue;
    }
    const auto after = at_subject<std::int64_t>(window.after, row, lane);
    if (!present(after)) return;
    low = std::max(low, after);
    high = std::min(high, clamped(Int128{after} + window.milliseconds));
    exclude(window.without);
  }
  for (const AggregateTime& since : aggregate.since) {
    const auto time = at_subject<std::int64_t>(since.time, row, lane);
    if (!present(time)) continue;
    span.windowed = true;
    low = std::max(low, time);
    exclude(since.without);
  }
  for (const AggregateTime& until : aggregate.until) {
    const auto time = at_subject<std::int64_t>(until.time, row, lane);
    if (!present(time)) continue;
    span.windowed = true;
    high = std::min(high, time);
    exclude(until.without);
  }
  for (std::uint32_t i = 0; i < aggregate.parts.size(); ++i) {
    const AggregatePart& part = aggregate.parts[i];
    bool asked = true;
    for (const NodeId filter : part.subject_filters) {
      asked = asked && at_subject<std::uint8_t>(filter, row, lane) == 1;
    }
    if (!asked) continue;
    const std::size_t begin = items.size();
    find_in_part(aggregate, i, row, span, items);
    if (!excluded.empty()) {
      const auto gone = [&](const FoundItem& item) {
        return std::find(excluded.begin(), excluded.end(), identity(part, item.row)) != excluded.end();
      };
      items.erase(std::remove_if(items.begin() + static_cast<std::ptrdiff_t>(begin), items.end(), gone), items.end());
    }
    if (!part.pair_filters.empty() && items.size() > begin) filter_pairs(part, row, begin, items);
  }
}

// An item leaves a window that moves with the present; one of the future will come.
void Evaluator::note_time(std::int64_t at, const TimeSpan& span) {
  if (at > binding.now) {
    changes_at(at);
  } else if (span.moving != kNeverMoves) {
    changes_at(clamped(Int128{at} + span.moving));
  }
}

void Evaluator::find_in_part(const Aggregate& aggregate, std::uint32_t index, std::uint32_t row, const TimeSpan& span,
                             std::vector<FoundItem>& items) {
  const AggregatePart& part = aggregate.parts[index];
  const Dataset& data = binding.data;
  const std::int64_t now = binding.now;
  if (part.records) {
    const auto kind = static_cast<RecordKind>(part.kind);
    const auto look = [&](std::uint32_t item) {
      if (span.windowed) {
        const std::int64_t created = time_of(part, item);
        if (!present(created) || created < span.low || created > span.high) return;
        note_time(created, span);
        if (created > now) return;
      }
      if (item_passes(part, item)) items.push_back(FoundItem{index, item});
    };
    if (aggregate.source == RowSource::kAllRecords) {
      for (std::uint32_t item = 0; item < data.table(kind).size(); ++item) {
        if (!binding.open || data.alive(kind, item)) look(item);
      }
      return;
    }
    const std::uint32_t target = aggregate.via == kNoLink ? row : follow(aggregate.via, row);
    if (target == kNoRow) return;
    for (const std::uint32_t item : data.linking(kind, aggregate.record_link, target)) look(item);
    return;
  }
  const InteractionTable& table = data.interactions(part.kind);
  const std::int64_t* const at = table.at.numbers.data();
  const auto look = [&](std::uint32_t item) {
    if (at[item] < span.low || at[item] > span.high) return;
    note_time(at[item], span);
    if (at[item] <= now && item_passes(part, item)) items.push_back(FoundItem{index, item});
  };
  const auto of_contact = [&](std::uint32_t contact) {
    if (contact == kNoRow) return;
    if (binding.open) {
      if (data.latest_of_contact(part.kind, contact) < span.low) return;
      const RowList rows = data.of_contact(part.kind, contact);
      const auto first = std::lower_bound(rows.begin(), rows.end(), span.low,
                                          [&](std::uint32_t item, std::int64_t time) { return at[item] < time; });
      for (const std::uint32_t* item = first; item != rows.end() && at[*item] <= span.high; ++item) {
        // The first leaves before the others, and the first of the future comes before the others.
        if (item == first || at[*item] > now) note_time(at[*item], span);
        if (at[*item] > now) break;
        if (item_passes(part, *item)) items.push_back(FoundItem{index, *item});
      }
      return;
    }
    if (table.begin.empty()) return;
    const std::int64_t* const begin = at + table.begin[contact];
    const std::int64_t* const end = at + table.begin[contact + 1];
    const std::int64_t* const first = std::lower_bound(begin, end, span.low);
    const std::int64_t* const last = std::upper_bound(first, end, std::min(span.high, now));
    for (const std::int64_t* item = first; item < last; ++item) {
      const auto place = static_cast<std::uint32_t>(item - at);
      if (item_passes(part, place)) items.push_back(FoundItem{index, place});
    }
  };
  const auto of_account = [&](std::uint32_t account) {
    if (account == kNoRow) return;
    for (const std::uint32_t contact : data.linking(RecordKind::kContact, LinkKind::kAccount, account)) {
      of_contact(contact);
    }
  };
  if (part.own) {
    data.for_each_own(part.kind, aggregate.subject, row, look);
    const RecordState* const state = state_of(aggregate.subject, row);
    if (state == nullptr || span.low > now || span.high < now) return;
    for (std::uint32_t i = 0; i < state->events.size(); ++i) {
      const auto item = static_cast<std::uint32_t>(table.size() + i);
      if (state->events[i].kind != part.kind) continue;
      note_time(now, span);
      if (item_passes(part, item)) items.push_back(FoundItem{index, item});
    }
    return;
  }
  const std::uint32_t target = aggregate.via == kNoLink ? row : follow(aggregate.via, row);
  switch (aggregate.source) {
    case RowSource::kContact:
      of_contact(target);
      break;
    case RowSource::kAccount:
      of_account(aggregate.grain == kPoolGrain ? binding.account_of_pool(row) : target);
      break;
    case RowSource::kParent:
      if (target != kNoRow) {
        of_contact(target);
      } else {
        const std::uint32_t pool = binding.pool_of(plan.grains[aggregate.grain].record, row);
        if (pool != kNoRow) of_account(binding.account_of_pool(pool));
      }
      break;
    case RowSource::kLead:
      data.for_each_of_lead(part.kind, target, [&](std::uint32_t item) {
        if (table.contact[item] != kNoRow) look(item);
      });
      break;
    case RowSource::kAllRecords:
      // Also those without a contact.
      for (std::uint32_t item = 0; item < table.size(); ++item) look(item);
      break;
    case RowSource::kRecords:
    case RowSource::kNothing:
      break;
  }
}

// The nodes about pairs that a node reads, itself last, in an order in which each stands behind what it reads.
const std::vector<NodeId>& Evaluator::pair_order(NodeId node) {
  const auto [place, fresh] = pair_orders_.try_emplace(node);
  if (!fresh) return place->second;
  std::vector<NodeId> order;
  std::vector<NodeId> open{node};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (std::find(order.begin(), order.end(), id) != order.end()) continue;
    order.push_back(id);
    for (const NodeId child : plan.nodes[id].children) {
      if (plan.grains[plan.nodes[child].grain].kind == GrainKind::kPair) open.push_back(child);
    }
  }
  std::sort(order.begin(), order.end());  // children have the smaller numbers
  return pair_orders_[node] = std::move(order);
}

void Evaluator::filter_pairs(const AggregatePart& part, std::uint32_t row, std::size_t begin,
                             std::vector<FoundItem>& items) {
  const auto keep_if = [&](auto&& passes) {
    std::size_t kept_items = begin;
    for (std::size_t i = begin; i < items.size(); ++i) {
      if (passes(i - begin)) items[kept_items++] = items[i];
    }
    items.resize(kept_items);
  };
  for (const NodeId filter : part.pair_filters) {
    if (items.size() == begin) return;
    if (mode_ == Mode::kSingle) {
      // Most compare one number of each item with one that all share.
      const bool moves = time_uses != nullptr && (*time_uses)[filter].turns();
      const std::optional<PairEquality> equal = moves ? std::nullopt : pair_equality(plan, filter);
      if (equal) {
        const auto wanted = far<std::int64_t>(equal->subject, row);
        keep_if([&](std::size_t i) {
          return present(wanted) && item_value<std::int64_t>(equal->item, items[begin + i].row) == wanted;
        });
        continue;
      }
      keep_if([&](std::size_t i) { return at_pair<std::uint8_t>(filter, row, items[begin + i].row) == 1; });
      continue;
    }
    const std::size_t count = items.size() - begin;
    pair_subjects_.assign(count, row);
    pair_items_.resize(count);
    for (std::size_t i = 0; i < count; ++i) pair_items_[i] = items[begin + i].row;
    const Rows pairs{0, static_cast<std::uint32_t>(count), pair_subjects_.data(), pair_items_.data()};
    for (const NodeId node : pair_order(filter)) {
      std::vector<unsigned char>& lane = pair_lanes_[node];
      const std::size_t bytes = count * lane_size(plan.nodes[node].lane, binding.wide);
      if (lane.size() < bytes) lane.resize(bytes * 2);
      lanes[node] = lane.data();
      compute(node, pairs, lane.data());
    }
    const unsigned char* const passes = lanes[filter];
    keep_if([&](std::size_t i) { return passes[i] == 1; });
  }
}

bool Evaluator::before(const Aggregate& aggregate, const FoundItem& a, const FoundItem& b) const {
  const AggregatePart& left = aggregate.parts[a.part];
  const AggregatePart& right = aggregate.parts[b.part];
  const std::int64_t left_at = time_of(left, a.row);
  const std::int64_t right_at = time_of(right, b.row);
  if (left_at != right_at) return left_at < right_at;
  if (left.records) return binding.data.id_before(static_cast<RecordKind>(left.kind), a.row, b.row);
  if (left.kind != right.kind) return binding.kind_ranks[left.kind] < binding.kind_ranks[right.kind];
  const InteractionTable& table = binding.data.interactions(left.kind);
  const auto recorded = static_cast<std::uint32_t>(table.size());
  if (a.row < recorded && b.row < recorded) {
    const std::uint32_t left_contact = table.contact[a.row];
    const std::uint32_t right_contact = table.contact[b.row];
    if (left_contact == right_contact && !binding.open) return a.row < b.row;
    if (const int order = compare_interactions(table, a.row, b.row); order != 0) return order < 0;
    if (!binding.open) return left_contact + 1 < right_contact + 1;
    // No contact stands first; then by contact, by lead, and what is equal in everything as it came.
    const auto by_link = [&](RecordKind kind, std::uint32_t x, std::uint32_t y) {
      if (x == y) return 0;
      if (x == kNoRow || y == kNoRow) return x == kNoRow ? -1 : 1;
      return binding.data.id_before(kind, x, y) ? -1 : 1;
    };
    if (const int order = by_link(RecordKind::kContact, left_contact, right_contact); order != 0) return order < 0;
    if (const int order = by_link(RecordKind::kLead, table.lead_of(a.row), table.lead_of(b.row)); order != 0) {
      return order < 0;
    }
    return a.row < b.row;
  }
  // Moves and reaches of this evaluation have texts only, and no id.
  const auto text_of = [&](std::uint32_t row, std::size_t attribute) -> std::string_view {
    if (row < recorded) {
      const Column& column = table.attributes[attribute];
      return column.codes[row] == 0 ? std::string_view{} : (*column.dictionary)[column.codes[row]];
    }
    const StateEvent& event = state_->events[row - recorded];
    if (event.kind == kReachKind)
      return attribute == 0 ? binding.program.thresholds[event.threshold].full_name : std::string_view{};
    if (attribute > 1) return {};
    const Process& process = binding.program.processes[static_cast<std::size_t>(state_->process)];
    return process.stages[attribute == 0 ? event.from : event.to].name;
  };
  const auto id_of = [&](std::uint32_t row) { return row < recorded ? table.id_of(row) : std::string_view(); };
  int order = compare_code_points(id_of(a.row), id_of(b.row));
  for (std::size_t i = 0; order == 0 && i < table.attributes.size(); ++i) {
    order = compare_code_points(text_of(a.row, i), text_of(b.row, i));
  }
  return order != 0 ? order < 0 : a.row < b.row;
}

std::int64_t Evaluator::points_of(std::uint32_t index, const FoundItem& item, std::uint32_t row, std::uint32_t lane) {
  const Aggregate& aggregate = plan.aggregates[index];
  const AggregatePart& part = aggregate.parts[item.part];
  std::int64_t points = kMissing64;
  if (part.points.node != kNoNode) points = item_value<std::int64_t>(part.points, item.row);
  if (part.points_pair != kNoNode) points = at_pair<std::int64_t>(part.points_pair, row, item.row);
  if (part.points_subject != kNoNode) points = at_subject<std::int64_t>(part.points_subject, row, lane);
  if (!present(points) || aggregate.fading.kind == Fading::Kind::kNone) return points;
  const std::int64_t at = time_of(part, item.row);
  if (!present(at)) return kMissing64;
  const std::int64_t age = binding.age(aggregate.zone, at);
  changes_at(binding.ages[aggregate.zone]->next_midnight());
  if (binding.faded[index]) return binding.faded[index]->at(age);
  const std::int64_t days = std::max<std::int64_t>(1, aggregate.fading.days);
  switch (aggregate.fading.kind) {
    case Fading::Kind::kNone:
      break;
    case Fading::Kind::kHalving:
      return binding.halvings[index]->faded(points, age);
    case Fading::Kind::kLosing:
      return lose(points, aggregate.fading.amount.micros, age / days);
    case Fading::Kind::kLosingPercent:
      return lose_percent(points, aggregate.fading.amount.micros, age / days);
  }
  return points;
}

}  // namespace leadline
