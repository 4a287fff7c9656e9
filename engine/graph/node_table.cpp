// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/node_table.hpp"

#include <algorithm>
#include <utility>

#include "engine/graph/plan.hpp"

namespace leadline {
namespace {

// Writes what makes a node itself as bytes; equal bytes, equal node.
class Key {
 public:
  explicit Key(char kind) {
    bytes_.reserve(128);
    bytes_.push_back(kind);
  }

  // Seven bits a byte, the last without the eighth: nearly all are small, and a shorter key is found faster.
  Key& operator<<(std::uint64_t number) {
    for (; number > 0x7F; number >>= 7U) bytes_.push_back(static_cast<char>(number | 0x80U));
    bytes_.push_back(static_cast<char>(number));
    return *this;
  }
  Key& operator<<(const std::string& text) {
    *this << text.size();
    bytes_ += text;
    return *this;
  }
  template <class T>
  Key& list(const std::vector<T>& items) {
    *this << items.size();
    for (const T& item : items) *this << item;
    return *this;
  }
  Key& operator<<(std::int64_t number) { return *this << static_cast<std::uint64_t>(number); }
  Key& operator<<(std::uint32_t number) { return *this << std::uint64_t{number}; }
  Key& operator<<(const std::optional<Decimal>& number) {
    return *this << std::uint64_t{number.has_value()} << (number ? number->micros : 0);
  }
  Key& operator<<(const Bounds& bounds) { return *this << bounds.at_most << bounds.never_below; }
  Key& operator<<(const Type& type) {
    return *this << static_cast<std::uint64_t>(type.kind) << std::uint64_t{type.list} << type.choice;
  }
  Key& operator<<(const Value& value) {
    *this << value.type << std::uint64_t{value.missing} << value.number << value.text;
    return list(value.items);
  }
  Key& operator<<(const ItemNode& item) { return *this << item.node << item.link; }
  Key& operator<<(const AggregatePart& part) {
    *this << std::uint64_t{part.records} << part.kind << part.grain << std::uint64_t{part.own} << part.pair;
    list(part.filters).list(part.subject_filters).list(part.pair_filters);
    return *this << part.value << part.value_pair << part.points << part.points_pair << part.points_subject;
  }
  Key& operator<<(const AggregateWindow& window) {
    return *this << window.milliseconds << window.after << window.without;
  }
  Key& operator<<(const AggregateTime& time) { return *this << time.time << time.without; }
  Key& operator<<(const Bucket& bucket) {
    return *this << static_cast<std::uint64_t>(bucket.kind) << bucket.milliseconds << bucket.zone;
  }
  Key& operator<<(const Fading& fading) {
    return *this << static_cast<std::uint64_t>(fading.kind) << fading.amount.micros << fading.days;
  }

  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

std::string key_of(const Node& node) {
  Key key('n');
  key << static_cast<std::uint64_t>(node.op) << static_cast<std::uint64_t>(node.lane) << node.grain;
  key.list(node.children);
  key << node.link << node.index << node.second << node.number << static_cast<std::uint64_t>(node.compare)
      << static_cast<std::uint64_t>(node.text_test) << static_cast<std::uint64_t>(node.function)
      << std::uint64_t{node.exactly} << node.zone << node.value << node.text;
  key.list(node.texts).list(node.numbers);
  key << node.bounds << node.aggregate;
  return key.take();
}

std::string key_of(const Aggregate& aggregate) {
  Key key('a');
  key << static_cast<std::uint64_t>(aggregate.op) << aggregate.grain << static_cast<std::uint64_t>(aggregate.source)
      << aggregate.via << static_cast<std::uint64_t>(aggregate.record_link)
      << static_cast<std::uint64_t>(aggregate.subject);
  key.list(aggregate.parts).list(aggregate.within).list(aggregate.since).list(aggregate.until);
  key << aggregate.bucket << aggregate.at_least << aggregate.fading << aggregate.zone;
  return key.take();
}

}  // namespace

NodeTable::NodeTable(const Program& program) : program_(program) {
  add(Grain{});
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    Grain grain;
    grain.kind = GrainKind::kRecord;
    grain.record = static_cast<RecordKind>(kind);
    add(grain);
  }
  Grain pool;
  pool.kind = GrainKind::kPool;
  add(pool);
  for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind) {
    Grain grain;
    grain.kind = GrainKind::kInteraction;
    grain.interaction = kind;
    add(grain);
  }
}

NodeId NodeTable::add(Node node) {
  const auto [place, added] = known_.emplace(key_of(node), static_cast<std::uint32_t>(nodes_.size()));
  if (added) {
    node.state = own_state(node);
    nodes_.push_back(std::move(node));
  }
  return place->second;
}

GrainId NodeTable::add(const Grain& grain) {
  Key key('g');
  key << static_cast<std::uint64_t>(grain.kind) << static_cast<std::uint64_t>(grain.record) << grain.interaction
      << std::uint64_t{grain.of_interaction} << std::uint64_t{grain.elements} << std::int64_t{grain.field}
      << grain.subject << grain.item;
  const auto [place, added] = known_.emplace(key.take(), static_cast<std::uint32_t>(grains_.size()));
  if (added) grains_.push_back(grain);
  return place->second;
}

LinkId NodeTable::add(const Link& link) {
  Key key('l');
  key << static_cast<std::uint64_t>(link.op) << link.from << link.to << link.named;
  const auto [place, added] = known_.emplace(key.take(), static_cast<std::uint32_t>(links_.size()));
  if (added) links_.push_back(link);
  return place->second;
}

std::uint32_t NodeTable::add(Aggregate aggregate) {
  const auto [place, added] = known_.emplace(key_of(aggregate), static_cast<std::uint32_t>(aggregates_.size()));
  if (added) aggregates_.push_back(std::move(aggregate));
  return place->second;
}

StateMask NodeTable::state_of(LinkId id) const {
  const Link& link = links_[id];
  if (link.op != LinkOp::kCode) return 0;
  const Grain& codes = grains_[link.to];
  if (codes.of_interaction) {
    // Events that an evaluation adds stand behind the recorded ones.
    StateMask mask = 0;
    for (int kind = 0; kind < kRecordKinds; ++kind) {
      if (codes.interaction == kMoveKind) mask |= state_mask(static_cast<RecordKind>(kind), kMovesBit);
      if (codes.interaction == kReachKind) mask |= state_mask(static_cast<RecordKind>(kind), kReachesBit);
    }
    return mask;
  }
  const RecordSchema& schema = program_.schema(codes.record);
  if (codes.field == schema.process || codes.field == schema.stage) return state_mask(codes.record, kStageBit);
  if (codes.field == schema.status) return state_mask(codes.record, kStatusBit);
  return 0;
}

StateMask NodeTable::own_state(const Node& node) const {
  StateMask mask = node.link == kNoLink ? 0 : state_of(node.link);
  for (const NodeId child : node.children) mask |= nodes_[child].state;
  const Grain& grain = grains_[node.grain];
  if (node.op == NodeOp::kStageSince || node.op == NodeOp::kStageIs || node.op == NodeOp::kEntering) {
    mask |= state_mask(grain.record, kStageBit);
  }
  if (node.op == NodeOp::kEntering) mask |= state_mask(grain.record, kMovesBit);
  if (node.op == NodeOp::kReached) mask |= state_mask(grain.record, kReachedBit);
  if ((node.op == NodeOp::kListColumn || node.op == NodeOp::kListAny) && grain.kind == GrainKind::kRecord) {
    const RecordSchema& schema = program_.schema(grain.record);
    const int field = static_cast<int>(node.index);
    if (field == schema.reached) mask |= state_mask(grain.record, kReachedBit);
    if (field == schema.cleared) mask |= state_mask(grain.record, kClearedBit);
    if (field == schema.held) mask |= state_mask(grain.record, kHeldBit);
  }
  if (node.op == NodeOp::kItemAt) {
    for (int kind = 0; kind < kRecordKinds; ++kind) {
      if (grain.interaction == kMoveKind) mask |= state_mask(static_cast<RecordKind>(kind), kMovesBit);
      if (grain.interaction == kReachKind) mask |= state_mask(static_cast<RecordKind>(kind), kReachesBit);
    }
  }
  if (node.op == NodeOp::kAggregate) {
    const Aggregate& aggregate = aggregates_[node.aggregate];
    for (const NodeId input : inputs_of(aggregate)) mask |= nodes_[input].state;
    for (const AggregatePart& part : aggregate.parts) {
      for (const ItemNode& filter : part.filters) {
        if (filter.link != kNoLink) mask |= state_of(filter.link);
      }
      for (const ItemNode& item : {part.value, part.points}) {
        if (item.link != kNoLink) mask |= state_of(item.link);
      }
      if (part.own) mask |= state_mask(aggregate.subject, part.kind == kMoveKind ? kMovesBit : kReachesBit);
    }
  }
  return mask;
}

bool follows_from_children(NodeOp op) {
  switch (op) {
    case NodeOp::kConstant:
    case NodeOp::kFold:
    case NodeOp::kNormalForm:
    case NodeOp::kTextTest:
    case NodeOp::kInTexts:
    case NodeOp::kCompareText:
    case NodeOp::kIsValid:
    case NodeOp::kCall:
    case NodeOp::kLength:
    case NodeOp::kWord:
    case NodeOp::kCompareNumber:
    case NodeOp::kCompareFlag:
    case NodeOp::kInNumbers:
    case NodeOp::kAdd:
    case NodeOp::kSubtract:
    case NodeOp::kMultiply:
    case NodeOp::kDivide:
    case NodeOp::kNegate:
    case NodeOp::kMin:
    case NodeOp::kMax:
    case NodeOp::kRound:
    case NodeOp::kDayOfWeek:
    case NodeOp::kLookup:
    case NodeOp::kAnd:
    case NodeOp::kOr:
    case NodeOp::kNot:
    case NodeOp::kPresent:
    case NodeOp::kElse:
    case NodeOp::kFirstOf:
      return true;
    case NodeOp::kNow:
    case NodeOp::kSubmission:
    case NodeOp::kNumberColumn:
    case NodeOp::kFlagColumn:
    case NodeOp::kListColumn:
    case NodeOp::kCodeText:
    case NodeOp::kCodeIndex:
    case NodeOp::kItemAt:
    case NodeOp::kExists:
    case NodeOp::kStageSince:
    case NodeOp::kStageIs:
    case NodeOp::kReached:
    case NodeOp::kEntering:
    case NodeOp::kGather:
    case NodeOp::kEither:
    case NodeOp::kLinked:
    case NodeOp::kNullOf:
    case NodeOp::kTextId:
    case NodeOp::kListAny:
    case NodeOp::kListHas:
    case NodeOp::kAggregate:
    case NodeOp::kFoldContacts:
    case NodeOp::kSilence:
    case NodeOp::kWorked:
    case NodeOp::kWhenPoints:
    case NodeOp::kTimesPoints:
    case NodeOp::kBoundPoints:
    case NodeOp::kFirstPoints:
    case NodeOp::kBestPoints:
    case NodeOp::kSumPoints:
    case NodeOp::kCountedPoints:
    case NodeOp::kNarrowPoints:
    case NodeOp::kGrade:
    case NodeOp::kScoreSum:
      return false;
  }
  return false;
}

bool same_items(const AggregatePart& a, const AggregatePart& b) {
  const auto same_filter = [](const ItemNode& x, const ItemNode& y) { return x.node == y.node && x.link == y.link; };
  return a.records == b.records && a.kind == b.kind && a.own == b.own && a.subject_filters == b.subject_filters &&
         a.pair_filters == b.pair_filters &&
         std::equal(a.filters.begin(), a.filters.end(), b.filters.begin(), b.filters.end(), same_filter);
}

std::vector<NodeId> inputs_of(const Aggregate& aggregate) {
  std::vector<NodeId> inputs;
  const auto input = [&](NodeId node) {
    if (node != kNoNode) inputs.push_back(node);
  };
  for (const AggregatePart& part : aggregate.parts) {
    for (const ItemNode& filter : part.filters) input(filter.node);
    for (const NodeId filter : part.subject_filters) input(filter);
    for (const NodeId filter : part.pair_filters) input(filter);
    for (const NodeId node :
         {part.value.node, part.value_pair, part.points.node, part.points_pair, part.points_subject}) {
      input(node);
    }
  }
  for (const AggregateWindow& window : aggregate.within) {
    input(window.after);
    input(window.without);
  }
  for (const AggregateTime& time : aggregate.since) {
    input(time.time);
    input(time.without);
  }
  for (const AggregateTime& time : aggregate.until) {
    input(time.time);
    input(time.without);
  }
  return inputs;
}

}  // namespace leadline
