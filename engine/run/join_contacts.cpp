// SPDX-License-Identifier: Apache-2.0
// Selections that compare each interaction with the lead that asks (`where campaign = lead.campaign`). Going from lead
// to interactions would jump all over the tables; here each contact's interactions are visited once, in the order in
// which they lie, and shown to all leads that ask for them.
#include <algorithm>
#include <atomic>
#include <limits>

#include "engine/data/parallel.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {
namespace {

constexpr std::int64_t kBeginning = kMissing64 + 1;
constexpr std::size_t kContactsAtOnce = 4096;

struct Filter {
  const unsigned char* flags = nullptr;
  const std::uint32_t* codes = nullptr;

  [[nodiscard]] bool passes(std::int64_t row) const { return flags[codes == nullptr ? row : codes[row]] == 1; }
};

// What has to be equal: a number of the interaction (by its code, or its row) and one of the lead.
struct Equality {
  const std::int64_t* of_item = nullptr;
  const std::uint32_t* codes = nullptr;
  const std::int64_t* of_lead = nullptr;

  [[nodiscard]] std::int64_t item(std::int64_t row) const { return of_item[codes == nullptr ? row : codes[row]]; }
};

struct Part {
  const std::int64_t* at = nullptr;
  const std::uint64_t* begin = nullptr;
  std::vector<Filter> filters;
  std::vector<Equality> equalities;
};

// Leads without contact, by the account whose contacts stand in.
struct PoolLeads {
  std::vector<std::uint32_t> begin;  // [pool]
  std::vector<std::uint32_t> leads;
  std::vector<std::uint32_t> of_account;  // [account]: its pool, or kNoRow
};

PoolLeads pool_leads(const Binding& binding) {
  PoolLeads pools;
  const std::vector<std::uint32_t>& rows = binding.pool_rows[static_cast<std::size_t>(RecordKind::kLead)];
  pools.begin.assign(binding.pool_accounts.size() + 1, 0);
  pools.of_account.assign(binding.data.table(RecordKind::kAccount).size(), kNoRow);
  for (std::uint32_t pool = 0; pool < binding.pool_accounts.size(); ++pool)
    pools.of_account[binding.pool_accounts[pool]] = pool;
  for (const std::uint32_t pool : rows) {
    if (pool != kNoRow) ++pools.begin[pool + 1];
  }
  for (std::size_t pool = 0; pool + 1 < pools.begin.size(); ++pool) pools.begin[pool + 1] += pools.begin[pool];
  pools.leads.resize(pools.begin.back());
  std::vector<std::uint32_t> next(pools.begin.begin(), pools.begin.end() - 1);
  for (std::uint32_t lead = 0; lead < rows.size(); ++lead) {
    if (rows[lead] != kNoRow) pools.leads[next[rows[lead]]++] = lead;
  }
  return pools;
}

class Join {
 public:
  Join(const Binding& binding, const Node& node)
      : binding_(binding),
        aggregate_(binding.plan.aggregates[node.aggregate]),
        leads_(binding.data.reverse(RecordKind::kLead, LinkKind::kContact)) {
    for (const AggregateWindow& window : aggregate_.within) {
      const Int128 first = Int128{binding.now} - window.milliseconds + 1;
      const Int128 most = std::numeric_limits<std::int64_t>::max();
      low_ = std::max(low_, static_cast<std::int64_t>(std::max<Int128>(kBeginning, std::min(most, first))));
    }
    for (const AggregatePart& part : aggregate_.parts) bind(part);
    if (aggregate_.source == RowSource::kParent) pools_ = pool_leads(binding);
    pool_hits_ = std::vector<std::atomic<std::uint32_t>>(pools_.leads.size());
  }

  template <class T>
  void run(T* out, T each, unsigned threads) {
    const std::size_t contacts = binding_.sizes[grain_of(RecordKind::kContact)];
    const bool once = aggregate_.op == AggregateOp::kAny;
    parallel_ranges(contacts, kContactsAtOnce, threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t contact = begin; contact < end; ++contact)
        visit(static_cast<std::uint32_t>(contact), out, each, once);
    });
    for (std::size_t i = 0; i < pools_.leads.size(); ++i) {
      const std::uint32_t hits = pool_hits_[i];
      out[pools_.leads[i]] = once ? static_cast<T>(hits != 0) : static_cast<T>(static_cast<std::int64_t>(hits) * each);
    }
  }

 private:
  void bind(const AggregatePart& part) {
    const Plan& plan = binding_.plan;
    const InteractionTable& table = binding_.data.interactions(part.kind);
    const bool asked = std::all_of(part.subject_filters.begin(), part.subject_filters.end(),
                                   [&](NodeId filter) { return binding_.constants[filter].as<std::uint8_t>() == 1; });
    if (!asked || table.size() == 0 || table.begin.empty()) return;
    Part bound;
    bound.at = table.at.numbers.data();
    bound.begin = table.begin.data();
    for (const ItemNode& filter : part.filters) {
      bound.filters.push_back(
          Filter{binding_.columns[filter.node], filter.link == kNoLink ? nullptr : binding_.links[filter.link]});
    }
    for (const NodeId filter : part.pair_filters) {
      Equality equality;
      for (const NodeId side : plan.nodes[filter].children) {
        const Node& gather = plan.nodes[side];
        const NodeId value = gather.children[0];
        if (plan.links[gather.link].op == LinkOp::kSubject) {
          equality.of_lead = reinterpret_cast<const std::int64_t*>(binding_.columns[value]);
        } else if (plan.nodes[value].op == NodeOp::kGather) {
          equality.of_item = reinterpret_cast<const std::int64_t*>(binding_.columns[plan.nodes[value].children[0]]);
          equality.codes = binding_.links[plan.nodes[value].link];
        } else {
          equality.of_item = reinterpret_cast<const std::int64_t*>(binding_.columns[value]);
        }
      }
      bound.equalities.push_back(equality);
    }
    parts_.push_back(std::move(bound));
  }

  template <class T>
  void visit(std::uint32_t contact, T* out, T each, bool once) {
    const std::uint32_t own_begin = leads_.begin[contact];
    const std::uint32_t own_end = leads_.begin[contact + 1];
    std::uint32_t pool_begin = 0;
    std::uint32_t pool_end = 0;
    if (!pools_.leads.empty()) {
      const std::vector<std::uint32_t>& accounts = binding_.data.table(RecordKind::kContact).account;
      const std::uint32_t account = accounts.empty() ? kNoRow : accounts[contact];
      const std::uint32_t pool = account == kNoRow ? kNoRow : pools_.of_account[account];
      if (pool != kNoRow) {
        pool_begin = pools_.begin[pool];
        pool_end = pools_.begin[pool + 1];
      }
    }
    if (own_begin == own_end && pool_begin == pool_end) return;
    for (const Part& part : parts_) {
      const auto begin = static_cast<std::int64_t>(part.begin[contact]);
      auto row = static_cast<std::int64_t>(part.begin[contact + 1]);
      while (row > begin && part.at[row - 1] > binding_.now) --row;
      while (row-- > begin && part.at[row] >= low_) {
        const bool passes = std::all_of(part.filters.begin(), part.filters.end(),
                                        [&](const Filter& filter) { return filter.passes(row); });
        if (!passes) continue;
        for (std::uint32_t i = own_begin; i < own_end; ++i) {
          const std::uint32_t lead = leads_.rows[i];
          if (equal(part, row, lead)) out[lead] = once ? each : static_cast<T>(out[lead] + each);
        }
        for (std::uint32_t i = pool_begin; i < pool_end; ++i) {
          if (equal(part, row, pools_.leads[i])) pool_hits_[i].fetch_add(1, std::memory_order_relaxed);
        }
      }
    }
  }

  static bool equal(const Part& part, std::int64_t row, std::uint32_t lead) {
    for (const Equality& equality : part.equalities) {
      const std::int64_t value = equality.item(row);
      if (!present(value) || value != equality.of_lead[lead]) return false;
    }
    return true;
  }

  const Binding& binding_;
  const Aggregate& aggregate_;
  const ReverseLink& leads_;
  std::int64_t low_ = kBeginning;
  std::vector<Part> parts_;
  PoolLeads pools_;
  std::vector<std::atomic<std::uint32_t>> pool_hits_;
};

}  // namespace

bool joins_contacts(const Binding& binding, const Node& node) {
  if (binding.open || !whole_table(binding.plan, node)) return false;
  const Aggregate& aggregate = binding.plan.aggregates[node.aggregate];
  for (const AggregatePart& part : aggregate.parts) {
    for (const ItemNode& filter : part.filters) {
      if (binding.columns[filter.node] == nullptr) return false;
    }
    for (const NodeId filter : part.pair_filters) {
      for (const NodeId side : binding.plan.nodes[filter].children) {
        const NodeId value = binding.plan.nodes[side].children[0];
        const Node& read = binding.plan.nodes[value];
        const bool by_code =
            binding.plan.links[binding.plan.nodes[side].link].op == LinkOp::kItem && read.op == NodeOp::kGather;
        // A code always leads somewhere, a link of the interaction need not.
        if (by_code && binding.plan.links[read.link].op != LinkOp::kCode) return false;
        if (by_code ? binding.columns[read.children[0]] == nullptr || binding.links[read.link] == nullptr
                    : binding.columns[value] == nullptr) {
          return false;
        }
      }
    }
  }
  return true;
}

void join_contacts(const Binding& binding, const Node& node, unsigned threads, unsigned char* out) {
  Join join(binding, node);
  const std::size_t rows = binding.sizes[node.grain];
  std::memset(out, 0, rows * lane_size(node.lane, binding.wide));
  if (node.lane == Lane::kFlag) {
    join.run<std::uint8_t>(out, 1, threads);
  } else {
    join.run<std::int64_t>(reinterpret_cast<std::int64_t*>(out), Decimal::kOne, threads);
  }
}

}  // namespace leadline
