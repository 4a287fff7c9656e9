// SPDX-License-Identifier: Apache-2.0
// Records whose outcome is known, each scored as of the time at which it was decided: what came later is not seen.
// Entry point: score_past.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

/// A field of the scored record, or of its contact, account or lead.
struct FieldPlace {
  RecordKind kind{};
  std::uint32_t field = 0;
};

/// `y`, `contact.y`: of records that a model of kind `kind` scores.
Result<FieldPlace> find_field(const Program& program, RecordKind kind, const std::string& text,
                              std::string_view option);

/// What counts as a success: a yes/no that says yes, or one of some values (`status=qualified`, `y=yes,maybe`).
struct Outcome {
  FieldPlace place;
  std::vector<std::string> values;  // folded; empty: yes/no
};
Result<Outcome> find_outcome(const Program& program, RecordKind kind, const std::string& text);

struct PastRecord {
  std::uint32_t row = 0;
  std::int64_t decided = 0;
  bool success = false;
  std::int64_t score = kMissing64;    // kMissing64: the model does not score it
  std::vector<std::uint8_t> holds;    // [rule]: it counted
  std::vector<std::uint8_t> reached;  // [threshold of the model]: its condition holds
};

struct PastScores {
  std::vector<PastRecord> records;  // by time of decision, then by id
  std::uint64_t without_outcome = 0;
  std::uint64_t without_time = 0;  // have an outcome, but no time of decision
};

PastScores score_past(const Plan& plan, const Dataset& data, std::uint32_t model, const Outcome& outcome,
                      const FieldPlace& decided, unsigned threads,
                      const std::function<void(std::uint64_t, std::uint64_t)>& on_progress);

/// Why the scores may know more than was known then: `the rule "X" reads `lead.y`, the outcome itself`.
[[nodiscard]] std::vector<std::string> leaks(const Program& program, std::uint32_t model, const Outcome& outcome,
                                             const FieldPlace& decided);

}  // namespace leadline::cli
