// SPDX-License-Identifier: Apache-2.0
// What hangs together in a closed log of events, so that several sessions can each do a part of it and decide what one
// would: the names under which an event ties itself to others. Events that share a name, over any number of steps,
// belong to one session. Entry points: Ties::obstacles, Ties::keys_of.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/data/event.hpp"
#include "engine/data/value_reader.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/evaluator.hpp"

namespace leadline::running {

/// Something in the rules that looks at all of the log.
struct Obstacle {
  Span span;
  std::string why;
  bool of_forms = false;  // only submissions come to it
};

class Ties {
 public:
  /// The plan must have been made with PlanOptions::run and must outlive this, which belongs to one thread.
  explicit Ties(const Plan& plan);
  ~Ties();

  /// Why a log cannot be cut at all; where there is such a thing, the keys say nothing.
  [[nodiscard]] const std::vector<Obstacle>& obstacles() const { return obstacles_; }
  /// Why a log with an event like this one cannot be cut; empty: it can.
  [[nodiscard]] std::string hindrance(const Event& event) const;

  /// The names of an event that has a number; none: it stands alone, or it is a tick, which every session has to see.
  /// `submissions`: the log has some, so what they can be matched by ties too.
  void keys_of(const Event& event, std::uint64_t sequence, bool submissions, std::vector<std::string>& keys);
  /// Those of a record as it stood before the log; its own comes first.
  void keys_of_record(RecordKind kind, std::string_view id, const std::vector<Event::Field>& fields, bool submissions,
                      std::vector<std::string>& keys);

 private:
  // One side of the part of an `on` line that ties: what its value is read from, and the node that brings it into the
  // form in which it is compared.
  struct Side {
    RecordKind kind{};
    std::uint32_t field = 0;
    NodeId node = kNoNode;
    bool filled_only = false;  // only what a submission brings is compared
    friend bool operator==(const Side&, const Side&) = default;
  };
  struct Part {
    std::string name;
    std::vector<Side> sides;
    std::vector<std::string> never;  // keys that are not asked for, sorted
    bool of_forms = true;
  };
  struct Reading;

  void look_at_actions();
  void look_at(const Action& action, RecordKind subject, bool of_form);
  void look_at_strategies();
  void look_at(std::uint32_t strategy, bool of_forms);
  [[nodiscard]] bool choose(std::uint32_t strategy, std::size_t line, Part& part, bool& linked);

  void add_id(RecordKind kind, std::string_view id, std::vector<std::string>& keys) const;
  void add_origin(std::string_view id, std::vector<std::string>& keys) const;
  void add_links(RecordKind kind, const std::vector<Event::Field>& fields, std::vector<std::string>& keys) const;
  void add_values(RecordKind kind, const std::vector<Event::Field>& fields, bool of_submission, bool submissions,
                  std::vector<std::string>& keys);

  const Plan& plan_;
  const Program& program_;
  std::vector<Obstacle> obstacles_;
  std::set<std::pair<RecordKind, std::uint32_t>> written_;  // fields that actions write
  std::array<bool, kRecordKinds> creates_{};                // about records of a kind, others are created
  std::set<std::pair<std::uint32_t, bool>> strategies_;     // that are used, and whether by forms
  std::vector<Part> parts_;
  std::unique_ptr<Reading> reading_;
};

}  // namespace leadline::running
