// SPDX-License-Identifier: Apache-2.0
// Selections that compare each interaction with the lead that asks (`where campaign = lead.campaign`). Going from lead
// to interactions would jump all over the tables; here each contact's interactions are visited once, in the order in
// which they lie, and shown to all leads that ask for them.
#include <algorithm>
#include <atomic>
#include <limits>

#include "engine/data/parallel.hpp"
#include "engine/graph/node_table.hpp"
#include "engine/run/run_stages.hpp"
#include "engine/run/windows.hpp"

namespace leadline {
namespace {

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
  const std::uint32_t* begin = nullptr;
  const std::int64_t* latest = nullptr;
  std::vector<Filter> filters;
  std::vector<Equality> equalities;
};

constexpr std::int64_t kNever = kMissing64;

// Where one of the aggregates that are computed together puts what it finds.
struct Target {
  std::int64_t low = kBeginning;
  std::uint8_t* flags = nullptr;  // kAny
  std::int64_t* counts = nullptr;
};

class Join {
 public:
  // All nodes look for the same, within windows of their own; several only where they ask whether there is any.
  Join(const Binding& binding, const std::vector<NodeId>& nodes, const std::vector<unsigned char*>& outs)
      : binding_(binding),
        aggregate_(binding.plan.aggregates[binding.plan.nodes[nodes[0]].aggregate]),
        any_(aggregate_.op == AggregateOp::kAny),
        leads_(binding.data.reverse(RecordKind::kLead, LinkKind::kContact)) {
    low_ = std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const Node& node = binding.plan.nodes[nodes[i]];
      std::memset(outs[i], 0, binding.sizes[node.grain] * lane_size(node.lane, binding.wide));
      Target target;
      target.low = window_begin(binding.plan.aggregates[node.aggregate], binding.now);
      target.flags = node.lane == Lane::kFlag ? outs[i] : nullptr;
      target.counts = node.lane == Lane::kFlag ? nullptr : reinterpret_cast<std::int64_t*>(outs[i]);
      low_ = std::min(low_, target.low);
      targets_.push_back(target);
    }
    for (const AggregatePart& part : aggregate_.parts) bind(part);
    if (aggregate_.source == RowSource::kParent) pools_ = &binding.data.followed().leads_of_pool;
    pool_found_ = std::vector<std::atomic<std::int64_t>>(pools_ == nullptr ? 0 : pools_->rows.size());
    for (std::atomic<std::int64_t>& found : pool_found_) found.store(nothing(), std::memory_order_relaxed);
  }

  void run(unsigned threads) {
    const std::size_t contacts = binding_.sizes[grain_of(RecordKind::kContact)];
    const std::size_t parts = (contacts + kContactsAtOnce - 1) / kContactsAtOnce;
    Pool<Asked> memory([] { return std::make_unique<Asked>(); });
    parallel_for(parts, threads, [&](std::size_t part) {
      std::unique_ptr<Asked> asked = memory.take();
      const auto begin = static_cast<std::uint32_t>(part * kContactsAtOnce);
      const auto end = static_cast<std::uint32_t>(std::min(contacts, std::size_t{begin} + kContactsAtOnce));
      ask(begin, end, *asked);
      if (asked->leads.empty()) return memory.give_back(std::move(asked));
      for (const Part& one : parts_) visit(one, begin, *asked);
      for (std::size_t i = 0; i < asked->leads.size(); ++i) {
        const std::int64_t found = asked->found[i];
        if (found == nothing()) continue;
        if (asked->leads[i] >= kOfPool) {
          found_for_pool(pool_found_[asked->leads[i] - kOfPool], found);
        } else {
          put(asked->leads[i], found);
        }
      }
      memory.give_back(std::move(asked));
    });
    for (std::size_t i = 0; i < pool_found_.size(); ++i) put(pools_->rows[i], pool_found_[i]);
  }

 private:
  // What is found for a lead: when the latest was, or how many there are.
  [[nodiscard]] std::int64_t nothing() const { return any_ ? kNever : 0; }

  void found_for_pool(std::atomic<std::int64_t>& known, std::int64_t found) const {
    if (!any_) {
      known.fetch_add(found, std::memory_order_relaxed);
      return;
    }
    std::int64_t latest = known.load(std::memory_order_relaxed);
    while (latest < found && !known.compare_exchange_weak(latest, found, std::memory_order_relaxed)) {
    }
  }

  void put(std::uint32_t lead, std::int64_t found) const {
    for (const Target& target : targets_) {
      if (any_) {
        target.flags[lead] = found >= target.low ? 1 : 0;
      } else {
        target.counts[lead] = found * Decimal::kOne;
      }
    }
  }

  void bind(const AggregatePart& part) {
    const Plan& plan = binding_.plan;
    const InteractionTable& table = binding_.data.interactions(part.kind);
    if (!binding_.asked(part) || table.size() == 0 || table.begin.empty()) return;
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
    std::vector<const std::int64_t*> wanted_of;     // [equality]: the column that `wanted` was taken from
    std::vector<std::int64_t> found;                // [i]
    std::vector<std::uint32_t> contacts;            // about whom anybody asks
    std::vector<std::uint32_t> concerned;           // of them those with an interaction that is late enough
  };
  static constexpr std::uint32_t kOfPool = 0x8000'0000;

  void ask(std::uint32_t begin, std::uint32_t end, Asked& asked) const {
    asked.begin.clear();
    asked.leads.clear();
    asked.contacts.clear();
    asked.wanted_of.clear();
    const std::vector<std::uint32_t>& accounts = binding_.data.table(RecordKind::kContact).account;
    for (std::uint32_t contact = begin; contact < end; ++contact) {
      const std::size_t first = asked.leads.size();
      asked.begin.push_back(static_cast<std::uint32_t>(first));
      for (std::uint32_t i = leads_.begin[contact]; i < leads_.begin[contact + 1]; ++i) {
        asked.leads.push_back(leads_.rows[i]);
      }
      const bool pooled = !pool_found_.empty() && !accounts.empty() && accounts[contact] != kNoRow;
      const std::uint32_t pool = pooled ? binding_.data.followed().pool_of_account[accounts[contact] + 1] : kNoRow;
      if (pool != kNoRow) {
        for (std::uint32_t i = pools_->begin[pool]; i < pools_->begin[pool + 1]; ++i)
          asked.leads.push_back(kOfPool + i);
      }
      if (asked.leads.size() > first) asked.contacts.push_back(contact);
    }
    asked.begin.push_back(static_cast<std::uint32_t>(asked.leads.size()));
    asked.found.assign(asked.leads.size(), nothing());
  }

  // What the leads have in the place of the equalities of a part.
  void want(const Part& part, Asked& asked) const {
    asked.wanted.resize(std::max(asked.wanted.size(), part.equalities.size()));
    asked.wanted_of.resize(asked.wanted.size(), nullptr);
    for (std::size_t e = 0; e < part.equalities.size(); ++e) {
      // Most parts want the same of a lead.
      if (asked.wanted_of[e] == part.equalities[e].of_lead) continue;
      asked.wanted_of[e] = part.equalities[e].of_lead;
      std::vector<std::int64_t>& wanted = asked.wanted[e];
      wanted.resize(asked.leads.size());
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::uint32_t lead = asked.leads[i];
        wanted[i] = part.equalities[e].of_lead[lead >= kOfPool ? pools_->rows[lead - kOfPool] : lead];
      }
    }
  }

  void visit(const Part& part, std::uint32_t first, Asked& asked) const {
    want(part, asked);
    const bool plain = part.filters.empty() && part.equalities.size() == 1;
    asked.concerned.resize(asked.contacts.size());
    std::size_t concerned = 0;
    for (const std::uint32_t contact : asked.contacts) {
      asked.concerned[concerned] = contact;
      concerned += part.latest[contact] >= low_ ? 1U : 0U;
    }
    for (std::size_t c = 0; c < concerned; ++c) {
      const std::uint32_t contact = asked.concerned[c];
      const std::uint32_t asks_begin = asked.begin[contact - first];
      const std::uint32_t asks_end = asked.begin[contact - first + 1];
      const auto begin = static_cast<std::int64_t>(part.begin[contact]);
      auto row = static_cast<std::int64_t>(part.begin[contact + 1]);
      while (row > begin && part.at[row - 1] > binding_.now) --row;
      if (plain) {
        const Equality& equality = part.equalities[0];
        const std::int64_t* const wanted = asked.wanted[0].data();
        while (row-- > begin && part.at[row] >= low_) {
          const std::int64_t value = equality.item(row);
          if (!present(value)) continue;
          if (any_) {
            const std::int64_t at = part.at[row];
            for (std::uint32_t i = asks_begin; i < asks_end; ++i) {
              if (wanted[i] == value) asked.found[i] = std::max(asked.found[i], at);
            }
          } else {
            for (std::uint32_t i = asks_begin; i < asks_end; ++i) asked.found[i] += wanted[i] == value ? 1 : 0;
          }
        }
        continue;
      }
      while (row-- > begin && part.at[row] >= low_) {
        const bool passes = std::all_of(part.filters.begin(), part.filters.end(),
                                        [&](const Filter& filter) { return filter.passes(row); });
        if (!passes) continue;
        for (std::uint32_t i = asks_begin; i < asks_end; ++i) {
          if (!equal(part, row, asked, i)) continue;
          asked.found[i] = any_ ? std::max(asked.found[i], part.at[row]) : asked.found[i] + 1;
        }
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
  const bool any_;
  const ReverseLink& leads_;
  std::int64_t low_ = kBeginning;
  std::vector<Target> targets_;
  std::vector<Part> parts_;
  const ReverseLink* pools_ = nullptr;  // leads without contact, where they are asked for
  std::vector<std::atomic<std::int64_t>> pool_found_;
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

bool join_together(const Binding& binding, const Node& a, const Node& b) {
  const Aggregate& left = binding.plan.aggregates[a.aggregate];
  const Aggregate& right = binding.plan.aggregates[b.aggregate];
  return left.op == AggregateOp::kAny && right.op == AggregateOp::kAny && left.source == right.source &&
         left.via == right.via &&
         std::equal(left.parts.begin(), left.parts.end(), right.parts.begin(), right.parts.end(), same_items);
}

void join_contacts(const Binding& binding, const std::vector<NodeId>& nodes, unsigned threads,
                   const std::vector<unsigned char*>& outs) {
  Join(binding, nodes, outs).run(threads);
}

}  // namespace leadline
