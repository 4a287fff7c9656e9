// SPDX-License-Identifier: Apache-2.0
// The reference evaluator: what `score` means, computed row by row from the definition of the language, sharing nothing
// with the engine but the checked program. Entry point: evaluate.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "laws/reference/data.hpp"

namespace leadline::reference {

struct ModelResult {
  std::optional<std::int64_t> score;  // nothing: not scored
  std::vector<std::optional<std::int64_t>> groups;
  int grade = -1;  // into Model::grades
};

struct RecordResult {
  std::string id;
  std::vector<ModelResult> models;  // as Program::models; empty results for models of other kinds
  std::vector<bool> holds;          // as Program::thresholds
  std::vector<bool> reached;
  std::optional<std::size_t> status;  // as recorded or set by a final stage
  int process = -1;
  int stage = -1;
  std::optional<std::int64_t> stage_since;
  std::vector<std::string> reached_names;  // sorted; unknown loaded names too
  std::vector<std::string> cleared_names;
  std::vector<std::string> held;
  std::vector<std::pair<int, int>> moves;
  std::vector<Interaction> made;  // the moves and reaches to be recorded
};

/// By kind, in the order of ids.
struct ReferenceResult {
  std::array<std::vector<RecordResult>, kRecordKinds> records;
};

[[nodiscard]] ReferenceResult evaluate(const Program& program, const ReferenceData& data, std::int64_t as_of);

}  // namespace leadline::reference
