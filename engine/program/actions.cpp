// SPDX-License-Identifier: Apache-2.0
// What processes, reactions and forms do: names of fields, thresholds, strategies; values; texts with paths in them.
#include "engine/program/actions.hpp"

#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/literals.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

Action::Kind kind_of(ast::Action::Kind kind) {
  switch (kind) {
    case ast::Action::Kind::kTask:
      return Action::Kind::kTask;
    case ast::Action::Kind::kNotify:
      return Action::Kind::kNotify;
    case ast::Action::Kind::kSet:
      return Action::Kind::kSet;
    case ast::Action::Kind::kReset:
      return Action::Kind::kReset;
    case ast::Action::Kind::kAssign:
      return Action::Kind::kAssign;
    case ast::Action::Kind::kAssignInTurn:
      return Action::Kind::kAssignInTurn;
    case ast::Action::Kind::kAssignInTurnUsers:
      return Action::Kind::kAssignInTurnUsers;
    case ast::Action::Kind::kSend:
      return Action::Kind::kSend;
    case ast::Action::Kind::kCreate:
      return Action::Kind::kCreate;
    case ast::Action::Kind::kFirstOf:
      return Action::Kind::kFirstOf;
  }
  return Action::Kind::kTask;
}

class ActionLowering {
 public:
  ActionLowering(Checker& c, const Environment& env, const ast::Action& tree) : c_(c), env_(env), tree_(tree) {}

  Action run() {
    action_.kind = kind_of(tree_.kind);
    action_.span = tree_.span;
    if (tree_.condition) action_.condition = lower_condition(c_, env_, *tree_.condition);
    switch (tree_.kind) {
      case ast::Action::Kind::kTask:
      case ast::Action::Kind::kNotify:
        action_.target = tree_.target.value;
        action_.text = pieces(tree_.parts);
        break;
      case ast::Action::Kind::kSet:
        set();
        break;
      case ast::Action::Kind::kReset:
        reset();
        break;
      case ast::Action::Kind::kAssign:
      case ast::Action::Kind::kAssignInTurn:
        needs_owner();
        for (const ast::ExprPtr& value : tree_.values)
          action_.values.push_back(lower_as(c_, env_, *value, simple(TypeKind::kText), "an owner is"));
        break;
      case ast::Action::Kind::kAssignInTurnUsers:
        users();
        break;
      case ast::Action::Kind::kSend:
        action_.target = tree_.name.text;
        for (const ast::Assignment& field : tree_.fields) {
          action_.payload.push_back(
              {field.path[0].text, as_value(c_, lower(c_, env_, *field.value)), pieces(field.parts)});
          only_whole_texts(*field.value, true);
        }
        break;
      case ast::Action::Kind::kCreate:
        create();
        break;
      case ast::Action::Kind::kFirstOf:
        choices();
        break;
    }
    return std::move(action_);
  }

 private:
  std::vector<TextPiece> pieces(const std::vector<ast::TextPart>& parts) {
    std::vector<TextPiece> text;
    for (const ast::TextPart& part : parts) {
      TextPiece piece;
      if (part.path.empty()) {
        piece.literal = part.words;
      } else {
        ast::Expr path;
        path.kind = part.path.size() == 1 ? ast::ExprKind::kName : ast::ExprKind::kPath;
        path.names = part.path;
        path.span = part.span;
        if (path.kind == ast::ExprKind::kPath && path.names[0].text == "its") {
          path.its = true;
          path.names.erase(path.names.begin());
        }
        piece.value = as_value(c_, lower(c_, env_, path));
      }
      text.push_back(std::move(piece));
    }
    return text;
  }

  // A text inside a larger expression stays as it is: whoever writes a brace there has to mean the brace.
  void only_whole_texts(const ast::Expr& value, bool whole) {
    if (value.kind == ast::ExprKind::kText && !whole) {
      const std::string written(c_.written(value.span));
      for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] == '\\') {
          i += written.compare(i, 3, "\\u{") == 0 ? written.find('}', i) - i : 1;
        } else if (written[i] == '{') {
          c_.error("type/mismatch", value.span, "`{…}` is filled in only where the text is the whole value",
                   "write `\\{` for a brace");
          return;
        }
      }
    }
    for (const ast::ExprPtr& child : value.children) {
      if (child) only_whole_texts(*child, false);
    }
    for (const auto& one : value.cases) {
      if (one.value) only_whole_texts(*one.value, false);
    }
  }

  // The field that is written: `lead.x`, or a field of the record at hand.
  void set() {
    const std::vector<ast::Name>& path = tree_.set.path;
    ExprId record = kNoExpr;
    if (path.size() == 1) {
      if (!env_.subject) return;
      record = self(c_, *env_.subject, path[0].span);
    } else {
      ast::Expr tree;
      tree.kind = path.size() == 2 ? ast::ExprKind::kName : ast::ExprKind::kPath;
      tree.names.assign(path.begin(), path.end() - 1);
      tree.span = {path[0].span.source, path[0].span.begin, path[path.size() - 2].span.end};
      Environment plain = env_;
      plain.item = nullptr;
      record = lower(c_, plain, tree);
    }
    if (c_.is_broken(record)) return;
    if (c_.type(record).kind != TypeKind::kRecord) {
      c_.error("type/mismatch", tree_.set.span, "what is set is a field of a record", "write `set lead.x = …`");
      return;
    }
    action_.set = assignment(record, c_.type(record).record, path.back(), tree_.set);
  }

  SetField assignment(ExprId record, RecordKind kind, const ast::Name& name, const ast::Assignment& assigned) {
    const ast::Expr& value = *assigned.value;
    SetField set;
    set.record = record;
    const RecordSchema& schema = c_.program.schema(kind);
    const int field = schema.find(name.text);
    if (field < 0) {
      const std::string near = suggestion(name.text, field_names(schema));
      c_.error(
          "name/unknown", name.span, std::string{name_of(kind)} + " has no field `" + name.text + "`",
          near.empty() ? "declare it: `record " + std::string{name_of(kind)} + " { " + name.text + " text }`" : near);
      return set;
    }
    if (field == schema.id || field == schema.stage || field == schema.stage_since || field == schema.process ||
        field == schema.reached || field == schema.cleared || field == schema.held || field == schema.created ||
        field == schema.updated) {
      std::string help;
      if (field == schema.stage) help = "a stage is left by `go to`";
      if (field == schema.reached || field == schema.cleared) help = "write `reset` and the threshold";
      c_.error("type/mismatch", name.span, "`" + name.text + "` is kept by Leadline itself and cannot be set", help);
      return set;
    }
    set.field = static_cast<std::uint32_t>(field);
    c_.mention(NameKind::kField, static_cast<std::size_t>(kind), set.field, name.span);
    set.value = lower_as(c_, env_, value, schema.fields[set.field].type, "`" + name.text + "` holds");
    set.text = pieces(assigned.parts);
    only_whole_texts(value, true);
    return set;
  }

  void reset() {
    if (!env_.subject) return;
    const std::string& name = tree_.name.text;
    action_.reset = thresholds_named(c_, name, *env_.subject);
    const auto shared = c_.shared.find(name);
    const bool top = shared != c_.shared.end() && shared->second.kind == SharedKind::kThreshold &&
                     c_.program.thresholds[shared->second.index].kind == *env_.subject;
    if (top && !action_.reset.empty()) {
      c_.error("name/ambiguous", tree_.name.span,
               "`" + name + "` could be the threshold `" + c_.program.thresholds[action_.reset[0]].full_name +
                   "` or the one at the top of a file",
               "rename one of them");
    }
    if (top) action_.reset = {shared->second.index};
    c_.mention_thresholds(action_.reset, tree_.name.span);
    if (!action_.reset.empty() || c_.file_of(tree_.name.span).stock) return;
    std::vector<std::string> names;
    for (const Threshold& threshold : c_.program.thresholds) {
      if (threshold.kind == *env_.subject) names.push_back(threshold.name);
    }
    c_.error("name/unknown", tree_.name.span,
             "no model for " + std::string{plural_of(*env_.subject)} + " has a threshold `" + name + "`",
             suggestion(name, names));
  }

  void needs_owner() {
    if (env_.subject && c_.program.schema(*env_.subject).owner >= 0) return;
    c_.error("type/mismatch", tree_.span,
             "only leads and opportunities have an owner" +
                 (env_.subject ? ", this is about " + describe(c_, record_of(*env_.subject)) : std::string{}));
  }

  void users() {
    needs_owner();
    ItemScope scope;
    scope.kind = ItemScope::Kind::kRecord;
    scope.record = RecordKind::kUser;
    Environment inner = env_;
    inner.item = &scope;
    if (tree_.where) action_.users_where = lower_condition(c_, inner, *tree_.where);
    if (tree_.at_most) action_.at_most = lower_as(c_, inner, *tree_.at_most, simple(TypeKind::kNumber), "a limit is");
    if (tree_.within) action_.within = tree_.within->milliseconds;
  }

  void create() {
    const std::optional<RecordKind> kind = kind_word(tree_.name.text);
    if (!kind || *kind == RecordKind::kUser) {
      const std::string help = other_products_word(tree_.name.text);
      c_.error("name/unknown", tree_.name.span, "`" + tree_.name.text + "` is nothing that an action creates",
               help.empty() ? "write `create lead` or `create opportunity`" : help);
      return;
    }
    action_.create = *kind;
    for (const ast::Assignment& field : tree_.fields)
      action_.fields.push_back(assignment(kNoExpr, *kind, field.path[0], field));
    if (tree_.matching_nothing) action_.matching = -2;
    if (!tree_.matching) return;
    const auto strategy = c_.strategy_names.find(tree_.matching->text);
    if (strategy == c_.strategy_names.end()) {
      std::vector<std::string> names;
      for (const MatchStrategy& s : c_.program.strategies) names.push_back(s.name);
      c_.error("name/unknown", tree_.matching->span, "there is no matching strategy `" + tree_.matching->text + "`",
               suggestion(tree_.matching->text, names));
      return;
    }
    c_.strategy_used[strategy->second] = true;
    c_.mention(NameKind::kStrategy, strategy->second, 0, tree_.matching->span);
    action_.matching = static_cast<std::int32_t>(strategy->second);
    if (c_.program.strategies[strategy->second].kind != *kind) {
      c_.error("type/mismatch", tree_.matching->span,
               "`" + tree_.matching->text + "` matches " +
                   std::string{plural_of(c_.program.strategies[strategy->second].kind)} + ", this creates " +
                   describe(c_, record_of(*kind)));
    }
  }

  void choices() {
    bool assigns = false;
    for (std::size_t i = 0; i < tree_.choices.size(); ++i) {
      const ast::Action& choice = tree_.choices[i];
      // Where none of the users is left, the next action is tried.
      const bool open = choice.otherwise || (!choice.condition && choice.kind != ast::Action::Kind::kAssignInTurnUsers);
      if (open && i + 1 != tree_.choices.size()) {
        c_.error("score/otherwise", choice.span, "what stands behind this is never done",
                 choice.otherwise ? "`otherwise` comes last" : "say when it is done: `when …`");
      }
      assigns = assigns || choice.kind == ast::Action::Kind::kAssign ||
                choice.kind == ast::Action::Kind::kAssignInTurn || choice.kind == ast::Action::Kind::kAssignInTurnUsers;
      action_.choices.push_back(ActionLowering{c_, env_, choice}.run());
    }
    if (assigns && !tree_.choices.empty() && tree_.choices.back().condition && !tree_.choices.back().otherwise) {
      c_.warning("stage/no-owner", tree_.span, "where none of these conditions holds nobody is assigned",
                 "end with `assign to … otherwise`");
    }
  }

  Checker& c_;
  const Environment& env_;
  const ast::Action& tree_;
  Action action_;
};

}  // namespace

std::vector<Action> lower_actions(Checker& c, const Environment& env, const std::vector<ast::Action>& trees) {
  std::vector<Action> actions;
  actions.reserve(trees.size());
  for (const ast::Action& tree : trees) actions.push_back(ActionLowering{c, env, tree}.run());
  return actions;
}

}  // namespace leadline::checking
