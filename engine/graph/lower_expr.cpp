// SPDX-License-Identifier: Apache-2.0
// Expressions to nodes: records, fields, attributes, logic and numbers.
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

Seen GraphBuilder::lower(ExprId id, const Scope& scope) {
  const auto key = std::make_pair(id, scope.base);
  const auto known = seen_.find(key);
  if (known != seen_.end()) return known->second;
  Seen seen = lower_fresh(program_.expr(id), scope);
  seen_.emplace(key, seen);
  return seen;
}

std::vector<Seen> GraphBuilder::lower_children(const Expr& expr, const Scope& scope) {
  std::vector<Seen> children;
  children.reserve(expr.children.size());
  for (const ExprId child : expr.children) children.push_back(lower(child, scope));
  return children;
}

Seen GraphBuilder::lower_fresh(const Expr& expr, const Scope& scope) {
  switch (expr.op) {
    case Op::kConstant:
      return constant(expr.value);
    case Op::kSelf:
    case Op::kItem:
    case Op::kLink:
    case Op::kNamed:
      // A record as a value is its id.
      break;
    case Op::kField:
      return lower_field(expr, scope);
    case Op::kAttribute:
      return lower_attribute(expr.text, scope, lane_of(expr.type));
    case Op::kNow:
    case Op::kAgeOf:
    case Op::kTimeInStage:
    case Op::kDayOfWeek:
    case Op::kAdd:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kNegate:
      return lower_number(expr, scope);
    case Op::kEntering: {
      Node node = operation(NodeOp::kEntering, Lane::kNumber);
      node.text = expr.text;
      node.grain = grain_of(scope.subject);
      Seen seen{table_.add(std::move(node)), kNoNode, {}};
      if (scope.has_item()) seen.path = {link(LinkOp::kSubject, scope.base, scope.home)};
      return seen;
    }
    case Op::kLookup:
      return lower_lookup(expr, scope);
    case Op::kCall:
      return lower_call(expr, scope);
    case Op::kAggregate: {
      // Asked for the scored record, also inside a selection.
      Seen seen = lower_aggregate(request_of(expr));
      if (expr.aggregate == AggregateKind::kNone)
        seen = apply(operation(NodeOp::kNot, Lane::kFlag), {seen},
                     program_.selections[expr.selection].all ? about_test().base
                                                             : grain_of(program_.selections[expr.selection].subject));
      if (scope.has_item() && !is_constant(seen)) {
        seen = behind({link(LinkOp::kSubject, scope.base, scope.home)}, std::move(seen));
      }
      return seen;
    }
    case Op::kScore:
    case Op::kGroupScore:
    case Op::kGrade:
    case Op::kThresholdHolds:
    case Op::kThresholdReached:
    case Op::kScored:
    case Op::kInSegment:
      return lower_scored(expr, scope);
    case Op::kMissed:
      return lower_missed(expr, scope);
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr:
    case Op::kIsPresent:
    case Op::kIsMissing:
    case Op::kElse:
    case Op::kFirstOf:
      return lower_logic(expr, scope);
    case Op::kBetween:
    case Op::kCompare:
      return lower_compare(expr, scope);
    case Op::kIn:
      return lower_in(expr, scope);
    case Op::kText:
      return lower_text_test(expr, scope);
    case Op::kHas:
    case Op::kHasAny:
    case Op::kHasAll:
      return lower_has(expr, scope);
    case Op::kIsValid: {
      Node node = operation(NodeOp::kIsValid, Lane::kFlag);
      node.index = static_cast<std::uint32_t>(program_.expr(expr.children[0]).type.kind);
      return apply(std::move(node), lower_children(expr, scope), scope.base);
    }
  }
  const RecordSeen record = lower_record(static_cast<ExprId>(&expr - program_.exprs.data()), scope);
  if (record.missing) return missing(Lane::kText);
  return behind(record.path, id_of(record.kind));
}

// The id of a record, from its own grain.
Seen GraphBuilder::id_of(RecordKind kind) {
  Grain codes;
  codes.kind = GrainKind::kCodes;
  codes.record = kind;
  codes.field = program_.schema(kind).id;
  Node node = operation(NodeOp::kCodeText, Lane::kText);
  node.grain = table_.add(codes);
  const GrainId grain = node.grain;
  return Seen{table_.add(std::move(node)), kNoNode, {link(LinkOp::kCode, grain_of(kind), grain)}};
}

GraphBuilder::RecordSeen GraphBuilder::follow(RecordSeen record, LinkKind kind, GrainId from) {
  RecordKind to{};
  LinkOp op{};
  switch (kind) {
    case LinkKind::kContact:
      to = RecordKind::kContact;
      op = LinkOp::kContact;
      break;
    case LinkKind::kAccount:
      to = RecordKind::kAccount;
      op = LinkOp::kAccount;
      break;
    case LinkKind::kLead:
      to = RecordKind::kLead;
      op = LinkOp::kLead;
      break;
  }
  if (record.missing || from == grain_of(to)) return record;
  const Grain grain = table_.grain(from);
  if (grain.kind == GrainKind::kInteraction && op == LinkOp::kAccount) {
    return follow(follow(std::move(record), LinkKind::kContact, from), LinkKind::kAccount,
                  grain_of(RecordKind::kContact));
  }
  const bool has =
      grain.kind == GrainKind::kInteraction || (grain.record == RecordKind::kContact && op == LinkOp::kAccount) ||
      (grain.record == RecordKind::kLead && op != LinkOp::kLead) || grain.record == RecordKind::kOpportunity;
  if (!has) {
    record.missing = true;
    return record;
  }
  record.path.push_back(link(op, from, grain_of(to)));
  record.kind = to;
  return record;
}

GraphBuilder::RecordSeen GraphBuilder::lower_record(ExprId id, const Scope& scope) {
  const Expr& expr = program_.expr(id);
  RecordSeen record;
  if (expr.op == Op::kSelf) {
    record.kind = scope.subject;
    if (scope.has_item()) record.path = {link(LinkOp::kSubject, scope.base, scope.home)};
  } else if (expr.op == Op::kItem && scope.has_item()) {
    record.path = {link(LinkOp::kItem, scope.base, scope.item)};
    record.kind = table_.grain(scope.item).record;
  } else if (expr.op == Op::kNamed) {
    if (scope.has_item()) record.path = {link(LinkOp::kSubject, scope.base, scope.home)};
    record.kind = expr.type.record;
    record.path.push_back(table_.add(Link{LinkOp::kNamed, scope.home, grain_of(record.kind), expr.index}));
  } else if (expr.op == Op::kLink) {
    record = lower_record(expr.children[0], scope);
    record = follow(record, expr.link, grain_at(record.path, record.path.size(), scope.base));
  } else {
    record.missing = true;
    record.kind = expr.type.record;
  }
  return record;
}

Seen GraphBuilder::exists(const RecordSeen& record) {
  if (record.missing) return constant_flag(false);
  Node node = operation(NodeOp::kExists, Lane::kFlag);
  node.grain = grain_of(record.kind);
  return Seen{table_.add(std::move(node)), kNoNode, record.path};
}

Seen GraphBuilder::lower_field(const Expr& expr, const Scope& scope) {
  const Lane lane = lane_of(expr.type);
  const RecordSeen record = lower_record(expr.children[0], scope);
  return record.missing ? missing(lane) : field_of(record, expr.index);
}

Seen GraphBuilder::field_of(const RecordSeen& record, std::uint32_t index) {
  const RecordSchema& schema = program_.schema(record.kind);
  const Type& type = schema.fields[index].type;
  Node node;
  node.lane = lane_of(type);
  node.index = index;
  node.grain = grain_of(record.kind);
  Seen seen;
  seen.path = record.path;
  if (schema.fields[index].is_link) {
    // The id of a record that is there; one that is not is missing.
    const int field = static_cast<int>(index);
    const RecordKind to = field == schema.contact   ? RecordKind::kContact
                          : field == schema.account ? RecordKind::kAccount
                                                    : RecordKind::kLead;
    const LinkOp own = field == schema.contact   ? LinkOp::kOwnContact
                       : field == schema.account ? LinkOp::kOwnAccount
                                                 : LinkOp::kOwnLead;
    seen.path.push_back(link(own, grain_of(record.kind), grain_of(to)));
    return behind(seen.path, id_of(to));
  }
  if (type.list) {
    node.op = NodeOp::kListColumn;
  } else if (type.textual() || type.kind == TypeKind::kChoice) {
    Grain codes;
    codes.kind = GrainKind::kCodes;
    codes.record = record.kind;
    codes.field = static_cast<std::int32_t>(index);
    node.op = type.textual() ? NodeOp::kCodeText : NodeOp::kCodeIndex;
    node.index = 0;
    if (static_cast<int>(index) == schema.status) node.second = 1;
    node.grain = table_.add(codes);
    seen.path.push_back(link(LinkOp::kCode, grain_of(record.kind), node.grain));
  } else if (type.kind == TypeKind::kYesNo) {
    node.op = NodeOp::kFlagColumn;
  } else if (static_cast<int>(index) == schema.stage_since) {
    node.op = NodeOp::kStageSince;
  } else {
    node.op = NodeOp::kNumberColumn;
  }
  seen.node = table_.add(std::move(node));
  return seen;
}

Seen GraphBuilder::lower_attribute(const std::string& name, const Scope& scope, Lane lane) {
  if (scope.submission) {
    Node node;
    node.op = NodeOp::kSubmission;
    node.lane = lane;
    node.grain = kConstantGrain;
    node.text = name;
    return Seen{table_.add(std::move(node)), kNoNode, {}};
  }
  if (!scope.has_item()) return missing(lane);
  const Grain item = table_.grain(scope.item);
  Seen seen;
  seen.path = {link(LinkOp::kItem, scope.base, scope.item)};
  Node node;
  node.grain = scope.item;
  if (item.kind == GrainKind::kRecord) {
    const RecordSchema& schema = program_.schema(item.record);
    const int field = schema.find(name == "at" && schema.find(name) < 0 ? "created" : name);
    if (field < 0) return missing(lane);
    RecordSeen record;
    record.path = seen.path;
    record.kind = item.record;
    return field_of(record, static_cast<std::uint32_t>(field));
  }
  const InteractionKind& kind = program_.interactions[item.interaction];
  if (name == "at") {
    node.op = NodeOp::kItemAt;
    node.lane = Lane::kNumber;
    seen.node = table_.add(std::move(node));
    return seen;
  }
  if (name == "kind") {
    Value value;
    value.type.kind = TypeKind::kText;
    value.text = kind.name;
    return constant(value);
  }
  const int attribute = kind.find(name);
  Type type{TypeKind::kText, false, 0, RecordKind::kContact};
  Grain codes;
  codes.kind = GrainKind::kCodes;
  codes.of_interaction = true;
  codes.interaction = item.interaction;
  if (attribute >= 0) {
    type = kind.attributes[static_cast<std::size_t>(attribute)].type;
    codes.field = attribute;
  } else if (name == "id") {
    codes.field = Grain::kIdAttribute;
  } else if (name == "contact" || name == "lead") {
    // The id of the linked record.
    const RecordKind to = name == "contact" ? RecordKind::kContact : RecordKind::kLead;
    seen.path.push_back(link(name == "contact" ? LinkOp::kContact : LinkOp::kLead, scope.item, grain_of(to)));
    return behind(seen.path, id_of(to));
  } else {
    return missing(lane);
  }
  node.lane = lane_of(type);
  node.index = static_cast<std::uint32_t>(attribute);
  if (type.list) {
    node.op = NodeOp::kListColumn;
  } else if (type.textual() || type.kind == TypeKind::kChoice) {
    node.op = type.textual() ? NodeOp::kCodeText : NodeOp::kCodeIndex;
    node.index = 0;
    node.grain = table_.add(codes);
    seen.path.push_back(link(LinkOp::kCode, scope.item, node.grain));
  } else {
    node.op = type.kind == TypeKind::kYesNo ? NodeOp::kFlagColumn : NodeOp::kNumberColumn;
  }
  seen.node = table_.add(std::move(node));
  return seen;
}

Seen GraphBuilder::lower_logic(const Expr& expr, const Scope& scope) {
  const bool presence = expr.op == Op::kIsPresent || expr.op == Op::kIsMissing;
  if (presence && program_.expr(expr.children[0]).type.kind == TypeKind::kRecord) {
    const Seen there = exists(lower_record(expr.children[0], scope));
    return expr.op == Op::kIsPresent ? there : apply(operation(NodeOp::kNot, Lane::kFlag), {there}, scope.base);
  }
  std::vector<Seen> children = lower_children(expr, scope);
  if (expr.op == Op::kNot) return apply(operation(NodeOp::kNot, Lane::kFlag), children, scope.base);
  if (expr.op == Op::kAnd) return combine(NodeOp::kAnd, Lane::kFlag, std::move(children), scope.base);
  if (expr.op == Op::kOr) return combine(NodeOp::kOr, Lane::kFlag, std::move(children), scope.base);
  if (presence) {
    const Seen present = apply(operation(NodeOp::kPresent, Lane::kFlag), children, scope.base);
    return expr.op == Op::kIsPresent ? present : apply(operation(NodeOp::kNot, Lane::kFlag), {present}, scope.base);
  }
  // A bare `missing` takes the type of the whole.
  const Lane lane = lane_of(expr.type);
  for (std::size_t i = 0; i < children.size(); ++i) {
    const bool condition = expr.op == Op::kFirstOf && i % 2 == 0 && i + 1 < children.size();
    if (!condition && table_.node(children[i].node).lane != lane) children[i] = missing(lane);
  }
  return apply(operation(expr.op == Op::kElse ? NodeOp::kElse : NodeOp::kFirstOf, lane), children, scope.base);
}

Seen GraphBuilder::lower_number(const Expr& expr, const Scope& scope) {
  const auto now = [&] { return Seen{table_.add(operation(NodeOp::kNow, Lane::kNumber)), kNoNode, {}}; };
  if (expr.op == Op::kNow) return now();
  if (expr.op == Op::kTimeInStage) {
    const RecordSeen record = lower_record(expr.children[0], scope);
    if (record.missing) return missing(Lane::kNumber);
    Node since = operation(NodeOp::kStageSince, Lane::kNumber);
    since.grain = grain_of(record.kind);
    since.index = static_cast<std::uint32_t>(program_.schema(record.kind).stage_since);
    const Seen seen{table_.add(std::move(since)), kNoNode, record.path};
    return apply(operation(NodeOp::kSubtract, Lane::kNumber), {now(), seen}, scope.base);
  }
  const std::vector<Seen> children = lower_children(expr, scope);
  if (expr.op == Op::kAgeOf)
    return apply(operation(NodeOp::kSubtract, Lane::kNumber), {now(), children[0]}, scope.base);
  NodeOp op = NodeOp::kAdd;
  if (expr.op == Op::kSubtract) op = NodeOp::kSubtract;
  if (expr.op == Op::kMultiply) op = NodeOp::kMultiply;
  if (expr.op == Op::kDivide) op = NodeOp::kDivide;
  if (expr.op == Op::kNegate) op = NodeOp::kNegate;
  if (expr.op == Op::kDayOfWeek) op = NodeOp::kDayOfWeek;
  Node node = operation(op, Lane::kNumber);
  node.zone = expr.zone;
  return apply(std::move(node), children, scope.base);
}

}  // namespace leadline
