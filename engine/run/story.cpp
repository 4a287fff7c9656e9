// SPDX-License-Identifier: Apache-2.0
#include "engine/run/story.hpp"

#include <algorithm>
#include <limits>

#include "engine/run/always_asked.hpp"

namespace leadline {
namespace {

std::int64_t narrowed(Int128 amount) {
  const Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::max(-most, std::min(most, amount)));
}

class Ledger {
 public:
  Ledger(Evaluator& evaluator, std::uint32_t row, std::vector<FoundItem>& items, RecordLedger& ledger)
      : evaluator_(evaluator),
        plan_(evaluator.plan),
        program_(evaluator.binding.program),
        row_(row),
        items_(items),
        ledger_(ledger) {}

  void add_model(std::uint32_t id) {
    const Model& model = program_.models[id];
    const ModelNodes& nodes = plan_.models[id];
    ledger_.scores[id] = evaluator_.number(nodes.score, row_);
    for (std::size_t group = 0; group < nodes.groups.size(); ++group) {
      ledger_.groups[id].push_back(evaluator_.number(nodes.groups[group], row_));
    }
    if (!model.grades.empty()) {
      const std::int64_t grade = evaluator_.number(nodes.grade, row_);
      ledger_.grades[id] = present(grade) ? static_cast<std::uint8_t>(grade + 1) : std::uint8_t{0};
    }
    if (!present(ledger_.scores[id])) return;
    told_ = 0;
    for (const RuleBlock& block : model.blocks) add_block(id, -1, block);
    for (std::size_t group = 0; group < model.groups.size(); ++group) {
      const Int128 before = told_;
      for (const RuleBlock& block : model.groups[group].blocks) add_block(id, static_cast<std::int32_t>(group), block);
      add_line(LedgerLine::Kind::kGroupBound, id, static_cast<std::int32_t>(group),
               Int128{evaluator_.number(nodes.groups_raw[group], row_)} - (told_ - before));
    }
    if (model.score != kNoExpr)
      add_line(LedgerLine::Kind::kFormula, id, -1, Int128{evaluator_.number(nodes.before_bounds, row_)} - told_);
    add_line(LedgerLine::Kind::kModelBound, id, -1, Int128{ledger_.scores[id]} - told_);
  }

 private:
  // What does not fit one line's number goes on in the next.
  void add_line(LedgerLine::Kind kind, std::uint32_t model, std::int32_t group, Int128 amount) {
    while (amount != 0) {
      LedgerLine line;
      line.kind = kind;
      line.model = model;
      line.group = group;
      line.amount = narrowed(amount);
      told_ += line.amount;
      amount -= line.amount;
      ledger_.lines.push_back(std::move(line));
    }
  }

  // The rule of the block that counts, or -1.
  [[nodiscard]] std::int64_t counted_rule(std::uint32_t model, const RuleBlock& block) {
    const std::vector<RuleNodes>& rules = plan_.models[model].rules;
    if (block.kind == RuleBlock::Kind::kSingle) return block.rules[0];
    std::int64_t taken = -1;
    for (const std::uint32_t rule : block.rules) {
      if (!evaluator_.yes(rules[rule].holds, row_)) continue;
      if (block.kind == RuleBlock::Kind::kFirst) return rule;
      const bool better = taken < 0 || evaluator_.points(rules[rule].bounded, row_) >
                                           evaluator_.points(rules[static_cast<std::size_t>(taken)].bounded, row_);
      if (better) taken = rule;
    }
    return taken;
  }

  void add_block(std::uint32_t model, std::int32_t group, const RuleBlock& block) {
    const std::int64_t counted = counted_rule(model, block);
    for (const std::uint32_t rule : block.rules) {
      const RuleNodes& nodes = plan_.models[model].rules[rule];
      const Int128 raw = evaluator_.points(nodes.raw, row_);
      const Int128 bounded = evaluator_.points(nodes.bounded, row_);
      LedgerLine line;
      line.kind = LedgerLine::Kind::kRule;
      line.model = model;
      line.group = group;
      line.rule = static_cast<std::int32_t>(rule);
      line.holds = evaluator_.yes(nodes.holds, row_);
      line.counted = counted == rule && (line.holds || raw != 0 || bounded != 0);
      line.amount = line.counted ? narrowed(raw) : 0;
      line.points = narrowed(bounded);
      if (line.holds || line.counted) {
        for (const NodeId node : nodes.traced) {
          trace(node, row_, line);
          if (node == nodes.traced.front()) share(program_.models[model].rules[rule], line);
        }
      }
      told_ += line.amount;
      const bool counts = line.counted;
      ledger_.lines.push_back(std::move(line));
      if (!counts || bounded == raw) continue;
      LedgerLine bound;
      bound.kind = LedgerLine::Kind::kRuleBound;
      bound.model = model;
      bound.group = group;
      bound.rule = static_cast<std::int32_t>(rule);
      bound.amount = narrowed(bounded - raw);
      told_ += bound.amount;
      ledger_.lines.push_back(std::move(bound));
    }
  }

  // Where each interaction gives the same, its share is known by the rule alone.
  static void share(const Rule& rule, LedgerLine& line) {
    const bool each =
        rule.form == RuleForm::kPerSelection || rule.form == RuleForm::kForFirst || rule.form == RuleForm::kForLast;
    const auto has_share = [](const LedgerInteraction& one) { return one.points != 0; };
    if (!each || line.interactions.empty() ||
        std::any_of(line.interactions.begin(), line.interactions.end(), has_share))
      return;
    const auto count = static_cast<std::int64_t>(line.interactions.size());
    if (line.amount % count != 0) return;  // they give different points, which have faded to nothing
    for (LedgerInteraction& one : line.interactions) one.points = line.amount / count;
  }

  // Follows a node to the aggregates that it reads, and these to their items.
  void trace(NodeId id, std::uint32_t row, LedgerLine& line) {
    const Node& node = plan_.nodes[id];
    if (node.op == NodeOp::kAggregate) return add_items(node, row, line);
    if (node.grain == kConstantGrain || plan_.grains[node.grain].kind == GrainKind::kPair) return;
    if (node.op == NodeOp::kGather) {
      const std::uint32_t far = evaluator_.follow(node.link, row);
      if (far != kNoRow && plan_.links[node.link].op != LinkOp::kCode) trace(node.children[0], far, line);
      return;
    }
    if (node.op == NodeOp::kEither) {
      const std::uint32_t contact = evaluator_.follow(node.link, row);
      if (contact != kNoRow) return trace(node.children[0], contact, line);
      const RecordKind kind = plan_.grains[plan_.links[node.link].from].record;
      const std::uint32_t pool = evaluator_.binding.pool_of(kind, row);
      if (pool != kNoRow) trace(node.children[1], pool, line);
      return;
    }
    if (node.op == NodeOp::kFoldContacts) {
      const Binding& binding = evaluator_.binding;
      const std::uint32_t account = node.grain == kPoolGrain ? binding.account_of_pool(row) : row;
      for (const std::uint32_t contact : binding.data.linking(RecordKind::kContact, LinkKind::kAccount, account)) {
        trace(node.children[0], contact, line);
      }
      return;
    }
    if (node.op == NodeOp::kListAny) return;
    for (const NodeId child : node.children) trace(child, row, line);
  }

  void add_items(const Node& node, std::uint32_t row, LedgerLine& line) {
    if (row == kNoRow) return;
    const Aggregate& aggregate = plan_.aggregates[node.aggregate];
    std::vector<FoundItem>& items = items_;
    items.clear();
    evaluator_.find_items(aggregate, row, 0, items);
    const auto earlier = [&](const FoundItem& a, const FoundItem& b) { return evaluator_.before(aggregate, a, b); };
    std::sort(items.begin(), items.end(), earlier);
    const bool first = aggregate.op == AggregateOp::kFirstAt || aggregate.op == AggregateOp::kOfFirst ||
                       aggregate.op == AggregateOp::kFirstItem || aggregate.op == AggregateOp::kPointsOfFirst;
    const bool last = aggregate.op == AggregateOp::kLastAt || aggregate.op == AggregateOp::kOfLast ||
                      aggregate.op == AggregateOp::kLastItem || aggregate.op == AggregateOp::kPointsOfLast;
    if (first && items.size() > 1) items.resize(1);
    if (last && items.size() > 1) items.erase(items.begin(), items.end() - 1);
    const bool has_points = aggregate.op == AggregateOp::kPoints || aggregate.op == AggregateOp::kPointsOfFirst ||
                            aggregate.op == AggregateOp::kPointsOfLast;
    // Those of one part are all different.
    const std::size_t before = line.interactions.size();
    const bool one_part = aggregate.parts.size() == 1;
    for (const FoundItem& item : items) {
      const AggregatePart& part = aggregate.parts[item.part];
      if (part.records) continue;
      LedgerInteraction interaction;
      interaction.kind = part.kind;
      const bool recorded = item.row < evaluator_.binding.data.interactions(part.kind).size();
      interaction.row = recorded ? item.row : kNoRow;
      if (has_points) {
        const std::int64_t points = evaluator_.points_of(node.aggregate, item, row, 0);
        interaction.points = present(points) ? points : 0;
      }
      const auto same = [&](const LedgerInteraction& other) {
        return other.kind == interaction.kind && other.row == interaction.row && interaction.row != kNoRow;
      };
      const auto end =
          one_part ? line.interactions.begin() + static_cast<std::ptrdiff_t>(before) : line.interactions.end();
      const bool known = std::any_of(line.interactions.begin(), end, same);
      if (!known) line.interactions.push_back(interaction);
    }
  }

  Evaluator& evaluator_;
  const Plan& plan_;
  const Program& program_;
  std::uint32_t row_;
  std::vector<FoundItem>& items_;  // scratch
  RecordLedger& ledger_;
  Int128 told_ = 0;  // what the model's lines add up to; a line holds 64 bits, the bound that bit makes up for the rest
};

}  // namespace

void Story::tell(RecordKind kind, std::uint32_t row, MoveByHand* by_hand, RecordLedger& ledger) {
  const Program& program = evaluator_.binding.program;
  const std::size_t models = program.models.size();
  ledger.lines.clear();
  ledger.scores.assign(models, kMissing64);
  ledger.groups.resize(models);
  for (std::vector<std::int64_t>& groups : ledger.groups) groups.clear();
  ledger.grades.assign(models, 0);
  ledger.thresholds.assign(program.thresholds.size(), 0);

  std::unique_ptr<Lifecycle>& place = lifecycles_[static_cast<std::size_t>(kind)];
  if (place == nullptr) place = std::make_unique<Lifecycle>(evaluator_, kind);
  Lifecycle& lifecycle = *place;
  trace_.tried.clear();
  trace_.moves.clear();
  evaluator_.forget();
  by_hand == nullptr ? lifecycle.run(row, &trace_) : lifecycle.move(row, *by_hand, &trace_);
  const RecordState& state = lifecycle.state();
  ledger.tried.swap(trace_.tried);
  ledger.moves.swap(trace_.moves);
  lifecycle.tell(ledger);
  const std::vector<std::uint32_t>& thresholds = lifecycle.thresholds();
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    const std::uint32_t id = thresholds[i];
    const bool reached = bit(state.reached, id);
    if (lifecycle.holds()[i] != 0) ledger.thresholds[id] |= kThresholdHoldsBit;
    if (reached) ledger.thresholds[id] |= kThresholdReachedBit;
  }
  Ledger lines(evaluator_, row, items_, ledger);
  for (std::uint32_t model = 0; model < models; ++model) {
    if (program.models[model].kind == kind) lines.add_model(model);
  }
  evaluator_.lay_over(nullptr);
}

StoryNodes story_nodes(const Plan& plan, RecordKind kind) {
  const Program& program = *plan.program;
  StoryNodes nodes{asked_of_all(plan, kind), {}};
  for (std::size_t id = 0; id < program.models.size(); ++id) {
    if (program.models[id].kind != kind) continue;
    const ModelNodes& model = plan.models[id];
    for (const NodeId group : model.groups_raw) nodes.always.push_back(group);
    if (program.models[id].score != kNoExpr) nodes.always.push_back(model.before_bounds);
    for (const RuleNodes& rule : model.rules) nodes.rules.push_back({rule.holds, rule.raw, rule.bounded});
  }
  return nodes;
}

}  // namespace leadline
