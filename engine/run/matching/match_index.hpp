// SPDX-License-Identifier: Apache-2.0
// The stored records under what they are known by: for each set of values that a line wants equal, from the hash of
// their key to the rows that have it. What the index gives is to be compared again, so a hash that two keys share costs
// time and nothing else. Only for the matcher.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/evaluator.hpp"

namespace leadline {

/// Rows of one kind by the hash of their key. Rows of one hash are chained in both directions.
class KeyIndex {
 public:
  KeyIndex(RecordKind kind, std::vector<NodeId> nodes, const Plan& plan);

  [[nodiscard]] RecordKind kind() const { return kind_; }
  [[nodiscard]] const std::vector<NodeId>& nodes() const { return nodes_; }
  [[nodiscard]] bool depends_on(RecordKind kind) const { return (kinds_ >> static_cast<unsigned>(kind) & 1U) != 0; }

  /// Never 0, which is no key.
  [[nodiscard]] static std::uint64_t hash(const std::string& key);

  void reserve(std::size_t rows);
  /// Reads the row's values; a row that lacks one is in no chain.
  void put(Evaluator& evaluator, std::uint32_t row);
  void take_out(std::uint32_t row);

  template <class Each>
  void for_each(std::uint64_t hash, const Each& each) const {
    const auto place = first_.find(hash);
    for (std::uint32_t row = place == first_.end() ? kNoRow : place->second; row != kNoRow; row = next_[row]) each(row);
  }

 private:
  void put(std::uint32_t row, std::uint64_t hash);

  RecordKind kind_;
  std::vector<NodeId> nodes_;
  std::uint32_t kinds_ = 0;
  std::unordered_map<std::uint64_t, std::uint32_t> first_;  // looked up only
  std::vector<std::uint64_t> hashes_;                       // [row]
  std::vector<std::uint32_t> next_, previous_;
  std::string key_;
};

/// How the records that a line may mean are found.
struct LineSearch {
  int index = -1;                               // -1: all records of the kind are looked at
  std::vector<std::size_t> parts;               // whose values make the key, in the order of the index's nodes
  std::vector<std::vector<std::size_t>> never;  // [part]: lists of the strategy that speak of it
};

class MatchIndex {
 public:
  /// Indexes what the data has.
  MatchIndex(const Plan& plan, const Dataset& data, unsigned threads);

  void changed(Evaluator& evaluator, RecordKind kind, std::uint32_t row);
  void removed(RecordKind kind, std::uint32_t row);
  /// Whether a row is a record that can be found.
  [[nodiscard]] bool stored(RecordKind kind, std::uint32_t row) const;

  const Plan& plan;
  const Program& program;
  const Dataset& data;
  std::vector<KeyIndex> keys;
  std::vector<std::vector<LineSearch>> lines;                     // [strategy][line]
  std::vector<std::vector<std::vector<std::string>>> never_keys;  // [strategy][never], sorted

 private:
  void plan_strategy(const MatchStrategy& strategy, const StrategyNodes& nodes);
  int index_for(RecordKind kind, const std::vector<NodeId>& nodes);
  void changed_behind(Evaluator& evaluator, KeyIndex& index, RecordKind kind, std::uint32_t row, int steps);
};

}  // namespace leadline
