// SPDX-License-Identifier: Apache-2.0
// Sums of rules that count interactions: for blocks of finished data by cells, else by walking over the rows of the
// contact with everybody who looks at them.
#include <algorithm>
#include <limits>
#include <utility>

#include "engine/run/contacts_of.hpp"
#include "engine/run/counted_cells.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/windows.hpp"

namespace leadline {
namespace {

class Walk {
 public:
  Walk(Evaluator& evaluator, const Counting& counting)
      : evaluator_(evaluator),
        binding_(evaluator.binding),
        counting_(counting),
        walk_(std::exchange(evaluator.walk, {})) {  // what an item is asked may lead to another walk
    walk_.windows.clear();
    for (const std::uint32_t id : counting.selections) {
      CountedWalk::Window& window = walk_.windows.emplace_back(CountedWalk::Window{kBeginning, kNeverMoves});
      for (const AggregateWindow& within : binding_.plan.aggregates[id].within) {
        window.low = std::max(window.low, window_begin(within.milliseconds, binding_.now));
        window.length = std::min(window.length, within.milliseconds);
      }
    }
    walk_.counts.assign(walk_.windows.size(), 0);
    walk_.faded.assign(walk_.windows.size(), 0);
  }
  ~Walk() { evaluator_.walk = std::move(walk_); }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  void visit(std::uint32_t contact) {
    for (const Counting::Kind& kind : counting_.kinds) {
      find_rows(kind, contact);
      if (walk_.rows.empty()) continue;
      for (const Counting::Looker& looker : kind.lookers) look(looker);
    }
  }

  // What the rules give for all that was found since the last time.
  Int128 take() {
    Int128 points = 0;
    for (const CountedRule& rule : counting_.rules) {
      points += points_of(rule, walk_.counts[rule.selection], walk_.faded[rule.selection]);
    }
    std::fill(walk_.counts.begin(), walk_.counts.end(), 0);
    std::fill(walk_.faded.begin(), walk_.faded.end(), Int128{0});
    return points;
  }

 private:
  // The contact's rows that anybody looks at, from the newest on.
  void find_rows(const Counting::Kind& kind, std::uint32_t contact) {
    walk_.rows.clear();
    std::int64_t low = std::numeric_limits<std::int64_t>::max();
    for (const Counting::Looker& looker : kind.lookers) low = std::min(low, walk_.windows[looker.selection].low);
    const InteractionTable& table = binding_.data.interactions(kind.interaction);
    const auto take_in = [&](std::uint32_t row) {
      const std::int64_t at = table.at.numbers[row];
      if (at < low) return false;
      if (at > binding_.now) {
        evaluator_.changes_at(at);
      } else {
        walk_.rows.push_back({at, row});
      }
      return true;
    };
    if (binding_.open) {
      if (binding_.data.latest_of_contact(kind.interaction, contact) < low) return;
      const RowList rows = binding_.data.of_contact(kind.interaction, contact);
      for (const std::uint32_t* row = rows.end(); row != rows.begin() && take_in(*(row - 1));) --row;
    } else if (!table.begin.empty()) {
      const std::uint64_t begin = table.begin[contact];
      for (std::uint64_t row = table.begin[contact + 1]; row > begin && take_in(static_cast<std::uint32_t>(row - 1));)
        --row;
    }
  }

  void look(const Counting::Looker& looker) {
    const CountedWalk::Window& window = walk_.windows[looker.selection];
    const auto older = std::find_if(walk_.rows.begin(), walk_.rows.end(),
                                    [&](const CountedWalk::Row& row) { return row.at < window.low; });
    if (older == walk_.rows.begin()) return;
    // The oldest is the first to leave.
    if (window.length != kNeverMoves) evaluator_.changes_at(clamped(Int128{(older - 1)->at} + window.length));
    const std::uint32_t id = counting_.selections[looker.selection];
    const Aggregate& aggregate = binding_.plan.aggregates[id];
    const AggregatePart& part = aggregate.parts[looker.part];
    const bool asked = std::all_of(part.subject_filters.begin(), part.subject_filters.end(),
                                   [&](NodeId filter) { return binding_.constants[filter].as<std::uint8_t>() == 1; });
    if (!asked) return;
    const bool fades = aggregate.op == AggregateOp::kPoints;
    if (part.filters.empty() && !fades) {
      walk_.counts[looker.selection] += older - walk_.rows.begin();
      return;
    }
    for (auto row = walk_.rows.begin(); row != older; ++row) {
      if (!evaluator_.item_passes(part, row->row)) continue;
      ++walk_.counts[looker.selection];
      if (!fades) continue;
      walk_.faded[looker.selection] += binding_.faded[id]->at(binding_.age(aggregate.zone, row->at));
      evaluator_.changes_at(binding_.ages[aggregate.zone]->next_midnight());
    }
  }

  Evaluator& evaluator_;
  const Binding& binding_;
  const Counting& counting_;
  CountedWalk walk_;
};

// What was counted while contacts were computed.
bool add_of_accounts(Evaluator& evaluator, const Node& node, const CountedCells& cells, std::int64_t* out) {
  const Binding& binding = evaluator.binding;
  if (node.grain == grain_of(RecordKind::kContact)) return false;
  const auto known = binding.account_counts.find({node.index, node.grain});
  if (known == binding.account_counts.end()) return false;
  bool too_narrow = false;
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    out[i] += cells.points_of(*known->second, evaluator.rows()[i], too_narrow);
  }
  if (too_narrow) binding.too_narrow = true;
  return true;
}

void add_by_cells(Evaluator& evaluator, const Node& node, const CountedCells& cells, std::int64_t* out) {
  const Binding& binding = evaluator.binding;
  CountedTally& tally = evaluator.tally;
  cells.prepare(tally);
  // Several sums of contacts may count the same; one of them counts for the accounts.
  const NodeId sharing = binding.plan.countings[node.index].contacts;
  std::vector<AccountCounts*> shared;
  for (const GrainId grain : {grain_of(RecordKind::kAccount), kPoolGrain}) {
    const auto known = binding.account_counts.find({node.index, grain});
    if (sharing != kNoNode && &node == &binding.plan.nodes[sharing] && known != binding.account_counts.end()) {
      shared.push_back(known->second.get());
    }
  }
  bool too_narrow = false;
  for (std::uint32_t begin = 0; begin < evaluator.count();) {
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(evaluator.count(), begin + cells.slots()));
    for (std::uint32_t i = begin; i < end; ++i) {
      for_each_contact(evaluator.binding, node.grain, evaluator.rows()[i], [&](std::uint32_t contact) {
        tally.contacts.push_back(contact);
        tally.slots.push_back(i - begin);
      });
    }
    cells.visit(tally);
    for (AccountCounts* const counts : shared) {
      for (std::uint32_t i = begin; i < end; ++i) {
        const std::uint32_t account = counts->row_of_contact[evaluator.rows()[i]];
        if (account != kNoRow) cells.share(tally, i - begin, *counts, account);
      }
    }
    for (std::uint32_t i = begin; i < end; ++i) out[i] += cells.points_of(tally, i - begin, too_narrow);
    begin = end;
  }
  if (too_narrow) binding.too_narrow = true;
}

}  // namespace

void add_counted(Evaluator& evaluator, const Node& node, std::int64_t* out) {
  const Binding& binding = evaluator.binding;
  const CountedCells* const cells = binding.counted.empty() ? nullptr : binding.counted[node.index].get();
  if (evaluator.mode() == Evaluator::Mode::kBlock && cells != nullptr) {
    if (!add_of_accounts(evaluator, node, *cells, out)) add_by_cells(evaluator, node, *cells, out);
    return;
  }
  Walk walk(evaluator, binding.plan.countings[node.index]);
  constexpr Int128 kMost = Int128{1} << 61U;
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    for_each_contact(evaluator.binding, node.grain, evaluator.rows()[i],
                     [&](std::uint32_t contact) { walk.visit(contact); });
    const Int128 points = walk.take();
    if (points > kMost || points < -kMost) {
      binding.too_narrow = true;
    } else {
      out[i] += static_cast<std::int64_t>(points);
    }
  }
}

void add_counted(Evaluator& evaluator, const Node& node, Int128* out) {
  Walk walk(evaluator, evaluator.binding.plan.countings[node.index]);
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    for_each_contact(evaluator.binding, node.grain, evaluator.rows()[i],
                     [&](std::uint32_t contact) { walk.visit(contact); });
    out[i] += walk.take();
  }
}

}  // namespace leadline
