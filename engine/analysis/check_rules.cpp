// SPDX-License-Identifier: Apache-2.0
// Rules against each other and against their model's `where`: score/dead-rule, score/shadowed, score/always-fires,
// score/double-count, score/cancels-out.
#include <algorithm>
#include <map>
#include <set>

#include "engine/analysis/analyst.hpp"

namespace leadline::analysis {

namespace {

class RuleChecks {
 public:
  RuleChecks(Analyst& a, std::uint32_t m) : a_(a), m_(m), model_(a.program.models[m]), facts_(a.models[m]) {}

  void run() {
    if (facts_.under.empty()) return;
    for (const RuleBlock& block : model_.blocks) one_block(block);
    for (const Group& group : model_.groups) {
      for (const RuleBlock& block : group.blocks) one_block(block);
    }
    pairs(model_.blocks);
    for (const Group& group : model_.groups) pairs(group.blocks);
  }

 private:
  std::string label(std::uint32_t rule) const { return "`" + model_.rules[rule].label + "`"; }
  const Region& holds(std::uint32_t rule) const { return facts_.choices.holds[rule]; }
  const Region& fails(std::uint32_t rule) const { return facts_.choices.fails[rule]; }
  Region both(const Region& a, const Region& b) { return a_.conditions.both(a, b); }

  // Points that are a fixed number other than zero.
  std::optional<std::int64_t> points(std::uint32_t rule) const {
    const Expr& e = a_.program.expr(model_.rules[rule].points);
    if (e.op != Op::kConstant || e.value.missing || e.value.number == 0) return std::nullopt;
    return e.value.number;
  }

  void one_block(const RuleBlock& block) {
    Region rest = facts_.under;
    for (const std::uint32_t r : block.rules) {
      const Rule& rule = model_.rules[r];
      if (rule.form == RuleForm::kOtherwise) {
        if (block.kind == RuleBlock::Kind::kFirst && rest.empty())
          a_.found("score/shadowed", rule.span, label(r) + " never counts: one of the rules above always holds");
        continue;
      }
      // What excludes itself is said of the condition.
      if (holds(r).empty()) continue;
      if (both(facts_.under, holds(r)).empty()) {
        Diagnostic& found = a_.found("score/dead-rule", rule.span,
                                     label(r) + " can never give points: no record that the model scores fulfils it",
                                     "the model's `where` excludes it");
        if (model_.where != kNoExpr)
          found.related.push_back({a_.program.expr(model_.where).span, "only these are scored"});
        continue;
      }
      if (block.kind == RuleBlock::Kind::kFirst) {
        if (both(rest, holds(r)).empty()) shadowed(block, r);
        rest = both(rest, fails(r));
      }
      // A condition that everybody fulfils, scored or not, is spoken of by itself.
      const bool constant = rule.condition == kNoExpr || a_.program.expr(rule.condition).op == Op::kConstant;
      if (block.kind == RuleBlock::Kind::kSingle && rule.form == RuleForm::kWhen && rule.or_points == kNoExpr &&
          (constant || !fails(r).empty()) && both(facts_.under, fails(r)).empty())
        a_.found("score/always-fires", rule.span, label(r) + " gives its points to every record that is scored",
                 "points that everybody has tell nobody from anybody");
    }
  }

  void shadowed(const RuleBlock& block, std::uint32_t r) {
    std::vector<std::uint32_t> earlier;
    for (const std::uint32_t other : block.rules) {
      if (other == r) break;
      if (!both(both(facts_.under, holds(r)), holds(other)).empty()) earlier.push_back(other);
    }
    if (earlier.empty()) return;
    // The engine has to say so too, of a record that fulfils the rule.
    const Region fulfilled = both(facts_.under, holds(r));
    for (const Box& box : fulfilled.boxes) {
      const Shown shown = a_.show(model_.kind, box);
      const LedgerLine* line = line_of(shown.ledger, m_, r);
      if (line == nullptr || !line->holds || line->counted) continue;
      std::string above;
      for (const std::uint32_t other : earlier) above += (above.empty() ? "" : ", ") + label(other);
      Diagnostic& found =
          a_.found("score/shadowed", model_.rules[r].span,
                   label(r) + " never counts: wherever it holds, " + above + " above it " +
                       (earlier.size() == 1 ? "does" : "do") + ", and the first counts",
                   "put it above, or narrow what stands above; an example: " + shown.witness.told(a_.program));
      for (const std::uint32_t other : earlier)
        found.related.push_back({model_.rules[other].span, "this counts in its place"});
      return;
    }
  }

  // What a rule is about, where that is one field, or the interactions of one selection; empty otherwise.
  std::string subject(std::uint32_t r) const {
    const Rule& rule = model_.rules[r];
    if (rule.form != RuleForm::kWhen) return "";
    std::set<std::uint64_t> leaves;
    std::set<AxisId> counts;
    bool values = false;
    for (const Box& box : holds(r).boxes) {
      for (const auto& [axis, domain] : box.axes()) {
        const Axis& a = a_.conditions.axes()[axis];
        leaves.insert(a.leaves.begin(), a.leaves.end());
        if (a.kind == Axis::Kind::kCount) {
          counts.insert(axis);
        } else {
          values = true;
        }
      }
    }
    if (counts.size() == 1 && !values) return "count " + std::to_string(*counts.begin());
    if (counts.empty() && leaves.size() == 1) return "field " + std::to_string(*leaves.begin());
    return "";
  }

  // Rules of their own in one place, two by two where they are about the same.
  void pairs(const std::vector<RuleBlock>& blocks) {
    std::map<std::string, std::vector<std::uint32_t>> about;
    for (const RuleBlock& block : blocks) {
      if (block.kind != RuleBlock::Kind::kSingle) continue;
      const std::uint32_t r = block.rules.front();
      if (holds(r).empty() || holds(r).is_everything() || !points(r) || model_.rules[r].or_points != kNoExpr) continue;
      const std::string what = subject(r);
      if (!what.empty()) about[what].push_back(r);
    }
    std::vector<Pairing> open;
    for (const auto& [what, rules] : about) {
      for (std::size_t j = 1; j < rules.size(); ++j) {
        Pairing pairing{&rules, j, 0, {}, 0, {}};
        if (next(pairing)) open.push_back(std::move(pairing));
      }
    }
    // A record for each at a time, all of them evaluated together.
    while (!open.empty() && !a_.conditions.left_off()) {
      std::vector<CountQuestion> questions;
      for (Pairing& one : open) questions.push_back({std::move(one.witness), one.before(), one.rule()});
      const std::vector<bool> counted = a_.run().both_count(m_, questions);
      std::vector<Pairing> left;
      for (std::size_t i = 0; i < open.size(); ++i) {
        if (counted[i]) {
          double_count(questions[i]);
        } else if (next(open[i])) {
          left.push_back(std::move(open[i]));
        }
      }
      open = std::move(left);
    }
  }

  // The search for a record for which a rule and one above it count.
  struct Pairing {
    const std::vector<std::uint32_t>* rules = nullptr;  // about the same
    std::size_t second = 0;
    std::size_t behind = 0;  // the first is the one before this
    Region together;         // of both
    std::size_t box = 0;     // of it, to be tried next
    Witness witness;

    [[nodiscard]] std::uint32_t before() const { return (*rules)[behind - 1]; }
    [[nodiscard]] std::uint32_t rule() const { return (*rules)[second]; }
  };

  // Goes on to the next record; false where there is none, or two rules undo each other.
  bool next(Pairing& p) {
    static constexpr std::size_t kMostBoxes = 8;
    while (p.box >= std::min(p.together.boxes.size(), kMostBoxes)) {
      if (p.behind == p.second) return false;
      ++p.behind;
      p.box = 0;
      p.together = {};
      const std::int64_t x = *points(p.before());
      const std::int64_t y = *points(p.rule());
      if (x == -y && cancel(p.before(), p.rule())) return false;
      if ((x < 0) == (y < 0)) p.together = both(facts_.under, both(holds(p.before()), holds(p.rule())));
    }
    p.witness = make_witness(a_.conditions, model_.kind, p.together.boxes[p.box++]);
    return true;
  }

  bool cancel(std::uint32_t first, std::uint32_t second) {
    if (!both(holds(first), fails(second)).empty() || !both(fails(first), holds(second)).empty()) return false;
    a_.found("score/cancels-out", model_.rules[second].span,
             label(second) + " takes away what " + label(first) + " gives: both hold for the same records",
             "take both out, or change what one of them asks for")
        .related.push_back({model_.rules[first].span, "the other"});
    return true;
  }

  void double_count(const CountQuestion& shown) {
    a_.found(
          "score/double-count", model_.rules[shown.second].span,
          label(shown.first) + " and " + label(shown.second) + " count together for " + shown.witness.told(a_.program),
          "`first of \"…\" { … }` counts one of them; `# allow score/double-count: …` says that both are meant")
        .related.push_back({model_.rules[shown.first].span, "the other"});
  }

  Analyst& a_;
  std::uint32_t m_;
  const Model& model_;
  const ModelFacts& facts_;
};

}  // namespace

void check_rules(Analyst& a) {
  for (std::uint32_t m = 0; m < a.program.models.size(); ++m) RuleChecks{a, m}.run();
}

}  // namespace leadline::analysis
