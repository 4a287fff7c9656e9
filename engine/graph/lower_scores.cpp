// SPDX-License-Identifier: Apache-2.0
// What expressions read of models, thresholds, segments and deadlines.
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

}  // namespace

NodeId GraphBuilder::orphan_node(RecordKind kind) {
  if (kind != RecordKind::kLead) return kNoNode;
  const auto linked = [&](LinkOp op, RecordKind to) {
    Node node = operation(NodeOp::kLinked, Lane::kFlag);
    node.grain = grain_of(kind);
    node.link = link(op, grain_of(kind), grain_of(to));
    return Seen{table_.add(std::move(node)), kNoNode, {}};
  };
  const Seen parent = apply(
      operation(NodeOp::kOr, Lane::kFlag),
      {linked(LinkOp::kContact, RecordKind::kContact), linked(LinkOp::kAccount, RecordKind::kAccount)}, grain_of(kind));
  return apply(operation(NodeOp::kNot, Lane::kFlag), {parent}, grain_of(kind)).node;
}

NodeId GraphBuilder::grade_node(std::uint32_t id) {
  if (models_[id].grade != kNoNode) return models_[id].grade;
  const Model& model = program_.models[id];
  std::vector<Seen> conditions;
  for (const Grade& grade : model.grades) {
    conditions.push_back(grade.condition == kNoExpr ? constant_flag(true) : lower(grade.condition, about(model.kind)));
  }
  Seen grade = missing(Lane::kNumber);
  if (!conditions.empty()) grade = apply(operation(NodeOp::kGrade, Lane::kNumber), conditions, grain_of(model.kind));
  const NodeId node = if_scored(id, bring(grade, 0, grain_of(model.kind)));
  return models_[id].grade = node;
}

NodeId GraphBuilder::threshold_condition(std::uint32_t id) {
  if (thresholds_[id].condition != kNoNode) return thresholds_[id].condition;
  const Threshold& threshold = program_.thresholds[id];
  const Seen seen = lower(threshold.condition, about(threshold.kind));
  return thresholds_[id].condition = bring(seen, 0, grain_of(threshold.kind));
}

NodeId GraphBuilder::threshold_holds(std::uint32_t id) {
  if (thresholds_[id].holds != kNoNode) return thresholds_[id].holds;
  const Threshold& threshold = program_.thresholds[id];
  const GrainId base = grain_of(threshold.kind);
  RecordSeen self;
  self.kind = threshold.kind;
  const Seen counts =
      threshold.model >= 0 ? Seen{scored_node(static_cast<std::uint32_t>(threshold.model)), kNoNode, {}} : exists(self);
  const Seen condition{threshold_condition(id), kNoNode, {}};
  const Seen holds = apply(operation(NodeOp::kAnd, Lane::kFlag), {counts, condition}, base);
  return thresholds_[id].holds = holds.node;
}

Seen GraphBuilder::lower_scored(const Expr& expr, const Scope& scope) {
  const RecordSeen record = lower_record(expr.children[0], scope);
  const Lane lane = lane_of(expr.type);
  if (record.missing) return lane == Lane::kFlag ? constant_flag(false) : missing(lane);
  const auto of_record = [&](NodeId node) {
    if (table_.node(node).grain == kConstantGrain) return Seen{node, kNoNode, {}};
    return Seen{node, kNoNode, record.path};
  };
  if (expr.op == Op::kScore || expr.op == Op::kGroupScore || expr.op == Op::kGrade) {
    if (program_.models[expr.index].kind != record.kind) return missing(lane);
  }
  if (expr.op == Op::kScore) {
    return of_record(expr.own ? raw_score(expr.index) : score_node(expr.index));
  }
  if (expr.op == Op::kGroupScore) {
    return of_record(expr.own ? group_raw(expr.index, expr.second) : group_node(expr.index, expr.second));
  }
  if (expr.op == Op::kGrade) return of_record(grade_node(expr.index));
  if (expr.op == Op::kThresholdHolds) {
    if (program_.thresholds[expr.index].kind != record.kind) return constant_flag(false);
    return of_record(threshold_holds(expr.index));
  }
  std::vector<Seen> any;
  if (expr.op == Op::kThresholdReached) {
    std::vector<std::uint32_t> thresholds = expr.thresholds;
    if (thresholds.empty()) thresholds = {expr.index};
    for (const std::uint32_t threshold : thresholds) {
      if (threshold >= program_.thresholds.size() || program_.thresholds[threshold].kind != record.kind) continue;
      Node node = operation(NodeOp::kReached, Lane::kFlag);
      node.index = threshold;
      node.grain = grain_of(record.kind);
      any.push_back(of_record(table_.add(std::move(node))));
    }
  } else if (expr.op == Op::kScored) {
    for (std::uint32_t model = 0; model < program_.models.size(); ++model) {
      if (program_.models[model].kind == record.kind) any.push_back(of_record(scored_node(model)));
    }
  } else {
    const Seen there = exists(record);
    const NodeId member = segment_node(expr.index);
    any.push_back(combine(NodeOp::kAnd, Lane::kFlag, {there, of_record(member)}, scope.base));
  }
  if (any.empty()) return constant_flag(false);
  return any.size() == 1 ? any[0] : combine(NodeOp::kOr, Lane::kFlag, std::move(any), scope.base);
}

NodeId GraphBuilder::segment_node(std::uint32_t segment) {
  if (segments_[segment] == kNoNode) {
    const Seen seen = lower_segment(program_.segments[segment].value);
    segments_[segment] = bring(seen, 0, grain_of(RecordKind::kContact));
  }
  return segments_[segment];
}

Seen GraphBuilder::lower_segment(const SegmentNode& segment) {
  const GrainId base = grain_of(RecordKind::kContact);
  const auto where = [&](RecordKind kind) {
    return segment.where == kNoExpr ? constant_flag(true) : lower(segment.where, about(kind));
  };
  switch (segment.kind) {
    case SegmentNode::Kind::kContacts:
      return where(RecordKind::kContact);
    case SegmentNode::Kind::kContactsOf:
      break;
    case SegmentNode::Kind::kSegment:
      return Seen{segment_node(segment.segment), kNoNode, {}};
    case SegmentNode::Kind::kUnion:
    case SegmentNode::Kind::kIntersect:
    case SegmentNode::Kind::kExcept: {
      std::vector<Seen> children;
      for (const SegmentNode& child : segment.children) {
        Seen seen = lower_segment(child);
        if (segment.kind == SegmentNode::Kind::kExcept && !children.empty()) {
          seen = apply(operation(NodeOp::kNot, Lane::kFlag), {seen}, base);
        }
        children.push_back(std::move(seen));
      }
      const bool any = segment.kind == SegmentNode::Kind::kUnion;
      return combine(any ? NodeOp::kOr : NodeOp::kAnd, Lane::kFlag, std::move(children), base);
    }
  }
  if (segment.of == RecordKind::kContact) return where(RecordKind::kContact);
  if (segment.of == RecordKind::kAccount) {
    const GrainId accounts = grain_of(RecordKind::kAccount);
    const LinkId account = link(LinkOp::kAccount, base, accounts);
    RecordSeen record;
    record.kind = RecordKind::kAccount;
    record.path = {account};
    const Seen condition = where(RecordKind::kAccount);
    return combine(NodeOp::kAnd, Lane::kFlag,
                   {exists(record), is_constant(condition) ? condition : behind({account}, condition)}, base);
  }
  // Contacts that are the own contact of some lead or opportunity.
  Aggregate aggregate;
  aggregate.op = AggregateOp::kAny;
  aggregate.grain = base;
  aggregate.source = RowSource::kRecords;
  aggregate.record_link = LinkKind::kContact;
  aggregate.subject = RecordKind::kContact;
  AggregatePart part;
  part.records = true;
  part.kind = static_cast<std::uint32_t>(segment.of);
  part.grain = grain_of(segment.of);
  const Seen condition = where(segment.of);
  if (is_constant(condition)) {
    part.subject_filters.push_back(condition.node);
  } else {
    part.filters.push_back(ItemNode{bring(condition, 0, part.grain), kNoLink});
  }
  aggregate.parts.push_back(std::move(part));
  Node node = operation(NodeOp::kAggregate, Lane::kFlag);
  node.grain = base;
  node.aggregate = table_.add(std::move(aggregate));
  return Seen{table_.add(std::move(node)), kNoNode, {}};
}

Seen GraphBuilder::lower_missed(const Expr& expr, const Scope& scope) {
  const Process& process = program_.processes[expr.second];
  if (process.kind != scope.subject) return constant_flag(false);
  const Deadline& deadline = process.deadlines[expr.index];
  const GrainId base = grain_of(process.kind);
  Node stands = operation(NodeOp::kStageIs, Lane::kFlag);
  stands.index = expr.second;
  stands.second = deadline.stage;
  stands.grain = base;
  Node since = operation(NodeOp::kStageSince, Lane::kNumber);
  since.grain = base;
  since.index = static_cast<std::uint32_t>(program_.schema(process.kind).stage_since);
  const Seen entered{table_.add(std::move(since)), kNoNode, {}};
  Seen waited;
  if (deadline.wait.hours >= 0) {
    Node worked = operation(NodeOp::kWorked, Lane::kNumber);
    worked.index = static_cast<std::uint32_t>(deadline.wait.hours);
    waited = apply(std::move(worked), {entered}, base);
  } else {
    const Seen now{table_.add(operation(NodeOp::kNow, Lane::kNumber)), kNoNode, {}};
    waited = apply(operation(NodeOp::kSubtract, Lane::kNumber), {now, entered}, base);
  }
  Node late = operation(NodeOp::kCompareNumber, Lane::kFlag);
  late.compare = CompareOp::kGreaterEqual;
  std::vector<Seen> all{
      Seen{table_.add(std::move(stands)), kNoNode, {}},
      apply(std::move(late), {waited, constant_number(deadline.wait.milliseconds, TypeKind::kDuration)}, base)};
  if (deadline.unless != kNoExpr) {
    all.push_back(apply(operation(NodeOp::kNot, Lane::kFlag), {lower(deadline.unless, about(process.kind))}, base));
  }
  Seen missed{bring(combine(NodeOp::kAnd, Lane::kFlag, std::move(all), base), 0, base), kNoNode, {}};
  if (scope.has_item()) return behind({link(LinkOp::kSubject, scope.base, base)}, missed);
  return missed;
}

}  // namespace leadline
