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
  const std::int64_t* latest = nullptr;
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
    const std::size_t parts = (contacts + kContactsAtOnce - 1) / kContactsAtOnce;
    Pool<Asked> memory([] { return std::make_unique<Asked>(); });
    parallel_for(parts, threads, [&](std::size_t part) {
      std::unique_ptr<Asked> asked = memory.take();
      const auto begin = static_cast<std::uint32_t>(part * kContactsAtOnce);
      const auto end = static_cast<std::uint32_t>(std::min(contacts, std::size_t{begin} + kContactsAtOnce));
      ask(begin, end, *asked);
      if (asked->leads.empty()) return memory.give_back(std::move(asked));
      for (const Part& one : parts_) visit(one, begin, end, *asked);
      for (std::size_t i = 0; i < asked->leads.size(); ++i) {
        const std::uint32_t hits = asked->hits[i];
        if (hits == 0) continue;
        if (asked->leads[i] >= kOfPool) {
          pool_hits_[asked->leads[i] - kOfPool].fetch_add(hits, std::memory_order_relaxed);
        } else {
          out[asked->leads[i]] = once ? each : static_cast<T>(static_cast<std::int64_t>(hits) * each);
        }
      }
      memory.give_back(std::move(asked));
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
    bound.latest = binding_.latest[part.kind];
    for (const ItemNode& filter : part.filters) {
      bound.filters.push_back(
          Filter{binding_.columns[filter.node], filter.link == kNoLink ? nullptr : binding_.links[filter.link]});
    }
    for (const NodeId filter : part.pair_filters) {
      const std::optional<PairEquality> equal = pair_equality(plan, filter);
      bound.equalities.push_back(Equality{reinterpret_cast<const std::int64_t*>(binding_.columns[equal->item.node]),
                                          equal->item.link == kNoLink ? nullptr : binding_.links[equal->item.link],
                                          reinterpret_cast<const std::int64_t*>(binding_.columns[equal->subject])});
    }
    parts_.push_back(std::move(bound));
  }

  // Who asks about some contacts: for each of them a range of leads, its own and those of its account without contact.
  struct Asked {
    std::vector<std::uint32_t> begin;               // [contact - first]
    std::vector<std::uint32_t> leads;               // from kOfPool on: a place among the leads of pools
    std::vector<std::vector<std::int64_t>> wanted;  // [equality][i]
    std::vector<std::uint32_t> hits;                // [i]
  };
  static constexpr std::uint32_t kOfPool = 0x8000'0000;

  void ask(std::uint32_t begin, std::uint32_t end, Asked& asked) const {
    asked.begin.clear();
    asked.leads.clear();
    const std::vector<std::uint32_t>& accounts = binding_.data.table(RecordKind::kContact).account;
    for (std::uint32_t contact = begin; contact < end; ++contact) {
      asked.begin.push_back(static_cast<std::uint32_t>(asked.leads.size()));
      asked.leads.insert(asked.leads.end(), leads_.rows.begin() + leads_.begin[contact],
                         leads_.rows.begin() + leads_.begin[contact + 1]);
      if (pools_.leads.empty() || accounts.empty() || accounts[contact] == kNoRow) continue;
      const std::uint32_t pool = pools_.of_account[accounts[contact]];
      if (pool == kNoRow) continue;
      for (std::uint32_t i = pools_.begin[pool]; i < pools_.begin[pool + 1]; ++i) asked.leads.push_back(kOfPool + i);
    }
    asked.begin.push_back(static_cast<std::uint32_t>(asked.leads.size()));
    asked.hits.assign(asked.leads.size(), 0);
  }

  // What the leads have in the place of the equalities of a part.
  void want(const Part& part, Asked& asked) const {
    asked.wanted.resize(std::max(asked.wanted.size(), part.equalities.size()));
    for (std::size_t e = 0; e < part.equalities.size(); ++e) {
      std::vector<std::int64_t>& wanted = asked.wanted[e];
      wanted.resize(asked.leads.size());
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::uint32_t lead = asked.leads[i];
        wanted[i] = part.equalities[e].of_lead[lead >= kOfPool ? pools_.leads[lead - kOfPool] : lead];
      }
    }
  }

  void visit(const Part& part, std::uint32_t first, std::uint32_t last, Asked& asked) const {
    want(part, asked);
    const bool plain = part.filters.empty() && part.equalities.size() == 1;
    for (std::uint32_t contact = first; contact < last; ++contact) {
      const std::uint32_t asks_begin = asked.begin[contact - first];
      const std::uint32_t asks_end = asked.begin[contact - first + 1];
      if (asks_begin == asks_end || part.latest[contact] < low_) continue;
      const auto begin = static_cast<std::int64_t>(part.begin[contact]);
      auto row = static_cast<std::int64_t>(part.begin[contact + 1]);
      while (row > begin && part.at[row - 1] > binding_.now) --row;
      if (plain) {
        const Equality& equality = part.equalities[0];
        const std::int64_t* const wanted = asked.wanted[0].data();
        while (row-- > begin && part.at[row] >= low_) {
          const std::int64_t value = equality.item(row);
          if (!present(value)) continue;
          for (std::uint32_t i = asks_begin; i < asks_end; ++i) asked.hits[i] += wanted[i] == value ? 1 : 0;
        }
        continue;
      }
      while (row-- > begin && part.at[row] >= low_) {
        const bool passes = std::all_of(part.filters.begin(), part.filters.end(),
                                        [&](const Filter& filter) { return filter.passes(row); });
        if (!passes) continue;
        for (std::uint32_t i = asks_begin; i < asks_end; ++i) asked.hits[i] += equal(part, row, asked, i) ? 1 : 0;
      }
    }
  }

  static bool equal(const Part& part, std::int64_t row, const Asked& asked, std::uint32_t i) {
    for (std::size_t e = 0; e < part.equalities.size(); ++e) {
      const std::int64_t value = part.equalities[e].item(row);
      if (!present(value) || value != asked.wanted[e][i]) return false;
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
