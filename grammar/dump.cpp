// SPDX-License-Identifier: Apache-2.0
// Trees as text: statements, and the concrete tree.
#include "grammar/dump.hpp"

#include <fmt/format.h>

#include "grammar/dump_writer.hpp"

namespace leadline::grammar {

void DumpWriter::type(const ast::TypeName& type) {
  if (type.words.empty() && !type.element) return word(type.name.text);
  const List list(*this, type.name.text);
  for (const ast::Text& each : type.words) text(each);
  if (type.element) this->type(*type.element);
}

void DumpWriter::fields(const std::vector<ast::FieldDeclaration>& fields) {
  for (const ast::FieldDeclaration& field : fields) {
    const List list(*this, "field");
    name(field.name);
    type(field.type);
  }
}

void DumpWriter::record(const ast::Record& record) {
  const List list(*this, "record");
  name(record.kind);
  fields(record.fields);
  for (const auto& group : record.together) names("together", group);
}

void DumpWriter::interaction(const ast::Interaction& interaction) {
  const List list(*this, "interaction");
  name(interaction.name);
  if (interaction.by_us) word("by-us");
  fields(interaction.attributes);
}

void DumpWriter::source(const ast::SourceStatement& source) {
  const List list(*this, "source");
  name(source.name);
  text(source.pattern);
  if (source.form) {
    const List form(*this, "through-form");
    text(source.form);
  }
  for (const auto& setting : source.settings) {
    const List each(*this, setting.name.text);
    for (const ast::Text& value : setting.values) text(value);
  }
  for (const ast::SourceMapping& mapping : source.mappings) {
    const List each(*this, "mapping");
    name(mapping.kind);
    expression("where", mapping.where);
    for (const ast::SourceField& field : mapping.fields) {
      const List line(*this, "field");
      name(field.name);
      if (field.is_not) word("not");
      text(field.column);
      expression("=", field.constant);
      if (field.table) names("as", {*field.table});
      if (field.has_map) {
        const List map(*this, "map");
        for (const auto& [from, to] : field.map) {
          text(from);
          expression(to);
        }
      }
    }
  }
}

void DumpWriter::bounds(const ast::Bounds& bounds) {
  number("at-most", bounds.at_most);
  number("never-below", bounds.never_below);
}

void DumpWriter::rule(const ast::Rule& rule) {
  using Form = ast::Rule::Form;
  constexpr std::string_view kForms[] = {"when", "per", "per-bucket", "without", "for-first", "for-last", "otherwise"};
  const List list(*this, "rule");
  text(rule.label);
  const auto points = [&](const ast::Points& value) {
    word(value.negative ? "-" : "+");
    expression(value.value);
  };
  points(rule.points);
  if (rule.or_points) {
    word("or");
    points(*rule.or_points);
  }
  {
    const List form(*this, kForms[static_cast<std::size_t>(rule.form)]);
    if (rule.form == Form::kPerBucket) bucket(rule.bucket);
    if (rule.form == Form::kWithout) duration(rule.silence);
    number("at-least", rule.at_least);
    if (rule.selection) selection(*rule.selection);
    if (rule.form == Form::kWhen) {
      expression(rule.condition);
    } else {
      expression("when", rule.condition);
    }
  }
  constexpr std::string_view kFading[] = {"", "halving", "losing", "losing-percent"};
  if (rule.fading.kind != ast::Fading::Kind::kNone) {
    const List fading(*this, kFading[static_cast<std::size_t>(rule.fading.kind)]);
    if (rule.fading.kind != ast::Fading::Kind::kHalving) number(rule.fading.amount);
    duration(rule.fading.every);
  }
  bounds(rule.bounds);
}

void DumpWriter::rule_block(const ast::RuleBlock& block) {
  const List list(*this, block.best ? "best-of" : "first-of");
  text(block.label);
  for (const ast::Rule& each : block.rules) rule(each);
}

void DumpWriter::group(const ast::Group& group) {
  const List list(*this, "group");
  name(group.name);
  text(group.title);
  if (group.counting) selection(*group.counting, "counting");
  bounds(group.bounds);
  for (const ast::ScoreItem& item : group.items) {
    if (const auto* each = std::get_if<ast::Rule>(&item)) rule(*each);
    if (const auto* each = std::get_if<ast::RuleBlock>(&item)) rule_block(*each);
  }
}

void DumpWriter::threshold(const ast::Threshold& threshold) {
  const List list(*this, "threshold");
  name(threshold.name);
  number("at", threshold.at);
  expression("when", threshold.condition);
  number("until-below", threshold.until_below);
}

void DumpWriter::model(const ast::Model& model) {
  const List list(*this, "model");
  name(model.name);
  text(model.title);
  if (model.counting) selection(*model.counting, "counting");
  bounds(model.bounds);
  if (model.scores) names("scores", {*model.scores});
  expression("where", model.where);
  expression("score", model.score);
  for (const auto& item : model.items) {
    if (const auto* each = std::get_if<ast::Rule>(&item)) rule(*each);
    if (const auto* each = std::get_if<ast::RuleBlock>(&item)) rule_block(*each);
    if (const auto* each = std::get_if<ast::Group>(&item)) group(*each);
    if (const auto* each = std::get_if<ast::Threshold>(&item)) threshold(*each);
    if (const auto* each = std::get_if<ast::GradeLine>(&item)) {
      const List grade(*this, "grade");
      text(each->word);
      expression(each->condition);
    }
  }
}

void DumpWriter::segment(const ast::SegmentExpr& segment) {
  constexpr std::string_view kHeads[] = {"contacts", "contacts-of", "segment", "union", "intersect", "except"};
  const List list(*this, kHeads[static_cast<std::size_t>(segment.kind)]);
  if (!segment.of.text.empty()) name(segment.of);
  expression("where", segment.where);
  for (const auto& child : segment.children) this->segment(*child);
}

void DumpWriter::match(const ast::Match& match) {
  const List list(*this, "match");
  name(match.kind);
  name(match.name);
  text(match.title);
  expressions("unless-differs", match.unless_differs);
  for (const ast::MatchLine& line : match.lines) {
    const List on(*this, "on");
    for (const ast::MatchPart& part : line.parts) {
      const List each(*this, "part");
      expression(part.left);
      expression("=", part.right);
      number("similar", part.similar);
      if (part.by) names("by", {*part.by});
    }
    expressions("unless-differs", line.unless_differs);
  }
  for (const auto& [kinds, where] : match.among) {
    const List among(*this, "among");
    name(kinds);
    expression("where", where);
  }
  for (const auto& [what, in] : match.never) {
    const List never(*this, "never");
    expression(what);
    name(in);
  }
  for (const auto& [first, second] : match.prefer) names("prefer", {first, second});
  constexpr std::string_view kUpdates[] = {"update-present", "update-all", "update-missing-only", "update-nothing",
                                           "reject"};
  if (match.when_matched) {
    const List matched(*this, "matched");
    word(kUpdates[static_cast<std::size_t>(*match.when_matched)]);
  }
  if (match.create_unmatched) {
    const List unmatched(*this, "unmatched");
    word(*match.create_unmatched ? "create" : "nothing");
  }
  if (match.create_incomplete) {
    const List incomplete(*this, "incomplete");
    word(*match.create_incomplete ? "create" : "reject");
  }
}

void DumpWriter::form(const ast::Form& form) {
  const List list(*this, "form");
  if (form.pattern) {
    text(form.pattern);
  } else {
    word("default");
  }
  for (const auto& [kind, strategy] : form.by) names("by", {kind, strategy});
  if (!form.always_create.empty()) names("always-create", form.always_create);
  if (!form.writes.empty()) names("writes", form.writes);
  actions("on-create", form.on_create);
}

void DumpWriter::merge(const ast::Merge& merge) {
  const List list(*this, "merge");
  name(merge.kind);
  if (!merge.by.empty()) names("by", merge.by);
  if (!merge.keep.empty()) names("keep", merge.keep);
  for (const ast::MergeRule& rule : merge.rules) {
    const List each(*this, "field");
    name(rule.field);
    for (const ast::Name& policy : rule.policy) name(policy);
    if (!rule.from.empty()) names("from", rule.from);
  }
}

void DumpWriter::transition(const ast::Transition& transition) {
  const List list(*this, "go-to");
  name(transition.to);
  expression("when", transition.condition);
  actions("do", transition.actions);
}

void DumpWriter::wait(const ast::Wait& wait) {
  duration(wait.duration);
  if (wait.hours) names("hours", {*wait.hours});
}

void DumpWriter::stage(const ast::Stage& stage) {
  constexpr std::string_view kFinal[] = {"", "final", "final-won", "final-lost"};
  const List list(*this, "stage");
  name(stage.name);
  text(stage.title);
  if (stage.final != ast::Stage::Final::kNo) word(kFinal[static_cast<std::size_t>(stage.final)]);
  expressions("fields", stage.fields);
  for (const ast::Require& require : stage.requires_) {
    const List each(*this, require.to_enter ? "require-to-enter" : "require");
    for (const ast::ExprPtr& field : require.fields) expression(field);
    expression("that", require.condition);
  }
  for (const ast::Transition& each : stage.transitions) transition(each);
  actions("on-enter", stage.on_enter);
  actions("on-exit", stage.on_exit);
  for (const ast::After& after : stage.after) {
    const List each(*this, "after");
    wait(after.wait);
    actions("do", after.actions);
  }
  for (const ast::Deadline& deadline : stage.deadlines) {
    const List each(*this, "deadline");
    name(deadline.name);
    text(deadline.title);
    wait(deadline.wait);
    expression("unless", deadline.unless);
    actions("do", deadline.actions);
  }
}

void DumpWriter::process(const ast::Process& process) {
  const List list(*this, "process");
  name(process.name);
  text(process.title);
  if (process.kind) names("for", {*process.kind});
  expression("where", process.where);
  constexpr std::string_view kWhich[] = {"all", "before", "after", "in", "except"};
  for (const auto& item : process.items) {
    if (const auto* each = std::get_if<ast::Stage>(&item)) stage(*each);
    if (const auto* was = std::get_if<ast::StageWas>(&item)) names("was", {was->old, was->now});
    if (const auto* any = std::get_if<ast::AnyStage>(&item)) {
      const List each(*this, "any-stage");
      names(kWhich[static_cast<std::size_t>(any->which)], any->stages);
      for (const ast::Transition& line : any->transitions) transition(line);
    }
  }
}

void DumpWriter::reaction(const ast::Reaction& reaction) {
  constexpr std::string_view kEvents[] = {"enters-segment", "leaves-segment", "reaches",
                                          "enters-grade",   "enters-stage",   "does"};
  const List list(*this, "reaction");
  name(reaction.kind);
  word(kEvents[static_cast<std::size_t>(reaction.event)]);
  if (!reaction.name.text.empty()) name(reaction.name);
  if (reaction.event == ast::Reaction::Event::kEntersGrade) text(reaction.grade);
  if (reaction.model) names("in", {*reaction.model});
  if (reaction.selection) selection(*reaction.selection);
  actions("do", reaction.actions);
}

void DumpWriter::test(const ast::Test& test) {
  constexpr std::string_view kKinds[] = {"record", "interaction", "submit", "at", "expect", "move", "merge"};
  constexpr std::string_view kExpects[] = {"that", "task", "notified", "sent", "rejected"};
  const List list(*this, "test");
  text(test.label);
  for (const ast::TestLine& line : test.lines) {
    using Kind = ast::TestLine::Kind;
    const List each(*this, kKinds[static_cast<std::size_t>(line.kind)]);
    if (!line.record_kind.text.empty()) name(line.record_kind);
    if (!line.name.text.empty()) name(line.name);
    if (line.kind == Kind::kSubmit) text(line.form);
    if (!line.into.text.empty()) names("into", {line.into});
    if (line.by) {
      const List by(*this, "by");
      text(line.by);
    }
    expression("at", line.at);
    for (const ast::TestField& field : line.fields) {
      const List equals(*this, "=");
      name(field.name);
      expression(field.value);
    }
    if (line.kind == Kind::kExpect) {
      if (line.negated) word("no");
      word(kExpects[static_cast<std::size_t>(line.expect)]);
      text(line.pattern);
      expression(line.condition);
    }
  }
}

void DumpWriter::hours(const ast::Hours& hours) {
  const List list(*this, "hours");
  name(hours.name);
  for (const ast::Hours::Line& line : hours.lines) {
    const List each(*this, "line");
    for (const ast::Name& day : line.days) name(day);
    word(fmt::format("{}-{}", line.from_minute, line.to_minute));
  }
  for (const ast::Text& file : hours.except) {
    const List each(*this, "except");
    text(file);
  }
}

namespace {

struct BodyWriter {
  DumpWriter& w;
  using List = DumpWriter::List;

  void operator()(const ast::Use& use) const {
    const List list(w, "use");
    w.text(use.path);
  }
  void operator()(const ast::ZoneStatement& zone) const {
    const List list(w, "zone");
    w.text(zone.zone);
  }
  void operator()(const ast::PhoneCountry& phone) const {
    const List list(w, "phone-country");
    w.text(phone.country);
  }
  void operator()(const ast::Clock& clock) const {
    const List list(w, "clock");
    w.duration(clock.every);
  }
  void operator()(const ast::Hours& hours) const { w.hours(hours); }
  void operator()(const ast::List& values) const {
    const List list(w, "list");
    w.name(values.name);
    for (const ast::ExprPtr& value : values.values) w.expression(value);
    if (values.file) {
      const List from(w, "from");
      w.text(values.file);
    }
  }
  void operator()(const ast::Table& table) const {
    const List list(w, "table");
    w.name(table.name);
    for (const ast::Table::Row& row : table.rows) {
      const List each(w, "row");
      for (const ast::ExprPtr& key : row.keys) w.expression(key);
      w.expression(row.value);
    }
    if (table.file) {
      const List from(w, "from");
      w.text(table.file);
    }
  }
  void operator()(const ast::Define& define) const {
    const List list(w, "define");
    w.name(define.name);
    w.expression(define.value);
  }
  void operator()(const ast::Record& record) const { w.record(record); }
  void operator()(const ast::Interaction& interaction) const { w.interaction(interaction); }
  void operator()(const ast::SourceStatement& source) const { w.source(source); }
  void operator()(const ast::Model& model) const { w.model(model); }
  void operator()(const ast::Threshold& threshold) const { w.threshold(threshold); }
  void operator()(const ast::Segment& segment) const {
    const List list(w, "segment");
    w.name(segment.name);
    if (segment.value) w.segment(*segment.value);
  }
  void operator()(const ast::Match& match) const { w.match(match); }
  void operator()(const ast::Form& form) const { w.form(form); }
  void operator()(const ast::Merge& merge) const { w.merge(merge); }
  void operator()(const ast::Process& process) const { w.process(process); }
  void operator()(const ast::Reaction& reaction) const { w.reaction(reaction); }
  void operator()(const ast::Always& always) const {
    const List list(w, "always");
    w.text(always.label);
    w.expression(always.condition);
  }
  void operator()(const ast::Test& test) const { w.test(test); }
};

}  // namespace

void DumpWriter::statement(const ast::Statement& statement) {
  if (statement.replace) {
    const List list(*this, "replace");
    std::visit(BodyWriter{*this}, statement.body);
  } else {
    std::visit(BodyWriter{*this}, statement.body);
  }
  out += '\n';
}

std::string dump_ast(const ast::File& file) {
  DumpWriter writer;
  for (const ast::Statement& statement : file.statements) writer.statement(statement);
  for (const ast::Allow& allow : file.allows)
    writer.out += fmt::format("(allow {} \"{}\")\n", allow.check, allow.reason);
  return writer.out;
}

std::string dump_cst(const Tree& tree, std::string_view text) {
  std::string out;
  std::vector<std::uint32_t> ends;
  for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    while (!ends.empty() && ends.back() <= i) ends.pop_back();
    out += fmt::format("{}{} {}-{}", std::string(2 * ends.size(), ' '), name_of(node.kind), node.begin, node.end);
    if (node.next == i + 1 && node.end > node.begin)
      out += fmt::format(" `{}`", text.substr(node.begin, node.end - node.begin));
    out += '\n';
    ends.push_back(node.next);
  }
  for (const Comment& comment : tree.comments) {
    out += fmt::format("comment {}-{} `{}`\n", comment.begin, comment.end,
                       text.substr(comment.begin, comment.end - comment.begin));
  }
  return out;
}

}  // namespace leadline::grammar
