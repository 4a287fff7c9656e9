// SPDX-License-Identifier: Apache-2.0
// Selections to aggregates. An aggregate that asks nothing of the scored record but whose interactions they are is
// computed once for each contact (or account) and looked up by the records that hang on it.
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

AggregateOp aggregate_op(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::kAny:
    case AggregateKind::kNone:
      return AggregateOp::kAny;
    case AggregateKind::kCount:
      return AggregateOp::kCount;
    case AggregateKind::kCountBuckets:
      return AggregateOp::kCountBuckets;
    case AggregateKind::kSum:
      return AggregateOp::kSum;
    case AggregateKind::kMin:
      return AggregateOp::kMin;
    case AggregateKind::kMax:
      return AggregateOp::kMax;
    case AggregateKind::kAverage:
      return AggregateOp::kAverage;
    case AggregateKind::kDistinct:
      return AggregateOp::kDistinct;
    case AggregateKind::kFirstAt:
      return AggregateOp::kFirstAt;
    case AggregateKind::kLastAt:
      return AggregateOp::kLastAt;
    case AggregateKind::kOfFirst:
      return AggregateOp::kOfFirst;
    case AggregateKind::kOfLast:
      return AggregateOp::kOfLast;
  }
  return AggregateOp::kAny;
}

// Whether the aggregate over several contacts' rows can be made of those over each one's.
bool can_fold(AggregateOp op) {
  return op == AggregateOp::kAny || op == AggregateOp::kCount || op == AggregateOp::kFirstAt ||
         op == AggregateOp::kLastAt || op == AggregateOp::kPoints || op == AggregateOp::kAnyPoints;
}

}  // namespace

GraphBuilder::AggregateRequest GraphBuilder::request_of(const Expr& expr) {
  AggregateRequest request;
  request.op = aggregate_op(expr.aggregate);
  request.selection = expr.selection;
  request.attribute = expr.text;
  request.exactly = expr.exactly;
  request.bucket = expr.bucket;
  request.at_least = expr.at_least;
  request.lane = lane_of(expr.type);
  if (request.op == AggregateOp::kAny) request.lane = Lane::kFlag;
  if (request.op == AggregateOp::kCountBuckets) request.zone = expr.bucket.zone;
  return request;
}

// Where a time that bounds a selection is directly the first or last of another: which interaction that is.
Seen GraphBuilder::item_identity(ExprId time) {
  const Expr& expr = program_.expr(time);
  if (expr.op == Op::kAggregate &&
      (expr.aggregate == AggregateKind::kFirstAt || expr.aggregate == AggregateKind::kLastAt)) {
    AggregateRequest request = request_of(expr);
    request.op = expr.aggregate == AggregateKind::kFirstAt ? AggregateOp::kFirstItem : AggregateOp::kLastItem;
    request.lane = Lane::kNumber;
    return lower_aggregate(request);
  }
  return Seen{};
}

Seen GraphBuilder::lower_aggregate(const AggregateRequest& request) {
  const Selection& selection = program_.selections[request.selection];
  const RecordKind subject = selection.subject;
  const Scope outside = selection.all ? about_test() : about(subject);
  const GrainId home = outside.base;

  Aggregate aggregate;
  aggregate.op = request.op;
  aggregate.subject = subject;
  aggregate.at_least = request.at_least;
  aggregate.fading = request.fading;
  aggregate.zone = request.zone;
  if (request.op == AggregateOp::kCountBuckets) {
    aggregate.bucket = request.bucket;
    aggregate.bucket.attribute.clear();
  }

  // What the aggregate reads of the record that it is asked for.
  std::vector<Seen> about_subject;
  std::vector<NodeId*> places;  // where each goes, filled in once the grain is known
  const auto read = [&](const Seen& seen, NodeId& place) {
    about_subject.push_back(seen);
    places.push_back(&place);
  };

  bool about_pairs = false;
  bool own = false;
  const auto value_name = [&] {
    return request.op == AggregateOp::kCountBuckets ? request.bucket.attribute : request.attribute;
  }();
  const bool wants_value = !value_name.empty() && (request.op != AggregateOp::kCountBuckets ||
                                                   request.bucket.kind == Bucket::Kind::kAttribute);
  const bool wants_identity = request.op == AggregateOp::kDistinct || request.op == AggregateOp::kCountBuckets;

  std::vector<std::uint32_t> kinds = selection.kinds;
  if (selection.records) kinds = {static_cast<std::uint32_t>(selection.record)};
  aggregate.parts.resize(kinds.size());
  std::vector<std::vector<Seen>> subject_filters(kinds.size());
  std::vector<Seen> subject_points(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    AggregatePart& part = aggregate.parts[i];
    part.records = selection.records;
    part.kind = kinds[i];
    part.grain = selection.records ? grain_of(selection.record) : grain_of_interaction(kinds[i]);
    part.own = !selection.records && !selection.all && (kinds[i] == kMoveKind || kinds[i] == kReachKind);
    own = own || part.own;
    Grain pair;
    pair.kind = GrainKind::kPair;
    pair.subject = home;
    pair.item = part.grain;
    part.pair = table_.add(pair);
    const Scope inside{part.pair, subject, part.grain, home};
    const LinkId to_item = link(LinkOp::kItem, part.pair, part.grain);

    const auto item_node = [&](const Seen& seen) {
      // One look-up by a code is done while the rows are walked over.
      if (seen.path.size() == 2 && table_.link(seen.path[1]).op == LinkOp::kCode)
        return ItemNode{seen.node, seen.path[1]};
      return ItemNode{bring(seen, 1, part.pair), kNoLink};
    };
    std::vector<Seen> conditions;
    for (const ExprId where : selection.where) {
      // The parts of an `and` are looked at one by one.
      std::vector<ExprId> open{where};
      while (!open.empty()) {
        const ExprId id = open.back();
        open.pop_back();
        const Expr& expr = program_.expr(id);
        if (expr.op == Op::kAnd) {
          for (std::size_t child = expr.children.size(); child-- > 0;) open.push_back(expr.children[child]);
        } else {
          conditions.push_back(lower(id, inside));
        }
      }
    }
    for (Seen& seen : conditions) {
      if (is_constant(seen)) {
        subject_filters[i].push_back(std::move(seen));
      } else if (!seen.path.empty() && seen.path[0] == to_item) {
        part.filters.push_back(item_node(seen));
      } else if (!seen.path.empty()) {
        seen.path.erase(seen.path.begin());
        subject_filters[i].push_back(std::move(seen));
      } else {
        part.pair_filters.push_back(seen.node);
        about_pairs = true;
      }
    }
    if (wants_value) {
      Lane lane = request.lane;
      if (wants_identity) lane = Lane::kText;
      Seen value = lower_attribute(value_name, inside, lane);
      if (wants_identity && table_.node(value.node).lane == Lane::kText) {
        // Built-in ids and links are compared exactly.
        const bool exact = request.exactly || value_name == "id" || value_name == "contact" || value_name == "lead" ||
                           value_name == "account";
        value = folded(std::move(value), exact);
        Node id = operation(NodeOp::kTextId, Lane::kNumber);
        id.grain = table_.node(value.node).grain;
        id.children = {value.node};
        value.node = table_.add(std::move(id));
      }
      part.value = is_constant(value) ? ItemNode{value.node, kNoLink} : item_node(value);
    }
    if (request.points != kNoExpr) {
      Seen points = lower(request.points, inside);
      if (is_constant(points)) {
        subject_points[i] = std::move(points);
      } else if (!points.path.empty() && points.path[0] == to_item) {
        part.points = item_node(points);
      } else if (!points.path.empty()) {
        points.path.erase(points.path.begin());
        subject_points[i] = std::move(points);
      } else {
        part.points_pair = points.node;
        about_pairs = true;
      }
    }
  }
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    AggregatePart& part = aggregate.parts[i];
    part.subject_filters.resize(subject_filters[i].size());
    for (std::size_t j = 0; j < subject_filters[i].size(); ++j) read(subject_filters[i][j], part.subject_filters[j]);
    if (subject_points[i].node != kNoNode) read(subject_points[i], part.points_subject);
  }

  aggregate.within.resize(selection.within.size());
  aggregate.since.resize(selection.since.size());
  aggregate.until.resize(selection.until.size());
  const auto read_time = [&](ExprId id, NodeId& time, NodeId& without) {
    const Seen item = item_identity(id);
    read(lower(id, outside), time);
    if (item.node != kNoNode) read(item, without);
  };
  for (std::size_t i = 0; i < selection.within.size(); ++i) {
    aggregate.within[i].milliseconds = selection.within[i].milliseconds;
    if (selection.within[i].after != kNoExpr) {
      read_time(selection.within[i].after, aggregate.within[i].after, aggregate.within[i].without);
    }
  }
  for (std::size_t i = 0; i < selection.since.size(); ++i) {
    read_time(selection.since[i], aggregate.since[i].time, aggregate.since[i].without);
  }
  for (std::size_t i = 0; i < selection.until.size(); ++i) {
    read_time(selection.until[i], aggregate.until[i].time, aggregate.until[i].without);
  }

  // Whose rows.
  LinkId via = kNoLink;
  const auto link_to = [&](LinkOp op, RecordKind to) { return link(op, home, grain_of(to)); };
  const bool has_parent = subject == RecordKind::kLead || subject == RecordKind::kOpportunity;
  if (selection.all) {
    aggregate.source = RowSource::kAllRecords;
  } else if (selection.records) {
    RecordKind target = subject;
    if (selection.by == By::kContact && subject != RecordKind::kContact && has_parent) {
      target = RecordKind::kContact;
      via = link_to(LinkOp::kContact, target);
    } else if (selection.by == By::kAccount && subject != RecordKind::kAccount && subject != RecordKind::kUser) {
      target = RecordKind::kAccount;
      via = link_to(LinkOp::kAccount, target);
    }
    const RecordSchema& schema = program_.schema(selection.record);
    aggregate.source = RowSource::kNothing;
    if (target == RecordKind::kContact && schema.contact >= 0) {
      aggregate.source = RowSource::kRecords;
      aggregate.record_link = LinkKind::kContact;
    } else if (target == RecordKind::kAccount && schema.account >= 0) {
      aggregate.source = RowSource::kRecords;
      aggregate.record_link = LinkKind::kAccount;
    } else if (target == RecordKind::kLead && schema.lead >= 0) {
      aggregate.source = RowSource::kRecords;
      aggregate.record_link = LinkKind::kLead;
    }
  } else {
    switch (selection.by) {
      case By::kDefault:
        if (has_parent) via = link_to(LinkOp::kParent, RecordKind::kContact);
        aggregate.source = has_parent                        ? RowSource::kParent
                           : subject == RecordKind::kContact ? RowSource::kContact
                           : subject == RecordKind::kAccount ? RowSource::kAccount
                                                             : RowSource::kNothing;
        break;
      case By::kContact:
        if (has_parent) via = link_to(LinkOp::kContact, RecordKind::kContact);
        aggregate.source = subject == RecordKind::kAccount ? RowSource::kAccount
                           : subject == RecordKind::kUser  ? RowSource::kNothing
                                                           : RowSource::kContact;
        break;
      case By::kAccount:
        if (subject != RecordKind::kAccount && subject != RecordKind::kUser)
          via = link_to(LinkOp::kAccount, RecordKind::kAccount);
        aggregate.source = subject == RecordKind::kUser ? RowSource::kNothing : RowSource::kAccount;
        break;
      case By::kLead:
        if (subject == RecordKind::kOpportunity) via = link_to(LinkOp::kLead, RecordKind::kLead);
        aggregate.source = has_parent ? RowSource::kLead : RowSource::kNothing;
        break;
    }
  }

  // Can it be computed at the far end of `via`?
  bool far = via != kNoLink && !about_pairs && !own;
  for (const Seen& seen : about_subject) {
    far = far && (is_constant(seen) ||
                  (!seen.path.empty() && seen.path[0] == via && (!is_parent(via) || seen.path.size() == 1)));
  }
  Node node = operation(NodeOp::kAggregate, request.lane);
  // What is so for an account follows from what is so for each of its contacts.
  const bool folds = aggregate.source == RowSource::kAccount || (aggregate.source == RowSource::kParent && far)
                         ? can_fold(request.op)
                         : false;
  const bool by_contact =
      folds && !about_pairs && !own &&
      std::all_of(about_subject.begin(), about_subject.end(), [&](const Seen& seen) { return is_constant(seen); });
  const auto fold_contacts = [&](NodeId contacts, GrainId grain) {
    Node fold = operation(NodeOp::kFoldContacts, request.lane);
    fold.second = static_cast<std::uint32_t>(request.op);
    fold.grain = grain;
    fold.children = {contacts};
    return table_.add(std::move(fold));
  };
  const auto fill = [&](std::size_t depth, bool pool) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const Seen& seen = about_subject[i];
      *places[i] = is_constant(seen) ? seen.node : pool ? seen.pool : bring(seen, depth, home);
    }
  };
  if (by_contact && aggregate.source == RowSource::kAccount) {
    for (AggregatePart& part : aggregate.parts) part.pair = 0;
    fill(0, false);
    aggregate.subject = RecordKind::kContact;
    aggregate.source = RowSource::kContact;
    aggregate.grain = node.grain = grain_of(RecordKind::kContact);
    node.aggregate = table_.add(std::move(aggregate));
    Seen seen;
    if (via != kNoLink) seen.path = {via};
    seen.node = fold_contacts(table_.add(std::move(node)), grain_of(RecordKind::kAccount));
    return seen;
  }
  if (!far) {
    fill(0, false);
    aggregate.via = via;
    aggregate.grain = home;
    node.grain = home;
    node.aggregate = table_.add(std::move(aggregate));
    return Seen{table_.add(std::move(node)), kNoNode, {}};
  }
  for (AggregatePart& part : aggregate.parts) part.pair = 0;  // of no use there, and equal ones shall be one
  aggregate.subject = table_.grain(table_.link(via).to).record;
  Seen seen;
  seen.path = {via};
  fill(1, false);
  aggregate.grain = node.grain = table_.link(via).to;
  if (is_parent(via)) aggregate.source = RowSource::kContact;
  node.aggregate = table_.add(Aggregate(aggregate));
  seen.node = table_.add(Node(node));
  if (is_parent(via) && by_contact) {
    seen.pool = fold_contacts(seen.node, kPoolGrain);
  } else if (is_parent(via)) {
    fill(1, true);
    aggregate.source = RowSource::kAccount;
    aggregate.grain = node.grain = kPoolGrain;
    node.aggregate = table_.add(std::move(aggregate));
    seen.pool = table_.add(std::move(node));
  }
  return seen;
}

}  // namespace leadline
