// SPDX-License-Identifier: Apache-2.0
#include "engine/run/fresh_outcomes.hpp"

#include <algorithm>

#include "engine/graph/node_table.hpp"

namespace leadline {
namespace {

constexpr std::size_t kMostFlags = 48;  // the bits above hold the status

// Operations whose value follows from those of their children and the present.
bool is_alike_for_alike(NodeOp op) {
  return follows_from_children(op) || op == NodeOp::kNow || op == NodeOp::kSilence || op == NodeOp::kWorked;
}

}  // namespace

FreshOutcomes::FreshOutcomes(const Binding& binding, Lifecycle& lifecycle, RecordKind kind, StateMask shown)
    : binding_(binding),
      plan_(binding.plan),
      lifecycle_(lifecycle),
      kind_(kind),
      shown_(shown),
      shared_(binding.plan.nodes.size(), Shared::kUnknown),
      entries_(kEntries) {
  find_shared();
  lifecycle_.tell_particular(&shared_);
}

// All flags that the process may ask and that stand in columns make the look of a record.
void FreshOutcomes::find_shared() {
  std::vector<NodeId> asked;
  const auto ask = [&](NodeId node) {
    if (node != kNoNode) asked.push_back(node);
  };
  ask(plan_.orphans[static_cast<std::size_t>(kind_)]);
  for (const ThresholdNodes& threshold : plan_.thresholds) ask(threshold.holds);
  for (const ModelNodes& model : plan_.models) ask(model.scored);
  for (const ProcessNodes& process : plan_.processes) {
    ask(process.where);
    for (const StageNodes& stage : process.stages) {
      for (const TransitionNodes& transition : stage.transitions) ask(transition.condition);
    }
    for (const auto& any : process.any) {
      for (const TransitionNodes& transition : any) ask(transition.condition);
    }
  }
  std::sort(asked.begin(), asked.end());
  asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
  for (const NodeId id : asked) {
    const Node& node = plan_.nodes[id];
    if (node.lane != Lane::kFlag || node.grain != grain_of(kind_) || binding_.columns[id] == nullptr) continue;
    looked_.push_back(binding_.columns[id]);
    if (node.state == 0) shared_[id] = Shared::kYes;
  }
  useful_ = looked_.size() <= kMostFlags;
  for (NodeId id = 0; id < plan_.nodes.size(); ++id) {
    if (shared_[id] == Shared::kUnknown) shared_[id] = is_shared(plan_.nodes[id]) ? Shared::kYes : Shared::kNo;
  }
}

// Of the nodes before this one it is known.
bool FreshOutcomes::is_shared(const Node& node) const {
  if (node.grain == kConstantGrain) return true;
  if (node.grain != grain_of(kind_)) return false;
  switch (node.op) {
    case NodeOp::kStageSince:
    case NodeOp::kStageIs:
    case NodeOp::kReached:
      return true;
    case NodeOp::kGather: {
      // By the code of the process, the stage or the status: all that look alike have the same.
      const Link& link = plan_.links[node.link];
      const Grain& codes = plan_.grains[link.to];
      const RecordSchema& schema = binding_.program.schema(kind_);
      return link.op == LinkOp::kCode && !codes.of_interaction && codes.record == kind_ && codes.field >= 0 &&
             (codes.field == schema.process || codes.field == schema.stage || codes.field == schema.status);
    }
    default:
      return is_alike_for_alike(node.op) && std::all_of(node.children.begin(), node.children.end(),
                                                        [&](NodeId child) { return shared_[child] == Shared::kYes; });
  }
}

void FreshOutcomes::begin(std::uint32_t begin, std::uint32_t end) {
  begin_ = begin;
  looks_.assign(end - begin, useful_ ? 0 : kOwn);
  if (!useful_) return;
  const std::size_t rows = end - begin;
  for (std::size_t flag = 0; flag < looked_.size(); ++flag) {
    const unsigned char* const column = looked_[flag] + begin;
    for (std::size_t i = 0; i < rows; ++i) looks_[i] |= std::uint64_t{column[i] == 1 ? 1U : 0U} << flag;
  }
  const RecordTable& table = binding_.data.table(kind_);
  const RecordSchema& schema = binding_.program.schema(kind_);
  if (schema.status >= 0) {
    const std::vector<std::uint32_t>& codes = table.columns[static_cast<std::size_t>(schema.status)].codes;
    for (std::size_t i = 0; i < rows; ++i) {
      looks_[i] = codes[begin + i] < 0xFFFF ? looks_[i] | std::uint64_t{codes[begin + i]} << kMostFlags : kOwn;
    }
  }
  const Binding::States& states = binding_.states[static_cast<std::size_t>(kind_)];
  const std::size_t words = binding_.threshold_words;
  const auto none = [&](const std::vector<std::uint64_t>& bits, std::uint32_t row) {
    return bits.empty() || std::all_of(bits.begin() + static_cast<std::ptrdiff_t>(row * words),
                                       bits.begin() + static_cast<std::ptrdiff_t>((row + 1) * words),
                                       [](std::uint64_t word) { return word == 0; });
  };
  const auto field = [&](int index) { return index < 0 ? nullptr : &table.columns[static_cast<std::size_t>(index)]; };
  const Column* const stage = field(schema.stage);
  const Column* const since = field(schema.stage_since);
  const Column* const held = field(schema.held);
  // Mostly nothing was recorded of anybody.
  const auto dated = [&] {
    const auto present_in = [&](const std::vector<std::int64_t>& times) {
      return std::any_of(times.begin() + begin, times.begin() + end, [](std::int64_t time) { return present(time); });
    };
    return since != nullptr && present_in(since->numbers);
  };
  const bool recorded = !states.process.empty() || !states.reached.empty() || !states.cleared.empty() ||
                        (stage != nullptr && stage->dictionary->size() > 1) ||
                        (held != nullptr && held->items->size() != 0) || dated();
  if (!recorded) return;
  for (std::uint32_t row = begin; row < end; ++row) {
    const bool fresh = (states.process.empty() || states.process[row] < 0) && none(states.reached, row) &&
                       none(states.cleared, row) && (stage == nullptr || stage->missing(row)) &&
                       (since == nullptr || since->missing(row)) &&
                       (held == nullptr || held->list_begin(row) == held->list_end(row));
    if (!fresh) looks_[row - begin] = kOwn;
  }
}

const Outcome& FreshOutcomes::keep(std::uint32_t row) {
  const std::uint64_t look = looks_[row - begin_];
  const RecordState& state = lifecycle_.state();
  const bool alike = look != kOwn && !lifecycle_.particular() && (state.changed & shown_) == 0;
  Entry& entry = entries_[place_of(look)];
  Outcome& outcome = alike ? entry.outcome : own_;
  if (alike) entry.look = look;
  outcome.process = static_cast<std::uint16_t>(state.process + 1);
  outcome.stage = static_cast<std::uint16_t>(state.stage + 1);
  outcome.stage_since = state.stage_since;
  outcome.thresholds.clear();
  const std::vector<std::uint32_t>& thresholds = lifecycle_.thresholds();
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    std::uint8_t bits = lifecycle_.holds()[i] != 0 ? kThresholdHoldsBit : std::uint8_t{0};
    if (bit(state.reached, thresholds[i])) bits |= kThresholdReachedBit;
    outcome.thresholds.push_back(bits);
  }
  return outcome;
}

}  // namespace leadline
