// SPDX-License-Identifier: Apache-2.0
#include "engine/run/straight_code.hpp"

#include <algorithm>

#include "engine/program/compare.hpp"
#include "engine/run/always_asked.hpp"
#include "engine/run/bounded.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {
namespace {

Int128 read(const Slot& slot, Lane lane) {
  if (lane == Lane::kFlag) return slot.as<std::uint8_t>();
  return lane == Lane::kPoints ? slot.as<Int128>() : slot.as<std::int64_t>();
}

bool is_plain(Lane lane) { return lane == Lane::kFlag || lane == Lane::kNumber || lane == Lane::kPoints; }

bool is_value(Lane lane) { return lane == Lane::kFlag || lane == Lane::kNumber; }

std::int64_t missing_of(Lane lane) { return lane == Lane::kFlag ? std::int64_t{kMissingYesNo} : kMissing64; }

}  // namespace

StraightCode::StraightCode(Evaluator& evaluator, RecordKind kind)
    : evaluator_(evaluator),
      plan_(evaluator.plan),
      grain_(grain_of(kind)),
      places_(evaluator.plan.nodes.size(), KnownRow::kUnknown) {
  for (const NodeId node : always_asked(plan_, kind)) tell(node);
  const std::vector<NodeId> moving = moving_constants(plan_);
  const auto rests = [&](const Constant& one) {
    return std::find(moving.begin(), moving.end(), one.node) == moving.end();
  };
  for (const Constant& one : constants_) settle(one);
  constants_.erase(std::remove_if(constants_.begin(), constants_.end(), rests), constants_.end());
  for (Step& step : steps_) {
    step.out = &registers_[step.to];
    for (const std::uint32_t place : step.places) step.in.push_back(&registers_[place]);
  }
}

void StraightCode::tell(NodeId node) {
  const Node& one = plan_.nodes[node];
  if (one.grain == grain_ && one.state == 0 && is_plain(one.lane)) static_cast<void>(build(node));
}

std::uint32_t StraightCode::build(NodeId id) {
  if (places_[id] != KnownRow::kUnknown) return places_[id];
  const Node& node = plan_.nodes[id];
  Step step;
  step.what = step_of(id);
  step.lane = node.lane;
  step.id = id;
  step.node = &node;
  if (step.what > Do::kKeptFar && node.grain != kConstantGrain) {
    for (const NodeId child : node.children) step.places.push_back(build(child));
  }
  places_[id] = static_cast<std::uint32_t>(registers_.size());
  registers_.emplace_back();
  if (node.grain == kConstantGrain) {
    constants_.push_back({id, node.lane, places_[id]});
  } else {
    step.to = places_[id];
    steps_.push_back(std::move(step));
  }
  return places_[id];
}

StraightCode::Do StraightCode::step_of(NodeId id) const {
  const Node& node = plan_.nodes[id];
  if (evaluator_.kept_values->keeps(id)) return Do::kKept;
  if (is_kept_far(node)) return Do::kKeptFar;
  const TimeUse& use = (*evaluator_.time_uses)[id];
  const bool simple = node.state == 0 && !use.turns() &&
                      std::all_of(node.children.begin(), node.children.end(),
                                  [&](NodeId child) { return is_plain(plan_.nodes[child].lane); });
  return simple ? operation_of(node).value_or(Do::kAsk) : Do::kAsk;
}

// Another record's value that is kept there.
bool StraightCode::is_kept_far(const Node& node) const {
  if (node.op != NodeOp::kGather && node.op != NodeOp::kEither) return false;
  const LinkOp link = plan_.links[node.link].op;
  const bool upwards = link == LinkOp::kContact || link == LinkOp::kAccount || link == LinkOp::kParent;
  return upwards && is_plain(node.lane) && evaluator_.kept_values->keeps(node.children[0]);
}

std::optional<StraightCode::Do> StraightCode::operation_of(const Node& node) const {
  const auto lane = [&](std::size_t child) { return plan_.nodes[node.children[child]].lane; };
  switch (node.op) {
    case NodeOp::kSumPoints:
      return Do::kSum;
    case NodeOp::kScoreSum:
      return Do::kScore;
    case NodeOp::kNarrowPoints:
      return Do::kNarrow;
    case NodeOp::kTimesPoints:
      return Do::kTimes;
    case NodeOp::kAnd:
      return Do::kAnd;
    case NodeOp::kOr:
      return Do::kOr;
    case NodeOp::kNot:
      return Do::kNot;
    case NodeOp::kGrade:
      return Do::kGrade;
    case NodeOp::kCompareNumber:
      return Do::kCompare;
    case NodeOp::kWhenPoints:
      if (node.children.size() == 2) return Do::kWhen;
      break;
    case NodeOp::kPresent:
      if (is_value(lane(0))) return lane(0) == Lane::kFlag ? Do::kPresentFlag : Do::kPresent;
      break;
    case NodeOp::kFirstOf:
      if (is_value(node.lane)) return Do::kFirst;
      break;
    default:
      break;
  }
  return std::nullopt;
}

void StraightCode::settle(const Constant& constant) {
  registers_[constant.to].value = read(evaluator_.binding.constants[constant.node], constant.lane);
}

void StraightCode::run(std::uint32_t row) {
  for (const Constant& constant : constants_) settle(constant);
  for (const Step& step : steps_) {
    switch (step.what) {
      case Do::kAsk:
        ask(step.id, step.lane, row, *step.out);
        break;
      case Do::kKept:
        take_kept(step.id, step.lane, row, *step.out);
        break;
      case Do::kKeptFar:
        take_kept_far(step, row);
        break;
      default:
        compute(step);
    }
  }
  evaluator_.know({registers_.data(), places_.data(), row});
}

void StraightCode::ask(NodeId node, Lane lane, std::uint32_t row, Register& out) {
  Slot slot;
  out.until = evaluator_.watch([&] { evaluator_.evaluate(node, row, kNoRow, slot); });
  out.value = read(slot, lane);
}

void StraightCode::take_kept(NodeId node, Lane lane, std::uint32_t row, Register& out) {
  const KeptValues::Entry* const kept = evaluator_.kept_values->find(node, row);
  if (!kept->holds(evaluator_.binding.now)) return ask(node, lane, row, out);
  out.value = lane == Lane::kFlag ? static_cast<std::uint8_t>(kept->value) : kept->value;
  out.until = kept->until;
}

void StraightCode::take_kept_far(const Step& step, std::uint32_t row) {
  const Node& node = *step.node;
  const std::uint32_t far = evaluator_.follow(node.link, row);
  if (far != kNoRow) return take_kept(node.children[0], step.lane, far, *step.out);
  const bool has_pool = node.op == NodeOp::kEither && evaluator_.kept_values->keeps(node.children[1]);
  const std::uint32_t pool = has_pool ? evaluator_.binding.pool_of(plan_.grains[grain_].record, row) : kNoRow;
  if (pool != kNoRow) return take_kept(node.children[1], step.lane, pool, *step.out);
  ask(step.id, step.lane, row, *step.out);
}

void StraightCode::compute(const Step& step) {
  const Register* const* const in = step.in.data();
  const std::size_t count = step.in.size();
  std::int64_t until = kNeverMoves;
  for (std::size_t i = 0; i < count; ++i) until = std::min(until, in[i]->until);
  step.out->until = until;
  // Numbers and flags; points are read as such.
  const auto number = [&](std::size_t i) { return static_cast<std::int64_t>(in[i]->value); };
  Int128 value = 0;
  switch (step.what) {
    case Do::kSum:
      for (std::size_t i = 0; i < count; ++i) value += in[i]->value;
      break;
    case Do::kScore: {
      const bool points = step.node->second == 1;
      bool whole = true;
      for (std::size_t i = points ? 1 : 0; i < count; ++i) whole = whole && present(number(i));
      const std::size_t added = step.node->second == 2 ? 1 : count;
      for (std::size_t i = 0; i < added; ++i) value += in[i]->value;
      value = whole ? narrow(bounded(step.node->bounds, value)).value_or(kMissing64) : kMissing64;
      break;
    }
    case Do::kNarrow:
      value = narrow(bounded(step.node->bounds, in[0]->value)).value_or(kMissing64);
      break;
    case Do::kWhen:
      if (number(0) == 1 && present(number(1))) value = number(1);
      break;
    case Do::kTimes:
      if (present(number(0))) {
        value = Int128{number(0)} * (number(1) / (step.node->second == 1 ? 1 : Decimal::kOne));
      }
      break;
    case Do::kAnd:
      value = static_cast<int>(std::all_of(in, in + count, [](const Register* one) { return one->value == 1; }));
      break;
    case Do::kOr:
      value = static_cast<int>(std::any_of(in, in + count, [](const Register* one) { return one->value == 1; }));
      break;
    case Do::kNot:
      value = static_cast<int>(number(0) != 1);
      break;
    case Do::kPresentFlag:
      value = static_cast<int>(number(0) != std::int64_t{kMissingYesNo});
      break;
    case Do::kPresent:
      value = static_cast<int>(present(number(0)));
      break;
    case Do::kFirst: {
      std::size_t i = 0;
      while (i + 1 < count && number(i) != 1) i += 2;
      value = i + 1 < count ? number(i + 1) : i < count ? number(i) : missing_of(step.lane);
      break;
    }
    case Do::kCompare: {
      const std::int64_t a = number(0);
      const std::int64_t b = number(1);
      const int order = a < b ? -1 : static_cast<int>(a > b);
      value = static_cast<int>(present(a) && present(b) && holds(step.node->compare, order));
      break;
    }
    case Do::kGrade: {
      std::size_t i = 0;
      while (i < count && number(i) != 1) ++i;
      value = i < count ? static_cast<std::int64_t>(i) : kMissing64;
      break;
    }
    default:
      break;
  }
  step.out->value = value;
}

}  // namespace leadline
