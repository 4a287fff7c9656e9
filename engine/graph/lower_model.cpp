// SPDX-License-Identifier: Apache-2.0
// Models to nodes: rules, blocks, groups, scores.
#include <algorithm>

#include "engine/graph/graph_builder.hpp"

namespace leadline {
namespace {

Node operation(NodeOp op, Lane lane) {
  Node node;
  node.op = op;
  node.lane = lane;
  return node;
}

bool any(const Bounds& bounds) { return bounds.at_most.has_value() || bounds.never_below.has_value(); }

// Whether bounds would make something of a rule that gives nothing.
bool move_zero(const Bounds& bounds) {
  return (bounds.at_most && bounds.at_most->micros < 0) || (bounds.never_below && bounds.never_below->micros > 0);
}

}  // namespace

bool GraphBuilder::reads_item(ExprId id) {
  const auto known = reads_item_.find(id);
  if (known != reads_item_.end()) return known->second;
  const Expr& expr = program_.expr(id);
  bool reads = expr.op == Op::kAttribute || expr.op == Op::kItem;
  for (const ExprId child : expr.children) reads = reads || reads_item(child);
  reads_item_.emplace(id, reads);
  return reads;
}

// What a rule gives for each interaction, and for the first or last.
GraphBuilder::RuleSeen GraphBuilder::lower_per_selection(const Rule& rule, RecordKind subject) {
  const GrainId base = grain_of(subject);
  RuleSeen result;
  AggregateRequest request;
  request.selection = rule.selection;
  request.zone = rule.zone;
  const bool one = rule.form != RuleForm::kPerSelection;
  const bool last = rule.form == RuleForm::kForLast;
  if (reads_item(rule.points) || rule.fading.kind != Fading::Kind::kNone) {
    request.points = rule.points;
    request.fading = rule.fading;
    request.op = !one ? AggregateOp::kPoints : last ? AggregateOp::kPointsOfLast : AggregateOp::kPointsOfFirst;
    request.lane = Lane::kPoints;
    result.raw = lower_aggregate(request);
    // Whether there are points does not depend on how they fade; but what has no age cannot fade.
    if (!program_.selections[rule.selection].records) {
      request.fading = Fading{};
      request.zone = 0;
    }
    request.op = !one   ? AggregateOp::kAnyPoints
                 : last ? AggregateOp::kPresentPointsOfLast
                        : AggregateOp::kPresentPointsOfFirst;
    request.lane = Lane::kFlag;
    result.holds = lower_aggregate(request);
    result.traced = {result.raw};
    return result;
  }
  const Seen points = lower(rule.points, about(subject));
  const Seen present = apply(operation(NodeOp::kPresent, Lane::kFlag), {points}, base);
  request.zone = 0;
  request.op = AggregateOp::kAny;
  request.lane = Lane::kFlag;
  Seen some;
  if (one && program_.selections[rule.selection].records) {
    // Only records that say when they were created can be the first or last.
    request.op = last ? AggregateOp::kLastAt : AggregateOp::kFirstAt;
    request.lane = Lane::kNumber;
    some = apply(operation(NodeOp::kPresent, Lane::kFlag), {lower_aggregate(request)}, base);
  } else {
    some = lower_aggregate(request);
  }
  const bool sure = is_constant(points) && !table_.node(points.node).value.missing;
  result.holds = sure ? some : combine(NodeOp::kAnd, Lane::kFlag, {some, present}, base);
  if (one) {
    result.raw = apply(operation(NodeOp::kWhenPoints, Lane::kPoints), {some, points}, base);
    request.op = last ? AggregateOp::kLastItem : AggregateOp::kFirstItem;
    request.lane = Lane::kNumber;
    result.traced = {lower_aggregate(request)};
  } else {
    request.op = AggregateOp::kCount;
    request.lane = Lane::kNumber;
    const Seen count = lower_aggregate(request);
    result.raw = apply(operation(NodeOp::kTimesPoints, Lane::kPoints), {points, count}, base);
    result.traced = {count};
  }
  return result;
}

GraphBuilder::RuleSeen GraphBuilder::lower_without(const Rule& rule, RecordKind subject) {
  const GrainId base = grain_of(subject);
  AggregateRequest request;
  request.selection = rule.selection;
  request.op = AggregateOp::kLastAt;
  std::vector<Seen> starts{lower_aggregate(request)};
  RuleSeen result;
  request.op = AggregateOp::kLastItem;
  result.traced = {lower_aggregate(request)};
  const RecordSchema& schema = program_.schema(subject);
  if (schema.created >= 0) {
    Node created = operation(NodeOp::kNumberColumn, Lane::kNumber);
    created.index = static_cast<std::uint32_t>(schema.created);
    created.grain = base;
    starts.push_back(Seen{table_.add(std::move(created)), kNoNode, {}});
  }
  for (const ExprId since : program_.selections[rule.selection].since) starts.push_back(lower(since, about(subject)));
  Node silence = operation(NodeOp::kSilence, Lane::kNumber);
  silence.number = rule.silence;
  const Seen periods = apply(std::move(silence), starts, base);
  const Seen points = lower(rule.points, about(subject));
  Node times = operation(NodeOp::kTimesPoints, Lane::kPoints);
  times.second = 1;
  result.raw = apply(std::move(times), {points, periods}, base);
  Node some = operation(NodeOp::kCompareNumber, Lane::kFlag);
  some.compare = CompareOp::kGreaterEqual;
  result.holds = combine(NodeOp::kAnd, Lane::kFlag,
                         {apply(std::move(some), {periods, constant_number(1)}, base),
                          apply(operation(NodeOp::kPresent, Lane::kFlag), {points}, base)},
                         base);
  return result;
}

GraphBuilder::RuleSeen GraphBuilder::lower_rule(const Rule& rule, RecordKind subject) {
  const GrainId base = grain_of(subject);
  RuleSeen result;
  Seen gives;
  switch (rule.form) {
    case RuleForm::kWhen: {
      const Seen condition = lower(rule.condition, about(subject));
      const Seen points = lower(rule.points, about(subject));
      const bool sure = is_constant(points) && !table_.node(points.node).value.missing;
      result.holds = condition;
      if (!sure) {
        const Seen present = apply(operation(NodeOp::kPresent, Lane::kFlag), {points}, base);
        result.holds = combine(NodeOp::kAnd, Lane::kFlag, {condition, present}, base);
      }
      gives = result.holds;
      std::vector<Seen> children{condition, points};
      if (rule.or_points != kNoExpr) {
        const Seen other = lower(rule.or_points, about(subject));
        const Seen readable = rule.readable == kNoExpr ? constant_flag(true) : lower(rule.readable, about(subject));
        children.push_back(other);
        children.push_back(readable);
        const Seen no = apply(operation(NodeOp::kNot, Lane::kFlag), {condition}, base);
        const Seen present = apply(operation(NodeOp::kPresent, Lane::kFlag), {other}, base);
        const Seen otherwise = combine(NodeOp::kAnd, Lane::kFlag, {no, readable, present}, base);
        gives = combine(NodeOp::kOr, Lane::kFlag, {gives, otherwise}, base);
      }
      result.raw = apply(operation(NodeOp::kWhenPoints, Lane::kPoints), children, base);
      result.traced = {condition};
      break;
    }
    case RuleForm::kPerSelection:
    case RuleForm::kForFirst:
    case RuleForm::kForLast:
      result = lower_per_selection(rule, subject);
      break;
    case RuleForm::kPerBucket: {
      AggregateRequest request;
      request.selection = rule.selection;
      request.op = AggregateOp::kCountBuckets;
      request.bucket = rule.bucket;
      request.at_least = rule.at_least;
      request.zone = rule.bucket.zone;
      const Seen count = lower_aggregate(request);
      const Seen points = lower(rule.points, about(subject));
      result.raw = apply(operation(NodeOp::kTimesPoints, Lane::kPoints), {points, count}, base);
      Node some = operation(NodeOp::kCompareNumber, Lane::kFlag);
      some.compare = CompareOp::kGreaterEqual;
      result.holds = combine(NodeOp::kAnd, Lane::kFlag,
                             {apply(std::move(some), {count, constant_number(Decimal::kOne)}, base),
                              apply(operation(NodeOp::kPresent, Lane::kFlag), {points}, base)},
                             base);
      result.traced = {count};
      break;
    }
    case RuleForm::kWithout:
      result = lower_without(rule, subject);
      break;
    case RuleForm::kOtherwise: {
      const Seen points = lower(rule.points, about(subject));
      result.holds = apply(operation(NodeOp::kPresent, Lane::kFlag), {points}, base);
      result.raw = apply(operation(NodeOp::kWhenPoints, Lane::kPoints), {constant_flag(true), points}, base);
      break;
    }
  }
  if (rule.form != RuleForm::kWhen) {
    if (rule.condition != kNoExpr) {
      const Seen condition = lower(rule.condition, about(subject));
      result.holds = combine(NodeOp::kAnd, Lane::kFlag, {condition, result.holds}, base);
      result.raw = apply(operation(NodeOp::kBoundPoints, Lane::kPoints), {result.raw, condition}, base);
      result.traced.push_back(condition);
    }
    gives = result.holds;
  }
  result.bounded = result.raw;
  if (any(rule.bounds)) {
    Node bound = operation(NodeOp::kBoundPoints, Lane::kPoints);
    bound.bounds = rule.bounds;
    std::vector<Seen> children{result.raw};
    if (move_zero(rule.bounds)) children.push_back(gives);
    result.bounded = apply(std::move(bound), children, base);
  }
  return result;
}

// The points of a block; with `only` not below zero, those of that rule of it, 0 where it is not the one that counts.
Seen GraphBuilder::block_points(std::uint32_t id, const RuleBlock& block, int only) {
  if (block.kind == RuleBlock::Kind::kSingle) return rule_seen(id, block.rules[0]).bounded;
  const bool first = block.kind == RuleBlock::Kind::kFirst;
  Node node = operation(first ? NodeOp::kFirstPoints : NodeOp::kBestPoints, Lane::kPoints);
  if (only >= 0) {
    node.second = 1;
    node.index = static_cast<std::uint32_t>(only);
  }
  std::vector<Seen> children;
  for (const std::uint32_t rule : block.rules) {
    const RuleSeen seen = rule_seen(id, rule);
    children.push_back(seen.bounded);
    children.push_back(seen.holds);
  }
  return apply(std::move(node), children, grain_of(program_.models[id].kind));
}

// A rule of a model; made when it is first asked for, since rules may read the groups before and behind them.
const GraphBuilder::RuleSeen& GraphBuilder::rule_seen(std::uint32_t id, std::uint32_t rule) {
  std::vector<RuleSeen>& rules = rules_[id];
  const Model& model = program_.models[id];
  if (rules.empty()) rules.resize(model.rules.size());
  if (rules[rule].raw.node != kNoNode) return rules[rule];
  RuleSeen seen = lower_rule(model.rules[rule], model.kind);
  if (model.rules[rule].form == RuleForm::kOtherwise) {
    // It counts where no other rule of its block holds.
    std::vector<Seen> none{seen.holds};
    const auto look = [&](const RuleBlock& block) {
      if (std::find(block.rules.begin(), block.rules.end(), rule) == block.rules.end()) return;
      for (const std::uint32_t other : block.rules) {
        if (other == rule) continue;
        const Seen holds = rule_seen(id, other).holds;
        none.push_back(apply(operation(NodeOp::kNot, Lane::kFlag), {holds}, grain_of(model.kind)));
      }
    };
    for (const RuleBlock& block : model.blocks) look(block);
    for (const Group& group : model.groups) {
      for (const RuleBlock& block : group.blocks) look(block);
    }
    seen.holds = combine(NodeOp::kAnd, Lane::kFlag, std::move(none), grain_of(model.kind));
  }
  return rules_[id][rule] = std::move(seen);
}

// The points of some blocks together.
NodeId GraphBuilder::blocks_sum(std::uint32_t id, const std::vector<RuleBlock>& blocks) {
  const Model& model = program_.models[id];
  const GrainId base = grain_of(model.kind);
  std::vector<Seen> points;
  for (const RuleBlock& block : blocks) points.push_back(block_points(id, block, -1));
  if (points.empty()) {
    points.push_back(
        apply(operation(NodeOp::kWhenPoints, Lane::kPoints), {constant_flag(false), constant_number(0)}, base));
  }
  return bring(combine(NodeOp::kSumPoints, Lane::kPoints, std::move(points), base), 0, base);
}

NodeId GraphBuilder::group_raw(std::uint32_t id, std::uint32_t group) {
  ModelNodes& nodes = models_[id];
  const Model& model = program_.models[id];
  nodes.groups_raw.resize(model.groups.size(), kNoNode);
  if (nodes.groups_raw[group] != kNoNode) return nodes.groups_raw[group];
  const NodeId points = blocks_sum(id, model.groups[group].blocks);
  Node narrow = operation(NodeOp::kNarrowPoints, Lane::kNumber);
  narrow.bounds = model.groups[group].bounds;
  const NodeId total = apply(std::move(narrow), {Seen{points, kNoNode, {}}}, grain_of(model.kind)).node;
  return nodes.groups_raw[group] = total;
}

NodeId GraphBuilder::raw_score(std::uint32_t id) {
  ModelNodes& nodes = models_[id];
  if (nodes.raw != kNoNode) return nodes.raw;
  const Model& model = program_.models[id];
  const GrainId base = grain_of(model.kind);
  const auto seen_of = [](NodeId node) { return Seen{node, kNoNode, {}}; };
  std::vector<Seen> parts;
  if (!model.blocks.empty()) parts.push_back(seen_of(blocks_sum(id, model.blocks)));
  Node plain = operation(NodeOp::kScoreSum, Lane::kNumber);
  plain.second = parts.empty() ? 0 : 1;
  for (std::uint32_t group = 0; group < model.groups.size(); ++group) parts.push_back(seen_of(group_raw(id, group)));
  nodes.plain = apply(plain, parts, base).node;
  if (model.score == kNoExpr) {
    nodes.before_bounds = nodes.plain;
    plain.bounds = model.bounds;
    return nodes.raw = apply(std::move(plain), parts, base).node;
  }
  nodes.before_bounds = bring(lower(model.score, about(model.kind)), 0, base);
  // A group that is too large makes the score missing also where the formula does not read it.
  Node formula = operation(NodeOp::kScoreSum, Lane::kNumber);
  formula.second = 2;
  formula.bounds = model.bounds;
  std::vector<Seen> children{seen_of(nodes.before_bounds)};
  for (const NodeId group : nodes.groups_raw) children.push_back(seen_of(group));
  return nodes.raw = apply(std::move(formula), children, base).node;
}

NodeId GraphBuilder::scored_node(std::uint32_t id) {
  ModelNodes& nodes = models_[id];
  if (nodes.scored != kNoNode) return nodes.scored;
  const Model& model = program_.models[id];
  const GrainId base = grain_of(model.kind);
  const auto seen_of = [](NodeId node) { return Seen{node, kNoNode, {}}; };
  RecordSeen self;
  self.kind = model.kind;
  std::vector<Seen> counts;
  const NodeId orphan = orphan_node(model.kind);
  counts.push_back(orphan == kNoNode ? exists(self)
                                     : apply(operation(NodeOp::kNot, Lane::kFlag), {seen_of(orphan)}, base));
  nodes.where =
      model.where == kNoExpr ? constant_flag(true).node : bring(lower(model.where, about(model.kind)), 0, base);
  if (model.where != kNoExpr) counts.push_back(seen_of(nodes.where));
  counts.push_back(apply(operation(NodeOp::kPresent, Lane::kFlag), {seen_of(raw_score(id))}, base));
  return nodes.scored = apply(operation(NodeOp::kAnd, Lane::kFlag), counts, base).node;
}

NodeId GraphBuilder::if_scored(std::uint32_t id, NodeId node) {
  const Seen scored{scored_node(id), kNoNode, {}};
  const Seen value{node, kNoNode, {}};
  const GrainId base = grain_of(program_.models[id].kind);
  return apply(operation(NodeOp::kFirstOf, Lane::kNumber), {scored, value}, base).node;
}

NodeId GraphBuilder::score_node(std::uint32_t id) {
  if (models_[id].score == kNoNode) {
    const NodeId raw = raw_score(id);
    models_[id].score = if_scored(id, raw);
  }
  return models_[id].score;
}

NodeId GraphBuilder::group_node(std::uint32_t id, std::uint32_t group) {
  models_[id].groups.resize(program_.models[id].groups.size(), kNoNode);
  if (models_[id].groups[group] == kNoNode) {
    const NodeId raw = group_raw(id, group);
    const NodeId node = if_scored(id, raw);
    models_[id].groups[group] = node;
  }
  return models_[id].groups[group];
}

void GraphBuilder::build_model(std::uint32_t id) {
  const Model& model = program_.models[id];
  const GrainId base = grain_of(model.kind);
  score_node(id);
  for (std::uint32_t group = 0; group < model.groups.size(); ++group) group_node(id, group);
  grade_node(id);

  // For the ledger and the reasons.
  const auto at_base = [&](const Seen& seen) { return bring(seen, 0, base); };
  ModelNodes& nodes = models_[id];
  nodes.rules.resize(model.rules.size());
  for (std::uint32_t i = 0; i < model.rules.size(); ++i) {
    const RuleSeen seen = rule_seen(id, i);
    RuleNodes& rule = nodes.rules[i];
    rule.raw = at_base(seen.raw);
    rule.holds = at_base(seen.holds);
    rule.bounded = at_base(seen.bounded);
    for (const Seen& traced : seen.traced) rule.traced.push_back(at_base(traced));
  }
  const auto count = [&](const RuleBlock& block) {
    for (std::size_t i = 0; i < block.rules.size(); ++i) {
      nodes.rules[block.rules[i]].counted = at_base(block_points(id, block, static_cast<int>(i)));
    }
  };
  for (const RuleBlock& block : model.blocks) count(block);
  for (const Group& group : model.groups) {
    for (const RuleBlock& block : group.blocks) count(block);
  }
}

}  // namespace leadline
