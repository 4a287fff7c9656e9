// SPDX-License-Identifier: Apache-2.0
// Values that only the evaluator knows are computed column by column when the index is made; all are read record by
// record.
#include "engine/run/matching/match_index.hpp"

#include <algorithm>
#include <bit>

#include "engine/data/parallel.hpp"
#include "engine/run/matching/match_values.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {
namespace {

constexpr std::size_t kFirstSlots = 64;
constexpr int kLinksInARow = 3;  // opportunity, lead, contact, account

}  // namespace

KeyIndex::KeyIndex(RecordKind kind, std::vector<Handle> handles, std::uint32_t kinds)
    : kind_(kind),
      handles_(std::move(handles)),
      kinds_(kinds),
      width_(handles_.size()),
      slots_(kFirstSlots),
      mask_(kFirstSlots - 1),
      key_(width_) {}

void KeyIndex::reserve(std::size_t rows) {
  keys_.reserve(rows * width_);
  next_.reserve(rows);
  previous_.reserve(rows);
  if (rows * 2 > slots_.size()) grow(std::bit_ceil(rows * 2));
}

std::size_t KeyIndex::slot_of(const std::uint64_t* key, std::uint64_t hash) const {
  const auto tag = static_cast<std::uint32_t>(hash >> 32U);
  for (std::size_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
    const Slot& here = slots_[slot];
    if (here.first == kNoRow) return slot;
    if (here.tag == tag && has(key, here.first)) return slot;
  }
}

void KeyIndex::put(Evaluator& evaluator, ValueNumbers& numbers, std::uint32_t row) {
  for (std::size_t i = 0; i < width_; ++i) {
    key_[i] = numbers.number(evaluator, handles_[i], row);
    if (key_[i] != ValueNumbers::kMissing) continue;
    take_out(row);
    return;
  }
  make_room(row);
  if (has(key_.data(), row)) return;
  take_out(row);
  std::copy(key_.begin(), key_.end(), &keys_[row * width_]);
  enter(row);
}

void KeyIndex::put(std::span<const std::uint64_t> key, std::uint32_t row) {
  make_room(row);
  std::copy(key.begin(), key.end(), &keys_[row * width_]);
  enter(row);
}

void KeyIndex::make_room(std::uint32_t row) {
  if (row < next_.size()) return;
  keys_.resize((std::size_t{row} + 1) * width_, ValueNumbers::kMissing);
  next_.resize(std::size_t{row} + 1, kNoRow);
  previous_.resize(std::size_t{row} + 1, kNoRow);
}

void KeyIndex::enter(std::uint32_t row) {
  const std::uint64_t* const key = &keys_[row * width_];
  const std::uint64_t hash_of_key = hash(key);
  Slot& slot = slots_[slot_of(key, hash_of_key)];
  if (slot.first != kNoRow) {
    next_[row] = slot.first;
    previous_[slot.first] = row;
    slot.first = row;
    return;
  }
  slot = {static_cast<std::uint32_t>(hash_of_key >> 32U), row};
  if (++chains_ * 2 > slots_.size()) grow(slots_.size() * 2);
}

void KeyIndex::take_out(std::uint32_t row) {
  if (row >= next_.size() || keys_[row * width_] == ValueNumbers::kMissing) return;
  std::uint64_t* const key = &keys_[row * width_];
  const std::uint32_t before = previous_[row];
  const std::uint32_t behind = next_[row];
  if (behind != kNoRow) previous_[behind] = before;
  if (before != kNoRow) {
    next_[before] = behind;
  } else {
    const std::size_t slot = slot_of(key, hash(key));
    slots_[slot].first = behind;
    if (behind == kNoRow) close_gap(slot);
  }
  std::fill_n(key, width_, ValueNumbers::kMissing);
  next_[row] = previous_[row] = kNoRow;
}

// Moves back whatever was put behind the slot because it was taken.
void KeyIndex::close_gap(std::size_t slot) {
  --chains_;
  for (std::size_t at = (slot + 1) & mask_; slots_[at].first != kNoRow; at = (at + 1) & mask_) {
    const std::size_t home = hash(&keys_[slots_[at].first * width_]) & mask_;
    if (((at - home) & mask_) < ((at - slot) & mask_)) continue;
    slots_[slot] = slots_[at];
    slots_[at] = Slot();
    slot = at;
  }
}

void KeyIndex::grow(std::size_t slots) {
  std::vector<Slot> smaller(slots);
  smaller.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& one : smaller) {
    if (one.first == kNoRow) continue;
    std::size_t slot = hash(&keys_[one.first * width_]) & mask_;
    while (slots_[slot].first != kNoRow) slot = (slot + 1) & mask_;
    slots_[slot] = one;
  }
}

MatchIndex::MatchIndex(const Plan& plan_, const Dataset& data_, unsigned threads)
    : plan(plan_), program(*plan_.program), data(data_), numbers(plan_, data_) {
  for (std::size_t i = 0; i < plan.run.strategies.size(); ++i) {
    plan_strategy(program.strategies[i], plan.run.strategies[i]);
  }
  if (keys.empty()) return;
  Binding binding(plan, data, 0, false);
  Evaluator single(binding, Evaluator::Mode::kSingle);
  EvaluatorPool blocks(binding, Evaluator::Mode::kBlock);
  settle_constants(binding, single);
  std::vector<NodeId> wanted;
  for (const KeyIndex& key : keys) {
    for (const ValueNumbers::Handle handle : key.handles()) {
      if (!numbers.direct(handle)) wanted.push_back(numbers.node(handle));
    }
  }
  keys_direct_ = wanted.empty();
  wanted.erase(std::remove_if(wanted.begin(), wanted.end(),
                              [&](NodeId node) { return plan.nodes[node].grain == kConstantGrain; }),
               wanted.end());
  if (!wanted.empty()) run_stages(binding, blocks, wanted, thread_count(threads), {});
  for (KeyIndex& key : keys) {
    const auto rows = static_cast<std::uint32_t>(data.table(key.kind()).size());
    key.reserve(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (stored(key.kind(), row)) key.put(single, numbers, row);
    }
  }
}

bool MatchIndex::stored(RecordKind kind, std::uint32_t row) const {
  const int id = program.schema(kind).id;
  return data.table(kind).columns[static_cast<std::size_t>(id)].codes[row] != 0 &&
         (!data.is_open() || data.alive(kind, row));
}

void MatchIndex::plan_strategy(const MatchStrategy& strategy, const StrategyNodes& nodes) {
  std::vector<LineSearch>& searches = lines.emplace_back();
  bool all_direct = nodes.among == kNoNode;
  for (std::size_t i = 0; i < nodes.lines.size(); ++i) {
    LineSearch search;
    std::vector<std::pair<NodeId, std::size_t>> exact;
    search.exact = nodes.lines[i].unless_differs.empty();
    for (std::size_t part = 0; part < nodes.lines[i].parts.size(); ++part) {
      LineSearch::Part& how = search.parts.emplace_back();
      const MatchPart& written = strategy.lines[i].parts[part];
      how.name = name_of_value(program, written.left);
      for (std::size_t list = 0; list < strategy.never.size(); ++list) {
        if (strategy.never[list].first == written.left) how.never.push_back(list);
      }
      const auto [left, of_contact, right] = nodes.lines[i].parts[part];
      const bool comparable = plan.nodes[left].lane == plan.nodes[right].lane;
      if (!written.similar && comparable && dependence_of(plan, right).lasting) {
        how.left = numbers.prepare(left);
        exact.emplace_back(right, part);
      } else {
        search.exact = false;
      }
    }
    std::sort(exact.begin(), exact.end());
    std::vector<std::pair<NodeId, ValueNumbers::Handle>> of_key;
    search.direct = search.exact;
    for (const auto& [node, part] : exact) {
      search.parts[part].in_key = static_cast<std::int32_t>(of_key.size());
      of_key.emplace_back(node, numbers.prepare(node));
      search.direct = search.direct && numbers.direct(search.parts[part].left);
    }
    if (!of_key.empty()) search.index = index_for(strategy.kind, of_key);
    all_direct = all_direct && search.direct;
    searches.push_back(std::move(search));
  }
  direct.push_back(all_direct);
  std::vector<std::vector<std::string>>& lists = never_keys.emplace_back();
  for (const auto& [value, list] : strategy.never) {
    lists.push_back(keys_of_list(program, list, program.expr(value).type));
  }
}

int MatchIndex::index_for(RecordKind kind, const std::vector<std::pair<NodeId, ValueNumbers::Handle>>& nodes) {
  std::vector<ValueNumbers::Handle> handles;
  std::uint32_t kinds = 0;
  for (const auto& [node, handle] : nodes) {
    handles.push_back(handle);
    kinds |= dependence_of(plan, node).kinds;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].kind() == kind && keys[i].handles() == handles) return static_cast<int>(i);
  }
  keys.emplace_back(kind, std::move(handles), kinds);
  return static_cast<int>(keys.size()) - 1;
}

void MatchIndex::changed(Evaluator& evaluator, RecordKind kind, std::uint32_t row) {
  if (!keys_direct_) evaluator.forget(true);
  for (KeyIndex& key : keys) {
    if (key.kind() == kind) {
      if (stored(kind, row)) {
        key.put(evaluator, numbers, row);
      } else {
        key.take_out(row);
      }
    } else if (key.depends_on(kind)) {
      changed_behind(evaluator, key, kind, row, kLinksInARow);
    }
  }
}

// Records whose values are read through links to the changed one.
void MatchIndex::changed_behind(Evaluator& evaluator, KeyIndex& index, RecordKind kind, std::uint32_t row, int steps) {
  if (steps == 0) return;
  const auto look_at = [&](RecordKind from, LinkKind link) {
    for (const std::uint32_t linking : data.linking(from, link, row)) {
      if (from == index.kind() && stored(from, linking)) index.put(evaluator, numbers, linking);
      changed_behind(evaluator, index, from, linking, steps - 1);
    }
  };
  switch (kind) {
    case RecordKind::kContact:
      look_at(RecordKind::kLead, LinkKind::kContact);
      look_at(RecordKind::kOpportunity, LinkKind::kContact);
      break;
    case RecordKind::kAccount:
      look_at(RecordKind::kContact, LinkKind::kAccount);
      look_at(RecordKind::kLead, LinkKind::kAccount);
      look_at(RecordKind::kOpportunity, LinkKind::kAccount);
      break;
    case RecordKind::kLead:
      look_at(RecordKind::kOpportunity, LinkKind::kLead);
      break;
    case RecordKind::kOpportunity:
    case RecordKind::kUser:
      break;
  }
}

void MatchIndex::removed(RecordKind kind, std::uint32_t row) {
  for (KeyIndex& key : keys) {
    if (key.kind() == kind) key.take_out(row);
  }
}

}  // namespace leadline
