// SPDX-License-Identifier: Apache-2.0
// What an evaluation of one record always asks for, as straight code: the steps stand in the order in which each finds
// what it reads, so that nobody has to ask for it. What is kept, of the record or of its contact and account, is taken
// from there; what the code has no step for is asked of the evaluator. Entry point: run.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/run/evaluator.hpp"

namespace leadline {

class StraightCode {
 public:
  /// For records of a kind, and evaluators with points of 128 bits that keep values and are told how time is used. The
  /// constants must have been settled.
  StraightCode(Evaluator& evaluator, RecordKind kind);

  /// The evaluator knows afterwards what is always asked for, as it would find it itself, until it forgets. No state of
  /// the record that differs from the recorded one may lie over it.
  void run(std::uint32_t row);

  /// Whether it finds a node's value.
  [[nodiscard]] bool knows(NodeId node) const { return places_[node] != KnownRow::kUnknown; }

 private:
  enum class Do : std::uint8_t {
    kAsk,      // the evaluator
    kKept,     // of the record
    kKeptFar,  // of whom the node's link leads to
    kSum,      // of points
    kScore,    // kScoreSum
    kNarrow,   // points to a bounded number
    kWhen,     // points where a condition holds
    kTimes,    // points times a count
    kAnd,
    kOr,
    kNot,
    kPresent,  // of a number
    kPresentFlag,
    kFirst,    // kFirstOf
    kCompare,  // numbers
    kGrade,
  };
  using Register = KnownRow::Value;
  struct Step {
    Do what{};
    Lane lane{};
    NodeId id = kNoNode;
    const Node* node = nullptr;
    std::uint32_t to = 0;               // place of its register
    std::vector<std::uint32_t> places;  // of what it reads
    std::vector<const Register*> in;    // the same
    Register* out = nullptr;
  };
  struct Constant {
    NodeId node = kNoNode;
    Lane lane{};
    std::uint32_t to = 0;  // place of its register
  };

  void tell(NodeId node);
  [[nodiscard]] std::uint32_t build(NodeId node);
  [[nodiscard]] Do step_of(NodeId node) const;
  [[nodiscard]] std::optional<Do> operation_of(const Node& node) const;
  [[nodiscard]] bool is_kept_far(const Node& node) const;

  void settle(const Constant& constant);
  void ask(NodeId node, Lane lane, std::uint32_t row, Register& out);
  void take_kept(NodeId node, Lane lane, std::uint32_t row, Register& out);
  void take_kept_far(const Step& step, std::uint32_t row);
  static void compute(const Step& step);

  Evaluator& evaluator_;
  const Plan& plan_;
  GrainId grain_;
  std::vector<Constant> constants_;  // that the present or a submission changes
  std::vector<Step> steps_;
  std::vector<Register> registers_;
  std::vector<std::uint32_t> places_;  // [node]: of its register, or KnownRow::kUnknown
};

}  // namespace leadline
