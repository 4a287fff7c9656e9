// SPDX-License-Identifier: Apache-2.0
// Somebody who looks on while a session evaluates records, and may ask the evaluator further values at that moment: the
// coverage of tests. It decides nothing.
#pragma once
#include <cstdint>

#include "engine/run/evaluator.hpp"
#include "engine/run/score.hpp"

namespace leadline {

class Onlooker {
 public:
  virtual ~Onlooker() = default;
  /// A transition's condition was looked at; the evaluator computes under the state of this moment.
  virtual void tried(Evaluator& evaluator, std::uint32_t row, const TriedTransition& tried) = 0;
  /// A record was evaluated; the evaluator computes under the state that this has come to.
  virtual void evaluated(Evaluator& evaluator, RecordKind kind, std::uint32_t row) = 0;
};

}  // namespace leadline
