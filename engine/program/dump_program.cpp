// SPDX-License-Identifier: Apache-2.0
// The parts of a program as text, in the order of the language's chapters.
#include "engine/program/dump_program.hpp"

#include <fmt/format.h>

#include "engine/values/time.hpp"

namespace leadline {

namespace {

class ProgramWriter {
 public:
  explicit ProgramWriter(const Program& program) : p_(program) {}

  void records() {
    for (const RecordSchema& schema : p_.records) {
      line(0, "record {} {{", name_of(schema.kind));
      for (const Field& field : schema.fields) {
        line(1, "{} {}{}{}", field.name, dump_type(p_, field.type), field.built_in ? "  # built in" : "",
             field.is_link ? ", link" : "");
      }
      for (std::int32_t set = 0;; ++set) {
        std::string names;
        for (const Field& field : schema.fields) {
          if (field.together == set) names += (names.empty() ? "" : ", ") + field.name;
        }
        if (names.empty()) break;
        line(1, "together {}", names);
      }
      line(0, "}}");
    }
    for (const InteractionKind& kind : p_.interactions) {
      std::string attributes;
      for (const Field& field : kind.attributes)
        attributes += fmt::format("  {} {}", field.name, dump_type(p_, field.type));
      line(0, "interaction {}{}{}{}", kind.name, kind.by_us ? " by us" : "",
           attributes.empty() ? "" : " {" + attributes.substr(1) + " }", kind.built_in ? "  # built in" : "");
    }
  }

  void program() {
    for (std::size_t z = 0; z < p_.zones.size(); ++z)
      line(0, "zone {}{}", p_.zones[z], z == 0 ? "" : "  # of another file");
    if (!p_.phone_country.empty()) line(0, "phone country {}", p_.phone_country);
    if (p_.clock != 0) line(0, "clock every {}", format_duration(p_.clock));
    records();
    for (const NamedList& list : p_.lists) line(0, "list {} = {}", list.name, dump_value(p_, list.value));
    for (const Table& table : p_.tables) this->table(table);
    for (const SourceDefinition& source : p_.sources) this->source(source);
    for (const Model& model : p_.models) this->model(model);
    for (const Threshold& threshold : p_.thresholds) {
      if (threshold.model < 0) this->threshold(0, threshold);
    }
    for (const Segment& segment : p_.segments) line(0, "segment {} = {}", segment.name, node(segment.value));
    for (const Process& process : p_.processes) this->process(process);
    for (const Always& always : p_.always) {
      line(0, "always \"{}\" for {}: {}{}", always.label, name_of(always.kind),
           always.premise == kNoExpr ? "" : expression(always.premise) + " implies ", expression(always.condition));
    }
  }

  std::string take() { return std::move(out_); }

 private:
  template <class... Values>
  void line(int depth, fmt::format_string<Values...> format, Values&&... values) {
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
    out_ += fmt::format(format, std::forward<Values>(values)...);
    out_ += '\n';
  }

  std::string expression(ExprId id) const { return dump_expression(p_, id); }

  static std::string bounds(const Bounds& bounds) {
    const std::string text = dump_bounds(bounds);
    return text.empty() ? text : ", " + text;
  }

  void table(const Table& table) {
    line(0, "table {} {{", table.name);
    for (const Table::Row& row : table.rows) {
      std::string keys;
      for (const Value& key : row.keys) keys += dump_value(p_, key) + " ";
      line(1, "{}{}", keys, dump_value(p_, row.value));
    }
    line(0, "}}");
  }

  void source(const SourceDefinition& source) {
    line(0, "source {} \"{}\" zone {} {{", source.name, source.pattern, p_.zones[source.zone]);
    for (const SourceMapping& mapping : source.mappings) {
      line(1, "{}{}", mapping.record ? std::string{name_of(mapping.kind)} : p_.interactions[mapping.interaction].name,
           mapping.where == kNoExpr ? "" : " where " + expression(mapping.where));
      for (const SourceField& field : mapping.fields) {
        std::string name;
        switch (field.target) {
          case SourceField::Target::kField:
            name = mapping.record ? p_.schema(mapping.kind).fields[field.field].name
                                  : p_.interactions[mapping.interaction].attributes[field.field].name;
            break;
          case SourceField::Target::kAt:
            name = "at";
            break;
          case SourceField::Target::kId:
            name = "id";
            break;
          case SourceField::Target::kContact:
            name = "contact";
            break;
          case SourceField::Target::kLead:
            name = "lead";
            break;
          case SourceField::Target::kKind:
            name = "kind";
            break;
        }
        line(2, "{} {}", name,
             field.column.empty() ? "= " + dump_value(p_, field.constant)
                                  : (field.is_not ? "not " : "") + ("\"" + field.column + "\""));
      }
    }
    line(0, "}}");
  }

  static std::string fading(const Fading& fading) {
    switch (fading.kind) {
      case Fading::Kind::kNone:
        return "";
      case Fading::Kind::kHalving:
        return fmt::format(", halving every {} days", fading.days);
      case Fading::Kind::kLosing:
        return fmt::format(", losing {} every {} days", to_text(fading.amount), fading.days);
      case Fading::Kind::kLosingPercent:
        return fmt::format(", losing {}% every {} days", to_text(fading.amount), fading.days);
    }
    return "";
  }

  std::string form(const Rule& rule) const {
    const std::string selection = dump_selection(p_, rule.selection);
    switch (rule.form) {
      case RuleForm::kWhen:
        return "when " + expression(rule.condition);
      case RuleForm::kPerSelection:
        return "per " + selection;
      case RuleForm::kPerBucket:
        return fmt::format("per {} with at least {} {}", dump_bucket(rule.bucket), rule.at_least, selection);
      case RuleForm::kWithout:
        return fmt::format("per {} without {}", format_duration(rule.silence), selection);
      case RuleForm::kForFirst:
        return "for first " + selection;
      case RuleForm::kForLast:
        return "for last " + selection;
      case RuleForm::kOtherwise:
        return "otherwise";
    }
    return "";
  }

  void rule(int depth, const Rule& rule) {
    std::string text = fmt::format("\"{}\" {} {}", rule.label, expression(rule.points), form(rule));
    if (rule.form != RuleForm::kWhen && rule.condition != kNoExpr) text += " when " + expression(rule.condition);
    if (rule.or_points != kNoExpr)
      text += fmt::format(" or {} if {}", expression(rule.or_points),
                          rule.readable == kNoExpr ? "not" : expression(rule.readable));
    line(depth, "{}{}{}", text, fading(rule.fading), bounds(rule.bounds));
  }

  void blocks(int depth, const Model& model, const std::vector<RuleBlock>& blocks) {
    for (const RuleBlock& block : blocks) {
      if (block.kind == RuleBlock::Kind::kSingle) {
        rule(depth, model.rules[block.rules[0]]);
        continue;
      }
      line(depth, "{} of \"{}\"", block.kind == RuleBlock::Kind::kFirst ? "first" : "best", block.label);
      for (const std::uint32_t r : block.rules) rule(depth + 1, model.rules[r]);
    }
  }

  void model(const Model& model) {
    line(0, "model {} \"{}\" scores {}{}{}", model.name, model.title, name_of(model.kind),
         model.where == kNoExpr ? "" : " where " + expression(model.where), bounds(model.bounds));
    blocks(1, model, model.blocks);
    for (const Group& group : model.groups) {
      line(1, "group {} \"{}\"{}", group.name, group.title, bounds(group.bounds));
      blocks(2, model, group.blocks);
    }
    if (model.score != kNoExpr) line(1, "score = {}", expression(model.score));
    for (const Grade& grade : model.grades)
      line(1, "grade \"{}\" {}", grade.word,
           grade.condition == kNoExpr ? "otherwise" : "when " + expression(grade.condition));
    for (const std::uint32_t t : model.thresholds) threshold(1, p_.thresholds[t]);
  }

  void threshold(int depth, const Threshold& threshold) {
    line(depth, "threshold {} for {} when {}{}", threshold.full_name, name_of(threshold.kind),
         expression(threshold.condition),
         threshold.until_below ? " until below " + to_text(*threshold.until_below) : "");
  }

  std::string node(const SegmentNode& node) const {
    const auto set = [&](std::string_view word) {
      std::string text;
      for (std::size_t i = 0; i < node.children.size(); ++i)
        text += (i == 0 ? "" : fmt::format(" {} ", word)) + this->node(node.children[i]);
      return "(" + text + ")";
    };
    const std::string where = node.where == kNoExpr ? "" : " where " + expression(node.where);
    switch (node.kind) {
      case SegmentNode::Kind::kContacts:
        return "contacts" + where;
      case SegmentNode::Kind::kContactsOf:
        return fmt::format("contacts of {}{}", plural_of(node.of), where);
      case SegmentNode::Kind::kSegment:
        return "segment " + p_.segments[node.segment].name;
      case SegmentNode::Kind::kUnion:
        return set("union");
      case SegmentNode::Kind::kIntersect:
        return set("intersect");
      case SegmentNode::Kind::kExcept:
        return set("except");
    }
    return "";
  }

  void transitions(int depth, const Process& process, const std::vector<Transition>& transitions) {
    for (const Transition& transition : transitions) {
      line(depth, "go to {} when {}  # {}{}", process.stages[transition.to].name, expression(transition.condition),
           transition.name, transition.actions.empty() ? "" : fmt::format(", {} actions", transition.actions.size()));
    }
  }

  void process(const Process& process) {
    line(0, "process {} \"{}\" for {}{}", process.name, process.title, name_of(process.kind),
         process.where == kNoExpr ? "" : " where " + expression(process.where));
    for (const Stage& stage : process.stages) {
      std::string_view final;
      switch (stage.final) {
        case Stage::Final::kNo:
          break;
        case Stage::Final::kYes:
          final = " final";
          break;
        case Stage::Final::kWon:
          final = " final won";
          break;
        case Stage::Final::kLost:
          final = " final lost";
          break;
      }
      line(1, "stage {}{}{}", stage.name, final, stage.side ? "  # to the side" : "");
      for (const Require& require : stage.requires_) {
        std::string what = require.condition == kNoExpr ? "" : "that " + expression(require.condition);
        for (const ExprId field : require.present) what += (what.empty() ? "" : ", ") + expression(field);
        line(2, "require {}{}", what, require.to_enter ? " to enter" : "");
      }
      transitions(2, process, stage.transitions);
    }
    for (const AnyStage& any : process.any) {
      std::string from;
      for (std::size_t s = 0; s < any.from.size(); ++s) {
        if (any.from[s]) from += (from.empty() ? "" : ", ") + process.stages[s].name;
      }
      line(1, "any stage in {}", from);
      transitions(2, process, any.transitions);
    }
    for (const Deadline& deadline : process.deadlines) {
      line(1, "deadline {} of {}: {}{}", deadline.name, process.stages[deadline.stage].name,
           format_duration(deadline.wait.milliseconds),
           deadline.unless == kNoExpr ? "" : " unless " + expression(deadline.unless));
    }
  }

  const Program& p_;
  std::string out_;
};

}  // namespace

std::string dump_program(const Program& program) {
  ProgramWriter writer{program};
  writer.program();
  return writer.take();
}

}  // namespace leadline
