// SPDX-License-Identifier: Apache-2.0
#include "engine/run/reasons.hpp"

#include <algorithm>

#include "engine/data/parallel.hpp"

namespace leadline {
namespace {

struct RuleColumn {
  std::uint32_t model = 0;
  std::uint32_t rule = 0;
  const unsigned char* values = nullptr;
  Int128 constant = 0;
};

Int128 at(const RuleColumn& column, std::uint32_t row, bool wide) {
  if (column.values == nullptr) return column.constant;
  if (wide) return reinterpret_cast<const Int128*>(column.values)[row];
  return reinterpret_cast<const std::int64_t*>(column.values)[row];
}

std::int64_t clamped(Int128 points) {
  const Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::max(-most, std::min(most, points)));
}

}  // namespace

void find_reasons(const Binding& binding, EvaluatorPool& /*pool*/, unsigned most, unsigned threads,
                  ScoreResult& result) {
  const Program& program = binding.program;
  for (int i = 0; i < kRecordKinds; ++i) {
    const auto kind = static_cast<RecordKind>(i);
    RecordScores& scores = result.records[static_cast<std::size_t>(i)];
    if (!scores.present) continue;
    std::vector<RuleColumn> columns;
    for (std::uint32_t model = 0; model < program.models.size(); ++model) {
      if (program.models[model].kind != kind) continue;
      for (std::uint32_t rule = 0; rule < program.models[model].rules.size(); ++rule) {
        const NodeId node = binding.plan.models[model].rules[rule].counted;
        if (node == kNoNode) continue;
        RuleColumn column{model, rule, binding.columns[node], 0};
        if (binding.plan.nodes[node].grain == kConstantGrain) {
          column.constant =
              binding.wide ? binding.constants[node].as<Int128>() : binding.constants[node].as<std::int64_t>();
        }
        columns.push_back(column);
      }
    }
    const std::uint32_t rows = binding.sizes[grain_of(kind)];
    scores.reasons.resize(rows);
    parallel_ranges(rows, kBlockRows, threads, [&](std::size_t begin, std::size_t end) {
      std::vector<Reason> found;
      for (std::size_t row = begin; row < end; ++row) {
        found.clear();
        for (const RuleColumn& column : columns) {
          const Int128 points = at(column, static_cast<std::uint32_t>(row), binding.wide);
          if (points == 0 || !present(result.models[column.model].score[row])) continue;
          found.push_back(Reason{column.model, column.rule, clamped(points)});
        }
        const auto stronger = [](const Reason& a, const Reason& b) {
          const std::int64_t left = a.points < 0 ? -a.points : a.points;
          const std::int64_t right = b.points < 0 ? -b.points : b.points;
          if (left != right) return left > right;
          return a.model != b.model ? a.model < b.model : a.rule < b.rule;
        };
        const std::size_t kept = std::min<std::size_t>(most, found.size());
        std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(), stronger);
        scores.reasons[row].assign(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept));
      }
    });
  }
}

}  // namespace leadline
