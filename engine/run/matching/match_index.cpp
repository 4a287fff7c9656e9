// SPDX-License-Identifier: Apache-2.0
// Keys are read column by column when the index is made, and record by record from then on.
#include "engine/run/matching/match_index.hpp"

#include <algorithm>
#include <functional>

#include "engine/data/parallel.hpp"
#include "engine/run/matching/match_values.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {
namespace {

constexpr std::uint64_t kNoHash = 0;
constexpr int kLinksInARow = 3;  // opportunity, lead, contact, account

}  // namespace

KeyIndex::KeyIndex(RecordKind kind, std::vector<NodeId> nodes, const Plan& plan)
    : kind_(kind), nodes_(std::move(nodes)) {
  for (const NodeId node : nodes_) kinds_ |= dependence_of(plan, node).kinds;
}

std::uint64_t KeyIndex::hash(const std::string& key) {
  const auto hash = static_cast<std::uint64_t>(std::hash<std::string>{}(key));
  return hash == kNoHash ? 1 : hash;
}

void KeyIndex::reserve(std::size_t rows) {
  first_.reserve(rows);
  hashes_.reserve(rows);
  next_.reserve(rows);
  previous_.reserve(rows);
}

void KeyIndex::put(Evaluator& evaluator, std::uint32_t row) {
  key_.clear();
  bool whole = true;
  for (const NodeId node : nodes_) {
    const MatchValue value = read_value(evaluator, node, row);
    whole = !value.missing;
    if (!whole) break;
    append_key(key_, value);
  }
  put(row, whole ? hash(key_) : kNoHash);
}

void KeyIndex::put(std::uint32_t row, std::uint64_t hash) {
  if (row >= hashes_.size()) {
    hashes_.resize(row + 1, kNoHash);
    next_.resize(row + 1, kNoRow);
    previous_.resize(row + 1, kNoRow);
  }
  if (hashes_[row] == hash) return;
  take_out(row);
  if (hash == kNoHash) return;
  hashes_[row] = hash;
  const auto [place, added] = first_.emplace(hash, row);
  if (added) return;
  next_[row] = place->second;
  previous_[place->second] = row;
  place->second = row;
}

void KeyIndex::take_out(std::uint32_t row) {
  if (row >= hashes_.size() || hashes_[row] == kNoHash) return;
  const std::uint32_t before = previous_[row];
  const std::uint32_t behind = next_[row];
  if (behind != kNoRow) previous_[behind] = before;
  if (before != kNoRow) {
    next_[before] = behind;
  } else if (behind != kNoRow) {
    first_[hashes_[row]] = behind;
  } else {
    first_.erase(hashes_[row]);
  }
  hashes_[row] = kNoHash;
  next_[row] = previous_[row] = kNoRow;
}

MatchIndex::MatchIndex(const Plan& plan_, const Dataset& data_, unsigned threads)
    : plan(plan_), program(*plan_.program), data(data_) {
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
    for (const NodeId node : key.nodes()) {
      if (plan.nodes[node].grain != kConstantGrain) wanted.push_back(node);
    }
  }
  run_stages(binding, blocks, wanted, thread_count(threads), {});
  for (KeyIndex& key : keys) {
    const auto rows = static_cast<std::uint32_t>(data.table(key.kind()).size());
    key.reserve(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (stored(key.kind(), row)) key.put(single, row);
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
  for (std::size_t i = 0; i < nodes.lines.size(); ++i) {
    LineSearch search;
    std::vector<std::pair<NodeId, std::size_t>> exact;
    for (std::size_t part = 0; part < nodes.lines[i].parts.size(); ++part) {
      search.never.emplace_back();
      for (std::size_t list = 0; list < strategy.never.size(); ++list) {
        if (strategy.never[list].first == strategy.lines[i].parts[part].left) search.never.back().push_back(list);
      }
      const NodeId right = nodes.lines[i].parts[part].right;
      if (!strategy.lines[i].parts[part].similar && dependence_of(plan, right).lasting) exact.emplace_back(right, part);
    }
    std::sort(exact.begin(), exact.end());
    std::vector<NodeId> of_key;
    for (const auto& [node, part] : exact) {
      of_key.push_back(node);
      search.parts.push_back(part);
    }
    if (!of_key.empty()) search.index = index_for(strategy.kind, of_key);
    searches.push_back(std::move(search));
  }
  std::vector<std::vector<std::string>>& lists = never_keys.emplace_back();
  for (const auto& [value, list] : strategy.never) {
    lists.push_back(keys_of_list(program, list, program.expr(value).type));
  }
}

int MatchIndex::index_for(RecordKind kind, const std::vector<NodeId>& nodes) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].kind() == kind && keys[i].nodes() == nodes) return static_cast<int>(i);
  }
  keys.emplace_back(kind, nodes, plan);
  return static_cast<int>(keys.size()) - 1;
}

void MatchIndex::changed(Evaluator& evaluator, RecordKind kind, std::uint32_t row) {
  evaluator.forget(true);
  for (KeyIndex& key : keys) {
    if (key.kind() == kind) {
      if (stored(kind, row)) {
        key.put(evaluator, row);
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
      if (from == index.kind() && stored(from, linking)) index.put(evaluator, linking);
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
