// SPDX-License-Identifier: Apache-2.0
// Reactions that can set themselves off again, alone or through others: what one writes, the event of another reads.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/program/lint.hpp"

namespace leadline::checking {

namespace {

// A field of a kind of record; kAnyField: that such a record comes into being.
using Touched = std::pair<RecordKind, std::uint32_t>;
constexpr std::uint32_t kAnyField = ~std::uint32_t{0};

class Readings {
 public:
  explicit Readings(const Program& p) : p_(p) {}

  void event(const Reaction& reaction) {
    switch (reaction.event) {
      case Reaction::Event::kEntersSegment:
      case Reaction::Event::kLeavesSegment:
        segment(reaction.segment);
        break;
      case Reaction::Event::kReaches:
        for (const std::uint32_t threshold : reaction.thresholds) this->threshold(threshold);
        break;
      case Reaction::Event::kEntersGrade:
        model(reaction.model);
        break;
      case Reaction::Event::kEntersStage:
        for (const Process& process : p_.processes) {
          if (process.kind == reaction.kind) this->process(process);
        }
        break;
      case Reaction::Event::kDoes:
        return;  // only what somebody does sets it off
    }
    found.insert({reaction.kind, kAnyField});
  }

  std::set<Touched> found;

 private:
  void expression(ExprId id) {
    if (id == kNoExpr || !seen_.insert(id).second) return;
    const Expr& e = p_.expr(id);
    if (e.op == Op::kField) found.insert({p_.expr(e.children[0]).type.record, e.index});
    if (e.op == Op::kScore || e.op == Op::kGroupScore || e.op == Op::kGrade) model(e.index);
    if (e.op == Op::kInSegment) segment(e.index);
    if (e.op == Op::kThresholdHolds || e.op == Op::kThresholdReached) {
      if (e.thresholds.empty()) threshold(e.index);
      for (const std::uint32_t t : e.thresholds) threshold(t);
    }
    for (const ExprId child : e.children) expression(child);
    selection(e.selection);
  }

  void selection(SelectionId id) {
    if (id == kNoSelection) return;
    const Selection& s = p_.selections[id];
    if (s.records) found.insert({s.record, kAnyField});
    for (const ExprId where : s.where) expression(where);
  }

  void model(std::uint32_t index) {
    if (!models_.insert(index).second) return;
    const Model& m = p_.models[index];
    expression(m.where);
    expression(m.score);
    for (const Rule& rule : m.rules) {
      expression(rule.condition);
      expression(rule.points);
      selection(rule.selection);
    }
    for (const Grade& grade : m.grades) expression(grade.condition);
  }

  void threshold(std::uint32_t index) {
    const Threshold& t = p_.thresholds[index];
    if (t.model >= 0) model(static_cast<std::uint32_t>(t.model));
    expression(t.condition);
  }

  void segment(std::uint32_t index) {
    if (segments_.insert(index).second) node(p_.segments[index].value);
  }

  void node(const SegmentNode& node) {
    if (node.kind == SegmentNode::Kind::kContactsOf) found.insert({node.of, kAnyField});
    if (node.kind == SegmentNode::Kind::kSegment) segment(node.segment);
    expression(node.where);
    for (const SegmentNode& child : node.children) this->node(child);
  }

  void process(const Process& process) {
    for (const Stage& stage : process.stages) {
      for (const Transition& transition : stage.transitions) expression(transition.condition);
    }
    for (const AnyStage& any : process.any) {
      for (const Transition& transition : any.transitions) expression(transition.condition);
    }
  }

  const Program& p_;
  std::set<ExprId> seen_;
  std::set<std::uint32_t> models_, segments_;
};

void collect_writes(const Program& p, RecordKind kind, const std::vector<Action>& actions, std::set<Touched>& writes) {
  for (const Action& action : actions) {
    switch (action.kind) {
      case Action::Kind::kTask:
      case Action::Kind::kNotify:
      case Action::Kind::kSend:
      case Action::Kind::kReset:
        break;
      case Action::Kind::kSet:
        if (action.set.record != kNoExpr) writes.insert({p.expr(action.set.record).type.record, action.set.field});
        break;
      case Action::Kind::kAssign:
      case Action::Kind::kAssignInTurn:
      case Action::Kind::kAssignInTurnUsers:
        if (p.schema(kind).owner >= 0) writes.insert({kind, static_cast<std::uint32_t>(p.schema(kind).owner)});
        break;
      case Action::Kind::kCreate:
        writes.insert({action.create, kAnyField});
        break;
      case Action::Kind::kFirstOf:
        collect_writes(p, kind, action.choices, writes);
        break;
    }
  }
}

}  // namespace

void lint_reactions(Checker& c) {
  const Program& p = c.program;
  const std::size_t count = p.reactions.size();
  std::vector<std::set<Touched>> reads(count);
  std::vector<std::set<Touched>> writes(count);
  for (std::size_t r = 0; r < count; ++r) {
    Readings readings{p};
    readings.event(p.reactions[r]);
    reads[r] = std::move(readings.found);
    collect_writes(p, p.reactions[r].kind, p.reactions[r].actions, writes[r]);
  }
  std::vector<std::vector<bool>> leads(count, std::vector<bool>(count, false));
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < count; ++b) {
      leads[a][b] = std::any_of(writes[a].begin(), writes[a].end(),
                                [&](const Touched& touched) { return reads[b].count(touched) != 0; });
    }
  }
  std::vector<std::vector<bool>> reaches = leads;
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) reaches[a][b] = reaches[a][b] || (reaches[a][k] && reaches[k][b]);
    }
  }
  for (std::size_t r = 0; r < count; ++r) {
    if (!reaches[r][r]) continue;
    Diagnostic& d = c.warning("react/loop", p.reactions[r].span, "what this reaction does can set it off again",
                              "in one evaluation it fires once a record; what it holds back is counted");
    for (std::size_t other = 0; other < count; ++other) {
      if (other != r && leads[r][other] && reaches[other][r])
        d.related.push_back({p.reactions[other].span, "through this reaction"});
    }
  }
}

}  // namespace leadline::checking
