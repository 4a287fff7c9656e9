// SPDX-License-Identifier: Apache-2.0
// Processes: stages with their transitions, requirements, actions, waits and deadlines.
#include <algorithm>
#include <map>

#include "engine/program/actions.hpp"
#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

class ProcessLowering {
 public:
  ProcessLowering(Checker& c, std::uint32_t index) : c_(c), index_(index), tree_(*c.process_trees[index]) {
    env_.subject = c.program.processes[index].kind;
    env_.process = static_cast<std::int32_t>(index);
  }

  void run() {
    Process made = c_.program.processes[index_];
    if (tree_.where) {
      Environment plain = env_;
      plain.process = -1;
      made.where = lower_condition(c_, plain, *tree_.where);
    }
    std::uint32_t stage = 0;
    for (const auto& item : tree_.items) {
      if (const auto* s = std::get_if<ast::Stage>(&item)) {
        lower_stage(*s, made, stage++);
      } else if (const auto* any = std::get_if<ast::AnyStage>(&item)) {
        made.any.push_back(lower_any(*any, made));
      }
    }
    for (const auto& item : tree_.items) {
      if (const auto* was = std::get_if<ast::StageWas>(&item)) lower_was(*was, made);
    }
    mark_side_stages(made);
    c_.program.processes[index_] = std::move(made);
  }

 private:
  // Number of a stage, or nothing (reported).
  std::optional<std::uint32_t> stage_named(const Process& process, const ast::Name& name) {
    const int found = process.find(name.text);
    if (found >= 0) {
      c_.mention(NameKind::kStage, index_, static_cast<std::size_t>(found), name.span);
      return static_cast<std::uint32_t>(found);
    }
    std::vector<std::string> names;
    for (const Stage& stage : process.stages) names.push_back(stage.name);
    c_.error("name/unknown", name.span, "the process `" + process.name + "` has no stage `" + name.text + "`",
             suggestion(name.text, names));
    return std::nullopt;
  }

  std::vector<Transition> transitions(const std::vector<ast::Transition>& trees, const Process& process,
                                      const std::string& from) {
    std::vector<Transition> out;
    for (const ast::Transition& tree : trees) {
      Transition transition;
      const std::optional<std::uint32_t> to = stage_named(process, tree.to);
      if (tree.condition) transition.condition = lower_condition(c_, env_, *tree.condition);
      transition.actions = lower_actions(c_, env_, tree.actions);
      transition.span = tree.span;
      if (!to) continue;
      transition.to = *to;
      transition.name = from + "->" + tree.to.text;
      const int number = ++pairs_[transition.name];
      if (number > 1) transition.name += "#" + std::to_string(number);
      out.push_back(std::move(transition));
    }
    return out;
  }

  ExprId value(const ast::Expr& tree) { return as_value(c_, lower(c_, env_, tree)); }

  Wait wait(const ast::Wait& tree) {
    Wait out;
    out.milliseconds = tree.duration.milliseconds;
    if (out.milliseconds <= 0) c_.error("type/mismatch", tree.duration.span, "a wait is longer than nothing");
    if (!tree.hours) return out;
    const auto hours = c_.hours_names.find(tree.hours->text);
    if (hours == c_.hours_names.end()) {
      std::vector<std::string> names;
      for (const Hours& h : c_.program.hours) names.push_back(h.name);
      c_.error("name/unknown", tree.hours->span, "there are no hours `" + tree.hours->text + "`",
               names.empty() ? "declare them: `hours " + tree.hours->text + " { mon-fri 09:00-17:00 }`"
                             : suggestion(tree.hours->text, names));
      return out;
    }
    out.hours = static_cast<std::int32_t>(hours->second);
    c_.mention(NameKind::kHours, hours->second, 0, tree.hours->span);
    return out;
  }

  void lower_stage(const ast::Stage& tree, Process& process, std::uint32_t number) {
    const bool final = tree.final != ast::Stage::Final::kNo;
    if ((tree.final == ast::Stage::Final::kWon || tree.final == ast::Stage::Final::kLost) &&
        !tree.transitions.empty()) {
      c_.error("stage/leaves-final", tree.transitions[0].span,
               "`" + tree.name.text + "` is the end of the process, and no record leaves it by itself",
               "a move out of it is made by hand");
    }
    if (final && tree.on_exit_span) {
      c_.error("stage/exit-on-final", *tree.on_exit_span,
               "`" + tree.name.text + "` is a final stage, which no record leaves by itself", "write `on enter`");
    }
    Stage stage = process.stages[number];
    for (const ast::ExprPtr& field : tree.fields) stage.fields.push_back(value(*field));
    for (const ast::Require& require : tree.requires_) {
      Require made;
      for (const ast::ExprPtr& field : require.fields) made.present.push_back(value(*field));
      if (require.condition) made.condition = lower_condition(c_, env_, *require.condition);
      made.to_enter = require.to_enter;
      made.text = c_.written(require.span);
      made.span = require.span;
      stage.requires_.push_back(std::move(made));
    }
    stage.transitions = transitions(tree.transitions, process, tree.name.text);
    stage.on_enter = lower_actions(c_, env_, tree.on_enter);
    stage.on_exit = lower_actions(c_, env_, tree.on_exit);
    for (const ast::After& after : tree.after) {
      After made;
      made.wait = wait(after.wait);
      made.actions = lower_actions(c_, env_, after.actions);
      made.span = after.span;
      stage.after.push_back(std::move(made));
    }
    for (const ast::Deadline& deadline : tree.deadlines) {
      const auto found = std::find_if(process.deadlines.begin(), process.deadlines.end(),
                                      [&](const Deadline& d) { return d.name == deadline.name.text; });
      if (found == process.deadlines.end()) continue;
      found->wait = wait(deadline.wait);
      if (deadline.unless) {
        const auto place = static_cast<std::uint32_t>(found - process.deadlines.begin());
        const OwnerScope owner{c_, deadline_node(c_, index_, place)};
        found->unless = lower_condition(c_, env_, *deadline.unless);
      }
      found->actions = lower_actions(c_, env_, deadline.actions);
    }
    process.stages[number] = std::move(stage);
  }

  AnyStage lower_any(const ast::AnyStage& tree, const Process& process) {
    AnyStage any;
    any.span = tree.span;
    any.from.assign(process.stages.size(),
                    tree.which == ast::AnyStage::Which::kAll || tree.which == ast::AnyStage::Which::kExcept);
    for (const ast::Name& name : tree.stages) {
      const std::optional<std::uint32_t> stage = stage_named(process, name);
      if (!stage) continue;
      for (std::uint32_t s = 0; s < any.from.size(); ++s) {
        switch (tree.which) {
          case ast::AnyStage::Which::kAll:
            break;
          case ast::AnyStage::Which::kBefore:
            any.from[s] = any.from[s] || s < *stage;
            break;
          case ast::AnyStage::Which::kAfter:
            any.from[s] = any.from[s] || s > *stage;
            break;
          case ast::AnyStage::Which::kIn:
            any.from[s] = any.from[s] || s == *stage;
            break;
          case ast::AnyStage::Which::kExcept:
            any.from[s] = any.from[s] && s != *stage;
            break;
        }
      }
    }
    for (std::size_t s = 0; s < any.from.size(); ++s)
      any.from[s] = any.from[s] && process.stages[s].final == Stage::Final::kNo;
    any.transitions = transitions(tree.transitions, process, "any");
    return any;
  }

  void lower_was(const ast::StageWas& tree, Process& process) {
    const std::optional<std::uint32_t> now = stage_named(process, tree.now);
    if (process.find(tree.old.text) >= 0) {
      c_.error("name/duplicate", tree.old.span, "the process still has a stage `" + tree.old.text + "`",
               "`stage old was NEW` is for a stage that is gone")
          .related.push_back({process.stages[static_cast<std::size_t>(process.find(tree.old.text))].span, "the stage"});
      return;
    }
    if (now) process.was.emplace_back(tree.old.text, *now);
  }

  static void mark_side_stages(Process& process) {
    for (std::size_t s = 1; s < process.stages.size(); ++s) process.stages[s].side = true;
    const auto enter = [&](const std::vector<Transition>& transitions) {
      for (const Transition& transition : transitions) process.stages[transition.to].side = false;
    };
    for (const Stage& stage : process.stages) enter(stage.transitions);
    for (const AnyStage& any : process.any) enter(any.transitions);
  }

  Checker& c_;
  std::uint32_t index_;
  const ast::Process& tree_;
  Environment env_;
  std::map<std::string, int> pairs_;
};

}  // namespace

void check_processes(Checker& c) {
  for (std::uint32_t p = 0; p < c.program.processes.size(); ++p) ProcessLowering{c, p}.run();
}

}  // namespace leadline::checking
