// SPDX-License-Identifier: Apache-2.0
// Aggregates. What most rules ask (any, count, first, last and constant points of one contact's interactions) walks
// over the tables directly; everything else finds the items first and looks at them then.
#include <algorithm>

#include "engine/run/evaluator.hpp"
#include "engine/values/civil.hpp"

namespace leadline {
namespace {

std::int64_t identity(const AggregatePart& part, std::uint32_t row) {
  const std::int64_t kind = std::int64_t{part.kind} + (part.records ? (std::int64_t{1} << 30) : 0);
  return kind << 32U | row;
}

std::int64_t bucket_of(const Evaluator& evaluator, const Aggregate& aggregate, std::int64_t at) {
  const Zone& zone = *evaluator.binding.zones[aggregate.bucket.zone];
  switch (aggregate.bucket.kind) {
    case Bucket::Kind::kDay:
      return zone.day_number(at);
    case Bucket::Kind::kWeek:
      return zone.week_number(at);
    case Bucket::Kind::kMonth:
      return zone.month_number(at);
    case Bucket::Kind::kDuration:
      return floor_divide(at, std::max<std::int64_t>(1, aggregate.bucket.milliseconds));
    case Bucket::Kind::kAttribute:
      break;
  }
  return kMissing64;
}

// One aggregate over the items that were found for one row.
class Items {
 public:
  Items(Evaluator& evaluator, std::uint32_t aggregate, std::uint32_t row, std::uint32_t lane)
      : evaluator_(evaluator),
        index_(aggregate),
        aggregate_(evaluator.plan.aggregates[aggregate]),
        row_(row),
        lane_(lane) {
    // Nested aggregates use the scratch too: take it while this one works.
    found_.swap(evaluator.found);
    evaluator.find_items(aggregate_, row, lane, found_);
  }
  ~Items() { found_.swap(evaluator_.found); }
  Items(const Items&) = delete;
  Items& operator=(const Items&) = delete;

  [[nodiscard]] bool any() const { return !found_.empty(); }
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(found_.size()) * Decimal::kOne; }

  // Records without a time are neither first nor last.
  template <class Counts>
  [[nodiscard]] const FoundItem* edge_of(bool last, Counts counts) const {
    const FoundItem* best = nullptr;
    for (const FoundItem& item : found_) {
      if (!present(evaluator_.time_of(part(item), item.row)) || !counts(item)) continue;
      const bool better = best == nullptr || (last ? evaluator_.before(aggregate_, *best, item)
                                                   : evaluator_.before(aggregate_, item, *best));
      if (better) best = &item;
    }
    return best;
  }
  [[nodiscard]] const FoundItem* edge(bool last) const {
    return edge_of(last, [](const FoundItem&) { return true; });
  }

  [[nodiscard]] std::int64_t edge_time(bool last) const {
    const FoundItem* const item = edge(last);
    return item == nullptr ? kMissing64 : evaluator_.time_of(part(*item), item->row);
  }

  [[nodiscard]] std::int64_t edge_identity(bool last) const {
    const FoundItem* const item = edge(last);
    return item == nullptr ? kMissing64 : identity(part(*item), item->row);
  }

  // Items that lack the attribute are left out.
  template <class T>
  [[nodiscard]] T edge_value(bool last) const {
    const auto value_of = [&](const FoundItem& item) { return evaluator_.item_value<T>(part(item).value, item.row); };
    const FoundItem* const item = edge_of(last, [&](const FoundItem& one) { return present(value_of(one)); });
    return item == nullptr ? missing_value<T>() : value_of(*item);
  }

  [[nodiscard]] std::int64_t edge_points(bool last) const {
    const FoundItem* const item = edge(last);
    return item == nullptr ? kMissing64 : evaluator_.points_of(index_, *item, row_, lane_);
  }

  [[nodiscard]] std::int64_t fold_values(AggregateOp op) const {
    Int128 sum = 0;
    std::int64_t count = 0;
    std::int64_t least = 0;
    std::int64_t most = 0;
    for (const FoundItem& item : found_) {
      const auto value = evaluator_.item_value<std::int64_t>(part(item).value, item.row);
      if (!present(value)) continue;
      sum += value;
      least = count == 0 ? value : std::min(least, value);
      most = count == 0 ? value : std::max(most, value);
      ++count;
    }
    if (op == AggregateOp::kSum) return narrow(sum).value_or(kMissing64);
    if (count == 0) return kMissing64;
    if (op == AggregateOp::kMin) return least;
    if (op == AggregateOp::kMax) return most;
    return narrow(divide_rounded(sum, count)).value_or(kMissing64);
  }

  // How many different values or buckets hold at least so many.
  [[nodiscard]] std::int64_t buckets(std::int64_t at_least) const {
    std::vector<std::int64_t> keys;
    keys.swap(evaluator_.numbers);
    keys.clear();
    const bool by_value = aggregate_.op == AggregateOp::kDistinct || aggregate_.bucket.kind == Bucket::Kind::kAttribute;
    for (const FoundItem& item : found_) {
      std::int64_t key = 0;
      if (by_value) {
        const ItemNode& value = part(item).value;
        key = evaluator_.plan.nodes[value.node].lane == Lane::kFlag
                  ? flag_key(evaluator_.item_value<std::uint8_t>(value, item.row))
                  : evaluator_.item_value<std::int64_t>(value, item.row);
      } else {
        const std::int64_t at = evaluator_.time_of(part(item), item.row);
        key = present(at) ? bucket_of(evaluator_, aggregate_, at) : kMissing64;
      }
      if (present(key)) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end());
    std::int64_t count = 0;
    for (std::size_t i = 0; i < keys.size();) {
      std::size_t end = i;
      while (end < keys.size() && keys[end] == keys[i]) ++end;
      if (static_cast<std::int64_t>(end - i) >= at_least) ++count;
      i = end;
    }
    keys.swap(evaluator_.numbers);
    return count * Decimal::kOne;
  }

  [[nodiscard]] Int128 points() const {
    Int128 sum = 0;
    for (const FoundItem& item : found_) {
      const std::int64_t given = evaluator_.points_of(index_, item, row_, lane_);
      if (present(given)) sum += given;
    }
    return sum;
  }

  [[nodiscard]] bool any_points() const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const FoundItem& item) { return present(evaluator_.points_of(index_, item, row_, lane_)); });
  }

 private:
  static std::int64_t flag_key(std::uint8_t flag) { return present(flag) ? flag : kMissing64; }
  [[nodiscard]] const AggregatePart& part(const FoundItem& item) const { return aggregate_.parts[item.part]; }

  Evaluator& evaluator_;
  std::uint32_t index_;
  const Aggregate& aggregate_;
  std::uint32_t row_;
  std::uint32_t lane_;
  std::vector<FoundItem> found_;
};

void store_points(const Evaluator& evaluator, Int128 points, std::uint32_t i, void* out) {
  if (evaluator.binding.wide) {
    static_cast<Int128*>(out)[i] = points;
    return;
  }
  const std::int64_t limit = evaluator.binding.points_limit;
  if (points > limit || points < -limit) {
    evaluator.binding.too_narrow = true;
    points = 0;
  }
  static_cast<std::int64_t*>(out)[i] = static_cast<std::int64_t>(points);
}

void aggregate_row(Evaluator& evaluator, const Node& node, std::uint32_t i, void* out) {
  const Aggregate& aggregate = evaluator.plan.aggregates[node.aggregate];
  const Items items(evaluator, node.aggregate, evaluator.rows()[i], i);
  const auto numbers = static_cast<std::int64_t*>(out);
  const auto flags = static_cast<std::uint8_t*>(out);
  const auto edge_value = [&](bool last) {
    switch (node.lane) {
      case Lane::kFlag:
        flags[i] = items.edge_value<std::uint8_t>(last);
        break;
      case Lane::kPoints:
      case Lane::kNumber:
        numbers[i] = items.edge_value<std::int64_t>(last);
        break;
      case Lane::kText:
        static_cast<std::string_view*>(out)[i] = items.edge_value<std::string_view>(last);
        break;
      case Lane::kList:
        static_cast<ListView*>(out)[i] = items.edge_value<ListView>(last);
        break;
    }
  };
  switch (aggregate.op) {
    case AggregateOp::kAny:
      flags[i] = static_cast<std::uint8_t>(items.any());
      break;
    case AggregateOp::kCount:
      numbers[i] = items.count();
      break;
    case AggregateOp::kCountBuckets:
      numbers[i] = items.buckets(aggregate.at_least);
      break;
    case AggregateOp::kDistinct:
      numbers[i] = items.buckets(1);
      break;
    case AggregateOp::kSum:
    case AggregateOp::kMin:
    case AggregateOp::kMax:
    case AggregateOp::kAverage:
      numbers[i] = items.fold_values(aggregate.op);
      break;
    case AggregateOp::kFirstAt:
      numbers[i] = items.edge_time(false);
      break;
    case AggregateOp::kLastAt:
      numbers[i] = items.edge_time(true);
      break;
    case AggregateOp::kOfFirst:
      edge_value(false);
      break;
    case AggregateOp::kOfLast:
      edge_value(true);
      break;
    case AggregateOp::kFirstItem:
      numbers[i] = items.edge_identity(false);
      break;
    case AggregateOp::kLastItem:
      numbers[i] = items.edge_identity(true);
      break;
    case AggregateOp::kPoints:
      store_points(evaluator, items.points(), i, out);
      break;
    case AggregateOp::kAnyPoints:
      flags[i] = static_cast<std::uint8_t>(items.any_points());
      break;
    case AggregateOp::kPointsOfFirst:
    case AggregateOp::kPointsOfLast: {
      const std::int64_t points = items.edge_points(aggregate.op == AggregateOp::kPointsOfLast);
      store_points(evaluator, present(points) ? points : 0, i, out);
      break;
    }
    case AggregateOp::kPresentPointsOfFirst:
    case AggregateOp::kPresentPointsOfLast: {
      const bool last = aggregate.op == AggregateOp::kPresentPointsOfLast;
      flags[i] = static_cast<std::uint8_t>(present(items.edge_points(last)));
      break;
    }
  }
}

}  // namespace

void compute_aggregate(Evaluator& evaluator, const Node& node, void* out) {
  if (evaluator.mode() == Evaluator::Mode::kBlock && scan_contacts(evaluator, node, out)) return;
  if (evaluator.mode() == Evaluator::Mode::kSingle && evaluator.count() == 1) {
    const auto id = static_cast<NodeId>(&node - evaluator.plan.nodes.data());
    if (const std::optional<bool> any = evaluator.any_equal(id, evaluator.rows()[0])) {
      *static_cast<std::uint8_t*>(out) = static_cast<std::uint8_t>(*any);
      return;
    }
  }
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) aggregate_row(evaluator, node, i, out);
}

}  // namespace leadline
