// SPDX-License-Identifier: Apache-2.0
// The lines of `leadline score`: one for each record of every kind that a model scores or a process is for. Columns:
// kind, id, stage, the thresholds, then score, grade and groups of each model, then the strongest reasons.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/explain/words.hpp"
#include "engine/run/score.hpp"

namespace leadline::cli {

using explaining::signed_points;

/// `45`, `not scored`.
[[nodiscard]] std::string score_text(std::int64_t micros);
/// `+25 Attended an event`.
[[nodiscard]] std::string reason_text(const Program& program, const Reason& reason);

class ScoreRows {
 public:
  ScoreRows(const Program& program, const Dataset& data, const ScoreResult& result);

  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  /// Number of lines: by kind, then by id.
  [[nodiscard]] std::size_t size() const { return lines_; }

  void append_csv_header(std::string& out) const;
  void append_csv_line(std::string& out, std::size_t line) const;
  void append_ndjson_line(std::string& out, std::size_t line) const;

 private:
  [[nodiscard]] std::pair<RecordKind, std::uint32_t> record(std::size_t line) const;
  [[nodiscard]] std::string_view id_of(RecordKind kind, std::uint32_t row) const;
  [[nodiscard]] std::string_view stage_of(const RecordScores& scores, std::uint32_t row) const;
  void append_reasons(std::string& out, const RecordScores& scores, std::uint32_t row) const;

  const Program* program_;
  const Dataset* data_;
  const ScoreResult* result_;
  std::vector<std::string> columns_;
  std::vector<std::string> json_keys_;                     // `,"NAME":`, as columns_
  std::vector<std::pair<RecordKind, std::size_t>> kinds_;  // with the number of their first line
  std::size_t lines_ = 0;
};

}  // namespace leadline::cli
