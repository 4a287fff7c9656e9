// SPDX-License-Identifier: Apache-2.0
#include "laws/generate_process.hpp"

#include "laws/generate_actions.hpp"
#include "laws/vocabulary.hpp"

namespace leadline::laws {

PlannedProcess plan_process(Random& random, int number, const std::string& kind) {
  PlannedProcess planned;
  planned.name = "p" + std::to_string(number);
  planned.names.kind = kind;
  const int stages = random.between(2, 6);
  for (int i = 0; i < stages; ++i) {
    planned.names.stages.push_back(planned.name + "_s" + std::to_string(i));
    static const std::vector<std::string> kFinal = {"final", "final won", "final lost"};
    planned.final_words.push_back(i >= 2 && random.chance(30) ? random.pick(kFinal) : "");
    const std::string old =
        number > 0 && random.chance(40) ? "p0_s" + std::to_string(i) : planned.name + "_old" + std::to_string(i);
    planned.names.old_stages.push_back(random.chance(15) ? old : "");
  }
  if (random.chance(30)) planned.names.deadlines.push_back(planned.name + "_answer");
  return planned;
}

namespace {

class ProcessGenerator {
 public:
  ProcessGenerator(Random& random, Expressions& expressions, const Names& names, const PlannedProcess& planned,
                   bool steady, bool running)
      : random_(random), expressions_(expressions), names_(names), planned_(planned), running_(running) {
    scope_.kind = planned.names.kind;
    scope_.link = !steady;
    scope_.scored = true;
    scope_.process = planned.names.stages.front();
    const auto known = names.thresholds.find(scope_.kind);
    if (known != names.thresholds.end()) thresholds_ = known->second;
    const auto top = names.top_thresholds.find(scope_.kind);
    if (top != names.top_thresholds.end())
      thresholds_.insert(thresholds_.end(), top->second.begin(), top->second.end());
  }

  Line run() {
    std::vector<Line> lines;
    const auto& stages = planned_.names.stages;
    for (std::size_t i = 0; i < stages.size(); ++i) {
      const std::string head = "stage " + stages[i] + (random_.chance(30) ? " \"A stage\"" : "") +
                               (planned_.final_words[i].empty() ? "" : " " + planned_.final_words[i]);
      std::vector<Line> inside = stage(i);
      if (inside.empty()) {
        lines.emplace_back(head);
      } else {
        lines.emplace_back(head, std::move(inside));
      }
    }
    for (int i = random_.between(0, 2); i > 0; --i) lines.push_back(any_stage());
    for (std::size_t i = 0; i < stages.size(); ++i) {
      const std::string& old = planned_.names.old_stages[i];
      if (!old.empty()) lines.emplace_back("stage " + old + " was " + stages[i]);
    }
    std::string where;
    if (random_.chance(30)) {
      Scope outside = scope_;
      outside.state = false;
      where = " where " + expressions_.condition(outside, 1);
    }
    return {"process " + planned_.name + " for " + scope_.kind + where, std::move(lines)};
  }

 private:
  const std::string& other_stage(std::size_t i) {
    const int n = static_cast<int>(planned_.names.stages.size());
    return planned_.names
        .stages[(i + static_cast<std::size_t>(random_.between(1, n - 1))) % static_cast<std::size_t>(n)];
  }

  std::string guard() {
    switch (random_.below(6)) {
      case 0:
      case 1:
        if (!thresholds_.empty()) return random_.pick(thresholds_);
        return expressions_.condition(scope_, 1);
      case 2:
        return "scored or (" + expressions_.condition(scope_, 1) + ")";
      case 3:
        return "time in stage > " + expressions_.duration();
      default:
        return expressions_.condition(scope_, 2);
    }
  }

  std::string when() { return random_.chance(40) ? " when (" + expressions_.condition(scope_, 1) + ")" : ""; }

  std::string reset() {
    if (thresholds_.empty()) return "";
    const std::string& name = random_.pick(thresholds_);
    return "reset " + name.substr(name.find('.') + 1);  // all of it where there is no dot
  }

  // One action, or several in braces; only resets matter to what is evaluated.
  std::string actions() {
    std::string out;
    for (int i = random_.between(1, 2); i > 0; --i) {
      if (running_ && random_.chance(60)) {
        out += " " + generate_action(random_, expressions_, scope_, thresholds_) + when();
        continue;
      }
      const std::string one = reset();
      if (!one.empty() && random_.chance(70)) {
        out += " " + one + when();
      } else if (!one.empty() && random_.chance(40)) {
        out += " first of { " + one + " when (" + expressions_.condition(scope_, 1) + ") " +
               (random_.chance(50) ? reset() + " otherwise }" : "}");
      } else {
        out += " notify \"sales\" \"Look at this\"" + when();
      }
    }
    return " {" + out + " }";
  }

  Line go_to(const std::string& target) {
    return Line("go to " + target + " when " + guard() + (random_.chance(30) ? actions() : ""));
  }

  std::vector<Line> stage(std::size_t i) {
    std::vector<Line> lines;
    const bool final = !planned_.final_words[i].empty();
    if (!final) {
      for (int n = random_.between(0, 3); n > 0; --n) lines.push_back(go_to(other_stage(i)));
      if (random_.chance(20)) lines.emplace_back("on exit" + actions());
      if (running_ && random_.chance(25)) lines.emplace_back("after " + wait() + actions());
      if (i == 1 && !planned_.names.deadlines.empty()) {
        const std::string unless = random_.chance(50) ? " unless (" + met() + ")" : "";
        lines.emplace_back("deadline " + planned_.names.deadlines.front() + " " + wait() + unless +
                           (running_ ? actions() : " { notify \"sales\" \"Late\" }"));
      }
    }
    if (random_.chance(25)) lines.emplace_back(require(final || random_.chance(40)));
    if (random_.chance(25)) lines.emplace_back("on enter" + actions());
    return lines;
  }

  std::string wait() {
    const bool office = !names_.hours.empty() && random_.chance(60);
    return office ? std::to_string(random_.between(1, 30)) + " " + names_.hours + " hours" : expressions_.duration();
  }

  // What meets a deadline: never anything that could read the deadline itself, through a score or a stage.
  std::string met() {
    const std::string created = scope_.kind + ".created";
    switch (random_.between(0, 3)) {
      case 0:
        return created + " is missing";
      case 1:
        return "age of " + created + " > " + expressions_.duration();
      case 2:
        return "any interaction within " + expressions_.duration();
      default:
        return scope_.kind + ".updated is present";
    }
  }

  std::string require(bool to_enter) {
    const std::string end = to_enter ? " to enter" : "";
    if (random_.chance(50)) return "require that " + expressions_.condition(scope_, 1) + end;
    std::string fields;
    for (int n = random_.between(1, 2); n > 0; --n) {
      fields += (fields.empty() ? "" : ", ") + scope_.kind + "." + random_.pick(fields_of(scope_.kind)).name;
    }
    return "require " + fields + end;
  }

  Line any_stage() {
    const auto& stages = planned_.names.stages;
    static const std::vector<std::string> kWhich = {"", "", " before ", " after ", " in ", " except "};
    std::string which = random_.pick(kWhich);
    if (!which.empty()) which += random_.pick(stages);
    if (which.find("in ") != std::string::npos && random_.chance(50)) which += ", " + stages.front();
    std::vector<Line> lines;
    for (int n = random_.between(1, 2); n > 0; --n) lines.push_back(go_to(random_.pick(stages)));
    return {"any stage" + which, std::move(lines)};
  }

  Random& random_;
  Expressions& expressions_;
  const Names& names_;
  const PlannedProcess& planned_;
  bool running_;
  Scope scope_;
  std::vector<std::string> thresholds_;
};

}  // namespace

Line generate_process(Random& random, Expressions& expressions, const Names& names, const PlannedProcess& planned,
                      bool steady, bool running) {
  return ProcessGenerator(random, expressions, names, planned, steady, running).run();
}

}  // namespace leadline::laws
