// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_actions.hpp"

#include "laws/vocabulary.hpp"

namespace leadline::laws {

namespace {

std::vector<std::string> kinds_around(const std::string& kind) {
  if (kind == "opportunity") return {"opportunity", "opportunity", "lead", "contact", "account"};
  if (kind == "lead") return {"lead", "lead", "contact", "account"};
  if (kind == "contact") return {"contact", "contact", "account"};
  return {"account"};
}

bool settable(const NamedSort& field) { return field.name != "created" && field.name != "stage_since"; }

class ActionGenerator {
 public:
  ActionGenerator(Random& random, Expressions& expressions, const Scope& scope,
                  const std::vector<std::string>& thresholds)
      : random_(random), expressions_(expressions), scope_(scope), thresholds_(thresholds) {}

  std::string run(int depth = 1) {
    switch (random_.below(13)) {
      case 0:
      case 1:
        return "task \"Call {" + some_field() + "}\" for \"callers\"";
      case 2:
        return "notify \"sales\" \"Look at {" + some_field() + "}\"";
      case 3:
      case 4:
      case 5:
        return set();
      case 6:
        if (!thresholds_.empty()) {
          const std::string& name = random_.pick(thresholds_);
          return "reset " + name.substr(name.find('.') + 1);  // all of it where there is no dot
        }
        return set();
      case 7:
        return owner();
      case 8:
        return "send \"crm\" { a = " + expressions_.operand(scope_, random_sort(), 1) + "  b = \"x\" }";
      case 9:
        return create();
      case 10:
        if (depth > 0) {
          return "first of { " + run(0) + " when (" + expressions_.condition(scope_, 1) + ") " + run(0) +
                 (random_.chance(60) ? " otherwise }" : " when (" + expressions_.condition(scope_, 1) + ") }");
        }
        return set();
      default:
        return "task \"Look\" for \"others\"";
    }
  }

 private:
  Sort random_sort() { return random_.pick(std::vector<Sort>{Sort::kText, Sort::kNumber, Sort::kYesNo, Sort::kTime}); }

  std::string some_field() {
    const std::string kind = random_.pick(kinds_around(scope_.kind));
    return kind + "." + random_.pick(fields_of(kind)).name;
  }

  std::string value(Sort sort) {
    if (random_.chance(15)) return "missing";
    if (random_.chance(50)) return expressions_.literal(sort);
    return expressions_.operand(scope_, sort, 1);
  }

  std::string set() {
    const std::string kind = random_.pick(kinds_around(scope_.kind));
    if (kind == "lead" && random_.chance(12)) {
      return "set lead.status = " + quoted(random_.pick(std::vector<std::string>{"open", "qualified", "disqualified"}));
    }
    if (random_.chance(10)) {
      if (kind == "lead") return "set lead.contact = " + quoted("c" + std::to_string(random_.below(2)));
      if (kind == "contact") return "set contact.account = " + quoted("a" + std::to_string(random_.below(2)));
    }
    NamedSort field;
    do field = random_.pick(fields_of(kind));
    while (!settable(field));
    return "set " + kind + "." + field.name + " = " + value(field.sort);
  }

  std::string owner() {
    if (scope_.kind != "lead" && scope_.kind != "opportunity") return set();
    switch (random_.below(4)) {
      case 0:
        return "assign to \"" + random_.pick(std::vector<std::string>{"ana", "ben"}) + "\"";
      case 1:
        return R"(assign in turn to "ana", "ben", "cy")";
      case 2:
        return "assign in turn to users";
      default:
        return "assign in turn to users where present, at most " + std::to_string(random_.between(1, 2)) +
               " within 7 days";
    }
  }

  std::string create() {
    const bool lead = random_.chance(60);
    std::string out = lead ? "create lead {" : "create opportunity {";
    std::vector<NamedSort> fields;
    for (const NamedSort& field : fields_of(lead ? "lead" : "opportunity")) {
      if (settable(field) && random_.chance(25)) fields.push_back(field);
    }
    for (const NamedSort& field : fields) out += " " + field.name + " = " + value(field.sort);
    out += " }";
    if (lead && random_.chance(50)) out += random_.chance(50) ? " matching nothing" : " matching by_topic";
    return out;
  }

  Random& random_;
  Expressions& expressions_;
  const Scope& scope_;
  const std::vector<std::string>& thresholds_;
};

}  // namespace

std::string generate_action(Random& random, Expressions& expressions, const Scope& scope,
                            const std::vector<std::string>& thresholds) {
  return ActionGenerator(random, expressions, scope, thresholds).run();
}

std::vector<Line> generate_reactions(Random& random, Expressions& expressions, const Names& names) {
  std::vector<Line> lines;
  lines.emplace_back("record user { present yes_no }");
  lines.emplace_back("interaction form_submit { form text }");
  lines.emplace_back("match contact by_email { on email }");
  lines.emplace_back(random.chance(50) ? "match lead by_topic { on topic }"
                                       : "match lead by_topic { on contact and topic  when incomplete create }");
  static const std::vector<std::string> kForms = {
      "form default { contact by by_email  lead by by_topic  writes contact and lead }",
      "form default { contact by by_email  writes contact }",
      "form default { contact by by_email  always create lead  writes contact and lead  on create set lead.amount = 3 "
      "}"};
  lines.emplace_back(random.pick(kForms));
  for (int i = random.between(0, 3); i > 0; --i) {
    static const std::vector<std::string> kKinds = {"lead", "lead", "contact", "account", "opportunity"};
    Scope scope;
    scope.kind = random.pick(kKinds);
    scope.scored = true;
    std::vector<std::string> thresholds;
    const auto known = names.thresholds.find(scope.kind);
    if (known != names.thresholds.end()) thresholds = known->second;
    const auto top = names.top_thresholds.find(scope.kind);
    if (top != names.top_thresholds.end()) thresholds.insert(thresholds.end(), top->second.begin(), top->second.end());
    std::string event;
    switch (random.below(5)) {
      case 0:
        if (!names.segments.empty()) {
          scope.kind = "contact";
          thresholds.clear();
          event = (random.chance(50) ? " enters segment " : " leaves segment ") + random.pick(names.segments);
        }
        break;
      case 1:
        if (!thresholds.empty()) event = " reaches " + random.pick(thresholds);
        break;
      case 2:
        for (const ModelNames& model : names.models) {
          if (model.kind == scope.kind && !model.grades.empty()) {
            event = " enters grade " + quoted(random.pick(model.grades)) + " in " + model.name;
          }
        }
        break;
      case 3:
        for (const ProcessNames& process : names.processes) {
          if (process.kind == scope.kind) event = " enters stage " + random.pick(process.stages);
        }
        break;
      default: {
        scope.bare = false;  // an attribute may have the same name
        Scope inside = scope;
        std::vector<std::string> kinds;
        for (const auto& [name, attributes] : interaction_kinds()) {
          if (name != "email_sent" && random.chance(40)) kinds.push_back(name);
        }
        if (kinds.empty()) break;
        inside.interactions = kinds;
        std::string list;
        for (const std::string& kind : kinds) list += (list.empty() ? "" : ", ") + kind;
        event = " does " + (kinds.size() == 1 ? list : "[" + list + "]");
        if (random.chance(40)) event += " where (" + expressions.condition(inside, 1) + ")";
      }
    }
    if (event.empty()) continue;
    std::vector<Line> actions;
    for (int n = random.between(1, 2); n > 0; --n) {
      const std::string when = random.chance(30) ? " when (" + expressions.condition(scope, 1) + ")" : "";
      actions.emplace_back(generate_action(random, expressions, scope, thresholds) + when);
    }
    lines.emplace_back("when " + scope.kind + event, std::move(actions));
  }
  if (random.chance(40)) {
    Scope scope;
    scope.kind = random.chance(60) ? "lead" : "contact";
    scope.bare = false;
    lines.emplace_back("always \"It holds\" " + scope.kind + ".created is present implies (" +
                       expressions.condition(scope, 1) + ")");
  }
  if (random.chance(15)) lines.emplace_back("clock every 6 hours");
  return lines;
}

}  // namespace leadline::laws
