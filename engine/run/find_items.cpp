// SPDX-License-Identifier: Apache-2.0
// Which rows a selection finds for one record: whose they are, when, which of them; and in what order they stand.
#include <algorithm>
#include <limits>

#include "engine/data/gather.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/values/text.hpp"

namespace leadline {
namespace {

constexpr std::int64_t kBeginning = kMissing64 + 1;

std::int64_t clamped(Int128 time) {
  const Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::min<Int128>(most, std::max<Int128>(kBeginning, time)));
}

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
  std::int64_t low = kBeginning;
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
  bool windowed = false;
  std::vector<std::int64_t> excluded;
  const auto exclude = [&](NodeId node) {
    if (node == kNoNode) return;
    const auto item = at_subject<std::int64_t>(node, row, lane);
    if (present(item)) excluded.push_back(item);
  };
  for (const AggregateWindow& window : aggregate.within) {
    windowed = true;
    if (window.after == kNoNode) {
      low = std::max(low, clamped(Int128{binding.now} - window.milliseconds + 1));
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
    windowed = true;
    low = std::max(low, time);
    exclude(since.without);
  }
  for (const AggregateTime& until : aggregate.until) {
    const auto time = at_subject<std::int64_t>(until.time, row, lane);
    if (!present(time)) continue;
    windowed = true;
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
    find_in_part(aggregate, i, row, low, high, windowed, items);
    if (!excluded.empty()) {
      const auto gone = [&](const FoundItem& item) {
        return std::find(excluded.begin(), excluded.end(), identity(part, item.row)) != excluded.end();
      };
      items.erase(std::remove_if(items.begin() + static_cast<std::ptrdiff_t>(begin), items.end(), gone), items.end());
    }
    if (!part.pair_filters.empty() && items.size() > begin) filter_pairs(part, row, begin, items);
  }
}

void Evaluator::find_in_part(const Aggregate& aggregate, std::uint32_t index, std::uint32_t row, std::int64_t low,
                             std::int64_t high, bool windowed, std::vector<FoundItem>& items) {
  const AggregatePart& part = aggregate.parts[index];
  const Dataset& data = binding.data;
  if (part.records) {
    const auto kind = static_cast<RecordKind>(part.kind);
    const auto look = [&](std::uint32_t item) {
      if (windowed) {
        const std::int64_t created = time_of(part, item);
        if (!present(created) || created > binding.now || created < low || created > high) return;
      }
      if (item_passes(part, item)) items.push_back(FoundItem{index, item});
    };
    if (aggregate.source == RowSource::kAllRecords) {
      for (std::uint32_t item = 0; item < data.table(kind).size(); ++item) look(item);
      return;
    }
    const std::uint32_t target = aggregate.via == kNoLink ? row : follow(aggregate.via, row);
    if (target == kNoRow) return;
    const ReverseLink& reverse = data.reverse(kind, aggregate.record_link);
    if (target + 1 >= reverse.begin.size()) return;
    for (std::uint32_t i = reverse.begin[target]; i < reverse.begin[target + 1]; ++i) look(reverse.rows[i]);
    return;
  }
  const InteractionTable& table = data.interactions(part.kind);
  const std::int64_t* const at = table.at.numbers.data();
  high = std::min(high, binding.now);
  const auto look = [&](std::uint32_t item) {
    if (at[item] >= low && at[item] <= high && item_passes(part, item)) items.push_back(FoundItem{index, item});
  };
  const auto of_contact = [&](std::uint32_t contact) {
    if (contact == kNoRow || table.begin.empty()) return;
    const std::int64_t* const begin = at + table.begin[contact];
    const std::int64_t* const end = at + table.begin[contact + 1];
    const std::int64_t* const first = std::lower_bound(begin, end, low);
    const std::int64_t* const last = std::upper_bound(first, end, high);
    for (const std::int64_t* item = first; item < last; ++item) {
      const auto place = static_cast<std::uint32_t>(item - at);
      if (item_passes(part, place)) items.push_back(FoundItem{index, place});
    }
  };
  const auto of_account = [&](std::uint32_t account) {
    if (account == kNoRow) return;
    const ReverseLink& contacts = data.reverse(RecordKind::kContact, LinkKind::kAccount);
    for (std::uint32_t i = contacts.begin[account]; i < contacts.begin[account + 1]; ++i) of_contact(contacts.rows[i]);
  };
  if (part.own) {
    if (aggregate.subject == RecordKind::kLead && !table.by_lead_begin.empty()) {
      for (std::uint64_t i = table.by_lead_begin[row]; i < table.by_lead_begin[row + 1]; ++i) look(table.by_lead[i]);
    }
    if (aggregate.subject == RecordKind::kContact && !table.begin.empty()) {
      for (std::uint64_t i = table.begin[row]; i < table.begin[row + 1]; ++i) {
        if (table.lead[i] == kNoRow) look(static_cast<std::uint32_t>(i));
      }
    }
    const RecordState* const state = state_of(aggregate.subject, row);
    if (state == nullptr || low > binding.now || high < binding.now) return;
    for (std::uint32_t i = 0; i < state->events.size(); ++i) {
      const auto item = static_cast<std::uint32_t>(table.size() + i);
      if (state->events[i].kind == part.kind && item_passes(part, item)) items.push_back(FoundItem{index, item});
    }
    return;
  }
  const std::uint32_t target = aggregate.via == kNoLink ? row : follow(aggregate.via, row);
  switch (aggregate.source) {
    case RowSource::kContact:
      of_contact(target);
      break;
    case RowSource::kAccount:
      of_account(aggregate.grain == kPoolGrain ? binding.pool_accounts[row] : target);
      break;
    case RowSource::kParent:
      if (target != kNoRow) {
        of_contact(target);
      } else {
        const std::vector<std::uint32_t>& pools =
            binding.pool_rows[static_cast<std::size_t>(plan.grains[aggregate.grain].record)];
        if (!pools.empty() && pools[row] != kNoRow) of_account(binding.pool_accounts[pools[row]]);
      }
      break;
    case RowSource::kLead:
      if (target == kNoRow || table.by_lead_begin.empty()) break;
      for (std::uint64_t i = table.by_lead_begin[target]; i < table.by_lead_begin[target + 1]; ++i) {
        if (table.contact[table.by_lead[i]] != kNoRow) look(table.by_lead[i]);
      }
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
  if (left.records) return a.row < b.row;
  if (left.kind != right.kind) return binding.kind_ranks[left.kind] < binding.kind_ranks[right.kind];
  const InteractionTable& table = binding.data.interactions(left.kind);
  const auto recorded = static_cast<std::uint32_t>(table.size());
  if (a.row < recorded && b.row < recorded) {
    if (table.contact[a.row] == table.contact[b.row]) return a.row < b.row;
    int order = compare_rows(table.id, a.row, b.row);
    for (std::size_t i = 0; order == 0 && i < table.attributes.size(); ++i) {
      order = compare_rows(table.attributes[i], a.row, b.row);
    }
    return order != 0 ? order < 0 : table.contact[a.row] + 1 < table.contact[b.row] + 1;
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
  const auto id_of = [&](std::uint32_t row) {
    return row < recorded && table.id.codes[row] != 0 ? (*table.id.dictionary)[table.id.codes[row]]
                                                      : std::string_view{};
  };
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
  const std::int64_t age = binding.age(aggregate.zone, time_of(part, item.row));
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
