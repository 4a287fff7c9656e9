// SPDX-License-Identifier: Apache-2.0
// Sources whose rows go through a form: whether its strategies can ever be asked with what the rows bring.
#include <set>
#include <string>

#include "engine/program/forms.hpp"
#include "engine/program/lint.hpp"

namespace leadline::checking {

namespace {

// The fields that an expression about an incoming record reads.
void fields_read(const Program& p, ExprId id, std::set<std::string>& names) {
  const Expr& e = p.expr(id);
  if (e.op == Op::kField && !e.children.empty()) {
    names.insert(p.schema(p.expr(e.children[0]).type.record).fields[e.index].name);
  }
  for (const ExprId child : e.children) fields_read(p, child, names);
}

// What a line needs and the rows do not bring; the contact is found by its own strategy, the page is the form's name.
std::set<std::string> lacking(const Program& p, const MatchLine& line, const std::set<std::string>& given) {
  std::set<std::string> names;
  for (const MatchPart& part : line.parts) fields_read(p, part.left, names);
  for (auto name = names.begin(); name != names.end();) {
    const bool there = given.count(*name) != 0 || *name == "contact" || *name == "page";
    name = there ? names.erase(name) : std::next(name);
  }
  return names;
}

}  // namespace

void lint_forms(Checker& c) {
  const Program& p = c.program;
  for (const SourceDefinition& source : p.sources) {
    if (source.form.empty()) continue;
    const std::int32_t id = find_form(p, source.form);
    if (id < 0) continue;
    const Form& form = p.forms[static_cast<std::size_t>(id)];
    std::set<std::string> given;
    for (const SourceMapping& mapping : source.mappings) {
      for (const SourceField& field : mapping.fields) {
        const bool of_record = mapping.record && field.target == SourceField::Target::kField;
        if (of_record) given.insert(p.schema(mapping.kind).fields[field.field].name);
      }
    }
    for (std::size_t kind = 0; kind < form.by.size(); ++kind) {
      if (form.by[kind] < 0 || form.always_create[kind]) continue;
      const MatchStrategy& strategy = p.strategies[static_cast<std::size_t>(form.by[kind])];
      if (strategy.create_incomplete || strategy.lines.empty()) continue;
      std::set<std::string> wanted;
      bool any = false;
      for (const MatchLine& line : strategy.lines) {
        const std::set<std::string> without = lacking(p, line, given);
        any = any || without.empty();
        wanted.insert(without.begin(), without.end());
      }
      if (any) continue;
      std::string names;
      for (const std::string& name : wanted) names += (names.empty() ? "`" : ", `") + name + "`";
      c.error("match/never-complete", source.span,
              "no row of this source can be matched: the strategy `" + strategy.name + "` of its form needs " + names +
                  ", which the source never gives",
              "read it from a column, or use a strategy that does without")
          .related.push_back({strategy.span, "the strategy"});
    }
  }
}

}  // namespace leadline::checking
