// SPDX-License-Identifier: Apache-2.0
// The names and heads of what may be named before it is declared: definitions, models with their groups and thresholds,
// segments, processes with their stages and deadlines, strategies, hours.
#include <algorithm>
#include <map>
#include <tuple>

#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/subjects.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

// Names of one model or process: twice is an error that shows both.
class OwnNames {
 public:
  OwnNames(Checker& c, std::string owner) : c_(c), owner_(std::move(owner)) {}

  bool add(const ast::Name& name, const char* what) {
    const auto [first, is_new] = names_.try_emplace(name.text, name.span);
    if (is_new) return true;
    Diagnostic& d = c_.error("name/duplicate", name.span, owner_ + " already has something called `" + name.text + "`",
                             std::string{"choose another name for this "} + what);
    d.related.push_back({first->second, "the first one"});
    return false;
  }

 private:
  Checker& c_;
  std::string owner_;
  std::map<std::string, Span> names_;
};

std::optional<RecordKind> scored_kind(Checker& c, const ast::Name& name) {
  const std::optional<RecordKind> kind = kind_word(name.text);
  if (kind && *kind != RecordKind::kUser) return kind;
  std::string help = other_products_word(name.text);
  if (help.empty()) help = suggestion(name.text, {"lead", "contact", "account", "opportunity"});
  c.error("name/unknown", name.span, "`" + name.text + "` is nothing that a model scores", help);
  return std::nullopt;
}

void threshold_head(Checker& c, const ast::Threshold& tree, std::int32_t model, RecordKind kind,
                    const std::string& model_name) {
  Threshold threshold;
  threshold.name = tree.name.text;
  threshold.full_name = model_name.empty() ? tree.name.text : model_name + "." + tree.name.text;
  threshold.model = model;
  threshold.kind = kind;
  threshold.span = tree.name.span;
  c.program.thresholds.push_back(std::move(threshold));
  c.threshold_trees.push_back(&tree);
}

void model_head(Checker& c, const ast::Model& tree) {
  const auto index = static_cast<std::uint32_t>(c.program.models.size());
  Model model;
  model.name = tree.name.text;
  model.title = tree.title ? tree.title->value : tree.name.text;
  model.span = tree.name.span;
  model.zone = c.zone_of(tree.name.span);
  if (tree.scores) model.kind = scored_kind(c, *tree.scores).value_or(RecordKind::kLead);
  OwnNames names{c, "the model `" + tree.name.text + "`"};
  for (const auto& item : tree.items) {
    if (const auto* group = std::get_if<ast::Group>(&item)) {
      if (group->name.text == "score" || group->name.text == "grade") {
        c.error("name/duplicate", group->name.span, "every model has `" + group->name.text + "` by itself",
                "choose another name for this group");
        continue;
      }
      names.add(group->name, "group");
      Group made;
      made.name = group->name.text;
      made.title = group->title ? group->title->value : group->name.text;
      made.span = group->name.span;
      model.groups.push_back(std::move(made));
    } else if (const auto* threshold = std::get_if<ast::Threshold>(&item)) {
      if (threshold->name.text == "score" || threshold->name.text == "grade") {
        c.error("name/duplicate", threshold->name.span, "every model has `" + threshold->name.text + "` by itself",
                "choose another name for this threshold");
        continue;
      }
      names.add(threshold->name, "threshold");
      const auto number = static_cast<std::uint32_t>(c.program.thresholds.size());
      model.thresholds.push_back(number);
      threshold_head(c, *threshold, static_cast<std::int32_t>(index), model.kind, tree.name.text);
      c.threshold_names[threshold->name.text].push_back(number);
    } else if (const auto* grade = std::get_if<ast::GradeLine>(&item)) {
      Grade made;
      made.word = grade->word.value;
      made.span = grade->word.span;
      model.grades.push_back(std::move(made));
    }
  }
  c.model_names.emplace(model.name, index);
  c.program.models.push_back(std::move(model));
  c.model_trees.push_back(&tree);
}

Stage::Final final_of(ast::Stage::Final final) {
  switch (final) {
    case ast::Stage::Final::kNo:
      return Stage::Final::kNo;
    case ast::Stage::Final::kYes:
      return Stage::Final::kYes;
    case ast::Stage::Final::kWon:
      return Stage::Final::kWon;
    case ast::Stage::Final::kLost:
      return Stage::Final::kLost;
  }
  return Stage::Final::kNo;
}

void process_head(Checker& c, const ast::Process& tree) {
  Process process;
  process.name = tree.name.text;
  process.title = tree.title ? tree.title->value : tree.name.text;
  process.span = tree.name.span;
  if (tree.kind) {
    const std::optional<RecordKind> kind = kind_word(tree.kind->text);
    if (kind && is_staged(*kind)) {
      process.kind = *kind;
    } else {
      const std::string help = other_products_word(tree.kind->text);
      c.error("name/unknown", tree.kind->span, "`" + tree.kind->text + "` is nothing that goes through a process",
              help.empty() ? suggestion(tree.kind->text, {"lead", "contact", "account", "opportunity"}) : help);
    }
  } else {
    c.error("stage/no-kind", tree.name.span, "the process `" + tree.name.text + "` does not say what goes through it",
            "write `for lead` behind its name");
  }
  OwnNames stages{c, "the process `" + tree.name.text + "`"};
  OwnNames deadlines{c, "the process `" + tree.name.text + "`"};
  for (const auto& item : tree.items) {
    const auto* stage = std::get_if<ast::Stage>(&item);
    if (stage == nullptr) continue;
    stages.add(stage->name, "stage");
    Stage made;
    made.name = stage->name.text;
    made.title = stage->title ? stage->title->value : stage->name.text;
    made.final = final_of(stage->final);
    made.span = stage->name.span;
    const auto number = static_cast<std::uint32_t>(process.stages.size());
    for (const ast::Deadline& deadline : stage->deadlines) {
      deadlines.add(deadline.name, "deadline");
      Deadline d;
      d.name = deadline.name.text;
      d.title = deadline.title ? deadline.title->value : deadline.name.text;
      d.stage = number;
      d.span = deadline.name.span;
      process.deadlines.push_back(std::move(d));
    }
    process.stages.push_back(std::move(made));
  }
  if (process.stages.empty()) {
    c.error("stage/none", tree.name.span, "the process `" + tree.name.text + "` has no stage",
            "the first stage is where records start");
  }
  c.program.processes.push_back(std::move(process));
  c.process_trees.push_back(&tree);
}

void hours_head(Checker& c, const ast::Hours& tree) {
  Hours hours;
  hours.name = tree.name.text;
  hours.zone = c.zone_of(tree.name.span);
  static constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const auto day_of = [&](const ast::Name& name) {
    for (int day = 0; day < 7; ++day) {
      if (name.text.compare(0, 3, kDays[day]) == 0) return day + 1;
    }
    c.error("name/unknown", name.span, "there is no day `" + name.text + "`",
            "days are `mon`, `tue`, `wed`, `thu`, `fri`, `sat` and `sun`");
    return 0;
  };
  for (const ast::Hours::Line& line : tree.lines) {
    if (line.from_minute >= line.to_minute) {
      c.error("type/mismatch", line.span, "these hours end before they begin", "hours over midnight are two lines");
      continue;
    }
    if (line.days.empty()) continue;
    const int from = day_of(line.days.front());
    const int to = day_of(line.days.back());
    if (from == 0 || to == 0) continue;
    for (int day = from;; day = day % 7 + 1) {
      hours.lines.push_back({day, line.from_minute, line.to_minute});
      if (day == to) break;
    }
  }
  if (c.names != nullptr)
    c.names->declare({NameKind::kHours, static_cast<std::uint32_t>(c.program.hours.size()), 0}, tree.name.span);
  c.hours_names.emplace(hours.name, static_cast<std::uint32_t>(c.program.hours.size()));
  c.program.hours.push_back(std::move(hours));
}

// A threshold at the top of a file belongs to the kind that the models score which it names.
void kinds_of_top_thresholds(Checker& c) {
  for (std::size_t t = 0; t < c.program.thresholds.size(); ++t) {
    Threshold& threshold = c.program.thresholds[t];
    const ast::Threshold& tree = *c.threshold_trees[t];
    if (threshold.model >= 0 || !tree.condition) continue;
    const std::vector<RecordKind> kinds = kinds_of_named_models(c, *tree.condition);
    if (kinds.size() > 1) {
      c.error("type/mismatch", tree.condition->span,
              "the models that this threshold names score " + std::string{plural_of(kinds[0])} + " and " +
                  std::string{plural_of(kinds[1])},
              "a threshold is about one kind of record");
    }
    threshold.kind = kinds.empty() ? likely_subject(c, *tree.condition) : kinds[0];
  }
}

}  // namespace

void declare_heads(Checker& c) {
  c.for_each<ast::Define>([&](const ast::Define& tree, const ast::Statement&) {
    c.shared[tree.name.text] = {SharedKind::kDefinition, static_cast<std::uint32_t>(c.program.definitions.size()),
                                tree.name.span};
    c.program.definitions.push_back({tree.name.text, tree.name.span});
    c.definition_trees.push_back(&tree);
  });
  for (const ast::Statement* statement : c.statements) {
    if (const auto* model = std::get_if<ast::Model>(&statement->body)) model_head(c, *model);
    if (const auto* threshold = std::get_if<ast::Threshold>(&statement->body)) {
      c.shared[threshold->name.text] = {SharedKind::kThreshold, static_cast<std::uint32_t>(c.program.thresholds.size()),
                                        threshold->name.span};
      threshold_head(c, *threshold, -1, RecordKind::kLead, "");
    }
  }
  c.for_each<ast::Segment>([&](const ast::Segment& tree, const ast::Statement&) {
    c.shared[tree.name.text] = {SharedKind::kSegment, static_cast<std::uint32_t>(c.program.segments.size()),
                                tree.name.span};
    Segment segment;
    segment.name = tree.name.text;
    segment.span = tree.name.span;
    c.program.segments.push_back(std::move(segment));
    c.segment_trees.push_back(&tree);
  });
  c.for_each<ast::Match>([&](const ast::Match& tree, const ast::Statement&) {
    MatchStrategy strategy;
    strategy.name = tree.name.text;
    strategy.span = tree.name.span;
    strategy.kind = kind_word(tree.kind.text).value_or(RecordKind::kContact);
    c.strategy_names.emplace(strategy.name, static_cast<std::uint32_t>(c.program.strategies.size()));
    c.program.strategies.push_back(std::move(strategy));
    c.match_trees.push_back(&tree);
  });
  c.for_each<ast::Hours>([&](const ast::Hours& tree, const ast::Statement&) { hours_head(c, tree); });
  // A file's own processes come before those of the files that it uses.
  struct Placed {
    std::uint32_t rank;
    std::size_t place;
    const ast::Process* process;
  };
  std::vector<Placed> processes;
  for (std::size_t i = 0; i < c.statements.size(); ++i) {
    if (const auto* process = std::get_if<ast::Process>(&c.statements[i]->body))
      processes.push_back({c.statement_ranks[i], i, process});
  }
  std::sort(processes.begin(), processes.end(),
            [](const Placed& a, const Placed& b) { return std::tie(a.rank, a.place) < std::tie(b.rank, b.place); });
  for (const Placed& placed : processes) process_head(c, *placed.process);
  c.definition_used.assign(c.program.definitions.size(), false);
  c.segment_used.assign(c.program.segments.size(), false);
  c.strategy_used.assign(c.program.strategies.size(), false);
  c.own_thresholds.assign(c.program.thresholds.size(), {});
  kinds_of_top_thresholds(c);
}

}  // namespace leadline::checking
