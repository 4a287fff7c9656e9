// SPDX-License-Identifier: Apache-2.0
// Somebody who looks on while a session evaluates records, and may ask the evaluator further values at that moment: the
// coverage of tests. It decides nothing.
#pragma once
#include <cstdint>

#include "engine/run/evaluator.hpp"
#include "engine/run/score.hpp"

namespace leadline {

/// One `require` of a stage that a move was held to.
struct TriedRequire {
  std::uint32_t process = 0;
  std::uint32_t stage = 0;
  std::uint32_t require = 0;  // into Stage::requires_
  bool fulfilled = false;
};

class Onlooker {
 public:
  virtual ~Onlooker() = default;
  /// A transition's condition was looked at; the evaluator computes under the state of this moment.
  virtual void tried(Evaluator& evaluator, std::uint32_t row, const TriedTransition& tried) = 0;
  /// A record that was about to move was held to a `require`, likewise.
  virtual void required(Evaluator& evaluator, std::uint32_t row, const TriedRequire& tried) = 0;
  /// A reaction was carried out.
  virtual void reacted(std::uint32_t reaction) = 0;
  /// A record was evaluated; the evaluator computes under the state that this has come to.
  virtual void evaluated(Evaluator& evaluator, RecordKind kind, std::uint32_t row) = 0;
};

}  // namespace leadline
