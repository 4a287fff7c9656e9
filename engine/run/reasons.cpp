// SPDX-License-Identifier: Apache-2.0
#include "engine/run/reasons.hpp"

#include <algorithm>

namespace leadline {
namespace {

std::int64_t clamped(Int128 points) {
  const Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::max(-most, std::min(most, points)));
}

std::int64_t size_of(const Reason& reason) { return reason.points < 0 ? -reason.points : reason.points; }

// The strongest so far; of equals the first to come stays before the others.
class Strongest {
 public:
  explicit Strongest(unsigned most) : most_(most) { reasons_.reserve(std::size_t{most} + 1); }

  void add(const Reason& reason) {
    if (reasons_.size() == most_ && (most_ == 0 || size_of(reason) <= size_of(reasons_.back()))) return;
    auto place = reasons_.end();
    while (place != reasons_.begin() && size_of(*(place - 1)) < size_of(reason)) --place;
    reasons_.insert(place, reason);
    if (reasons_.size() > most_) reasons_.pop_back();
  }
  void clear() { reasons_.clear(); }
  [[nodiscard]] const std::vector<Reason>& reasons() const { return reasons_; }

 private:
  unsigned most_;
  std::vector<Reason> reasons_;
};

// A node's values for a block.
template <class T>
In<T> values_of(const Evaluator& evaluator, NodeId node) {
  const bool constant = evaluator.plan.nodes[node].grain == kConstantGrain;
  const unsigned char* const values = constant ? evaluator.binding.constants[node].bytes : evaluator.lanes[node];
  return In<T>{reinterpret_cast<const T*>(values), constant ? 0U : 1U};
}

}  // namespace

Reasons::Reasons(const Binding& binding, RecordKind kind, unsigned most) : binding_(binding), kind_(kind), most_(most) {
  const Program& program = binding.program;
  for (std::uint32_t model = 0; model < program.models.size(); ++model) {
    if (program.models[model].kind != kind) continue;
    const ModelNodes& nodes = binding.plan.models[model];
    for (std::uint32_t rule = 0; rule < nodes.rules.size(); ++rule) {
      if (nodes.rules[rule].counted == kNoNode) continue;
      rules_.push_back({model, rule, nodes.rules[rule].counted, nodes.score});
    }
  }
}

BlockReader Reasons::reader(std::vector<std::vector<Reason>>& out) const {
  BlockReader reader;
  reader.grain = grain_of(kind_);
  for (const Rule& rule : rules_) {
    reader.nodes.push_back(rule.counted);
    reader.nodes.push_back(rule.score);
  }
  reader.read = [this, &out](const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count) {
    const auto read = [&](auto zero) {
      using Points = decltype(zero);
      std::vector<In<Points>> points;
      std::vector<In<std::int64_t>> scores;
      for (const Rule& rule : rules_) {
        points.push_back(values_of<Points>(evaluator, rule.counted));
        scores.push_back(values_of<std::int64_t>(evaluator, rule.score));
      }
      Strongest strongest(most_);
      for (std::uint32_t i = 0; i < count; ++i) {
        strongest.clear();
        for (std::size_t r = 0; r < rules_.size(); ++r) {
          if (points[r][i] == 0 || !present(scores[r][i])) continue;
          strongest.add(Reason{rules_[r].model, rules_[r].rule, clamped(points[r][i])});
        }
        out[begin + i] = strongest.reasons();
      }
    };
    if (binding_.wide) {
      read(Int128{0});
    } else {
      read(std::int64_t{0});
    }
  };
  return reader;
}

std::vector<Reason> Reasons::of(Evaluator& evaluator, std::uint32_t row) const {
  Strongest strongest(most_);
  for (const Rule& rule : rules_) {
    const Int128 points = evaluator.points(rule.counted, row);
    if (points == 0 || !present(evaluator.number(rule.score, row))) continue;
    strongest.add(Reason{rule.model, rule.rule, clamped(points)});
  }
  return strongest.reasons();
}

}  // namespace leadline
