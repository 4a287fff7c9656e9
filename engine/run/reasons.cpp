// SPDX-License-Identifier: Apache-2.0
#include "engine/run/reasons.hpp"

#include <algorithm>

#include "engine/data/parallel.hpp"

namespace leadline {
namespace {

std::int64_t clamped(Int128 points) {
  const Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::max(-most, std::min(most, points)));
}

bool stronger(const Reason& a, const Reason& b) {
  const std::int64_t left = a.points < 0 ? -a.points : a.points;
  const std::int64_t right = b.points < 0 ? -b.points : b.points;
  if (left != right) return left > right;
  return a.model != b.model ? a.model < b.model : a.rule < b.rule;
}

// Puts a reason among the `count` strongest, of which at most `most` stay.
void add(const Reason& reason, Reason* strongest, std::uint32_t& count, std::size_t most) {
  if (count == most && (most == 0 || !stronger(reason, strongest[count - 1]))) return;
  std::size_t at = count < most ? count++ : count - 1U;
  for (; at > 0 && stronger(reason, strongest[at - 1]); --at) strongest[at] = strongest[at - 1];
  strongest[at] = reason;
}

}  // namespace

Reasons::Reasons(const Binding& binding, RecordKind kind, unsigned most) : binding_(binding), kind_(kind), most_(most) {
  const Plan& plan = binding.plan;
  for (std::uint32_t model = 0; model < binding.program.models.size(); ++model) {
    if (binding.program.models[model].kind != kind) continue;
    const std::vector<RuleNodes>& rules = plan.models[model].rules;
    for (std::uint32_t id = 0; id < rules.size(); ++id) {
      if (rules[id].counted == kNoNode) continue;
      const Rule rule{Reason{model, id, 0}, rules[id].counted, false};
      rules_.push_back(rule);
      const Node& node = plan.nodes[rule.counted];
      if (node.grain == kConstantGrain) {
        constants_.push_back(rule);
        continue;
      }
      const auto of_records = [&](NodeId child) {
        const GrainKind there = plan.grains[plan.nodes[child].grain].kind;
        return there == GrainKind::kRecord || there == GrainKind::kPool;
      };
      const bool apart = (node.op == NodeOp::kGather || node.op == NodeOp::kEither) && node.state == 0 &&
                         std::all_of(node.children.begin(), node.children.end(), of_records);
      if (!apart) {
        place(rule, model, grain_of(kind), kNoLink, rule.counted);
        continue;
      }
      const Rule of_link{rule.reason, rule.counted, node.op == NodeOp::kGather};
      for (const NodeId child : node.children) place(of_link, model, plan.nodes[child].grain, node.link, child);
    }
  }
  // All of them may be asked for, by a number beyond any.
  most_ = static_cast<unsigned>(std::min<std::size_t>(most, rules_.size()));
  for (Place& place : places_) {
    const std::size_t rows = binding.sizes[place.grain];
    place.width = std::min<std::size_t>(most_, place.rules.size());
    place.strongest.resize(rows * place.width);
    place.found.assign(rows, 0);
  }
}

void Reasons::place(const Rule& rule, std::uint32_t model, GrainId grain, LinkId link, NodeId node) {
  auto at = std::find_if(places_.begin(), places_.end(), [&](const Place& known) {
    return known.model == model && known.grain == grain && known.link == link;
  });
  if (at == places_.end()) {
    at = places_.insert(places_.end(), Place{});
    at->model = model;
    at->grain = grain;
    at->link = link;
  }
  at->rules.push_back(Rule{rule.reason, node, rule.of_missing});
}

std::vector<BlockReader> Reasons::readers() {
  std::vector<BlockReader> readers;
  for (Place& place : places_) {
    BlockReader& reader = readers.emplace_back();
    for (const Rule& rule : place.rules) reader.nodes.push_back(rule.counted);
    reader.read = [this, &place](const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count) {
      look_at(place, evaluator, begin, count);
    };
  }
  return readers;
}

void Reasons::look_at(Place& place, const Evaluator& evaluator, std::uint32_t begin, std::uint32_t count) const {
  const auto look = [&](auto zero) {
    using Points = decltype(zero);
    for (const Rule& rule : place.rules) {
      const auto* const points = reinterpret_cast<const Points*>(evaluator.lanes[rule.counted]);
      Reason reason = rule.reason;
      for (std::uint32_t i = 0; i < count; ++i) {
        if (points[i] == 0) continue;
        reason.points = clamped(points[i]);
        add(reason, place.strongest.data() + (begin + i) * place.width, place.found[begin + i], place.width);
      }
    }
  };
  if (binding_.wide) {
    look(Int128{0});
  } else {
    look(std::int64_t{0});
  }
}

// The row of a place at which a record's rules stand there, or kNoRow.
std::uint32_t Reasons::row_at(const Place& place, std::uint32_t row) const {
  if (place.link == kNoLink) return row;
  const std::uint32_t linked = binding_.links[place.link] == nullptr ? kNoRow : binding_.links[place.link][row];
  return place.grain == kPoolGrain ? (linked == kNoRow ? binding_.pool_of(kind_, row) : kNoRow) : linked;
}

// What the rules of a place give to a record whose link leads nowhere: a missing contact has a missing country, too.
std::vector<Reason> Reasons::of_missing(const Place& place, Evaluator& evaluator) const {
  std::vector<Reason> reasons;
  for (const Rule& rule : place.rules) {
    if (!rule.of_missing) continue;
    Reason reason = rule.reason;
    reason.points = clamped(evaluator.points(rule.counted, kNoRow));
    if (reason.points != 0) reasons.push_back(reason);
  }
  return reasons;
}

void Reasons::put_together(const std::vector<ModelScores>& scores, unsigned threads,
                           std::vector<std::vector<Reason>>& out) const {
  out.resize(binding_.sizes[grain_of(kind_)]);
  std::vector<Reason> same;
  for (const Rule& rule : constants_) {
    const Slot& slot = binding_.constants[rule.counted];
    same.push_back(rule.reason);
    same.back().points = clamped(binding_.wide ? slot.as<Int128>() : slot.as<std::int64_t>());
  }
  Evaluator single(binding_, Evaluator::Mode::kSingle);
  std::vector<std::vector<Reason>> missing;  // [place]
  for (const Place& place : places_) missing.push_back(of_missing(place, single));
  parallel_ranges(out.size(), kBlockRows, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<Reason> strongest(most_);
    for (std::size_t row = begin; row < end; ++row) {
      std::uint32_t count = 0;
      for (const Reason& reason : same) {
        if (reason.points != 0 && present(scores[reason.model].score[row])) add(reason, strongest.data(), count, most_);
      }
      for (std::size_t p = 0; p < places_.size(); ++p) {
        const Place& place = places_[p];
        if (!present(scores[place.model].score[row])) continue;
        const std::uint32_t at = row_at(place, static_cast<std::uint32_t>(row));
        if (at == kNoRow) {
          for (const Reason& reason : missing[p]) add(reason, strongest.data(), count, most_);
          continue;
        }
        for (std::size_t i = 0; i < place.found[at]; ++i) {
          add(place.strongest[at * place.width + i], strongest.data(), count, most_);
        }
      }
      out[row].assign(strongest.begin(), strongest.begin() + count);
    }
  });
}

std::vector<Reason> Reasons::of(Evaluator& evaluator, std::uint32_t row) const {
  std::vector<Reason> strongest(most_);
  std::uint32_t count = 0;
  for (const Rule& rule : rules_) {
    Reason reason = rule.reason;
    reason.points = clamped(evaluator.points(rule.counted, row));
    if (reason.points == 0 || !present(evaluator.number(binding_.plan.models[reason.model].score, row))) continue;
    add(reason, strongest.data(), count, most_);
  }
  strongest.resize(count);
  return strongest;
}

}  // namespace leadline
