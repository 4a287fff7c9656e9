// SPDX-License-Identifier: Apache-2.0
#include "engine/run/kept_values.hpp"

#include <algorithm>

#include "engine/graph/node_table.hpp"
#include "engine/run/always_asked.hpp"

namespace leadline {

namespace {

// So many values a record are worth their memory.
constexpr std::size_t kMostSlots = 64;

// What a node reads, if all of it is told to `drop`.
struct Reads {
  bool told = false;
  std::vector<std::uint32_t> kinds;  // interactions of the record's contact, or of all contacts of its account

  void add(const Reads& other) {
    told = told && other.told;
    kinds.insert(kinds.end(), other.kinds.begin(), other.kinds.end());
    std::sort(kinds.begin(), kinds.end());
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  }
};

bool is_leaf(const Node& node) {
  return node.op == NodeOp::kNumberColumn || node.op == NodeOp::kFlagColumn || node.op == NodeOp::kListColumn ||
         node.op == NodeOp::kExists || node.op == NodeOp::kLinked;
}

class Reader {
 public:
  explicit Reader(const Plan& plan) : plan_(plan) {
    reads_.reserve(plan.nodes.size());
    for (const Node& node : plan.nodes) reads_.push_back(read(node));
  }

  [[nodiscard]] const Reads& of(NodeId node) const { return reads_[node]; }

 private:
  void add(Reads& reads, NodeId node) const {
    if (node != kNoNode) reads.add(reads_[node]);
  }

  // A link that leads from a record to those above it, or to the code of its own value.
  [[nodiscard]] bool is_told(LinkId id) const {
    if (id == kNoLink) return true;
    const Link& link = plan_.links[id];
    switch (link.op) {
      case LinkOp::kCode:
      case LinkOp::kSubject:
      case LinkOp::kItem:
        return true;
      case LinkOp::kContact:
      case LinkOp::kAccount:
      case LinkOp::kOwnContact:
      case LinkOp::kOwnAccount:
      case LinkOp::kParent:
        return true;
      case LinkOp::kLead:
      case LinkOp::kOwnLead:
      case LinkOp::kPoolAccount:
      case LinkOp::kNamed:
        return false;
    }
    return false;
  }

  [[nodiscard]] Reads read(const Node& node) const {
    Reads reads;
    const GrainKind grain = plan_.grains[node.grain].kind;
    reads.told = node.state == 0 && grain != GrainKind::kTest && is_told(node.link) &&
                 (grain != GrainKind::kPool || node.op == NodeOp::kCountedPoints);
    switch (node.op) {
      case NodeOp::kSubmission:
      case NodeOp::kStageSince:
      case NodeOp::kStageIs:
      case NodeOp::kReached:
      case NodeOp::kEntering:
      case NodeOp::kFoldContacts:
      case NodeOp::kEither:
      case NodeOp::kWorked:
        reads.told = false;
        break;
      default:
        break;
    }
    for (const NodeId child : node.children) add(reads, child);
    if (node.op == NodeOp::kAggregate) add_aggregate(reads, plan_.aggregates[node.aggregate]);
    if (node.op == NodeOp::kCountedPoints) {
      reads.told = reads.told && (node.grain == grain_of(RecordKind::kContact) || node.grain == kPoolGrain);
      for (const std::uint32_t selection : plan_.countings[node.index].selections) {
        add_aggregate(reads, plan_.aggregates[selection]);
      }
    }
    return reads;
  }

  void add_aggregate(Reads& reads, const Aggregate& aggregate) const {
    const bool of_contact = aggregate.source == RowSource::kContact || aggregate.source == RowSource::kParent;
    reads.told = reads.told && of_contact && is_told(aggregate.via);
    for (const AggregateWindow& window : aggregate.within) {
      add(reads, window.after);
      add(reads, window.without);
    }
    for (const auto* times : {&aggregate.since, &aggregate.until}) {
      for (const AggregateTime& time : *times) {
        add(reads, time.time);
        add(reads, time.without);
      }
    }
    for (const AggregatePart& part : aggregate.parts) {
      reads.told = reads.told && !part.records && !part.own;
      reads.kinds.push_back(part.kind);
      for (const ItemNode& filter : part.filters) add_item(reads, filter);
      for (const NodeId filter : part.subject_filters) add(reads, filter);
      for (const NodeId filter : part.pair_filters) add(reads, filter);
      add_item(reads, part.value);
      add(reads, part.value_pair);
      add_item(reads, part.points);
      add(reads, part.points_pair);
      add(reads, part.points_subject);
    }
    std::sort(reads.kinds.begin(), reads.kinds.end());
    reads.kinds.erase(std::unique(reads.kinds.begin(), reads.kinds.end()), reads.kinds.end());
  }

  void add_item(Reads& reads, const ItemNode& item) const {
    if (item.node == kNoNode) return;
    reads.told = reads.told && is_told(item.link);
    add(reads, item.node);
  }

  const Plan& plan_;
  std::vector<Reads> reads_;  // [node]
};

// What stands behind a score is told by the rules one by one, for which a run does not ask: what serves nothing else is
// left out.
std::vector<bool> nodes_of_runs(const Plan& plan, const std::vector<std::vector<NodeId>>& parents) {
  std::vector<bool> of_reasons(plan.nodes.size(), false);
  for (const ModelNodes& model : plan.models) {
    for (const RuleNodes& rule : model.rules) {
      for (const NodeId node : {rule.raw, rule.holds, rule.bounded, rule.counted}) {
        if (node != kNoNode) of_reasons[node] = true;
      }
      for (const NodeId node : rule.traced) of_reasons[node] = true;
    }
  }
  std::vector<bool> asked(plan.nodes.size(), false);
  const auto ask_inputs = [&](std::uint32_t aggregate) {
    for (const NodeId input : inputs_of(plan.aggregates[aggregate])) asked[input] = true;
  };
  for (auto id = static_cast<NodeId>(plan.nodes.size()); id-- > 0;) {
    const Node& node = plan.nodes[id];
    if (parents[id].empty() && !of_reasons[id]) asked[id] = true;
    if (!asked[id]) continue;
    for (const NodeId child : node.children) asked[child] = true;
    if (node.op == NodeOp::kAggregate) ask_inputs(node.aggregate);
    if (node.op == NodeOp::kCountedPoints) {
      for (const std::uint32_t selection : plan.countings[node.index].selections) ask_inputs(selection);
    }
  }
  return asked;
}

}  // namespace

KeptValues::KeptValues(const Plan& plan, const std::vector<TimeUse>& uses) {
  places_.resize(plan.nodes.size());
  rarely_asked_.resize(plan.nodes.size());
  const Reader reader(plan);
  std::vector<std::vector<NodeId>> parents(plan.nodes.size());
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    for (const NodeId child : plan.nodes[id].children) parents[child].push_back(id);
  }
  const std::vector<bool> asked_for = nodes_of_runs(plan, parents);
  const auto can_be_kept = [&](NodeId id) {
    const Node& node = plan.nodes[id];
    // What grows as time goes by is another at each moment, and says so to nobody.
    if (!asked_for[id] || uses[id].slope != 0) return false;
    const Grain& grain = plan.grains[node.grain];
    // Of an opportunity it is not always told which contact's interactions it reads.
    const bool record = grain.kind == GrainKind::kRecord && grain.record != RecordKind::kOpportunity;
    return (record || grain.kind == GrainKind::kPool) && reader.of(id).told && !is_leaf(node) &&
           (node.lane == Lane::kFlag || node.lane == Lane::kNumber || node.lane == Lane::kPoints);
  };
  const auto keep = [&](NodeId id) {
    const Grain& grain = plan.grains[plan.nodes[id].grain];
    const auto kind = static_cast<std::size_t>(grain.kind == GrainKind::kPool ? RecordKind::kAccount : grain.record);
    Table& table = tables_[kind];
    if (places_[id].kind >= 0 || table.width == kMostSlots) return;
    places_[id] = Place{static_cast<std::int32_t>(kind), static_cast<std::uint32_t>(table.width++)};
  };
  // What other records read of a record comes first.
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    const bool read_from_afar = std::any_of(parents[id].begin(), parents[id].end(), [&](NodeId parent) {
      return plan.grains[plan.nodes[parent].grain].kind != GrainKind::kPair &&
             plan.nodes[parent].grain != plan.nodes[id].grain;
    });
    if (read_from_afar && can_be_kept(id)) keep(id);
  }
  // Then what nobody keeps together with something else: the selections, and all that interactions do not change.
  std::vector<std::uint8_t> covered(plan.nodes.size(), 0);
  std::vector<bool> asked_by_itself(plan.nodes.size(), false);
  for (int kind = 0; kind < kRecordKinds; ++kind) {
    for (const NodeId node : always_asked(plan, static_cast<RecordKind>(kind))) asked_by_itself[node] = true;
  }
  for (NodeId id = static_cast<NodeId>(plan.nodes.size()); id-- > 0;) {
    const Node& node = plan.nodes[id];
    const bool asked =
        parents[id].empty() || asked_by_itself[id] ||
        std::any_of(parents[id].begin(), parents[id].end(), [&](NodeId parent) { return covered[parent] == 0; });
    const bool unchanging = can_be_kept(id) && reader.of(id).kinds.empty();
    const bool selects = node.op == NodeOp::kAggregate || node.op == NodeOp::kCountedPoints;
    if (asked && can_be_kept(id) && (selects || unchanging)) keep(id);
    covered[id] = static_cast<std::uint8_t>(!asked || places_[id].kind >= 0);
    rarely_asked_[id] = !asked_for[id] || !asked;
  }
  const std::size_t kinds = plan.program->interactions.size();
  for (Table& table : tables_) table.readers.resize(kinds);
  for (NodeId id = 0; id < plan.nodes.size(); ++id) {
    if (places_[id].kind < 0) continue;
    Table& table = tables_[static_cast<std::size_t>(places_[id].kind)];
    for (const std::uint32_t kind : reader.of(id).kinds) table.readers[kind].push_back(id);
  }
}

void KeptValues::drop(RecordKind kind, std::uint32_t row) {
  Table& table = tables_[static_cast<std::size_t>(kind)];
  const std::size_t first = std::size_t{row} * table.width;
  for (std::size_t at = first; at < std::min(first + table.width, table.entries.size()); ++at) {
    table.entries[at].until = kUnknown;
  }
}

void KeptValues::drop(RecordKind kind, std::uint32_t row, std::uint32_t interaction) {
  Table& table = tables_[static_cast<std::size_t>(kind)];
  const std::size_t first = std::size_t{row} * table.width;
  for (const NodeId node : table.readers[interaction]) {
    const std::size_t at = first + places_[node].slot;
    if (at < table.entries.size()) table.entries[at].until = kUnknown;
  }
}

void KeptValues::drop_all() {
  for (Table& table : tables_) table.entries.clear();
}

}  // namespace leadline
