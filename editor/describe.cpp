// SPDX-License-Identifier: Apache-2.0
// Hover texts of names, from the program and the text around their declaration.
#include "editor/describe.hpp"

#include <algorithm>

#include "editor/hit_words.hpp"
#include "editor/names.hpp"
#include "engine/analysis/range_words.hpp"
#include "engine/explain/facts.hpp"
#include "engine/program/check_table.hpp"
#include "grammar/tokens.hpp"

namespace leadline::editor {

namespace {

std::string code(std::string_view text) { return "```lead\n" + std::string(text) + "\n```"; }

// The comment at the end of the line, or those on lines of their own directly above it.
std::string comment_at(const Analysis& analysis, const Span& span) {
  const std::string_view text = analysis.sources[span.source].text();
  const auto stripped = [](std::string_view line) {
    const std::size_t begin = line.find_first_not_of("# \t");
    if (begin == std::string_view::npos) return std::string{};
    const std::size_t end = line.find_last_not_of(" \t\r");
    return std::string(line.substr(begin, end - begin + 1));
  };
  std::size_t line_begin = text.rfind('\n', span.begin == 0 ? 0 : span.begin - 1);
  line_begin = line_begin == std::string_view::npos || span.begin == 0 ? 0 : line_begin + 1;
  const std::size_t line_end = std::min(text.find('\n', span.end), text.size());
  grammar::Token token = grammar::next_token(text, span.end);
  for (; token.kind != grammar::TokenKind::kEnd && token.begin < line_end;
       token = grammar::next_token(text, token.end)) {
    if (token.kind == grammar::TokenKind::kComment) return stripped(token.text(text));
  }
  std::string out;
  while (line_begin > 0) {
    std::size_t above = text.rfind('\n', line_begin - 2 < text.size() ? line_begin - 2 : 0);
    above = above == std::string_view::npos || line_begin < 2 ? 0 : above + 1;
    const std::string_view line = text.substr(above, line_begin - 1 - above);
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] != '#') break;
    const std::string words = stripped(line.substr(first));
    if (words.compare(0, 6, "allow ") == 0) break;
    out = words + (out.empty() ? "" : "  \n") + out;
    line_begin = above;
  }
  return out;
}

std::string place_of(const Analysis& analysis, const Span& span) {
  return "declared in " + analysis.sources.place(span);
}

// `{ a  b }`: how many, and the first of them.
std::string enumeration(const std::vector<std::string>& words, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < words.size() && i < most; ++i) out += (i == 0 ? "`" : ", `") + words[i] + "`";
  if (words.size() > most) out += " and " + std::to_string(words.size() - most) + " more";
  return out;
}

std::string bounds_text(const Bounds& bounds) {
  std::string out;
  if (bounds.at_most) out += ", at most " + to_text(*bounds.at_most) + " points";
  if (bounds.never_below) out += ", never below " + to_text(*bounds.never_below);
  return out;
}

class Description {
 public:
  Description(const Analysis& analysis, const NamedThing& thing, const CountedData* data)
      : analysis_(analysis), program_(analysis.program()), thing_(thing), data_(data) {}

  std::string text() {
    std::string head;
    std::vector<std::string> more;
    switch (thing_.kind) {
      case NameKind::kRecord:
        record(head, more);
        break;
      case NameKind::kField: {
        const RecordSchema& schema = program_.records[thing_.index];
        const Field& field = schema.fields[thing_.second];
        head = std::string(name_of(schema.kind)) + "." + field.name + "  " + type_text(program_, field.type);
        if (field.is_link)
          more.push_back("a link: the id of " + std::string(field.name) + ", and the record itself in a path");
        if (field.built_in) more.emplace_back("built in");
        if (field.together >= 0) more.push_back("taken together with " + together(schema, thing_.second));
        break;
      }
      case NameKind::kInteraction:
        interaction(head, more);
        break;
      case NameKind::kAttribute: {
        const InteractionKind& kind = program_.interactions[thing_.index];
        const Field& field = kind.attributes[thing_.second];
        head = kind.name + "." + field.name + "  " + type_text(program_, field.type);
        more.emplace_back("an attribute");
        break;
      }
      case NameKind::kList: {
        const NamedList& list = program_.lists[thing_.index];
        head = "list " + list.name;
        std::vector<std::string> words;
        for (const Value& value : list.value.items) words.push_back(explaining::value_text(program_, value));
        more.push_back(std::to_string(words.size()) + (words.size() == 1 ? " value: " : " values: ") +
                       enumeration(words, 12));
        break;
      }
      case NameKind::kTable: {
        const Table& table = program_.tables[thing_.index];
        head = "table " + table.name;
        more.push_back(std::to_string(table.rows.size()) + " rows, gives " + type_text(program_, table.value));
        break;
      }
      case NameKind::kDefinition:
        head = statement_of(program_.definitions[thing_.index].span);
        break;
      case NameKind::kModel:
        model(head, more);
        break;
      case NameKind::kGroup: {
        const Model& owner = program_.models[thing_.index];
        const Group& group = owner.groups[thing_.second];
        head = "group " + group.name + " \"" + group.title + "\"" + bounds_text(group.bounds);
        std::size_t rules = 0;
        for (const RuleBlock& block : group.blocks) rules += block.rules.size();
        more.push_back("a group of `" + owner.name + "` with " + std::to_string(rules) +
                       (rules == 1 ? " rule" : " rules"));
        if (const auto* report = report_of(thing_.index))
          more.push_back(range(report->groups[thing_.second], "points"));
        break;
      }
      case NameKind::kThreshold: {
        const Threshold& threshold = program_.thresholds[thing_.index];
        head = statement_of(threshold.span);
        if (threshold.model < 0) {
          if (data_ != nullptr) more.push_back(threshold_hit_words(program_, *data_, thing_.index));
          break;
        }
        const auto m = static_cast<std::uint32_t>(threshold.model);
        const Model& owner = program_.models[m];
        more.push_back("a threshold of `" + owner.name + "`");
        const auto at = std::find(owner.thresholds.begin(), owner.thresholds.end(), thing_.index);
        if (const auto* report = report_of(m); report != nullptr && at != owner.thresholds.end())
          more.push_back(reach(report->thresholds[static_cast<std::size_t>(at - owner.thresholds.begin())]));
        if (data_ != nullptr) more.push_back(threshold_hit_words(program_, *data_, thing_.index));
        break;
      }
      case NameKind::kGrade: {
        const Model& owner = program_.models[thing_.index];
        head = statement_of(owner.grades[thing_.second].span);
        more.push_back("a grade of `" + owner.name + "`");
        if (const auto* report = report_of(thing_.index)) more.push_back(reach(report->grades[thing_.second]));
        if (data_ != nullptr) more.push_back(grade_hit_words(program_, *data_, thing_.index, thing_.second));
        break;
      }
      case NameKind::kSegment:
        head = statement_of(program_.segments[thing_.index].span);
        break;
      case NameKind::kStrategy:
        head = "match " + std::string(name_of(program_.strategies[thing_.index].kind)) + " " +
               program_.strategies[thing_.index].name;
        break;
      case NameKind::kProcess: {
        const Process& process = program_.processes[thing_.index];
        head = "process " + process.name + " for " + std::string(name_of(process.kind));
        std::vector<std::string> stages;
        for (const Stage& stage : process.stages) stages.push_back(stage.name);
        more.push_back("stages: " + enumeration(stages, 20));
        break;
      }
      case NameKind::kStage:
        stage(head, more);
        break;
      case NameKind::kDeadline: {
        const Deadline& deadline = program_.processes[thing_.index].deadlines[thing_.second];
        head = statement_of(deadline.span);
        break;
      }
      case NameKind::kSource:
        head = "source " + program_.sources[thing_.index].name + " \"" + program_.sources[thing_.index].pattern + "\"";
        break;
      case NameKind::kHours:
        head = "hours " + program_.hours[thing_.index].name;
        break;
      case NameKind::kTestRecord:
        if (thing_.index < program_.tests.size() && thing_.second < program_.tests[thing_.index].records.size()) {
          const Test::Record& record = program_.tests[thing_.index].records[thing_.second];
          head = std::string(name_of(record.kind)) + " " + record.name;
          more.emplace_back("a record of this test");
        }
        break;
      case NameKind::kFile:
        head = "use \"" + analysis_.sources[thing_.index].name() + "\"";
        more.push_back("`" + analysis_.paths[thing_.index] + "`");
        break;
    }
    if (head.empty()) return "";
    std::string out = code(head);
    for (const Span& span : declarations_of(analysis_, thing_)) {
      if (thing_.kind == NameKind::kFile) break;
      if (const std::string comment = comment_at(analysis_, span); !comment.empty()) out += "\n\n" + comment;
    }
    for (const std::string& line : more) out += line.empty() ? "" : "\n\n" + line;
    if (const std::vector<Span> declared = declarations_of(analysis_, thing_);
        !declared.empty() && thing_.kind != NameKind::kFile && declared[0].source != analysis_.main)
      out += "\n\n" + place_of(analysis_, declared[0]);
    return out;
  }

 private:
  // The statement or line in which a name is declared, up to a brace or the end of its condition.
  std::string statement_of(const Span& name) const {
    const std::string_view text = analysis_.sources[name.source].text();
    std::size_t begin = text.rfind('\n', name.begin);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    std::uint32_t end = name.end;
    int depth = 0;
    for (grammar::Token token = grammar::next_solid_token(text, name.end); token.kind != grammar::TokenKind::kEnd;
         token = grammar::next_solid_token(text, token.end)) {
      const std::string_view word = token.text(text);
      if (word == "{" || word == "}") {
        if (depth == 0 && word == "}") break;
        depth += word == "{" ? 1 : -1;
        end = token.end;
        if (depth == 0) break;
        continue;
      }
      if (depth == 0 && token.first_on_line && !grammar::continues_line(word)) break;
      end = token.end;
    }
    return explaining::one_line(grammar::without_comments(text.substr(begin, end - begin)), 400);
  }

  // What reasoning found of a model; nullptr before it has.
  const leadline::analysis::ModelReport* report_of(std::uint32_t model) const {
    const Reasoning& reasoning = *analysis_.reasoning;
    return model < reasoning.ranges.size() ? &reasoning.ranges[model] : nullptr;
  }

  // From where to where, and the records that show it.
  std::string range(const leadline::analysis::RangeReport& report, const std::string& what) const {
    std::string out = what + " " + leadline::analysis::range_words(report);
    const auto add = [&](const char* word, const leadline::analysis::EndReport& end) {
      if (end.shown)
        out +=
            "  \n" + std::string(word) + " " + to_text(Decimal{end.shown_points}) + ": " + end.witness.told(program_);
    };
    add("lowest", report.low);
    add("highest", report.high);
    return out;
  }

  std::string reach(const leadline::analysis::ReachReport& report) const {
    std::string out = leadline::analysis::reach_words(report);
    if (report.shown && report.reach == leadline::analysis::ReachReport::Reach::kSometimes)
      out += ", for example by " + report.witness.told(program_);
    return out;
  }

  static std::string together(const RecordSchema& schema, std::size_t which) {
    std::vector<std::string> names;
    for (std::size_t f = 0; f < schema.fields.size(); ++f) {
      if (f != which && schema.fields[f].together == schema.fields[which].together)
        names.push_back(schema.fields[f].name);
    }
    return enumeration(names, 8);
  }

  void record(std::string& head, std::vector<std::string>& more) const {
    const RecordSchema& schema = program_.records[thing_.index];
    head = "record " + std::string(name_of(schema.kind));
    std::vector<std::string> built_in;
    std::vector<std::string> declared;
    for (const Field& field : schema.fields) (field.built_in ? built_in : declared).push_back(field.name);
    if (!declared.empty()) more.push_back("fields: " + enumeration(declared, 30));
    more.push_back("built in: " + enumeration(built_in, 30));
  }

  void interaction(std::string& head, std::vector<std::string>& more) const {
    const InteractionKind& kind = program_.interactions[thing_.index];
    head = "interaction " + kind.name + (kind.by_us ? " by us" : "");
    if (!kind.attributes.empty()) {
      head += " {";
      for (const Field& field : kind.attributes) head += " " + field.name + " " + type_text(program_, field.type) + " ";
      head += "}";
    }
    if (kind.built_in) more.emplace_back("written by Leadline itself");
    if (kind.by_us && !kind.built_in)
      more.emplace_back("what we did: `interaction` and rules about silence do not count it");
  }

  void model(std::string& head, std::vector<std::string>& more) const {
    const Model& model = program_.models[thing_.index];
    head = "model " + model.name + " \"" + model.title + "\"" + bounds_text(model.bounds);
    more.push_back("scores " + std::string(plural_of(model.kind)) + " by " + std::to_string(model.rules.size()) +
                   (model.rules.size() == 1 ? " rule" : " rules"));
    std::vector<std::string> groups;
    for (const Group& group : model.groups) groups.push_back(group.name);
    if (!groups.empty()) more.push_back("groups: " + enumeration(groups, 20));
    std::vector<std::string> grades;
    for (const Grade& grade : model.grades) grades.push_back(grade.word);
    if (!grades.empty()) more.push_back("grades: " + enumeration(grades, 20));
    std::vector<std::string> thresholds;
    for (const std::uint32_t t : model.thresholds) {
      const Threshold& threshold = program_.thresholds[t];
      thresholds.push_back(threshold.name + (threshold.at ? " at " + to_text(*threshold.at) : ""));
    }
    if (!thresholds.empty()) more.push_back("thresholds: " + enumeration(thresholds, 20));
    if (const auto* report = report_of(thing_.index)) more.push_back(range(report->score, "score"));
    if (data_ != nullptr) more.push_back(model_hit_words(program_, *data_, thing_.index));
  }

  void stage(std::string& head, std::vector<std::string>& more) const {
    const Process& process = program_.processes[thing_.index];
    const Stage& stage = process.stages[thing_.second];
    head = "stage " + stage.name + " \"" + stage.title + "\"";
    if (stage.final == Stage::Final::kWon) head += "  final won";
    if (stage.final == Stage::Final::kLost) head += "  final lost";
    if (stage.final == Stage::Final::kYes) head += "  final";
    more.push_back("a stage of `" + process.name + "`");
    std::vector<std::string> next;
    for (const Transition& transition : stage.transitions) next.push_back(process.stages[transition.to].name);
    next.erase(std::unique(next.begin(), next.end()), next.end());
    if (!next.empty()) more.push_back("goes to " + enumeration(next, 12));
  }

  const Analysis& analysis_;
  const Program& program_;
  NamedThing thing_;
  const CountedData* data_;
};

std::string_view level_word(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "an error";
    case Severity::kWarning:
      return "a warning";
    case Severity::kHint:
      return "a hint";
  }
  return "";
}

// The id in `# allow ID: reason`.
std::optional<Hover> check_hover(const Analysis& analysis, const grammar::Token& comment, std::uint32_t offset) {
  const auto is_part = [](char c) { return grammar::is_word_character(c) || c == '/' || c == '-'; };
  const std::string_view text = analysis.text();
  std::uint32_t begin = offset;
  std::uint32_t end = offset;
  while (begin > comment.begin && is_part(text[begin - 1])) --begin;
  while (end < comment.end && is_part(text[end])) ++end;
  const CheckInfo* const check = find_check(text.substr(begin, end - begin));
  if (check == nullptr) return std::nullopt;
  return Hover{"`" + std::string(check->id) + "`, " + std::string(level_word(check->severity)) + "\n\n" +
                   std::string(check->finds),
               {analysis.main, begin, end}};
}

// The token at a place, and the words of the language that begin with it, as far as they stand there.
std::optional<Hover> word_hover(const Analysis& analysis, std::uint32_t offset) {
  const std::string_view text = analysis.text();
  std::string_view before;
  std::uint32_t before_begin = 0;
  for (grammar::Token token = grammar::next_token(text, 0); token.kind != grammar::TokenKind::kEnd;
       token = grammar::next_token(text, token.end)) {
    if (token.begin > offset) break;
    if (token.kind == grammar::TokenKind::kComment && offset <= token.end) return check_hover(analysis, token, offset);
    if (token.kind == grammar::TokenKind::kWord && offset <= token.end && offset >= token.begin) {
      const std::string_view word = token.text(text);
      const grammar::Token next = grammar::next_solid_token(text, token.end);
      if (next.text(text) == "(" && next.begin == token.end) {
        if (const std::string_view help = function_help(word); !help.empty())
          return Hover{code(std::string(word) + "(…)") + "\n\n" + std::string(help),
                       {analysis.main, token.begin, token.end}};
      }
      const std::string with_next = std::string(word) + " " + std::string(next.text(text));
      if (const std::string_view help = word_help(with_next); !help.empty())
        return Hover{code(with_next) + "\n\n" + std::string(help), {analysis.main, token.begin, next.end}};
      const std::string with_before = std::string(before) + " " + std::string(word);
      if (const std::string_view help = word_help(with_before); !help.empty())
        return Hover{code(with_before) + "\n\n" + std::string(help), {analysis.main, before_begin, token.end}};
      if (const std::string_view help = word_help(word); !help.empty())
        return Hover{code(word) + "\n\n" + std::string(help), {analysis.main, token.begin, token.end}};
      return std::nullopt;
    }
    before = token.text(text);
    before_begin = token.begin;
  }
  return std::nullopt;
}

// The number that an expression always is.
std::optional<std::int64_t> constant_number(const Program& program, ExprId id) {
  if (id == kNoExpr) return std::nullopt;
  const Expr& expr = program.expr(id);
  if (expr.op != Op::kConstant || expr.value.missing || expr.value.type.kind != TypeKind::kNumber) return std::nullopt;
  return expr.value.number;
}

// What a rule can add to a score: `0 or 20 points`, `from 0 to 20 points`. Points that are no fixed number, and a rule
// of a block that may not count at all, are said as they are.
std::string points_text(const Program& program, const Rule& rule) {
  const std::optional<std::int64_t> points = constant_number(program, rule.points);
  if (!points) return "";
  const auto bounded = [&](std::int64_t value) {
    if (rule.bounds.at_most) value = std::min(value, rule.bounds.at_most->micros);
    if (rule.bounds.never_below) value = std::max(value, rule.bounds.never_below->micros);
    return value;
  };
  const auto number = [](std::int64_t micros) { return to_text(Decimal{micros}); };
  const bool many =
      rule.form == RuleForm::kPerSelection || rule.form == RuleForm::kPerBucket || rule.form == RuleForm::kWithout;
  if (!many) {
    std::string out = "gives ";
    if (rule.form == RuleForm::kWhen || rule.form == RuleForm::kForFirst || rule.form == RuleForm::kForLast) {
      const std::optional<std::int64_t> other = constant_number(program, rule.or_points);
      if (other) out += number(bounded(*other)) + ", ";
      out += number(bounded(0)) + (rule.fading.kind == Fading::Kind::kNone ? " or " : " to ");
    }
    return out + number(bounded(*points)) + " points";
  }
  const std::int64_t least = bounded(0);
  if (*points > 0 && !rule.bounds.at_most) return "gives " + number(least) + " points or more, without end";
  if (*points < 0 && !rule.bounds.never_below) return "gives " + number(least) + " points or less, without end";
  const std::int64_t most = *points > 0 ? rule.bounds.at_most->micros : rule.bounds.never_below->micros;
  return "gives from " + number(std::min(least, most)) + " to " + number(std::max(least, most)) + " points";
}

// On the label of a rule: the rule on one line.
std::optional<Hover> rule_hover(const Analysis& analysis, std::uint32_t offset, const CountedData* data) {
  for (std::size_t m = 0; m < analysis.program().models.size(); ++m) {
    const Model& model = analysis.program().models[m];
    for (std::size_t r = 0; r < model.rules.size(); ++r) {
      const Rule& rule = model.rules[r];
      const Span& label = rule.label_span;
      if (label.source != analysis.main || offset < label.begin || offset > label.end) continue;
      const std::string points = points_text(analysis.program(), rule);
      const std::string hits = data == nullptr ? "" : rule_hit_words(analysis.program(), *data, m, r);
      return Hover{code("\"" + rule.label + "\" " + rule.text) + "\n\na rule of `" + model.name + "`" +
                       (points.empty() ? "" : ", " + points) + (hits.empty() ? "" : "\n\n" + hits),
                   label};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string type_text(const Program& program, const Type& type) {
  std::string out = type.list ? "list of " : "";
  switch (type.kind) {
    case TypeKind::kNone:
      return out + "?";
    case TypeKind::kText:
      return out + "text";
    case TypeKind::kEmail:
      return out + "email";
    case TypeKind::kPhone:
      return out + "phone";
    case TypeKind::kDomain:
      return out + "domain";
    case TypeKind::kNumber:
      return out + "number";
    case TypeKind::kYesNo:
      return out + "yes_no";
    case TypeKind::kTime:
      return out + "time";
    case TypeKind::kDuration:
      return out + "duration";
    case TypeKind::kChoice: {
      out += "choice [";
      const std::vector<std::string>& words = program.choices[type.choice].words;
      for (std::size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "\"" : ", \"") + words[i] + "\"";
      return out + "]";
    }
    case TypeKind::kGrade:
      return out + "grade of " + program.models[type.choice].name;
    case TypeKind::kRecord:
      return out + std::string(name_of(type.record));
    case TypeKind::kMissing:
      return out + "missing";
  }
  return out;
}

std::string describe(const Analysis& analysis, const NamedThing& thing, const CountedData* data) {
  return Description{analysis, thing, data}.text();
}

std::optional<Hover> hover_at(const Analysis& analysis, std::uint32_t offset, const CountedData* data) {
  const std::vector<Mention> here = mentions_at(analysis, offset);
  std::string text;
  for (const Mention& mention : here) {
    const std::string one = describe(analysis, mention.thing, data);
    if (!one.empty() && text.find(one) == std::string::npos) text += (text.empty() ? "" : "\n\n---\n\n") + one;
  }
  if (!text.empty()) return Hover{text, name_span(analysis, here[0].span)};
  if (std::optional<Hover> rule = rule_hover(analysis, offset, data)) return rule;
  return word_hover(analysis, offset);
}

}  // namespace leadline::editor
