// SPDX-License-Identifier: Apache-2.0
// The short way for aggregates over a contact's own interactions: they lie together and in the order of time, so a
// window is found from its newer end, which for short windows touches little more than what it holds.
#include <algorithm>

#include "engine/run/evaluator.hpp"
#include "engine/run/windows.hpp"

namespace leadline {
namespace {

// A filter about the item alone: a flag for each row, or for each code of a column.
struct Filter {
  const unsigned char* flags = nullptr;
  const std::uint32_t* codes = nullptr;

  [[nodiscard]] bool passes(std::int64_t row) const { return flags[codes == nullptr ? row : codes[row]] == 1; }
};

struct Scan {
  const std::int64_t* at = nullptr;
  const std::uint32_t* begin = nullptr;
  std::vector<Filter> filters;
  std::int64_t high = 0;
  const std::int64_t* latest = nullptr;  // of each contact
  const AgeTable* ages = nullptr;
  const FadingTable* faded = nullptr;

  [[nodiscard]] bool passes(std::int64_t row) const {
    for (const Filter& filter : filters) {
      if (!filter.passes(row)) return false;
    }
    return true;
  }
};

// The first row of [begin, end) that is not before `low`; the rows are in the order of time.
inline std::int64_t first_from(const std::int64_t* at, std::int64_t begin, std::int64_t end, std::int64_t low) {
  std::int64_t first = end;
  for (int steps = 0; steps < 12; ++steps) {
    if (first == begin || at[first - 1] < low) return first;
    --first;
  }
  return std::lower_bound(at + begin, at + first, low) - at;
}

template <AggregateOp op, bool kFiltered>
void scan(const Scan& scan, const Rows& rows, const std::int64_t* lows, std::int64_t low, void* out) {
  const auto numbers = static_cast<std::int64_t*>(out);
  const auto flags = static_cast<std::uint8_t*>(out);
  const std::int64_t* const at = scan.at;
  const std::uint32_t* const begins = scan.begin + rows.begin;
  const std::int64_t* const latest = scan.latest + rows.begin;
  if (op == AggregateOp::kAny && !kFiltered && lows == nullptr) {
    for (std::uint32_t i = 0; i < rows.count; ++i) {
      flags[i] = static_cast<std::uint8_t>(flags[i] | static_cast<std::uint8_t>(latest[i] >= low));
    }
    return;
  }
  for (std::uint32_t i = 0; i < rows.count; ++i) {
    const std::int64_t since = lows == nullptr ? low : lows[i];
    if (latest[i] < since || latest[i] == kMissing64) continue;
    const auto begin = static_cast<std::int64_t>(begins[i]);
    auto end = static_cast<std::int64_t>(begins[i + 1]);
    while (end > begin && at[end - 1] > scan.high) --end;
    if (end == begin) continue;
    if constexpr (op == AggregateOp::kAny && !kFiltered) {
      flags[i] = static_cast<std::uint8_t>(flags[i] | (at[end - 1] >= since));
    } else if constexpr (op == AggregateOp::kAny) {
      for (std::int64_t row = end; flags[i] == 0 && row-- > begin && at[row] >= since;) {
        if (scan.passes(row)) flags[i] = 1;
      }
    } else if constexpr (op == AggregateOp::kCount) {
      const std::int64_t first = first_from(at, begin, end, since);
      std::int64_t count = end - first;
      if constexpr (kFiltered) {
        count = 0;
        for (std::int64_t row = first; row < end; ++row) count += scan.passes(row) ? 1 : 0;
      }
      numbers[i] += count * Decimal::kOne;
    } else if constexpr (op == AggregateOp::kLastAt) {
      for (std::int64_t row = end; row-- > begin && at[row] >= since;) {
        if (kFiltered && !scan.passes(row)) continue;
        numbers[i] = std::max(numbers[i], at[row]);
        break;
      }
    } else if constexpr (op == AggregateOp::kFirstAt) {
      for (std::int64_t row = first_from(at, begin, end, since); row < end; ++row) {
        if (kFiltered && !scan.passes(row)) continue;
        numbers[i] = numbers[i] == kMissing64 ? at[row] : std::min(numbers[i], at[row]);
        break;
      }
    } else {
      std::int64_t sum = 0;
      for (std::int64_t row = end; row-- > begin && at[row] >= since;) {
        if (kFiltered && !scan.passes(row)) continue;
        sum += scan.faded->at(scan.ages->age(at[row]));
      }
      numbers[i] += sum;
    }
  }
}

template <AggregateOp op>
void scan_part(const Scan& part, const Rows& rows, const std::int64_t* lows, std::int64_t low, void* out) {
  if (part.filters.empty()) {
    scan<op, false>(part, rows, lows, low, out);
  } else {
    scan<op, true>(part, rows, lows, low, out);
  }
}

bool fits(const Evaluator& evaluator, const Node& node, const Aggregate& aggregate) {
  const bool op = aggregate.op == AggregateOp::kAny || aggregate.op == AggregateOp::kCount ||
                  aggregate.op == AggregateOp::kFirstAt || aggregate.op == AggregateOp::kLastAt ||
                  aggregate.op == AggregateOp::kPoints;
  if (!op || aggregate.source != RowSource::kContact || aggregate.via != kNoLink || !aggregate.until.empty())
    return false;
  if (evaluator.rows().list != nullptr) return false;
  if (aggregate.op == AggregateOp::kPoints) {
    const FadingTable* const faded = evaluator.binding.faded[node.aggregate].get();
    if (faded == nullptr || evaluator.binding.wide) return false;
    // So many of the largest still fit 64 bits; what one rule may give is looked at afterwards.
    const std::int64_t most = faded->at(0);
    if (most > (std::int64_t{1} << 40) || most < -(std::int64_t{1} << 40)) return false;
  }
  for (const AggregateWindow& window : aggregate.within) {
    if (window.after != kNoNode) return false;
  }
  for (const AggregateTime& since : aggregate.since) {
    if (since.without != kNoNode) return false;
  }
  for (const AggregatePart& part : aggregate.parts) {
    if (part.records || part.own || !part.pair_filters.empty()) return false;
    for (const NodeId filter : part.subject_filters) {
      if (evaluator.plan.nodes[filter].grain != kConstantGrain) return false;
    }
    for (const ItemNode& filter : part.filters) {
      if (evaluator.binding.columns[filter.node] == nullptr) return false;
    }
  }
  return true;
}

}  // namespace

bool scan_contacts(Evaluator& evaluator, const Node& node, void* out) {
  const Binding& binding = evaluator.binding;
  const Aggregate& aggregate = evaluator.plan.aggregates[node.aggregate];
  if (!fits(evaluator, node, aggregate)) return false;
  const Rows& rows = evaluator.rows();

  const std::int64_t low = window_begin(aggregate, binding.now);
  std::vector<std::int64_t>& lows = evaluator.numbers;
  const bool by_row = !aggregate.since.empty();
  if (by_row) {
    lows.assign(rows.count, low);
    for (const AggregateTime& since : aggregate.since) {
      const In<std::int64_t> times = evaluator.in<std::int64_t>(since.time);
      for (std::uint32_t i = 0; i < rows.count; ++i) lows[i] = std::max(lows[i], times[i]);
    }
  }
  const std::int64_t* const row_lows = by_row ? lows.data() : nullptr;

  const auto numbers = static_cast<std::int64_t*>(out);
  if (node.lane == Lane::kFlag) {
    std::memset(out, 0, rows.count);
  } else {
    const bool time = aggregate.op == AggregateOp::kFirstAt || aggregate.op == AggregateOp::kLastAt;
    std::fill_n(numbers, rows.count, time ? kMissing64 : 0);
  }
  for (const AggregatePart& part : aggregate.parts) {
    const InteractionTable& table = binding.data.interactions(part.kind);
    if (!binding.asked(part) || table.begin.empty() || table.size() == 0) continue;
    Scan one;
    one.at = table.at.numbers.data();
    one.begin = table.begin.data();
    one.high = binding.now;
    one.latest = binding.latest[part.kind];
    one.faded = binding.faded[node.aggregate].get();
    one.ages = one.faded == nullptr ? nullptr : binding.ages[aggregate.zone].get();
    for (const ItemNode& filter : part.filters) {
      one.filters.push_back(
          Filter{binding.columns[filter.node], filter.link == kNoLink ? nullptr : binding.links[filter.link]});
    }
    switch (aggregate.op) {
      case AggregateOp::kAny:
        scan_part<AggregateOp::kAny>(one, rows, row_lows, low, out);
        break;
      case AggregateOp::kCount:
        scan_part<AggregateOp::kCount>(one, rows, row_lows, low, out);
        break;
      case AggregateOp::kFirstAt:
        scan_part<AggregateOp::kFirstAt>(one, rows, row_lows, low, out);
        break;
      case AggregateOp::kLastAt:
        scan_part<AggregateOp::kLastAt>(one, rows, row_lows, low, out);
        break;
      case AggregateOp::kPoints:
        scan_part<AggregateOp::kPoints>(one, rows, row_lows, low, out);
        break;
      case AggregateOp::kCountBuckets:
      case AggregateOp::kSum:
      case AggregateOp::kMin:
      case AggregateOp::kMax:
      case AggregateOp::kAverage:
      case AggregateOp::kDistinct:
      case AggregateOp::kOfFirst:
      case AggregateOp::kOfLast:
      case AggregateOp::kFirstItem:
      case AggregateOp::kLastItem:
      case AggregateOp::kAnyPoints:
      case AggregateOp::kPointsOfFirst:
      case AggregateOp::kPointsOfLast:
      case AggregateOp::kPresentPointsOfFirst:
      case AggregateOp::kPresentPointsOfLast:
        break;
    }
  }
  if (aggregate.op == AggregateOp::kPoints) {
    for (std::uint32_t i = 0; i < rows.count; ++i) {
      if (numbers[i] > binding.points_limit || numbers[i] < -binding.points_limit) binding.too_narrow = true;
    }
  }
  return true;
}

}  // namespace leadline
