// SPDX-License-Identifier: Apache-2.0
// Models: rules, blocks, groups, grades, thresholds. Rules themselves are in rules.cpp.
#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/members.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/rules.hpp"
#include "engine/program/subjects.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/values/text.hpp"

namespace leadline::checking {

namespace {

class ModelLowering {
 public:
  ModelLowering(Checker& c, std::uint32_t index) : c_(c), index_(index), tree_(*c.model_trees[index]) {
    env_.subject = c.program.models[index].kind;
    env_.model = static_cast<std::int32_t>(index);
  }

  void run() {
    const Circles::Node score = score_node(c_, index_);
    model().bounds = lower_bounds(c_, tree_.bounds);
    if (tree_.where) {
      const OwnerScope owner{c_, score};
      const ExprId where = lower_condition(c_, env_, *tree_.where);
      model().where = where;
    }
    if (tree_.counting) env_.counting.push_back(tree_.counting.get());
    std::size_t group = 0;
    std::size_t grade = 0;
    for (const auto& item : tree_.items) {
      if (const auto* rule = std::get_if<ast::Rule>(&item)) {
        const OwnerScope owner{c_, score};
        outside_groups(rule->label.span);
        add_block(model_blocks_, single(*rule));
      } else if (const auto* block = std::get_if<ast::RuleBlock>(&item)) {
        const OwnerScope owner{c_, score};
        outside_groups(block->span);
        add_block(model_blocks_, several(*block));
      } else if (const auto* of_group = std::get_if<ast::Group>(&item)) {
        if (group < model().groups.size() && model().groups[group].name == of_group->name.text)
          lower_group(*of_group, static_cast<std::uint32_t>(group++));
      } else if (const auto* line = std::get_if<ast::GradeLine>(&item)) {
        lower_grade(*line, grade++);
      }
    }
    model().blocks = std::move(model_blocks_);
    model().rules = std::move(rules_);
    if (tree_.score) {
      const OwnerScope owner{c_, score};
      Environment plain = env_;
      plain.counting.clear();
      const ExprId value = lower_as(c_, plain, *tree_.score, simple(TypeKind::kNumber), "a score is");
      model().score = value;
    } else {
      for (std::uint32_t g = 0; g < model().groups.size(); ++g)
        c_.circles.edge(score, group_node(c_, index_, g), model().groups[g].span);
    }
    if (!model().grades.empty()) c_.circles.edge(grade_node(c_, index_), score, model().grades[0].span);
    for (const std::uint32_t threshold : model().thresholds) lower_threshold(threshold);
    if (model().rules.empty() && !tree_.score) {
      c_.error("score/no-rules", tree_.name.span, "the model `" + tree_.name.text + "` has no rules",
               "a rule is a label and its points: `\"Wrote to us\" +10 when …`");
    }
    check_unused_counting();
  }

 private:
  Model& model() { return c_.program.models[index_]; }

  static void add_block(std::vector<RuleBlock>& blocks, RuleBlock block) {
    if (!block.rules.empty()) blocks.push_back(std::move(block));
  }

  void outside_groups(const Span& span) {
    if (!tree_.score) return;
    c_.error("score/ungrouped-rule", span,
             "`score =` says what the score is, and this rule stands in no group that it could name",
             "put it into a group")
        .related.push_back({tree_.score->span, "the score"});
  }

  RuleBlock single(const ast::Rule& tree) {
    RuleBlock block;
    block.span = tree.span;
    if (tree.form == ast::Rule::Form::kOtherwise) {
      c_.error("score/otherwise", tree.span,
               "`otherwise` stands last in `first of` or `best of`, where there are other rules",
               "say when the points are given: `when …`");
      return block;
    }
    block.rules.push_back(static_cast<std::uint32_t>(rules_.size()));
    rules_.push_back(lower_rule(c_, env_, tree, false));
    return block;
  }

  RuleBlock several(const ast::RuleBlock& tree) {
    RuleBlock block;
    block.kind = tree.best ? RuleBlock::Kind::kBest : RuleBlock::Kind::kFirst;
    block.label = tree.label.value;
    block.span = tree.span;
    for (std::size_t i = 0; i < tree.rules.size(); ++i) {
      const ast::Rule& rule = tree.rules[i];
      if (rule.form == ast::Rule::Form::kOtherwise && (i + 1 != tree.rules.size() || i == 0)) {
        c_.error("score/otherwise", rule.span,
                 i == 0 ? "`otherwise` needs another rule before it" : "`otherwise` comes last");
      }
      block.rules.push_back(static_cast<std::uint32_t>(rules_.size()));
      rules_.push_back(lower_rule(c_, env_, rule, true));
    }
    if (block.rules.empty()) c_.error("score/no-rules", tree.span, "this block has no rules");
    return block;
  }

  void lower_group(const ast::Group& tree, std::uint32_t index) {
    const OwnerScope owner{c_, group_node(c_, index_, index)};
    if (tree.counting) env_.counting.push_back(tree.counting.get());
    const std::size_t before = rules_.size();
    std::vector<RuleBlock> blocks;
    for (const ast::ScoreItem& item : tree.items) {
      if (const auto* rule = std::get_if<ast::Rule>(&item)) {
        add_block(blocks, single(*rule));
      } else {
        add_block(blocks, several(std::get<ast::RuleBlock>(item)));
      }
    }
    if (tree.items.empty())
      c_.error("score/no-rules", tree.name.span, "the group `" + tree.name.text + "` has no rules");
    if (tree.counting) {
      validate_counting(*tree.counting, before);
      env_.counting.pop_back();
    }
    Group& group = model().groups[index];
    group.bounds = lower_bounds(c_, tree.bounds);
    group.blocks = std::move(blocks);
  }

  void lower_grade(const ast::GradeLine& line, std::size_t index) {
    const OwnerScope owner{c_, grade_node(c_, index_)};
    const std::string folded = fold(line.word.value);
    for (std::size_t i = 0; i < index; ++i) {
      if (fold(model().grades[i].word) != folded) continue;
      c_.error("name/duplicate", line.word.span, "the grade \"" + line.word.value + "\" is given twice",
               "join the conditions with `or`")
          .related.push_back({model().grades[i].span, "the first one"});
    }
    if (!line.condition) {
      if (index + 1 != model().grades.size())
        c_.error("score/otherwise", line.span, "the grades behind `otherwise` are never given",
                 "`otherwise` comes last");
      return;
    }
    const ExprId condition = lower_condition(c_, env_, *line.condition);
    model().grades[index].condition = condition;
  }

  void lower_threshold(std::uint32_t number) {
    own_threshold(c_, number);
    const ast::Threshold& tree = *c_.threshold_trees[number];
    Threshold& threshold = c_.program.thresholds[number];
    if (tree.until_below) threshold.until_below = tree.until_below->value;
    if (tree.until_below && tree.at && tree.until_below->value > tree.at->value) {
      c_.error("score/bounds", tree.until_below->span,
               "`" + tree.name.text + "` would be lost again as soon as it is reached: it begins at " +
                   to_text(tree.at->value),
               "write a number of at most " + to_text(tree.at->value));
    }
    const Circles::Node holds = threshold_node(c_, number);
    c_.circles.edge(holds, c_.circles.node(Circles::Kind::kThreshold, number, 1, threshold.full_name, threshold.span),
                    threshold.span);
    c_.circles.edge(holds, score_node(c_, index_), threshold.span);
  }

  // A `counting` is checked where a rule's selection takes it in; one that none takes in is checked by itself.
  void validate_counting(const ast::Selection& counting, std::size_t first_rule) {
    const bool taken = std::any_of(rules_.begin() + static_cast<std::ptrdiff_t>(first_rule), rules_.end(),
                                   [](const Rule& rule) { return rule.selection != kNoSelection; });
    if (taken) return;
    ast::Selection every;
    every.kinds.push_back({"interaction", counting.span});
    every.span = counting.span;
    Environment env = env_;
    env.counting = {&counting};
    if (c_.program.interactions.size() > 2) lower_selection(c_, env, every);
  }

  void check_unused_counting() {
    if (!tree_.counting) return;
    const bool taken = std::any_of(model().rules.begin(), model().rules.end(),
                                   [](const Rule& rule) { return rule.selection != kNoSelection; });
    if (taken) return;
    validate_counting(*tree_.counting, rules_.size());
  }

  Checker& c_;
  std::uint32_t index_;
  const ast::Model& tree_;
  Environment env_;
  std::vector<Rule> rules_;
  std::vector<RuleBlock> model_blocks_;
};

}  // namespace

ExprId own_threshold(Checker& c, std::uint32_t number) {
  DefinitionInstance& instance = c.own_thresholds[number];
  if (instance.open) return c.broken();
  if (instance.value != kNoExpr) return instance.value;
  const ast::Threshold& tree = *c.threshold_trees[number];
  const auto index = static_cast<std::uint32_t>(c.program.thresholds[number].model);
  const ast::Model& model = *c.model_trees[index];
  const std::string full_name = c.program.thresholds[number].full_name;
  instance.open = true;
  const OwnerScope owner{c, c.circles.node(Circles::Kind::kThreshold, number, 1, full_name, tree.name.span)};
  Environment env;
  env.subject = c.program.models[index].kind;
  env.model = static_cast<std::int32_t>(index);
  if (model.counting) env.counting.push_back(model.counting.get());
  std::vector<ExprId> parts;
  if (tree.at) {
    const ast::Name score{"score", tree.at->span};
    const ExprId points = member_value(c, env, self(c, *env.subject, tree.at->span), index, score, tree.at->span);
    parts.push_back(comparison(c, CompareOp::kGreaterEqual, points, number_constant(c, tree.at->value, tree.at->span),
                               false, tree.at->span));
    c.program.thresholds[number].at = tree.at->value;
  }
  if (tree.condition) {
    const ExprId when = lower_condition(c, env, *tree.condition);
    c.program.thresholds[number].when = when;
    parts.push_back(when);
  }
  instance.value = parts.empty()       ? c.broken()
                   : parts.size() == 1 ? parts[0]
                                       : condition(c, Op::kOr, std::move(parts), tree.span);
  c.program.thresholds[number].condition = instance.value;
  instance.open = false;
  return instance.value;
}

void check_models(Checker& c) {
  for (std::uint32_t m = 0; m < c.program.models.size(); ++m) ModelLowering{c, m}.run();
}

void check_thresholds(Checker& c) {
  for (std::uint32_t t = 0; t < c.program.thresholds.size(); ++t) {
    if (c.program.thresholds[t].model >= 0) continue;
    const ast::Threshold& tree = *c.threshold_trees[t];
    if (tree.at)
      c.error("type/mismatch", tree.at->span,
              "outside a model there is no score that could reach " + to_text(tree.at->value),
              "name the model: `when NAME.score >= " + to_text(tree.at->value) + "`");
    if (tree.until_below)
      c.error("type/mismatch", tree.until_below->span,
              "`until below` is about the model's own score, and this threshold stands in no model",
              "put the threshold into a model");
    // One that names models of two kinds has been reported with its head.
    if (!tree.condition || kinds_of_named_models(c, *tree.condition).size() > 1) continue;
    const OwnerScope owner{c, threshold_node(c, t)};
    Environment env;
    env.subject = c.program.thresholds[t].kind;
    const ExprId condition = lower_condition(c, env, *tree.condition);
    c.program.thresholds[t].condition = condition;
    c.program.thresholds[t].when = condition;
  }
}

}  // namespace leadline::checking
