// SPDX-License-Identifier: Apache-2.0
// What the tables say.
#include "cli/doc/model_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/console.hpp"
#include "cli/explain_facts.hpp"
#include "cli/statement.hpp"
#include "cli/written.hpp"
#include "engine/program/dump_program.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kLongest = 300;

std::string bucket_name(const Bucket& bucket) {
  return (bucket.kind == Bucket::Kind::kAttribute ? "different " : "") + dump_bucket(bucket);
}

class Pages {
 public:
  Pages(const Sources& sources, const Program& program, Document& page,
        const std::function<std::string(std::uint32_t)>& svg_of_process)
      : sources_(sources), p_(program), written_(sources), page_(page), svg_of_process_(svg_of_process) {}

  void run() {
    for (const Model& one : p_.models) model(one);
    thresholds_of_all();
    segments();
    for (std::uint32_t process = 0; process < p_.processes.size(); ++process) this->process(process);
    reactions();
    definitions();
    glossary();
  }

 private:
  using User = std::string;

  [[nodiscard]] std::string text(ExprId id) const { return one_line(sources_.text(p_.expr(id).span), kLongest); }
  static Inline code(std::string_view text) { return Inline::code(one_line(text, kLongest)); }
  // As it stands there, by the names of definitions; what another statement says likewise is one with it in the
  // program.
  std::string_view condition_text(const Span& part, ExprId id) {
    return sources_.text(written_.condition(part).value_or(p_.expr(id).span));
  }
  Inline condition(const Span& part, ExprId id) { return code(condition_text(part, id)); }

  static std::string titled(const std::string& name, const std::string& title) { return title.empty() ? name : title; }

  [[nodiscard]] std::string points(const Rule& rule) const {
    const auto one = [&](ExprId id) {
      const Expr& e = p_.expr(id);
      if (e.op != Op::kConstant) return text(id);
      return (e.value.number > 0 ? "+" : "") + to_text(Decimal{e.value.number});
    };
    std::string words = one(rule.points);
    if (rule.or_points != kNoExpr) words += ", else " + one(rule.or_points);
    return words;
  }

  [[nodiscard]] std::string window(const Rule& rule) const {
    std::vector<std::string> words;
    std::set<SelectionId> selections;
    if (rule.selection != kNoSelection) selections.insert(rule.selection);
    collect(rule.condition, selections);
    for (const SelectionId id : selections) {
      for (const Window& one : p_.selections[id].within) {
        std::string word = format_duration(one.milliseconds);
        if (one.after != kNoExpr) word += " after " + text(one.after);
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
      }
      for (const ExprId since : p_.selections[id].since) words.push_back("since " + text(since));
    }
    return fmt::format("{}", fmt::join(words, ", "));
  }

  void collect(ExprId id, std::set<SelectionId>& selections) const {
    if (id == kNoExpr) return;
    const Expr& e = p_.expr(id);
    if (e.selection != kNoSelection) selections.insert(e.selection);
    for (const ExprId child : e.children) collect(child, selections);
  }

  static std::string limits(const Rule& rule) {
    std::string words;
    switch (rule.fading.kind) {
      case Fading::Kind::kNone:
        break;
      case Fading::Kind::kHalving:
        words = fmt::format("halves every {} days", rule.fading.days);
        break;
      case Fading::Kind::kLosing:
        words = fmt::format("loses {} every {} days", to_text(rule.fading.amount), rule.fading.days);
        break;
      case Fading::Kind::kLosingPercent:
        words = fmt::format("loses {}% every {} days", to_text(rule.fading.amount), rule.fading.days);
        break;
    }
    const std::string ends = dump_bounds(rule.bounds);
    if (!ends.empty()) words += (words.empty() ? "" : "; ") + ends;
    return words;
  }

  Inline how_often(const Rule& rule) {
    Inline words;
    switch (rule.form) {
      case RuleForm::kWhen:
        words.add("once, when ").add(condition(rule.span, rule.condition));
        return words;
      case RuleForm::kOtherwise:
        return "if none of the others counts";
      case RuleForm::kPerSelection:
        words.add("for each ");
        break;
      case RuleForm::kPerBucket:
        words.add(fmt::format("for each {} with {}", bucket_name(rule.bucket),
                              rule.at_least > 1 ? fmt::format("at least {} ", rule.at_least) : std::string()));
        break;
      case RuleForm::kWithout:
        words.add(fmt::format("for each {} without ", format_duration(rule.silence)));
        break;
      case RuleForm::kForFirst:
        words.add("for the first ");
        break;
      case RuleForm::kForLast:
        words.add("for the last ");
        break;
    }
    const Selection& selection = p_.selections[rule.selection];
    words.add(code(selection.text.empty() ? sources_.text(selection.span) : std::string_view(selection.text)));
    if (rule.condition != kNoExpr) words.add(", when ").add(condition(rule.span, rule.condition));
    return words;
  }

  void rules(const Model& model, const std::vector<RuleBlock>& blocks, const std::string& user) {
    std::vector<std::vector<Inline>> rows;
    for (const RuleBlock& block : blocks) {
      for (const std::uint32_t r : block.rules) {
        const Rule& rule = model.rules[r];
        std::string label = rule.label;
        if (block.kind != RuleBlock::Kind::kSingle) {
          label = fmt::format("{} ({} of {})", rule.label, block.kind == RuleBlock::Kind::kFirst ? "first" : "best",
                              block.label);
        }
        rows.push_back({label, points(rule), how_often(rule), window(rule), limits(rule)});
        const std::string by = fmt::format("{}: {}", user, rule.label);
        use(rule.condition, by);
        use(rule.points, by);
        use(rule.or_points, by);
        if (rule.selection != kNoSelection) use_selection(rule.selection, by);
      }
    }
    page_.table({"rule", "points", "how often", "window", "limits"}, std::move(rows));
  }

  void model(const Model& model) {
    page_.heading(2, fmt::format("{}", titled(model.name, model.title)));
    Inline about = fmt::format("Model ");
    about.add_code(model.name).add(fmt::format(" scores {}", plural_of(model.kind)));
    if (model.where != kNoExpr) about.add(" where ").add(condition(model.span, model.where));
    about.add(". ");
    if (const std::string ends = dump_bounds(model.bounds); !ends.empty()) about.add("The score is " + ends + ". ");
    if (model.score != kNoExpr) {
      about.add("The score is ")
          .add(code(sources_.text(written_.score(model.span).value_or(p_.expr(model.score).span))))
          .add(".");
    } else {
      about.add("The score is the sum of all points.");
    }
    page_.paragraph(std::move(about));
    use(model.where, model.name);
    use(model.score, model.name);
    rules(model, model.blocks, model.name);
    for (const Group& group : model.groups) {
      page_.heading(3, titled(group.name, group.title));
      Inline head = "Group ";
      head.add_code(group.name);
      if (const std::string ends = dump_bounds(group.bounds); !ends.empty()) head.add(", " + ends + " points");
      page_.paragraph(head.add("."));
      rules(model, group.blocks, model.name);
    }
    if (!model.grades.empty()) {
      page_.heading(3, "Grades");
      std::vector<std::vector<Inline>> rows;
      for (const Grade& grade : model.grades) {
        rows.push_back(
            {grade.word, grade.condition == kNoExpr ? Inline("otherwise") : condition(grade.span, grade.condition)});
        use(grade.condition, fmt::format("{}: grade {}", model.name, grade.word));
      }
      page_.table({"grade", "when, the first that holds"}, std::move(rows));
    }
    std::vector<std::vector<Inline>> rows;
    for (const std::uint32_t t : model.thresholds) rows.push_back(threshold(p_.thresholds[t]));
    if (!rows.empty()) page_.heading(3, "Thresholds");
    page_.table({"threshold", "reached when", "ends"}, std::move(rows));
  }

  std::vector<Inline> threshold(const Threshold& threshold) {
    Inline when;
    if (threshold.at) when.add("score is at least " + to_text(*threshold.at));
    const ExprId other = threshold.when != kNoExpr ? threshold.when : threshold.at ? kNoExpr : threshold.condition;
    if (other != kNoExpr) {
      if (!when.empty()) when.add(", or ");
      when.add(condition(threshold.span, other));
      use(other, threshold.full_name);
    }
    return {Inline::code(threshold.name), std::move(when),
            threshold.until_below ? Inline("when the score is below " + to_text(*threshold.until_below)) : Inline()};
  }

  void thresholds_of_all() {
    std::vector<std::vector<Inline>> rows;
    for (const Threshold& one : p_.thresholds) {
      if (one.model < 0) rows.push_back(threshold(one));
    }
    if (!rows.empty()) page_.heading(2, "Thresholds over several models");
    page_.table({"threshold", "reached when", "ends"}, std::move(rows));
  }

  void use_segment(const SegmentNode& node, const std::string& by) {
    use(node.where, by);
    for (const SegmentNode& child : node.children) use_segment(child, by);
  }

  // What stands behind the `=` of a segment or definition.
  Inline definition(const Span& name) { return code(sources_.text(written_.condition(name).value_or(name))); }

  void segments() {
    std::vector<std::vector<Inline>> rows;
    for (const Segment& segment : p_.segments) {
      rows.push_back({Inline::code(segment.name), definition(segment.span)});
      use_segment(segment.value, "segment " + segment.name);
    }
    if (!rows.empty()) page_.heading(2, "Segments");
    page_.table({"segment", "who is in it"}, std::move(rows));
  }

  // --- processes ---

  static std::string mermaid_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '"') {
        out += "#quot;";
      } else if (c == '#') {
        out += "#35;";
      } else if (c == '<') {
        out += "#lt;";
      } else if (c == '>') {
        out += "#gt;";
      } else {
        out += c;
      }
    }
    return out;
  }

  std::string mermaid(const Process& process) {
    std::string out = "flowchart TD\n";
    for (std::size_t s = 0; s < process.stages.size(); ++s) {
      const Stage& stage = process.stages[s];
      const bool end = stage.final != Stage::Final::kNo;
      out += fmt::format("  s{}{}\"{}\"{}\n", s, end ? "([" : "[", mermaid_text(titled(stage.name, stage.title)),
                         end ? "])" : "]");
    }
    const auto arrow = [&](std::size_t from, const Transition& transition, bool dotted) {
      out +=
          fmt::format("  s{} {}|\"{}\"| s{}\n", from, dotted ? "-.->" : "-->",
                      mermaid_text(one_line(condition_text(transition.span, transition.condition), 60)), transition.to);
    };
    for (std::size_t s = 0; s < process.stages.size(); ++s) {
      for (const Transition& transition : process.stages[s].transitions) arrow(s, transition, false);
    }
    for (const AnyStage& any : process.any) {
      for (std::size_t s = 0; s < any.from.size(); ++s) {
        if (!any.from[s]) continue;
        for (const Transition& transition : any.transitions) {
          if (transition.to != s) arrow(s, transition, true);
        }
      }
    }
    return out;
  }

  void process(std::uint32_t number) {
    const Process& process = p_.processes[number];
    page_.heading(2, titled(process.name, process.title));
    Inline about = "Process ";
    about.add_code(process.name).add(fmt::format(" for {}", plural_of(process.kind)));
    if (process.where != kNoExpr) about.add(" where ").add(condition(process.span, process.where));
    page_.paragraph(about.add("."));
    use(process.where, "process " + process.name);
    page_.picture(svg_of_process_(number), mermaid(process));
    std::vector<std::vector<Inline>> rows;
    for (const Stage& stage : process.stages) rows.push_back(this->stage(process, stage));
    page_.table({"stage", "has to be there", "goes to", "on entering", "in time"}, std::move(rows));
    rows.clear();
    for (const AnyStage& any : process.any) {
      std::string from;
      for (std::size_t s = 0; s < any.from.size(); ++s) {
        if (any.from[s]) from += (from.empty() ? "" : ", ") + titled(process.stages[s].name, process.stages[s].title);
      }
      rows.push_back({from, transitions(process, any.transitions)});
    }
    page_.table({"from any of", "goes to"}, std::move(rows));
  }

  Inline transitions(const Process& process, const std::vector<Transition>& list) {
    Inline words;
    for (const Transition& transition : list) {
      if (!words.empty()) words.add("; ");
      const Stage& to = process.stages[transition.to];
      words.add(titled(to.name, to.title) + " when ").add(condition(transition.span, transition.condition));
      use(transition.condition, "process " + process.name);
    }
    return words;
  }

  [[nodiscard]] Inline actions(const std::vector<Action>& list) const {
    Inline words;
    for (const Action& action : list) {
      if (!words.empty()) words.add("; ");
      words.add_code(one_line(sources_.text(action.span), kLongest));
    }
    return words;
  }

  std::vector<Inline> stage(const Process& process, const Stage& stage) {
    std::string name = titled(stage.name, stage.title);
    switch (stage.final) {
      case Stage::Final::kNo:
        break;
      case Stage::Final::kYes:
        name += " (final)";
        break;
      case Stage::Final::kWon:
        name += " (final, won)";
        break;
      case Stage::Final::kLost:
        name += " (final, lost)";
        break;
    }
    Inline wanted;
    for (const Require& require : stage.requires_) {
      if (!wanted.empty()) wanted.add("; ");
      wanted.add(require.to_enter ? "to enter: " : "to leave: ").add_code(one_line(require.text, kLongest));
      use(require.condition, "process " + process.name);
      for (const ExprId field : require.present) use(field, "process " + process.name);
    }
    Inline later;
    for (const After& after : stage.after) {
      if (!later.empty()) later.add("; ");
      later.add("after " + format_duration(after.wait.milliseconds) + ": ").add(actions(after.actions));
    }
    for (const Deadline& deadline : process.deadlines) {
      if (process.stages[deadline.stage].name != stage.name) continue;
      if (!later.empty()) later.add("; ");
      later.add(fmt::format("{} within {}{}", titled(deadline.name, deadline.title),
                            format_duration(deadline.wait.milliseconds),
                            deadline.wait.hours >= 0 ? " of working time" : ""));
    }
    return {name, std::move(wanted), transitions(process, stage.transitions), actions(stage.on_enter),
            std::move(later)};
  }

  void reactions() {
    std::vector<std::vector<Inline>> rows;
    for (const Reaction& reaction : p_.reactions) {
      rows.push_back({Inline::code(head_of(sources_.text(reaction.span), kLongest)), actions(reaction.actions)});
    }
    if (!rows.empty()) page_.heading(2, "Reactions");
    page_.table({"when", "what happens"}, std::move(rows));
  }

  void definitions() {
    std::vector<std::vector<Inline>> rows;
    for (const Definition& definition : p_.definitions) {
      rows.push_back({Inline::code(definition.name), this->definition(definition.span)});
    }
    for (const NamedList& list : p_.lists) {
      std::vector<std::string> words;
      for (std::size_t i = 0; i < list.value.items.size() && i < 20; ++i)
        words.push_back(dump_value(p_, list.value.items[i]));
      std::string text;
      for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
      if (list.value.items.size() > words.size()) text += fmt::format(", … ({} in all)", list.value.items.size());
      rows.push_back({Inline::code(list.name), Inline::code(text)});
    }
    for (const Table& table : p_.tables) {
      rows.push_back({Inline::code(table.name), fmt::format("a table of {}", counted(table.rows.size(), "row"))});
    }
    if (!rows.empty()) page_.heading(2, "Definitions");
    page_.table({"name", "means"}, std::move(rows));
  }

  // --- the glossary ---

  void use(ExprId id, const std::string& by) {
    if (id == kNoExpr) return;
    const Expr& e = p_.expr(id);
    if (e.op == Op::kField) {
      note(fields_[{p_.expr(e.children[0]).type.record, e.index}], by);
    }
    for (const ExprId child : e.children) use(child, by);
    if (e.selection != kNoSelection) use_selection(e.selection, by);
  }

  void use_selection(SelectionId id, const std::string& by) {
    const Selection& selection = p_.selections[id];
    if (!selection.records) {
      for (const std::uint32_t kind : selection.kinds) note(kinds_[kind], by);
    }
    for (const ExprId where : selection.where) use(where, by);
    for (const Window& one : selection.within) use(one.after, by);
    for (const ExprId since : selection.since) use(since, by);
    for (const ExprId until : selection.until) use(until, by);
  }

  static void note(std::vector<User>& users, const std::string& by) {
    if (std::find(users.begin(), users.end(), by) == users.end()) users.push_back(by);
  }

  static std::string users_text(const std::vector<User>& users) {
    std::string text;
    for (std::size_t i = 0; i < users.size() && i < 4; ++i) text += (i == 0 ? "" : "; ") + users[i];
    if (users.size() > 4) text += fmt::format("; and {} more", users.size() - 4);
    return text;
  }

  // The comment that stands behind a declaration.
  [[nodiscard]] std::string comment(const Span& span) const {
    const Source& source = sources_[span.source];
    if (span.end == 0) return {};
    const std::string_view line = source.line(source.position(span.begin).line);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"') quoted = !quoted;
      if (line[i] == '#' && !quoted) return std::string(trim(line.substr(i + 1)));
    }
    return {};
  }

  void glossary() {
    std::vector<std::vector<Inline>> rows;
    for (const auto& [key, users] : fields_) {
      const Field& field = p_.schema(key.first).fields[key.second];
      rows.push_back({Inline::code(fmt::format("{}.{}", name_of(key.first), field.name)), dump_type(p_, field.type),
                      field.built_in ? std::string("built in") : comment(field.span), users_text(users)});
    }
    if (!rows.empty()) page_.heading(2, "Fields that the rules read");
    page_.table({"field", "type", "meaning", "read by"}, std::move(rows));
    rows.clear();
    for (const auto& [number, users] : kinds_) {
      const InteractionKind& kind = p_.interactions[number];
      std::string attributes;
      for (const Field& attribute : kind.attributes) {
        attributes +=
            fmt::format("{}{} {}", attributes.empty() ? "" : ", ", attribute.name, dump_type(p_, attribute.type));
      }
      rows.push_back({Inline::code(kind.name), attributes.empty() ? Inline() : Inline::code(attributes),
                      comment(kind.span), users_text(users)});
    }
    if (!rows.empty()) page_.heading(2, "Interactions that the rules look at");
    page_.table({"interaction", "attributes", "meaning", "read by"}, std::move(rows));
  }

  const Sources& sources_;
  const Program& p_;
  WrittenRules written_;
  Document& page_;
  const std::function<std::string(std::uint32_t)>& svg_of_process_;
  std::map<std::pair<RecordKind, std::uint32_t>, std::vector<User>> fields_;
  std::map<std::uint32_t, std::vector<User>> kinds_;
};

}  // namespace

Document describe_rules(const Sources& sources, const Program& program, const std::string& title,
                        const std::function<std::string(std::uint32_t)>& svg_of_process) {
  Document page(title);
  Pages(sources, program, page, svg_of_process).run();
  return page;
}

}  // namespace leadline::cli
