// SPDX-License-Identifier: Apache-2.0
// One walk over the reasons of each kind of record.
#include "engine/analysis/rule_hits.hpp"

#include <algorithm>

namespace leadline::analysis {

namespace {

ModelHits model_hits(const Model& model, const ModelScores& scores) {
  ModelHits hits;
  hits.rules.resize(model.rules.size());
  hits.grades.resize(model.grades.size() + 1);
  for (std::size_t row = 0; row < scores.score.size(); ++row) {
    if (scores.score[row] == kMissing64) continue;
    ++hits.scored;
    hits.points += scores.score[row];
    const std::uint8_t grade = scores.grade[row];
    ++hits.grades[grade == 0 ? model.grades.size() : grade - 1U];
  }
  return hits;
}

}  // namespace

DataHits hits_of(const Program& program, const ScoreResult& result) {
  DataHits all;
  for (std::size_t m = 0; m < program.models.size(); ++m)
    all.models.push_back(model_hits(program.models[m], result.models[m]));
  for (const RecordScores& records : result.records) {
    for (std::size_t row = 0; row < records.reasons.size(); ++row) {
      for (const Reason& reason : records.reasons[row]) {
        RuleHits& rule = all.models[reason.model].rules[reason.rule];
        ++rule.records;
        rule.points += reason.points;
      }
    }
  }
  for (std::size_t t = 0; t < program.thresholds.size(); ++t) {
    const auto& bits = result.records[static_cast<std::size_t>(program.thresholds[t].kind)].thresholds;
    ThresholdHits hits;
    if (t < bits.size()) {
      hits.of = bits[t].size();
      hits.records = static_cast<std::uint64_t>(
          std::count_if(bits[t].begin(), bits[t].end(), [](std::uint8_t bit) { return bit != 0; }));
    }
    all.thresholds.push_back(hits);
  }
  return all;
}

Decimal average_points(Int128 points, std::uint64_t of) {
  const Int128 thousandths = divide_rounded(divide_rounded(points, Int128{of}), 1000);
  return Decimal{static_cast<std::int64_t>(thousandths * 1000)};
}

}  // namespace leadline::analysis
