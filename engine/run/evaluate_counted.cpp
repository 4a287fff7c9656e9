// SPDX-License-Identifier: Apache-2.0
// Sums of rules that count interactions: for blocks of finished data by cells, else by walking over the rows of the
// contact with everybody who looks at them.
#include <algorithm>
#include <limits>
#include <utility>

#include "engine/run/contacts_of.hpp"
#include "engine/run/counted_cells.hpp"
#include "engine/run/counted_reasons.hpp"
#include "engine/run/evaluator.hpp"
#include "engine/run/windows.hpp"

namespace leadline {
namespace {

// What one contact did of one kind, in the order of time; open data have a list of it, finished ones let it lie
// together.
class Deeds {
 public:
  Deeds(const Binding& binding, std::uint32_t kind, std::uint32_t contact)
      : at_(binding.data.interactions(kind).at.numbers.data()), contact_(contact) {
    if (binding.open) {
      const RowList rows = binding.data.of_contact(kind, contact);
      list_ = rows.begin();
      size_ = rows.size();
      return;
    }
    const std::vector<std::uint32_t>& begin = binding.data.interactions(kind).begin;
    if (begin.empty()) return;
    first_ = begin[contact];
    size_ = begin[contact + 1] - first_;
  }

  [[nodiscard]] std::uint32_t contact() const { return contact_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::uint32_t row(std::size_t i) const {
    return list_ != nullptr ? list_[i] : static_cast<std::uint32_t>(first_ + i);
  }
  [[nodiscard]] std::int64_t at(std::size_t i) const { return at_[row(i)]; }

  // The first that is not before a time, among those before `end`: mostly one of the last, so it is looked for from
  // there in steps that double.
  [[nodiscard]] std::size_t first_since(std::int64_t low, std::size_t end) const {
    std::size_t step = 1;
    std::size_t within = end;
    while (step <= within && at(within - step) >= low) {
      within -= step;
      step *= 2;
    }
    std::size_t before = step <= within ? within - step + 1 : 0;  // everything in front of it is before the time
    while (before < within) {
      const std::size_t middle = before + (within - before) / 2;
      if (at(middle) >= low) {
        within = middle;
      } else {
        before = middle + 1;
      }
    }
    return within;
  }

 private:
  const std::int64_t* at_ = nullptr;
  std::uint32_t contact_ = kNoRow;
  const std::uint32_t* list_ = nullptr;
  std::uint64_t first_ = 0;
  std::size_t size_ = 0;
};

class Walk {
 public:
  Walk(Evaluator& evaluator, std::uint32_t counting)
      : evaluator_(evaluator),
        binding_(evaluator.binding),
        id_(counting),
        counting_(binding_.plan.countings[counting]),
        kept_(evaluator.kept_counts != nullptr && evaluator.kept_counts->keeps(counting) ? evaluator.kept_counts
                                                                                         : nullptr),
        walk_(std::exchange(evaluator.walk, {})) {  // what an item is asked may lead to another walk
    if (walk_.counting != &counting_ || walk_.now != binding_.now) prepare();
  }
  ~Walk() { evaluator_.walk = std::move(walk_); }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  // A row of contacts, accounts or pools.
  void visit(GrainId grain, std::uint32_t row) {
    if (kept_ != nullptr) return visit_kept(grain, row);
    for_each_contact(binding_, grain, row, [&](std::uint32_t contact) { visit_contact(contact); });
  }

  // The contact did something: of what is kept, what looks at it is as if it were counted again.
  void add(std::uint32_t interaction, std::uint32_t row, const std::vector<Counting::Looker>& lookers) {
    const std::uint32_t contact = binding_.data.interactions(interaction).contact[row];
    const std::uint32_t account = binding_.data.table(RecordKind::kContact).account[contact];
    KeptCounts::Count* const of_contact = kept_->known(id_, KeptCounts::Of::kContact, contact);
    KeptCounts::Count* const of_account =
        account == kNoRow ? nullptr : kept_->known(id_, KeptCounts::Of::kAccount, account);
    for (const Counting::Looker& looker : lookers) {
      if (of_contact != nullptr) add(looker, interaction, row, of_contact[looker.selection]);
      if (of_account != nullptr) add(looker, interaction, row, of_account[looker.selection]);
    }
  }

  // What the rules give for all that was found since the last time.
  Int128 take() {
    Int128 points = 0;
    for (const CountedRule& rule : counting_.rules) {
      const CountedWalk::Selection& selection = walk_.selections[rule.selection];
      points += points_of(rule, selection.count, selection.faded);
    }
    for (CountedWalk::Selection& selection : walk_.selections) {
      // As long as the last of them is there, nothing changes for who asks only whether there is one.
      if (selection.only_any && selection.count > 0) evaluator_.changes_at(selection.surely);
      selection.count = 0;
      selection.surely = 0;
      selection.faded = 0;
    }
    return points;
  }

 private:
  void prepare() {
    if (walk_.counting != &counting_) {
      walk_.counting = &counting_;
      walk_.selections.assign(counting_.selections.size(), {});
      for (std::uint32_t i = 0; i < counting_.selections.size(); ++i) {
        CountedWalk::Selection& selection = walk_.selections[i];
        for (const AggregateWindow& within : binding_.plan.aggregates[counting_.selections[i]].within) {
          selection.length = std::min(selection.length, within.milliseconds);
        }
        selection.only_any = only_any(counting_, i);
      }
    }
    walk_.now = binding_.now;
    for (CountedWalk::Selection& selection : walk_.selections) {
      if (selection.length != kNeverMoves) selection.low = window_begin(selection.length, binding_.now);
    }
    if (kept_ != nullptr) return;
    walk_.lows.clear();
    for (const Counting::Kind& kind : counting_.kinds) {
      std::int64_t& low = walk_.lows.emplace_back(kNeverMoves);
      for (const Counting::Looker& looker : kind.lookers) low = std::min(low, walk_.selections[looker.selection].low);
    }
  }

  void visit_contact(std::uint32_t contact) {
    for (std::size_t kind = 0; kind < counting_.kinds.size(); ++kind) {
      const std::uint32_t interaction = counting_.kinds[kind].interaction;
      if (binding_.open && binding_.data.latest_of_contact(interaction, contact) < walk_.lows[kind]) continue;
      const Deeds deeds(binding_, interaction, contact);
      const std::size_t end = up_to_now(deeds);
      if (end == 0) continue;
      for (const Counting::Looker& looker : counting_.kinds[kind].lookers) look(looker, deeds, end);
    }
  }

  void visit_kept(GrainId grain, std::uint32_t row) {
    if (row == kNoRow) return;
    const bool of_contact = grain == grain_of(RecordKind::kContact);
    const std::uint32_t whose = grain == kPoolGrain ? binding_.account_of_pool(row) : row;
    KeptCounts::Count* const counts =
        kept_->find(id_, of_contact ? KeptCounts::Of::kContact : KeptCounts::Of::kAccount, whose);
    for (std::uint32_t i = 0; i < walk_.selections.size(); ++i) {
      if (counts[i].holds(binding_.now)) {
        take_in(i, counts[i]);
      } else if (of_contact) {
        count_again(i, counts[i], [&] { look_at_all(i, whose); });
      } else {
        count_again(i, counts[i], [&] {
          for_each_contact(binding_, grain, row, [&](std::uint32_t contact) { take_in_contact(i, contact); });
        });
      }
    }
  }

  void take_in(std::uint32_t i, const KeptCounts::Count& kept) {
    CountedWalk::Selection& selection = walk_.selections[i];
    selection.count += kept.count;
    selection.faded += kept.faded;
    if (selection.only_any && kept.count > 0) {
      selection.surely = std::max(selection.surely, kept.until);
    } else {
      evaluator_.changes_at(kept.until);
    }
  }

  void take_in_contact(std::uint32_t i, std::uint32_t contact) {
    KeptCounts::Count& kept = kept_->find(id_, KeptCounts::Of::kContact, contact)[i];
    if (kept.holds(binding_.now)) return take_in(i, kept);
    count_again(i, kept, [&] { look_at_all(i, contact); });
  }

  // What `look` finds is taken in, and kept where it fits.
  template <class Look>
  void count_again(std::uint32_t i, KeptCounts::Count& kept, const Look& look) {
    CountedWalk::Selection& selection = walk_.selections[i];
    const CountedWalk::Selection others = selection;
    selection.count = 0;
    selection.surely = 0;
    selection.faded = 0;
    std::int64_t until = evaluator_.watch(look);
    if (selection.only_any && selection.count > 0) until = selection.surely;
    kept.until = until;
    kept.count = static_cast<std::uint32_t>(selection.count);
    kept.faded = static_cast<std::int64_t>(selection.faded);
    const bool fits = kept.count == selection.count && kept.faded == selection.faded;
    const CountedWalk::Selection found = selection;
    selection = others;
    selection.count += found.count;
    selection.faded += found.faded;
    if (selection.only_any && found.count > 0) {
      selection.surely = std::max(selection.surely, until);
    } else {
      evaluator_.changes_at(until);
    }
    if (!fits) kept = {};
  }

  // At everything of one contact that a selection looks at.
  void look_at_all(std::uint32_t i, std::uint32_t contact) {
    const std::vector<AggregatePart>& parts = binding_.plan.aggregates[counting_.selections[i]].parts;
    for (std::uint32_t part = 0; part < parts.size(); ++part) {
      if (binding_.data.latest_of_contact(parts[part].kind, contact) < walk_.selections[i].low) continue;
      const Deeds deeds(binding_, parts[part].kind, contact);
      const std::size_t end = up_to_now(deeds);
      if (end > 0) look({i, part}, deeds, end);
    }
  }

  // The same for one count.
  void add(const Counting::Looker& looker, std::uint32_t interaction, std::uint32_t row, KeptCounts::Count& kept) {
    if (!kept.holds(binding_.now)) return;
    const std::int64_t at = binding_.data.interactions(interaction).at.numbers[row];
    if (at > binding_.now) {
      kept.until = std::min(kept.until, at);
      return;
    }
    const CountedWalk::Selection& selection = walk_.selections[looker.selection];
    const std::uint32_t aggregate = counting_.selections[looker.selection];
    const AggregatePart& part = binding_.plan.aggregates[aggregate].parts[looker.part];
    if (at < selection.low || !binding_.asked(part) || !evaluator_.item_passes(part, row)) return;
    const std::int64_t left = leaving(selection, at);
    if (selection.only_any) {
      kept.until = kept.count == 0 ? left : std::max(kept.until, left);
      kept.count = 1;
      return;
    }
    kept.until = std::min(kept.until, left);
    ++kept.count;
    if (binding_.plan.aggregates[aggregate].op != AggregateOp::kPoints) return;
    kept.until = std::min(kept.until, binding_.ages[binding_.plan.aggregates[aggregate].zone]->next_midnight());
    if (__builtin_add_overflow(kept.faded, faded(aggregate, at), &kept.faded)) kept = {};
  }

  // How many of them have been; who looks at what is still to come is told when.
  [[nodiscard]] std::size_t up_to_now(const Deeds& deeds) {
    std::size_t end = deeds.size();
    for (; end > 0 && deeds.at(end - 1) > binding_.now; --end) evaluator_.changes_at(deeds.at(end - 1));
    return end;
  }

  [[nodiscard]] static std::int64_t leaving(const CountedWalk::Selection& selection, std::int64_t at) {
    return selection.length == kNeverMoves ? kNeverMoves : clamped(Int128{at} + selection.length);
  }

  [[nodiscard]] std::int64_t faded(std::uint32_t aggregate, std::int64_t at) const {
    return binding_.faded[aggregate]->at(binding_.age(binding_.plan.aggregates[aggregate].zone, at));
  }

  // At what was done before `end`, which is up to now.
  void look(const Counting::Looker& looker, const Deeds& deeds, std::size_t end) {
    CountedWalk::Selection& selection = walk_.selections[looker.selection];
    if (deeds.at(end - 1) < selection.low) return;
    const std::uint32_t id = counting_.selections[looker.selection];
    const Aggregate& aggregate = binding_.plan.aggregates[id];
    const AggregatePart& part = aggregate.parts[looker.part];
    if (!binding_.asked(part)) return;
    const bool fades = aggregate.op == AggregateOp::kPoints;
    if (selection.only_any) return look_for_any(part, selection, deeds, end);
    const std::size_t begin = deeds.first_since(selection.low, end);
    evaluator_.changes_at(leaving(selection, deeds.at(begin)));  // the oldest is the first
    if (part.filters.empty() && !fades) {
      selection.count += static_cast<std::int64_t>(end - begin);
      return;
    }
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t row = deeds.row(i);
      if (!evaluator_.item_passes(part, row)) continue;
      ++selection.count;
      if (!fades) continue;
      selection.faded += faded(id, deeds.at(i));
      evaluator_.changes_at(binding_.ages[aggregate.zone]->next_midnight());
    }
  }

  // The newest that passes; how many there are is asked by nobody.
  void look_for_any(const AggregatePart& part, CountedWalk::Selection& selection, const Deeds& deeds, std::size_t end) {
    for (std::size_t i = end; i > 0 && deeds.at(i - 1) >= selection.low; --i) {
      if (!evaluator_.item_passes(part, deeds.row(i - 1))) continue;
      selection.surely = std::max(selection.surely, leaving(selection, deeds.at(i - 1)));
      ++selection.count;
      return;
    }
  }

  Evaluator& evaluator_;
  const Binding& binding_;
  std::uint32_t id_;
  const Counting& counting_;
  KeptCounts* kept_;
  CountedWalk walk_;
};

// Where nobody asks for reasons.
struct NotRead {
  template <class Counts>
  void begin(std::uint32_t, const Counts&, std::size_t) {}
  void operator()(std::uint32_t, std::uint32_t, std::int64_t) {}
  void end() {}
};

// Adds the points for what was counted for so many rows; who reads what is behind them does it on the way. place_of and
// row_of say where it stands and for whom it was counted.
template <class Counts, class PlaceOf, class RowOf>
void add_points(const Binding& binding, const Node& node, const CountedCells& cells, Counts& counts, std::uint32_t size,
                PlaceOf place_of, RowOf row_of, std::int64_t* out) {
  const std::vector<const CountedReasons*>& readers = binding.counted_readers_of(node);
  for (std::size_t other = 1; other < readers.size(); ++other) {
    readers[other]->with_reading([&](auto reading) {
      for (std::uint32_t i = 0; i < size; ++i) {
        reading.begin(row_of(i), counts, place_of(i));
        counts.for_each(place_of(i), reading);
        reading.end();
      }
    });
  }
  bool too_narrow = false;
  const auto add = [&](auto reading) {
    for (std::uint32_t i = 0; i < size; ++i) {
      reading.begin(row_of(i), counts, place_of(i));
      out[i] += cells.points_of(counts, place_of(i), too_narrow, reading);
      reading.end();
    }
  };
  if (readers.empty()) {
    add(NotRead{});
  } else {
    readers.front()->with_reading(add);
  }
  if (too_narrow) binding.too_narrow = true;
}

// What was counted while contacts were computed.
bool add_of_accounts(Evaluator& evaluator, const Node& node, const CountedCells& cells, std::int64_t* out) {
  const Binding& binding = evaluator.binding;
  if (node.grain == grain_of(RecordKind::kContact)) return false;
  const auto known = binding.account_counts.find({node.index, node.grain});
  if (known == binding.account_counts.end()) return false;
  const auto row_of = [&](std::uint32_t i) { return evaluator.rows()[i]; };
  add_points(binding, node, cells, std::as_const(*known->second), evaluator.count(), row_of, row_of, out);
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
    add_points(
        binding, node, cells, tally, end - begin, [](std::uint32_t slot) { return slot; },
        [&](std::uint32_t slot) { return evaluator.rows()[begin + slot]; }, out + begin);
    begin = end;
  }
}

}  // namespace

void add_counted(Evaluator& evaluator, const Node& node, std::int64_t* out) {
  const Binding& binding = evaluator.binding;
  const CountedCells* const cells = binding.counted.empty() ? nullptr : binding.counted[node.index].get();
  if (evaluator.mode() == Evaluator::Mode::kBlock && cells != nullptr) {
    if (!add_of_accounts(evaluator, node, *cells, out)) add_by_cells(evaluator, node, *cells, out);
    return;
  }
  Walk walk(evaluator, node.index);
  constexpr Int128 kMost = Int128{1} << 61U;
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    walk.visit(node.grain, evaluator.rows()[i]);
    const Int128 points = walk.take();
    if (points > kMost || points < -kMost) {
      binding.too_narrow = true;
    } else {
      out[i] += static_cast<std::int64_t>(points);
    }
  }
}

void add_counted(Evaluator& evaluator, const Node& node, Int128* out) {
  Walk walk(evaluator, node.index);
  for (std::uint32_t i = 0; i < evaluator.count(); ++i) {
    walk.visit(node.grain, evaluator.rows()[i]);
    out[i] += walk.take();
  }
}

void add_to_kept_counts(Evaluator& evaluator, std::uint32_t interaction, std::uint32_t row) {
  for (const KeptCounts::Lookers& lookers : evaluator.kept_counts->lookers(interaction)) {
    Walk(evaluator, lookers.counting).add(interaction, row, *lookers.all);
  }
}

}  // namespace leadline
