// SPDX-License-Identifier: Apache-2.0
// One record in one state, as the reference evaluator looks at it. A record that is being evaluated goes from state to
// state, each a View of its own; every other record is seen as it was recorded (Universe::seen). What is computed
// about a View is kept in it, because a View never changes.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "laws/reference/data.hpp"
#include "laws/reference/values.hpp"

namespace leadline::reference {

/// What the lifecycle changes.
struct State {
  std::optional<std::size_t> status;  // index of the word; nothing: missing, which means open
  int process = -1;                   // into Program::processes
  int stage = -1;                     // into the process's stages
  std::string process_name;           // as the field reads
  std::string stage_name;
  Maybe64 stage_since;
  std::set<std::uint32_t> reached;  // thresholds
  std::set<std::uint32_t> cleared;
  std::set<std::string> held;             // names of transitions, unknown ones too
  std::set<std::string> unknown_reached;  // loaded names that no threshold has
  std::set<std::string> unknown_cleared;
  std::vector<Interaction> made;  // moves and reaches of this evaluation
  std::vector<std::pair<int, int>> moves;
};

class Universe;

struct View {
  const Universe* universe = nullptr;
  RecordKind kind{};
  int row = kNobody;
  State state;

  struct Scores {
    bool scored = false;
    Maybe64 score;
    std::vector<Maybe64> groups;
  };
  // Kept results, by model, (model, group) and threshold.
  mutable std::map<std::uint32_t, Scores> scores;
  mutable std::map<std::uint32_t, Maybe64> raw_scores;
  mutable std::map<std::pair<std::uint32_t, std::uint32_t>, Maybe64> raw_groups;
  mutable std::map<std::uint32_t, int> grades;
  mutable std::map<std::uint32_t, bool> holds;
};

/// What a selection looks at: an interaction, or a record.
struct Item {
  const Interaction* interaction = nullptr;
  RecordKind kind{};
  int row = kNobody;

  friend bool operator==(const Item& a, const Item& b) {
    return a.interaction == b.interaction && a.kind == b.kind && a.row == b.row;
  }
};

/// All records as of one time.
class Universe {
 public:
  Universe(const Program& program, ReferenceData data, std::int64_t now);

  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] const Program& program() const { return world_.program(); }
  [[nodiscard]] std::int64_t now() const { return now_; }
  /// A record as another one sees it: in the state that was loaded, or as of now if it is the one that is evaluated.
  [[nodiscard]] const View& seen(RecordKind kind, int row) const;
  /// The record that is evaluated, in its present state, which it keeps until the next one.
  void evaluate_as(const View& view) const;
  /// The state that was loaded.
  [[nodiscard]] State recorded_state(RecordKind kind, int row) const;

 private:
  World world_;
  std::int64_t now_;
  mutable const View* evaluated_ = nullptr;
  mutable std::map<std::pair<RecordKind, int>, std::unique_ptr<View>> seen_;
};

/// Index of the words `open`, `qualified`, `disqualified` of a kind that has a status.
[[nodiscard]] std::size_t status_word(const Program& program, RecordKind kind, const std::string& word);

}  // namespace leadline::reference
