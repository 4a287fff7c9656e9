// SPDX-License-Identifier: Apache-2.0
// Paths: a record, its links, and at the end a field or what a model says of it.
#include "engine/program/members.hpp"

#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

Expr about(const Op op, const Type& type, ExprId record, std::uint32_t index, const Span& span) {
  Expr e;
  e.op = op;
  e.type = type;
  e.children = {record};
  e.index = index;
  e.span = span;
  return e;
}

std::string a_record(RecordKind kind) {
  return (kind == RecordKind::kAccount || kind == RecordKind::kOpportunity ? "an " : "a ") + std::string{name_of(kind)};
}

// The rest of a path, from the name with number `at`, on a record.
class PathWalk {
 public:
  PathWalk(Checker& c, const Environment& env, const ast::Expr& tree) : c_(c), env_(env), tree_(tree) {}

  ExprId from(ExprId record, std::size_t at) {
    while (at < tree_.names.size()) {
      if (c_.is_broken(record)) return record;
      const ast::Name& name = tree_.names[at];
      const bool last = at + 1 == tree_.names.size();
      const RecordKind kind = c_.type(record).record;
      const RecordSchema& schema = c_.program.schema(kind);
      const Span span = through(name);
      if (const std::optional<RecordKind> to = kind_word(name.text)) {
        if (const std::optional<LinkKind> link = link_between(kind, *to)) {
          c_.mention(NameKind::kRecord, static_cast<std::size_t>(*to), 0, name.span);
          record = link_of(c_, record, *link, span);
          ++at;
          continue;
        }
      }
      if (const int field = schema.find(name.text); field >= 0) {
        c_.mention(NameKind::kField, static_cast<std::size_t>(kind), static_cast<std::size_t>(field), name.span);
        if (last) return field_of(c_, record, static_cast<std::uint32_t>(field), span);
        c_.error("name/unknown", tree_.names[at + 1].span,
                 "`" + name.text + "` is " + describe(c_, schema.fields[static_cast<std::size_t>(field)].type) +
                     " and has no `" + tree_.names[at + 1].text + "`");
        return c_.broken();
      }
      if (const auto model = c_.model_names.find(name.text); model != c_.model_names.end() && !last) {
        c_.mention(NameKind::kModel, model->second, 0, name.span);
        if (at + 2 < tree_.names.size()) {
          c_.error("name/unknown", tree_.names[at + 2].span,
                   "`" + name.text + "." + tree_.names[at + 1].text + "` has nothing behind a further dot");
          return c_.broken();
        }
        return member_value(c_, env_, record, model->second, tree_.names[at + 1], tree_.span);
      }
      if (last) {
        if (name.text == "scored") return operation(c_, Op::kScored, simple(TypeKind::kYesNo), {record}, span);
        const std::vector<std::uint32_t> thresholds = thresholds_named(c_, name.text, kind);
        if (!thresholds.empty()) {
          c_.mention_thresholds(thresholds, name.span);
          return reached(record, thresholds, span);
        }
        const auto shared = c_.shared.find(name.text);
        if (shared != c_.shared.end() && shared->second.kind == SharedKind::kThreshold &&
            c_.program.thresholds[shared->second.index].kind == kind) {
          c_.mention(shared->second, name.span);
          return reached(record, {shared->second.index}, span);
        }
      }
      return unknown(name, kind, last);
    }
    return record;
  }

 private:
  Span through(const ast::Name& name) const { return {tree_.span.source, tree_.span.begin, name.span.end}; }

  ExprId reached(ExprId record, const std::vector<std::uint32_t>& thresholds, const Span& span) {
    Expr e = about(Op::kThresholdReached, simple(TypeKind::kYesNo), record, thresholds[0], span);
    if (thresholds.size() > 1) {
      e.index = 0;
      e.thresholds = thresholds;
    }
    return c_.add(std::move(e));
  }

  ExprId unknown(const ast::Name& name, RecordKind kind, bool last) {
    std::string help;
    if (const std::optional<RecordKind> to = kind_word(name.text)) {
      c_.error("name/unknown", name.span, a_record(kind) + " has no one " + name.text,
               kind == RecordKind::kContact || kind == RecordKind::kAccount
                   ? "there may be many; select them: `any " + name.text + " where …`"
                   : "");
      return c_.broken();
    }
    if (c_.model_names.count(name.text) != 0) {
      help = "this is a model; say which value of it: `" + name.text + ".score`";
    } else if (const std::string near = nearest(name.text, candidates(kind)); !near.empty()) {
      help = "did you mean `" + near + "`?";
    } else {
      for (int i = 0; i < kRecordKinds && help.empty(); ++i) {
        const auto other = static_cast<RecordKind>(i);
        if (other != kind && c_.program.schema(other).find(name.text) >= 0) {
          help = std::string{name_of(other)} + " has a field of this name" +
                 (link_between(kind, other) ? ": write `" + std::string{name_of(other)} + "." + name.text + "`" : "");
        }
      }
      if (help.empty()) help = other_products_word(name.text);
      if (help.empty()) help = "declare it: `record " + std::string{name_of(kind)} + " { " + name.text + " text }`";
    }
    c_.error("name/unknown", name.span,
             std::string{name_of(kind)} + " has no field `" + name.text + "`" + (last ? "" : ", nor is this a model"),
             help);
    return c_.broken();
  }

  std::vector<std::string> candidates(RecordKind kind) const {
    std::vector<std::string> names = field_names(c_.program.schema(kind));
    for (const auto& [name, which] : c_.threshold_names) {
      if (!thresholds_named(c_, name, kind).empty()) names.push_back(name);
    }
    for (const Model& model : c_.program.models) {
      if (model.kind == kind) names.push_back(model.name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  Checker& c_;
  const Environment& env_;
  const ast::Expr& tree_;
};

ExprId lower_its(Checker& c, const Environment& env, const ast::Expr& tree) {
  const ast::Name& name = tree.names[0];
  if (env.item == nullptr || env.item->kind == ItemScope::Kind::kColumns) {
    c.error("name/unknown", tree.span, "`its` stands only inside a `where`, where there is an item to speak of",
            "name the record: `lead." + name.text + "`");
    return c.broken();
  }
  PathWalk walk{c, env, tree};
  if (env.item->kind == ItemScope::Kind::kRecord) return walk.from(item_record(c, env.item->record, tree.span), 0);
  const Span span{tree.span.source, tree.span.begin, name.span.end};
  if (env.item->kind == ItemScope::Kind::kInteractions) {
    if (name.text == "contact") return walk.from(link_of(c, item_interaction(c, span), LinkKind::kContact, span), 1);
    if (name.text == "lead") return walk.from(link_of(c, item_interaction(c, span), LinkKind::kLead, span), 1);
    if (name.text == "account") return walk.from(link_of(c, item_interaction(c, span), LinkKind::kAccount, span), 1);
  }
  const std::optional<Type> type = attribute_type(c, *env.item, name);
  if (type && type->kind == TypeKind::kNone) return c.broken();
  if (!type) {
    c.error("name/unknown", name.span, "the interaction has no `" + name.text + "`",
            "it has `its contact`, `its lead`, `its account` and its attributes");
    return c.broken();
  }
  if (tree.names.size() > 1) {
    c.error("name/unknown", tree.names[1].span,
            "`" + name.text + "` is " + describe(c, *type) + " and has no `" + tree.names[1].text + "`");
    return c.broken();
  }
  mention_attribute(c, *env.item, name);
  return attribute(c, name.text, *type, tree.span);
}

}  // namespace

Member find_member(const Checker& c, std::uint32_t model, const std::string& name) {
  const Model& m = c.program.models[model];
  if (name == "score") return {Member::Kind::kScore, 0};
  if (name == "grade" && !m.grades.empty()) return {Member::Kind::kGrade, 0};
  for (std::size_t g = 0; g < m.groups.size(); ++g) {
    if (m.groups[g].name == name) return {Member::Kind::kGroup, static_cast<std::uint32_t>(g)};
  }
  for (const std::uint32_t threshold : m.thresholds) {
    if (c.program.thresholds[threshold].name == name) return {Member::Kind::kThreshold, threshold};
  }
  return {};
}

std::vector<std::string> member_names(const Checker& c, std::uint32_t model) {
  const Model& m = c.program.models[model];
  std::vector<std::string> names{"score"};
  if (!m.grades.empty()) names.emplace_back("grade");
  for (const Group& group : m.groups) names.push_back(group.name);
  for (const std::uint32_t threshold : m.thresholds) names.push_back(c.program.thresholds[threshold].name);
  return names;
}

ExprId test_record(Checker& c, const Test& test, std::size_t index, const Span& span) {
  Expr e;
  e.op = Op::kNamed;
  e.type = record_of(test.records[index].kind);
  e.index = static_cast<std::uint32_t>(index);
  // The first record of another test is another one: shared, a failure would show it under the other's name.
  e.second = static_cast<std::uint32_t>(c.program.tests.size());
  e.span = span;
  return c.add(std::move(e));
}

ExprId unreachable_record(Checker& c, const Environment& env, const ast::Name& name) {
  if (!env.subject) {
    c.error("name/unknown", name.span, "there is no one " + name.text + " here",
            env.test != nullptr ? "name a record of the test" : "");
    return c.broken();
  }
  std::string help;
  if (*env.subject == RecordKind::kContact || *env.subject == RecordKind::kAccount)
    help = "there may be many; select them: `any " + name.text + " where …`";
  c.error("name/unknown", name.span, "this is about " + a_record(*env.subject) + ", which has no one " + name.text,
          help);
  return c.broken();
}

ExprId threshold_reached(Checker& c, const Environment& env, const std::vector<std::uint32_t>& thresholds,
                         const Span& span) {
  const Threshold& first = c.program.thresholds[thresholds[0]];
  if (!env.subject || first.kind != *env.subject) {
    c.error("type/mismatch", span,
            "the threshold `" + first.name + "` is about " + std::string{plural_of(first.kind)} +
                (env.subject ? ", this is about " + a_record(*env.subject) : ""),
            env.subject && link_between(*env.subject, first.kind)
                ? "write `" + std::string{name_of(first.kind)} + "." + first.name + "`"
                : "");
    return c.broken();
  }
  Expr e = about(Op::kThresholdReached, simple(TypeKind::kYesNo), self(c, *env.subject, span), thresholds[0], span);
  if (thresholds.size() > 1) {
    e.index = 0;
    e.thresholds = thresholds;
  }
  return c.add(std::move(e));
}

ExprId member_value(Checker& c, const Environment& env, ExprId record, std::uint32_t model, const ast::Name& name,
                    const Span& span) {
  const Model& m = c.program.models[model];
  const RecordKind kind = c.type(record).record;
  const Member member = find_member(c, model, name.text);
  if (member.kind == Member::Kind::kNone) {
    std::string help = suggestion(name.text, member_names(c, model));
    if (name.text == "grade") help = "the model has no `grade` lines";
    c.error("name/unknown", name.span, "the model `" + m.name + "` has no `" + name.text + "`", help);
    return c.broken();
  }
  if (member.kind == Member::Kind::kGroup) c.mention(NameKind::kGroup, model, member.index, name.span);
  if (member.kind == Member::Kind::kThreshold) c.mention(NameKind::kThreshold, member.index, 0, name.span);
  if (kind != m.kind) {
    const std::optional<LinkKind> link = link_between(kind, m.kind);
    c.error("type/mismatch", span,
            "the model `" + m.name + "` scores " + std::string{plural_of(m.kind)} + ", this is " + a_record(kind),
            link ? "write `" + std::string{name_of(m.kind)} + "." + m.name + "." + name.text + "`" : "");
    return c.broken();
  }
  const bool own = env.model == static_cast<std::int32_t>(model) && c.expr(record).op == Op::kSelf;
  switch (member.kind) {
    case Member::Kind::kNone:
      break;
    case Member::Kind::kScore: {
      c.circles.edge(c.owner, score_node(c, model), span);
      Expr e = about(Op::kScore, simple(TypeKind::kNumber), record, model, span);
      e.own = own;
      return c.add(std::move(e));
    }
    case Member::Kind::kGroup: {
      c.circles.edge(c.owner, group_node(c, model, member.index), span);
      if (!own) c.circles.edge(c.owner, score_node(c, model), span);
      Expr e = about(Op::kGroupScore, simple(TypeKind::kNumber), record, model, span);
      e.second = member.index;
      e.own = own;
      return c.add(std::move(e));
    }
    case Member::Kind::kGrade: {
      c.circles.edge(c.owner, grade_node(c, model), span);
      Type type = simple(TypeKind::kGrade);
      type.choice = model;
      return c.add(about(Op::kGrade, type, record, model, span));
    }
    case Member::Kind::kThreshold: {
      if (!own) return c.add(about(Op::kThresholdReached, simple(TypeKind::kYesNo), record, member.index, span));
      const Threshold& t = c.program.thresholds[member.index];
      c.circles.edge(c.owner, c.circles.node(Circles::Kind::kThreshold, member.index, 1, t.full_name, t.span), span);
      return own_threshold(c, member.index);
    }
  }
  return c.broken();
}

ExprId lower_path(Checker& c, const Environment& env, const ast::Expr& tree) {
  if (tree.its) return lower_its(c, env, tree);
  const ast::Name& first = tree.names[0];
  PathWalk walk{c, env, tree};
  if (env.test != nullptr) {
    for (std::size_t i = 0; i < env.test->records.size(); ++i) {
      if (env.test->records[i].name == first.text) {
        c.mention(NameKind::kTestRecord, c.program.tests.size(), i, first.span);
        return walk.from(test_record(c, *env.test, i, first.span), 1);
      }
    }
  }
  if (const std::optional<RecordKind> kind = kind_word(first.text)) {
    c.mention(NameKind::kRecord, static_cast<std::size_t>(*kind), 0, first.span);
    if (!env.subject) return unreachable_record(c, env, first);
    const ExprId subject = self(c, *env.subject, first.span);
    if (*kind == *env.subject) return walk.from(subject, 1);
    if (const std::optional<LinkKind> link = link_between(*env.subject, *kind))
      return walk.from(link_of(c, subject, *link, first.span), 1);
    return unreachable_record(c, env, first);
  }
  if (const auto model = c.model_names.find(first.text); model != c.model_names.end()) {
    c.mention(NameKind::kModel, model->second, 0, first.span);
    if (!env.subject) {
      c.error("name/unknown", tree.span, "whose `" + first.text + "." + tree.names[1].text + "`?",
              "name a record before it");
      return c.broken();
    }
    if (tree.names.size() > 2) {
      c.error("name/unknown", tree.names[2].span,
              "`" + first.text + "." + tree.names[1].text + "` has nothing behind a further dot");
      return c.broken();
    }
    return member_value(c, env, self(c, *env.subject, first.span), model->second, tree.names[1], tree.span);
  }
  std::vector<std::string> candidates = record_words();
  for (const Model& model : c.program.models) candidates.push_back(model.name);
  if (env.test != nullptr) {
    for (const Test::Record& record : env.test->records) candidates.push_back(record.name);
  }
  std::string help = other_products_word(first.text);
  if (help.empty()) {
    if (c.interaction_names.count(first.text) != 0) {
      help = "this is a kind of interaction; write `" + tree.names[1].text + " of last " + first.text + "`";
    } else if (const std::string near = nearest(first.text, candidates); !near.empty()) {
      help = "did you mean `" + near + "`?";
    } else {
      help = "a path begins with a kind of record or a model";
    }
  }
  c.error("name/unknown", first.span, "there is no record or model `" + first.text + "` here", help);
  return c.broken();
}

ExprId lower_holds(Checker& c, const Environment& env, const ast::Expr& tree) {
  const ExprId reached = lower(c, env, *tree.children[0]);
  if (c.is_broken(reached)) return reached;
  const Expr e = c.expr(reached);
  if (e.op == Op::kThresholdReached) {
    std::vector<std::uint32_t> thresholds = e.thresholds;
    if (thresholds.empty()) thresholds.push_back(e.index);
    std::vector<ExprId> any;
    for (const std::uint32_t threshold : thresholds) {
      c.circles.edge(c.owner, threshold_node(c, threshold), tree.span);
      any.push_back(c.add(about(Op::kThresholdHolds, simple(TypeKind::kYesNo), e.children[0], threshold, tree.span)));
    }
    return any.size() == 1 ? any[0] : condition(c, Op::kOr, std::move(any), tree.span);
  }
  // Inside its model a threshold's name is its condition already; in a stock file one that no model declares never
  // holds.
  const ast::Expr& inner = *tree.children[0];
  if (inner.kind == ast::ExprKind::kName && env.model >= 0 &&
      find_member(c, static_cast<std::uint32_t>(env.model), inner.names[0].text).kind == Member::Kind::kThreshold)
    return reached;
  if (inner.kind == ast::ExprKind::kPath && inner.names.size() == 2 && is_condition(e.type) &&
      c.model_names.count(inner.names[0].text) != 0)
    return reached;
  if (c.file_of(tree.span).stock && e.op == Op::kConstant) return reached;
  c.error("type/mismatch", tree.span, "`now` stands behind a threshold, this is " + describe(c, e.type),
          "leave `now` out");
  return c.broken();
}

}  // namespace leadline::checking
