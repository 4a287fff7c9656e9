// SPDX-License-Identifier: Apache-2.0
// Forms and reactions: what is done with what comes in, and when something happens to a record.
#include <algorithm>

#include "engine/program/actions.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"
#include "engine/values/text.hpp"

namespace leadline::checking {

namespace {

void lower_form(Checker& c, const ast::Form& tree) {
  Form form;
  form.span = tree.head;
  if (tree.pattern) form.pattern = tree.pattern->value;
  for (const auto& [kind_name, strategy_name] : tree.by) {
    const std::optional<RecordKind> kind = kind_word(kind_name.text);
    if (!kind) {
      const std::string help = other_products_word(kind_name.text);
      c.error("name/unknown", kind_name.span, "there is no kind of record `" + kind_name.text + "`",
              help.empty() ? suggestion(kind_name.text, record_words()) : help);
      continue;
    }
    const auto strategy = c.strategy_names.find(strategy_name.text);
    if (strategy == c.strategy_names.end()) {
      std::vector<std::string> names;
      for (const MatchStrategy& s : c.program.strategies) names.push_back(s.name);
      c.error("name/unknown", strategy_name.span, "there is no matching strategy `" + strategy_name.text + "`",
              suggestion(strategy_name.text, names));
      continue;
    }
    c.strategy_used[strategy->second] = true;
    c.mention(NameKind::kStrategy, strategy->second, 0, strategy_name.span);
    const RecordKind finds = c.program.strategies[strategy->second].kind;
    if (finds != *kind)
      c.error("type/mismatch", strategy_name.span,
              "`" + strategy_name.text + "` finds " + std::string{plural_of(finds)} + ", not " +
                  std::string{plural_of(*kind)});
    form.by[static_cast<std::size_t>(*kind)] = static_cast<std::int32_t>(strategy->second);
  }
  for (const ast::Name& name : tree.always_create) {
    const std::optional<RecordKind> kind = kind_word(name.text);
    if (!kind) {
      c.error("name/unknown", name.span, "there is no kind of record `" + name.text + "`",
              suggestion(name.text, record_words()));
      continue;
    }
    form.always_create[static_cast<std::size_t>(*kind)] = true;
  }
  for (const ast::Name& name : tree.writes) {
    form.writes_contact = form.writes_contact || name.text == "contact";
    form.writes_lead = form.writes_lead || name.text == "lead";
    if (name.text != "contact" && name.text != "lead" && name.text != "nothing") {
      c.error("name/unknown", name.span, "a form does not write `" + name.text + "`",
              "it writes `contact and lead`, `contact`, `lead` or `nothing`");
    }
  }
  ItemScope submission;
  submission.kind = ItemScope::Kind::kSubmission;
  submission.then_subject = true;
  Environment env;
  env.subject = form.writes_lead ? RecordKind::kLead : RecordKind::kContact;
  env.item = &submission;
  form.on_create = lower_actions(c, env, tree.on_create);
  c.program.forms.push_back(std::move(form));
}

std::size_t text_before_wildcard(const std::string& pattern) {
  return std::min(pattern.find_first_of("*?"), pattern.size());
}

// Whether some name fits both patterns.
bool overlap(const std::string& a, const std::string& b) {
  std::vector<std::vector<char>> fits(a.size() + 1, std::vector<char>(b.size() + 1, 0));
  fits[a.size()][b.size()] = 1;
  for (std::size_t i = a.size() + 1; i-- > 0;) {
    for (std::size_t j = b.size() + 1; j-- > 0;) {
      if (i == a.size() && j == b.size()) continue;
      bool yes = false;
      if (i < a.size() && a[i] == '*') yes = fits[i + 1][j] != 0 || (j < b.size() && fits[i][j + 1] != 0);
      if (j < b.size() && b[j] == '*') yes = yes || fits[i][j + 1] != 0 || (i < a.size() && fits[i + 1][j] != 0);
      if (i < a.size() && j < b.size() && a[i] != '*' && b[j] != '*')
        yes = yes || ((a[i] == b[j] || a[i] == '?' || b[j] == '?') && fits[i + 1][j + 1] != 0);
      fits[i][j] = yes ? 1 : 0;
    }
  }
  return fits[0][0] != 0;
}

void overlapping_forms(Checker& c) {
  const std::vector<Form>& forms = c.program.forms;
  for (std::size_t later = 1; later < forms.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const std::string a = fold(forms[earlier].pattern);
      const std::string b = fold(forms[later].pattern);
      if (a.empty() || b.empty() || a == b || text_before_wildcard(a) != text_before_wildcard(b)) continue;
      // One without a wildcard is more specific than any with one.
      if (text_before_wildcard(a) == a.size() || text_before_wildcard(b) == b.size()) continue;
      if (!overlap(a, b)) continue;
      c.error("form/overlap", forms[later].span,
              "a form can fit both \"" + forms[earlier].pattern + "\" and \"" + forms[later].pattern +
                  "\", and neither is more specific",
              "give one of them a longer beginning")
          .related.push_back({forms[earlier].span, "the other form"});
    }
  }
}

class ReactionLowering {
 public:
  ReactionLowering(Checker& c, const ast::Reaction& tree, const Span& span) : c_(c), tree_(tree) { made_.span = span; }

  void run() {
    const std::optional<RecordKind> kind = kind_word(tree_.kind.text);
    if (!kind || *kind == RecordKind::kUser) {
      const std::string help = other_products_word(tree_.kind.text);
      c_.error("name/unknown", tree_.kind.span, "nothing happens to `" + tree_.kind.text + "`",
               help.empty() ? suggestion(tree_.kind.text, {"contact", "lead", "account", "opportunity"}) : help);
      return;
    }
    made_.kind = *kind;
    env_.subject = kind;
    ItemScope scope;
    switch (tree_.event) {
      case ast::Reaction::Event::kEntersSegment:
      case ast::Reaction::Event::kLeavesSegment:
        made_.event = tree_.event == ast::Reaction::Event::kEntersSegment ? Reaction::Event::kEntersSegment
                                                                          : Reaction::Event::kLeavesSegment;
        segment();
        break;
      case ast::Reaction::Event::kReaches:
        made_.event = Reaction::Event::kReaches;
        threshold();
        break;
      case ast::Reaction::Event::kEntersGrade:
        made_.event = Reaction::Event::kEntersGrade;
        grade();
        break;
      case ast::Reaction::Event::kEntersStage:
        made_.event = Reaction::Event::kEntersStage;
        stage();
        break;
      case ast::Reaction::Event::kDoes: {
        made_.event = Reaction::Event::kDoes;
        if (!tree_.selection) return;
        LoweredSelection selection = lower_selection(c_, env_, *tree_.selection);
        made_.selection = selection.id;
        if (selection.id == kNoSelection) return;
        scope = std::move(selection.scope);
        scope.then_subject = true;
        env_.item = &scope;
        break;
      }
    }
    made_.actions = lower_actions(c_, env_, tree_.actions);
    c_.program.reactions.push_back(std::move(made_));
  }

 private:
  void segment() {
    if (made_.kind != RecordKind::kContact) {
      c_.error("type/mismatch", tree_.kind.span, "a segment holds contacts, not " + std::string{plural_of(made_.kind)},
               "write `when contact enters segment " + tree_.name.text + "`");
    }
    const auto shared = c_.shared.find(tree_.name.text);
    if (shared == c_.shared.end() || shared->second.kind != SharedKind::kSegment) {
      std::vector<std::string> names;
      for (const Segment& s : c_.program.segments) names.push_back(s.name);
      c_.error("name/unknown", tree_.name.span, "there is no segment `" + tree_.name.text + "`",
               suggestion(tree_.name.text, names));
      return;
    }
    c_.segment_used[shared->second.index] = true;
    c_.mention(shared->second, tree_.name.span);
    made_.segment = shared->second.index;
  }

  std::optional<std::uint32_t> model(const ast::Name& name) {
    const auto found = c_.model_names.find(name.text);
    if (found == c_.model_names.end()) {
      std::vector<std::string> names;
      for (const Model& m : c_.program.models) names.push_back(m.name);
      c_.error("name/unknown", name.span, "there is no model `" + name.text + "`", suggestion(name.text, names));
      return std::nullopt;
    }
    c_.mention(NameKind::kModel, found->second, 0, name.span);
    if (c_.program.models[found->second].kind != made_.kind) {
      c_.error("type/mismatch", name.span,
               "the model `" + name.text + "` scores " + std::string{plural_of(c_.program.models[found->second].kind)} +
                   ", not " + std::string{plural_of(made_.kind)});
    }
    return found->second;
  }

  void threshold() {
    const std::optional<std::uint32_t> of_model = tree_.model ? model(*tree_.model) : std::nullopt;
    if (tree_.model && !of_model) return;
    made_.thresholds = thresholds_named(c_, tree_.name.text, made_.kind);
    if (of_model) {
      auto& found = made_.thresholds;
      found.erase(std::remove_if(found.begin(), found.end(),
                                 [&](std::uint32_t t) {
                                   return c_.program.thresholds[t].model != static_cast<std::int32_t>(*of_model);
                                 }),
                  found.end());
    } else if (const auto shared = c_.shared.find(tree_.name.text);
               shared != c_.shared.end() && shared->second.kind == SharedKind::kThreshold &&
               c_.program.thresholds[shared->second.index].kind == made_.kind) {
      made_.thresholds.push_back(shared->second.index);
    }
    c_.mention_thresholds(made_.thresholds, tree_.name.span);
    if (!made_.thresholds.empty() || c_.file_of(tree_.name.span).stock) return;
    std::vector<std::string> names;
    for (const Threshold& t : c_.program.thresholds) {
      if (t.kind == made_.kind) names.push_back(t.name);
    }
    c_.error("name/unknown", tree_.name.span,
             "no model for " + std::string{plural_of(made_.kind)} + " has a threshold `" + tree_.name.text + "`",
             suggestion(tree_.name.text, names));
  }

  void grade() {
    std::optional<std::uint32_t> of_model;
    if (tree_.model) {
      of_model = model(*tree_.model);
    } else if (c_.program.models.size() == 1) {
      of_model = 0;
    } else {
      c_.error("name/ambiguous", tree_.grade.span, "whose grade \"" + tree_.grade.value + "\"?",
               "write `in` and the model's name behind it");
    }
    if (!of_model) return;
    made_.model = *of_model;
    const std::vector<Grade>& grades = c_.program.models[*of_model].grades;
    const std::string folded = fold(tree_.grade.value);
    const auto found =
        std::find_if(grades.begin(), grades.end(), [&](const Grade& g) { return fold(g.word) == folded; });
    if (found == grades.end()) {
      std::vector<std::string> names;
      for (const Grade& g : grades) names.push_back(g.word);
      c_.error("name/unknown", tree_.grade.span,
               "`" + c_.program.models[*of_model].name + "` gives no grade \"" + tree_.grade.value + "\"",
               suggestion(tree_.grade.value, names));
      return;
    }
    made_.grade = static_cast<std::uint32_t>(found - grades.begin());
    c_.mention(NameKind::kGrade, *of_model, made_.grade, tree_.grade.span);
  }

  void stage() {
    made_.stage = tree_.name.text;
    c_.mention_stage(made_.kind, made_.stage, tree_.name.span);
    std::vector<std::string> names;
    for (const Process& process : c_.program.processes) {
      if (process.kind != made_.kind) continue;
      for (const Stage& s : process.stages) names.push_back(s.name);
    }
    if (std::find(names.begin(), names.end(), tree_.name.text) != names.end()) return;
    c_.error("name/unknown", tree_.name.span,
             "no process for " + std::string{plural_of(made_.kind)} + " has a stage `" + tree_.name.text + "`",
             suggestion(tree_.name.text, names));
  }

  Checker& c_;
  const ast::Reaction& tree_;
  Environment env_;
  Reaction made_;
};

}  // namespace

void check_reactions(Checker& c) {
  c.for_each<ast::Form>([&](const ast::Form& tree, const ast::Statement&) { lower_form(c, tree); });
  overlapping_forms(c);
  c.for_each<ast::Reaction>([&](const ast::Reaction& tree, const ast::Statement& statement) {
    ReactionLowering{c, tree, statement.span}.run();
  });
}

}  // namespace leadline::checking
