// SPDX-License-Identifier: Apache-2.0
#include "engine/graph/counting.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <utility>

#include "engine/graph/node_table.hpp"
#include "engine/graph/plan.hpp"

namespace leadline {
namespace {

// So much more than any rule gives that the sums of a run with 64 bits stay far from their end.
constexpr std::int64_t kMostPoints = std::int64_t{1} << 40U;

bool moderate(std::int64_t points) { return points <= kMostPoints && points >= -kMostPoints; }

bool moderate(const Bounds& bounds) {
  return (!bounds.at_most || moderate(bounds.at_most->micros)) &&
         (!bounds.never_below || moderate(bounds.never_below->micros));
}

// Whether two selections find the same interactions; both are plain.
bool find_the_same(const Aggregate& a, const Aggregate& b) {
  const auto same_window = [](const AggregateWindow& x, const AggregateWindow& y) {
    return x.milliseconds == y.milliseconds;
  };
  return std::equal(a.within.begin(), a.within.end(), b.within.begin(), b.within.end(), same_window) &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(), same_items);
}

bool alike(const CountedRule& a, const CountedRule& b) {
  const auto same_bound = [](const std::optional<Decimal>& x, const std::optional<Decimal>& y) {
    return x.has_value() == y.has_value() && (!x || x->micros == y->micros);
  };
  return a.form == b.form && a.selection == b.selection && a.points == b.points && a.least == b.least &&
         same_bound(a.bounds.at_most, b.bounds.at_most) && same_bound(a.bounds.never_below, b.bounds.never_below);
}

class Finder {
 public:
  explicit Finder(Plan& plan) : plan_(plan) {}

  void look_at(NodeId id) {
    Node& sum = plan_.nodes[id];
    if (sum.op != NodeOp::kSumPoints || !has_contacts(sum.grain)) return;
    Counting counting;
    std::vector<NodeId> others;
    std::vector<NodeId> rules;
    for (const NodeId child : sum.children) (add(child, counting) ? rules : others).push_back(child);
    if (counting.rules.size() < 2) return;
    put_fading_first(counting);
    for (std::uint32_t i = 0; i < counting.selections.size(); ++i) list_kinds(i, counting);
    sum.op = NodeOp::kCountedPoints;
    sum.children = std::move(others);
    const auto known = std::find_if(plan_.countings.begin(), plan_.countings.end(), [&](const Counting& one) {
      return one.selections == counting.selections &&
             std::equal(one.rules.begin(), one.rules.end(), counting.rules.begin(), counting.rules.end(), alike);
    });
    sum.index = static_cast<std::uint32_t>(known - plan_.countings.begin());
    if (known == plan_.countings.end()) plan_.countings.push_back(std::move(counting));
    plan_.countings[sum.index].sums.push_back({id, std::move(rules)});
    if (sum.grain == grain_of(RecordKind::kContact)) plan_.countings[sum.index].contacts = id;
  }

 private:
  static bool has_contacts(GrainId grain) {
    return grain == grain_of(RecordKind::kContact) || grain == grain_of(RecordKind::kAccount) || grain == kPoolGrain;
  }

  [[nodiscard]] const Node& node(NodeId id) const { return plan_.nodes[id]; }

  [[nodiscard]] std::optional<std::int64_t> constant(NodeId id) const {
    const Node& one = node(id);
    if (one.op != NodeOp::kConstant || one.value.missing || !moderate(one.value.number)) return std::nullopt;
    return one.value.number;
  }

  // The aggregate of each contact's interactions that a node stands for, if it is one with this operation.
  [[nodiscard]] std::optional<std::uint32_t> selection(NodeId id, AggregateOp op) const {
    const Node* of = &node(id);
    if (of->op == NodeOp::kFoldContacts) of = &node(of->children[0]);
    if (of->op != NodeOp::kAggregate || of->state != 0) return std::nullopt;
    const Aggregate& aggregate = plan_.aggregates[of->aggregate];
    if (aggregate.op != op || aggregate.grain != grain_of(RecordKind::kContact) || !plain(aggregate)) {
      return std::nullopt;
    }
    return of->aggregate;
  }

  // Interactions of one contact, within windows that end at the present, by conditions about themselves.
  [[nodiscard]] bool plain(const Aggregate& aggregate) const {
    if (aggregate.source != RowSource::kContact || aggregate.via != kNoLink) return false;
    if (!aggregate.since.empty() || !aggregate.until.empty()) return false;
    const auto moves = [](const AggregateWindow& window) { return window.after == kNoNode; };
    const auto is_plain = [&](const AggregatePart& part) {
      const auto once = [&](NodeId filter) { return node(filter).grain == kConstantGrain; };
      return !part.records && !part.own && part.pair_filters.empty() &&
             std::all_of(part.subject_filters.begin(), part.subject_filters.end(), once);
    };
    return std::all_of(aggregate.within.begin(), aggregate.within.end(), moves) &&
           std::all_of(aggregate.parts.begin(), aggregate.parts.end(), is_plain);
  }

  // Points that fade and are the same for all interactions.
  [[nodiscard]] bool fades(const Aggregate& aggregate) const {
    if (aggregate.fading.kind == Fading::Kind::kNone || aggregate.parts.empty()) return false;
    const NodeId points = aggregate.parts[0].points_subject;
    const auto alike = [&](const AggregatePart& part) {
      return part.points_subject == points && part.points.node == kNoNode && part.points_pair == kNoNode;
    };
    return points != kNoNode && constant(points) && std::all_of(aggregate.parts.begin(), aggregate.parts.end(), alike);
  }

  bool add(NodeId id, Counting& counting) const {
    const Node* inner = &node(id);
    CountedRule rule;
    if (inner->op == NodeOp::kBoundPoints) {
      if (inner->children.size() != 1 || !moderate(inner->bounds)) return false;
      rule.bounds = inner->bounds;
      id = inner->children[0];
      inner = &node(id);
    }
    std::optional<std::uint32_t> found;
    switch (inner->op) {
      case NodeOp::kTimesPoints: {
        const auto points = constant(inner->children[0]);
        if (inner->second != 0 || !points) return false;
        rule.form = CountedRule::Form::kTimes;
        rule.points = *points;
        found = selection(inner->children[1], AggregateOp::kCount);
        break;
      }
      case NodeOp::kWhenPoints: {
        const auto points = constant(inner->children[1]);
        if (inner->children.size() != 2 || !points) return false;
        rule.points = *points;
        found = condition(node(inner->children[0]), inner->children[0], rule);
        break;
      }
      case NodeOp::kAggregate:
      case NodeOp::kFoldContacts:
        rule.form = CountedRule::Form::kFading;
        found = selection(id, AggregateOp::kPoints);
        if (found && !fades(plan_.aggregates[*found])) return false;
        break;
      default:
        return false;
    }
    if (!found) return false;
    rule.selection = place_of(*found, rule.form, counting);
    counting.rules.push_back(rule);
    return true;
  }

  // What has to be counted for a condition about a number of interactions; `rule` is told when it holds.
  [[nodiscard]] std::optional<std::uint32_t> condition(const Node& is, NodeId id, CountedRule& rule) const {
    rule.form = CountedRule::Form::kWhen;
    if (is.op == NodeOp::kNot) {
      rule.form = CountedRule::Form::kUnless;
      return selection(is.children[0], AggregateOp::kAny);
    }
    if (is.op != NodeOp::kCompareNumber) return selection(id, AggregateOp::kAny);
    const auto number = constant(is.children[1]);
    if (!number || *number < 0) return std::nullopt;
    // Counts are whole: `> 2.5` is `>= 3`.
    const std::int64_t floor = *number / Decimal::kOne;
    const bool whole = *number % Decimal::kOne == 0;
    switch (is.compare) {
      case CompareOp::kGreaterEqual:
        rule.least = whole ? floor : floor + 1;
        break;
      case CompareOp::kGreater:
        rule.least = floor + 1;
        break;
      case CompareOp::kLess:
        rule.form = CountedRule::Form::kUnless;
        rule.least = whole ? floor : floor + 1;
        break;
      case CompareOp::kLessEqual:
        rule.form = CountedRule::Form::kUnless;
        rule.least = floor + 1;
        break;
      case CompareOp::kEqual:
        return std::nullopt;
    }
    return selection(is.children[0], AggregateOp::kCount);
  }

  std::uint32_t place_of(std::uint32_t aggregate, CountedRule::Form form, Counting& counting) const {
    const bool fading = form == CountedRule::Form::kFading;
    for (std::uint32_t i = 0; i < counting.selections.size(); ++i) {
      const Aggregate& known = plan_.aggregates[counting.selections[i]];
      const bool shared = fading
                              ? counting.selections[i] == aggregate
                              : known.op != AggregateOp::kPoints && find_the_same(known, plan_.aggregates[aggregate]);
      if (shared) return i;
    }
    counting.selections.push_back(aggregate);
    return static_cast<std::uint32_t>(counting.selections.size() - 1);
  }

  void put_fading_first(Counting& counting) const {
    std::vector<std::uint32_t> order(counting.selections.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto others = std::stable_partition(order.begin(), order.end(), [&](std::uint32_t selection) {
      return plan_.aggregates[counting.selections[selection]].op == AggregateOp::kPoints;
    });
    counting.fading = static_cast<std::uint32_t>(others - order.begin());
    std::vector<std::uint32_t> selections;
    std::vector<std::uint32_t> place_of(order.size());
    for (const std::uint32_t selection : order) {
      place_of[selection] = static_cast<std::uint32_t>(selections.size());
      selections.push_back(counting.selections[selection]);
    }
    counting.selections = std::move(selections);
    for (CountedRule& rule : counting.rules) rule.selection = place_of[rule.selection];
  }

  void list_kinds(std::uint32_t selection, Counting& counting) const {
    const Aggregate& aggregate = plan_.aggregates[counting.selections[selection]];
    for (std::uint32_t part = 0; part < aggregate.parts.size(); ++part) {
      const std::uint32_t interaction = aggregate.parts[part].kind;
      auto place = std::find_if(counting.kinds.begin(), counting.kinds.end(),
                                [&](const Counting::Kind& kind) { return kind.interaction == interaction; });
      if (place == counting.kinds.end()) place = counting.kinds.insert(place, Counting::Kind{interaction, {}});
      place->lookers.push_back({selection, part});
    }
  }

  Plan& plan_;
};

}  // namespace

bool only_any(const Counting& counting, std::uint32_t selection) {
  return std::all_of(counting.rules.begin(), counting.rules.end(), [&](const CountedRule& rule) {
    if (rule.selection != selection) return true;
    return (rule.form == CountedRule::Form::kWhen || rule.form == CountedRule::Form::kUnless) && rule.least <= 1;
  });
}

void count_together(Plan& plan) {
  Finder finder(plan);
  for (NodeId id = 0; id < plan.nodes.size(); ++id) finder.look_at(id);
}

}  // namespace leadline
