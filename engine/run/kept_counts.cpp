// SPDX-License-Identifier: Apache-2.0
#include "engine/run/kept_counts.hpp"

#include "engine/data/prefetch.hpp"

namespace leadline {

KeptCounts::KeptCounts(const Plan& plan, const std::vector<TimeUse>& uses) {
  // Whether time changes what a node says of an interaction.
  std::vector<std::uint8_t> moves(plan.nodes.size(), 0);
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    bool moving = uses[id].slope != 0 || uses[id].turns();
    for (const NodeId input : reads_of(plan, plan.nodes[id])) moving = moving || moves[input] != 0;
    moves[id] = static_cast<std::uint8_t>(moving);
  }
  const auto rests = [&](const Counting& counting) {
    return std::all_of(counting.selections.begin(), counting.selections.end(), [&](std::uint32_t selection) {
      const std::vector<AggregatePart>& parts = plan.aggregates[selection].parts;
      return std::all_of(parts.begin(), parts.end(), [&](const AggregatePart& part) {
        return std::all_of(part.filters.begin(), part.filters.end(),
                           [&](const ItemNode& filter) { return moves[filter.node] == 0; }) &&
               std::all_of(part.subject_filters.begin(), part.subject_filters.end(),
                           [&](NodeId filter) { return moves[filter] == 0; });
      });
    });
  };
  lookers_.resize(plan.program->interactions.size());
  tables_.resize(plan.countings.size());
  for (std::uint32_t id = 0; id < plan.countings.size(); ++id) {
    const Counting& counting = plan.countings[id];
    tables_[id].width = counting.selections.size();
    tables_[id].kept = rests(counting);
    if (!tables_[id].kept) continue;
    for (const Counting::Kind& kind : counting.kinds) lookers_[kind.interaction].push_back({id, &kind.lookers});
  }
}

void KeptCounts::expect(Of of, std::uint32_t row) const {
  for (const Table& table : tables_) {
    const std::vector<Count>& counts = table.counts[static_cast<std::size_t>(of)];
    const std::size_t first = std::size_t{row} * table.width;
    if (first + table.width <= counts.size()) prefetch_all(counts.data() + first, table.width);
  }
}

void KeptCounts::drop(Of of, std::uint32_t row) {
  for (std::uint32_t counting = 0; counting < tables_.size(); ++counting) {
    if (Count* const counts = known(counting, of, row)) std::fill_n(counts, tables_[counting].width, Count{});
  }
}

void KeptCounts::drop_all() {
  for (Table& table : tables_) {
    for (std::vector<Count>& counts : table.counts) counts.clear();
  }
}

}  // namespace leadline
