// SPDX-License-Identifier: Apache-2.0
// Calls, table look-ups, `is valid`, and the questions about stages, deadlines and segments.
#include <algorithm>
#include <array>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/lists_tables.hpp"
#include "engine/program/members.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

struct FunctionName {
  std::string_view name;
  Function function;
};

constexpr std::array<FunctionName, 10> kFunctions{{{"domain", Function::kDomain},
                                                   {"mailbox", Function::kMailbox},
                                                   {"company", Function::kCompany},
                                                   {"digits", Function::kDigits},
                                                   {"sounds", Function::kSounds},
                                                   {"length", Function::kLength},
                                                   {"lower", Function::kLower},
                                                   {"min", Function::kMin},
                                                   {"max", Function::kMax},
                                                   {"round", Function::kRound}}};

ExprId call(Checker& c, Function function, const Type& type, std::vector<ExprId> arguments, const Span& span) {
  Expr e;
  e.op = Op::kCall;
  e.type = type;
  e.children = std::move(arguments);
  e.function = function;
  e.span = span;
  return c.add(std::move(e));
}

// min and max take several values of one type that has an order.
ExprId extreme(Checker& c, Function function, std::vector<ExprId> arguments, const ast::Expr& tree) {
  if (arguments.size() < 2) {
    c.error("type/mismatch", tree.span, "`" + tree.names[0].text + "` takes two values or more",
            "the " + std::string{function == Function::kMin ? "least" : "greatest"} + " of a selection is written `" +
                tree.names[0].text + " … of …`");
    return c.broken();
  }
  const Type type = c.type(arguments[0]);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Type own = c.type(arguments[i]);
    if (own.kind != TypeKind::kNumber && own.kind != TypeKind::kTime && own.kind != TypeKind::kDuration) {
      c.error("type/mismatch", tree.children[i]->span,
              "`" + tree.names[0].text + "` takes numbers, times or durations, this is " + describe(c, own));
      return c.broken();
    }
    if (own != type) {
      c.error("type/mismatch", tree.children[i]->span,
              "this is " + describe(c, own) + ", the first value is " + describe(c, type),
              "all values are of one type");
      return c.broken();
    }
  }
  return call(c, function, type, std::move(arguments), tree.span);
}

}  // namespace

ExprId lower_call(Checker& c, const Environment& env, const ast::Expr& tree) {
  std::vector<ExprId> arguments;
  for (const ast::ExprPtr& child : tree.children) arguments.push_back(as_value(c, lower(c, env, *child)));
  const ast::Name& name = tree.names[0];
  const auto found =
      std::find_if(kFunctions.begin(), kFunctions.end(), [&](const FunctionName& f) { return f.name == name.text; });
  if (found == kFunctions.end()) {
    std::vector<std::string> names;
    for (const FunctionName& f : kFunctions) names.emplace_back(f.name);
    std::string help = suggestion(name.text, names);
    if (help.empty())
      help =
          "functions are `domain`, `mailbox`, `company`, `digits`, `sounds`, `length`, `lower`, `min`, `max` and "
          "`round`";
    c.error("name/unknown", name.span, "there is no function `" + name.text + "`", help);
    return c.broken();
  }
  if (std::any_of(arguments.begin(), arguments.end(), [&](ExprId a) { return c.is_broken(a); })) return c.broken();
  const Function function = found->function;
  if (function == Function::kMin || function == Function::kMax) return extreme(c, function, std::move(arguments), tree);
  if (arguments.size() != 1) {
    c.error("type/mismatch", tree.span,
            "`" + name.text + "` takes one value, here are " + std::to_string(arguments.size()));
    return c.broken();
  }
  if (is_choice(c.type(arguments[0]))) arguments[0] = word_text(c, arguments[0], tree.children[0]->span);
  const Type type = c.type(arguments[0]);
  const auto wrong = [&](const char* wanted) {
    c.error("type/mismatch", tree.children[0]->span,
            "`" + name.text + "` takes " + wanted + ", this is " + describe(c, type));
    return c.broken();
  };
  switch (function) {
    case Function::kDomain:
      if (type.kind != TypeKind::kEmail && type.kind != TypeKind::kText && type.kind != TypeKind::kDomain)
        return wrong("an e-mail address");
      return type.list ? wrong("an e-mail address")
                       : call(c, function, simple(TypeKind::kDomain), std::move(arguments), tree.span);
    case Function::kMailbox:
      if (type.list || (type.kind != TypeKind::kEmail && type.kind != TypeKind::kText))
        return wrong("an e-mail address");
      return call(c, function, simple(TypeKind::kEmail), std::move(arguments), tree.span);
    case Function::kCompany:
    case Function::kDigits:
    case Function::kSounds:
    case Function::kLower:
      return type.textual() ? call(c, function, simple(TypeKind::kText), std::move(arguments), tree.span)
                            : wrong("a text");
    case Function::kLength:
      return type.textual() ? call(c, function, simple(TypeKind::kNumber), std::move(arguments), tree.span)
                            : wrong("a text");
    case Function::kRound:
      return is_number(type) ? call(c, function, type, std::move(arguments), tree.span) : wrong("a number");
    case Function::kMin:
    case Function::kMax:
      break;
  }
  return c.broken();
}

ExprId lower_lookup(Checker& c, const Environment& env, const ast::Expr& tree) {
  std::vector<ExprId> keys;
  for (const ast::ExprPtr& child : tree.children) keys.push_back(as_value(c, lower(c, env, *child)));
  const ast::Name& name = tree.names[0];
  const auto shared = c.shared.find(name.text);
  if (shared == c.shared.end() || shared->second.kind != SharedKind::kTable) {
    std::vector<std::string> tables;
    for (const Table& table : c.program.tables) tables.push_back(table.name);
    c.error("name/unknown", name.span,
            shared == c.shared.end() ? "there is no table `" + name.text + "`" : "`" + name.text + "` is no table",
            suggestion(name.text, tables));
    return c.broken();
  }
  const std::uint32_t table = shared->second.index;
  c.table_used[table] = true;
  c.mention(shared->second, name.span);
  std::vector<Type> types;
  for (std::size_t k = 0; k < keys.size(); ++k) {
    if (c.is_broken(keys[k])) return c.broken();
    if (is_choice(c.type(keys[k]))) keys[k] = word_text(c, keys[k], tree.children[k]->span);
    const Type type = c.type(keys[k]);
    if (!type.textual() && !is_number(type)) {
      c.error("type/mismatch", tree.children[k]->span,
              "a table is looked up with texts and numbers, this is " + describe(c, type));
      return c.broken();
    }
    types.push_back(type.textual() ? simple(TypeKind::kText) : type);
  }
  if (!decide_table_keys(c, table, types, tree.span)) return c.broken();
  Expr e;
  e.op = Op::kLookup;
  e.type = c.program.tables[table].value;
  e.children = std::move(keys);
  e.index = table;
  e.span = tree.span;
  return c.add(std::move(e));
}

ExprId lower_is_valid(Checker& c, const Environment& env, const ast::Expr& tree) {
  const ExprId value = lower(c, env, *tree.children[0]);
  if (c.is_broken(value)) return value;
  const Type type = c.type(value);
  if (type.list || (type.kind != TypeKind::kEmail && type.kind != TypeKind::kPhone && type.kind != TypeKind::kDomain)) {
    c.error("type/mismatch", tree.children[0]->span,
            "`is valid` is asked of an e-mail address, a phone number or a domain, this is " + describe(c, type),
            type.kind == TypeKind::kText ? "declare the field as `email`, `phone` or `domain`" : "");
    return c.broken();
  }
  return condition(c, Op::kIsValid, {value}, tree.span);
}

ExprId lower_entering(Checker& c, const Environment& env, const ast::Name& stage, const Span& span) {
  if (!env.subject || !is_staged(*env.subject)) {
    c.error("type/mismatch", span, "`entering` is asked of a record that has a stage");
    return c.broken();
  }
  std::vector<std::string> names;
  for (const Process& process : c.program.processes) {
    if (process.kind != *env.subject) continue;
    for (const Stage& s : process.stages) names.push_back(s.name);
  }
  if (std::find(names.begin(), names.end(), stage.text) == names.end()) {
    c.error("name/unknown", stage.span,
            names.empty()
                ? "there is no process for " + std::string{plural_of(*env.subject)} + ", so nothing enters `" +
                      stage.text + "`"
                : "no process for " + std::string{plural_of(*env.subject)} + " has a stage `" + stage.text + "`",
            names.empty() ? "declare a `process`, or `use \"standard\"`" : suggestion(stage.text, names));
    return c.broken();
  }
  c.mention_stage(*env.subject, stage.text, stage.span);
  Expr e;
  e.op = Op::kEntering;
  e.type = simple(TypeKind::kTime);
  e.text = stage.text;
  e.span = span;
  return c.add(std::move(e));
}

ExprId lower_missed(Checker& c, const Environment& env, const ast::Expr& tree) {
  const ast::Name& name = tree.names[0];
  std::vector<std::string> names;
  for (std::size_t p = 0; p < c.program.processes.size(); ++p) {
    const Process& process = c.program.processes[p];
    if (env.process >= 0 ? static_cast<std::size_t>(env.process) != p : !env.subject || process.kind != *env.subject)
      continue;
    for (std::size_t d = 0; d < process.deadlines.size(); ++d) {
      names.push_back(process.deadlines[d].name);
      if (process.deadlines[d].name != name.text) continue;
      c.mention(NameKind::kDeadline, p, d, name.span);
      Expr e;
      e.op = Op::kMissed;
      e.type = simple(TypeKind::kYesNo);
      e.index = static_cast<std::uint32_t>(d);
      e.second = static_cast<std::uint32_t>(p);
      e.span = tree.span;
      c.circles.edge(c.owner, deadline_node(c, e.second, e.index), tree.span);
      return c.add(std::move(e));
    }
  }
  c.error("name/unknown", name.span, "there is no deadline `" + name.text + "` here", suggestion(name.text, names));
  return c.broken();
}

ExprId lower_in_segment(Checker& c, const Environment& env, const ast::Expr& tree) {
  const ast::Name& name = tree.names[0];
  ExprId contact = kNoExpr;
  if (!tree.children.empty()) {
    contact = lower(c, env, *tree.children[0]);
  } else if (env.subject) {
    contact = self(c, *env.subject, tree.span);
  } else {
    c.error("type/mismatch", tree.span, "who is in the segment?", "name a record of the test before `in segment`");
    return c.broken();
  }
  const auto shared = c.shared.find(name.text);
  if (shared == c.shared.end() || shared->second.kind != SharedKind::kSegment) {
    std::vector<std::string> segments;
    for (const Segment& segment : c.program.segments) segments.push_back(segment.name);
    c.error("name/unknown", name.span, "there is no segment `" + name.text + "`", suggestion(name.text, segments));
    return c.broken();
  }
  const std::uint32_t segment = shared->second.index;
  c.segment_used[segment] = true;
  c.mention(shared->second, name.span);
  c.circles.edge(c.owner, segment_node(c, segment), tree.span);
  if (c.is_broken(contact)) return contact;
  const Type type = c.type(contact);
  if (type.kind != TypeKind::kRecord) {
    c.error("type/mismatch", tree.children[0]->span, "a segment holds contacts, this is " + describe(c, type));
    return c.broken();
  }
  if (type.record != RecordKind::kContact) {
    const std::optional<LinkKind> link = link_between(type.record, RecordKind::kContact);
    if (!link) {
      c.error("type/mismatch", tree.span, "a segment holds contacts, and " + describe(c, type) + " has no one contact");
      return c.broken();
    }
    contact = link_of(c, contact, *link, tree.span);
  }
  Expr e;
  e.op = Op::kInSegment;
  e.type = simple(TypeKind::kYesNo);
  e.children = {contact};
  e.index = segment;
  e.span = tree.span;
  const ExprId id = c.add(std::move(e));
  return tree.negated ? negation(c, id, tree.span) : id;
}

}  // namespace leadline::checking
