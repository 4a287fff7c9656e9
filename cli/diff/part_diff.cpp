// SPDX-License-Identifier: Apache-2.0
// What differs besides models: fields, sources, thresholds at the top of a file, segments, processes, forms, reactions.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/diff/rule_diff.hpp"
#include "cli/explain_facts.hpp"
#include "cli/statement.hpp"
#include "cli/written.hpp"
#include "engine/program/dump_program.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

struct Part {
  std::string meaning;
  std::string shown;
  bool values = true;
};

// Parts by name, in the order in which they stand.
struct Parts {
  std::vector<std::pair<std::string, Part>> list;
  std::map<std::string, std::size_t> places;

  void add(std::string name, std::string meaning, std::string shown, bool values) {
    // Two of one name (transitions between the same stages) are told apart by their number.
    std::string unique = name;
    for (int number = 2; places.count(unique) != 0; ++number) unique = fmt::format("{} #{}", name, number);
    places.emplace(unique, list.size());
    list.emplace_back(std::move(unique), Part{std::move(meaning), std::move(shown), values});
  }
};

class Collector {
 public:
  explicit Collector(const Meaning& meaning) : m_(meaning), p_(meaning.program()), written_(meaning.sources()) {}

  Parts run() {
    parts_.add("zone", p_.zones.empty() ? "UTC" : p_.zones.front(), p_.zones.empty() ? "UTC" : p_.zones.front(), true);
    if (!p_.phone_country.empty()) parts_.add("phone country", p_.phone_country, p_.phone_country, false);
    if (p_.clock != 0) parts_.add("clock", std::to_string(p_.clock), "every " + format_duration(p_.clock), false);
    for (const RecordSchema& schema : p_.records) {
      for (const Field& field : schema.fields) {
        if (field.built_in) continue;
        const std::string type = dump_type(p_, field.type);
        parts_.add(fmt::format("field {}.{}", name_of(schema.kind), field.name), type, type, false);
      }
    }
    for (const InteractionKind& kind : p_.interactions) {
      if (kind.built_in) continue;
      const std::string by = kind.by_us ? "by us" : "";
      parts_.add("interaction " + kind.name, by, by, false);
      for (const Field& field : kind.attributes) {
        const std::string type = dump_type(p_, field.type);
        parts_.add(fmt::format("attribute {}.{}", kind.name, field.name), type, type, false);
      }
    }
    for (const SourceDefinition& source : p_.sources) written("source " + source.name, source.span);
    for (const Threshold& threshold : p_.thresholds) {
      if (threshold.model >= 0) continue;
      parts_.add("threshold " + threshold.name, m_.threshold(threshold), threshold_text(m_, threshold), true);
    }
    for (const Segment& segment : p_.segments) {
      parts_.add("segment " + segment.name, m_.segment(segment.value), one_line(statement(segment.span)), true);
    }
    for (const Process& process : p_.processes) this->process(process);
    for (const MatchStrategy& strategy : p_.strategies) {
      written(fmt::format("match {} {}", name_of(strategy.kind), strategy.name), strategy.span);
    }
    for (const Form& form : p_.forms) {
      written(form.pattern.empty() ? std::string("form default") : fmt::format("form \"{}\"", form.pattern), form.span);
    }
    for (const Merge& merge : p_.merges) written(fmt::format("merge {}", name_of(merge.kind)), merge.span);
    for (const Reaction& reaction : p_.reactions) {
      const std::string text = statement(reaction.span);
      parts_.add("reaction " + head_of(text), text, one_line(text), false);
    }
    for (const Always& always : p_.always) {
      const std::string text = m_.expression(always.premise) + " implies " + m_.expression(always.condition);
      parts_.add(fmt::format("always \"{}\"", always.label), text, one_line(m_.written(always.span)), false);
    }
    for (const Hours& hours : p_.hours) {
      std::string text = p_.zones[hours.zone];
      for (const Hours::Line& line : hours.lines) {
        text += fmt::format(" {}:{}-{}", line.weekday, line.from_minute, line.to_minute);
      }
      for (const std::string& day : hours.holidays) text += ' ' + day;
      parts_.add("hours " + hours.name, text, "", true);
    }
    return std::move(parts_);
  }

 private:
  // The program knows statements by their names.
  std::string statement(const Span& span) { return m_.written(written_.statement(span)); }

  void written(std::string name, const Span& span) {
    const std::string text = statement(span);
    parts_.add(std::move(name), text, one_line(text), false);
  }

  // What actions do that a score can tell: they clear thresholds.
  static bool resets(const std::vector<Action>& actions) {
    return std::any_of(actions.begin(), actions.end(), [](const Action& action) {
      return action.kind == Action::Kind::kReset || resets(action.choices);
    });
  }

  void actions(const std::string& name, const std::vector<Action>& actions) {
    if (actions.empty()) return;
    std::string text;
    for (const Action& action : actions) text += (text.empty() ? "" : "; ") + m_.written(action.span);
    parts_.add(name, text, one_line(text), resets(actions));
  }

  void transitions(const std::string& head, const Process& process, const std::vector<Transition>& list) {
    std::string order;
    for (const Transition& transition : list) {
      const std::string& to = process.stages[transition.to].name;
      order += (order.empty() ? "" : ", ") + to;
      const std::string when = one_line(m_.sources().text(p_.expr(transition.condition).span));
      parts_.add(fmt::format("{}: go to {}", head, to), m_.expression(transition.condition), "when " + when, true);
      actions(fmt::format("{}: actions on the way to {}", head, to), transition.actions);
    }
    if (list.size() > 1) parts_.add(head + ": order of the transitions", order, order, true);
  }

  void process(const Process& process) {
    const std::string head = "process " + process.name;
    parts_.add(head, m_.expression(process.where) + std::string(name_of(process.kind)), "", true);
    std::string order;
    for (const Stage& stage : process.stages) order += (order.empty() ? "" : ", ") + stage.name;
    parts_.add(head + ": stages", order, order, true);
    for (const Stage& stage : process.stages) {
      const std::string name = fmt::format("{}, stage {}", head, stage.name);
      parts_.add(name, std::to_string(static_cast<int>(stage.final)), "", true);
      transitions(name, process, stage.transitions);
      for (const Require& require : stage.requires_) {
        std::string meaning = m_.expression(require.condition) + (require.to_enter ? " to enter" : "");
        for (const ExprId field : require.present) meaning += ' ' + m_.expression(field);
        parts_.add(name + ": require", meaning, one_line(require.text), true);
      }
      actions(name + ": on enter", stage.on_enter);
      actions(name + ": on exit", stage.on_exit);
      for (const After& after : stage.after) {
        const std::string text = m_.written(after.span);
        parts_.add(name + ": after", text, one_line(text), resets(after.actions));
      }
    }
    for (const AnyStage& any : process.any) {
      std::string from;
      for (std::size_t s = 0; s < any.from.size(); ++s) {
        if (any.from[s]) from += (from.empty() ? "" : ", ") + process.stages[s].name;
      }
      transitions(fmt::format("{}, from {}", head, from), process, any.transitions);
    }
    for (const Deadline& deadline : process.deadlines) {
      const std::string text = m_.written(deadline.span);
      parts_.add(fmt::format("{}, deadline {}", head, deadline.name), text, one_line(text), true);
    }
  }

  const Meaning& m_;
  const Program& p_;
  WrittenRules written_;
  Parts parts_;
};

}  // namespace

std::vector<PartChange> compare_parts(const Meaning& before, const Meaning& after) {
  const Parts was = Collector(before).run();
  const Parts is = Collector(after).run();
  std::vector<PartChange> changes;
  for (const auto& [name, part] : is.list) {
    const auto found = was.places.find(name);
    if (found == was.places.end()) {
      changes.push_back({ChangeKind::kAdded, name, "", part.shown, part.values});
      continue;
    }
    const Part& old = was.list[found->second].second;
    if (old.meaning == part.meaning) continue;
    changes.push_back({ChangeKind::kChanged, name, old.shown, part.shown, part.values || old.values});
  }
  for (const auto& [name, part] : was.list) {
    if (is.places.count(name) == 0) changes.push_back({ChangeKind::kRemoved, name, part.shown, "", part.values});
  }
  return changes;
}

}  // namespace leadline::cli
