// SPDX-License-Identifier: Apache-2.0
// Kinds of record and interaction: what the engine itself knows of them, and what the files declare.
#include <algorithm>

#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

class SchemaBuilder {
 public:
  SchemaBuilder(Program& program, RecordKind kind) : schema_(program.records[static_cast<std::size_t>(kind)]) {
    schema_.kind = kind;
  }

  int field(const char* name, Type type, bool link = false) {
    Field f;
    f.name = name;
    f.type = type;
    f.built_in = true;
    f.is_link = link;
    schema_.fields.push_back(std::move(f));
    return static_cast<int>(schema_.fields.size()) - 1;
  }
  void staged() {
    const Type text = simple(TypeKind::kText);
    schema_.process = field("process", text);
    schema_.stage = field("stage", text);
    schema_.stage_since = field("stage_since", simple(TypeKind::kTime));
    schema_.reached = field("reached", list_of(text));
    schema_.cleared = field("cleared", list_of(text));
    schema_.held = field("held", list_of(text));
  }
  void times() {
    schema_.created = field("created", simple(TypeKind::kTime));
    schema_.updated = field("updated", simple(TypeKind::kTime));
  }
  RecordSchema& schema() { return schema_; }

 private:
  RecordSchema& schema_;
};

void built_in_records(Checker& c) {
  const Type text = simple(TypeKind::kText);
  {
    SchemaBuilder b{c.program, RecordKind::kContact};
    b.schema().id = b.field("id", text);
    b.schema().account = b.field("account", text, true);
    b.times();
    b.staged();
  }
  {
    SchemaBuilder b{c.program, RecordKind::kAccount};
    b.schema().id = b.field("id", text);
    b.times();
    b.staged();
  }
  {
    SchemaBuilder b{c.program, RecordKind::kLead};
    b.schema().id = b.field("id", text);
    b.schema().contact = b.field("contact", text, true);
    b.schema().account = b.field("account", text, true);
    c.program.choices.push_back(Choice{{"open", "qualified", "disqualified"}});
    Type status = simple(TypeKind::kChoice);
    status.choice = static_cast<std::uint32_t>(c.program.choices.size() - 1);
    b.schema().status = b.field("status", status);
    b.schema().owner = b.field("owner", text);
    b.times();
    b.staged();
  }
  {
    SchemaBuilder b{c.program, RecordKind::kOpportunity};
    b.schema().id = b.field("id", text);
    b.schema().lead = b.field("lead", text, true);
    b.schema().contact = b.field("contact", text, true);
    b.schema().account = b.field("account", text, true);
    b.schema().owner = b.field("owner", text);
    b.times();
    b.staged();
  }
  {
    SchemaBuilder b{c.program, RecordKind::kUser};
    b.schema().id = b.field("id", text);
    b.field("name", text);
  }
}

InteractionKind built_in_kind(const char* name, std::initializer_list<const char*> attributes) {
  InteractionKind kind;
  kind.name = name;
  kind.by_us = true;
  kind.built_in = true;
  for (const char* attribute : attributes) {
    Field field;
    field.name = attribute;
    field.type = simple(TypeKind::kText);
    field.built_in = true;
    kind.attributes.push_back(std::move(field));
  }
  return kind;
}

// A field that was declared before: fine with the same type.
void declared_again(Checker& c, const std::string& owner, const Field& first, const ast::FieldDeclaration& again,
                    const Type& type) {
  if (type.kind == TypeKind::kNone || type == first.type) return;
  Diagnostic& d =
      c.error("name/duplicate", again.name.span,
              owner + " already has a field `" + again.name.text + "`, which holds " + describe(c, first.type),
              "here it would hold " + describe(c, type));
  if (!first.built_in) d.related.push_back({first.span, "the first declaration"});
}

// `whose` and `index` say in the index of names what has the field.
void add_field(Checker& c, const std::string& owner, NameKind whose, std::uint32_t index, std::vector<Field>& fields,
               const ast::FieldDeclaration& tree) {
  const Type type = declared_type(c, tree.type);
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == tree.name.text; });
  if (found != fields.end()) {
    if (c.names != nullptr)
      c.names->declare({whose, index, static_cast<std::uint32_t>(found - fields.begin())}, tree.name.span);
    return declared_again(c, owner, *found, tree, type);
  }
  Field field;
  field.name = tree.name.text;
  field.type = type;
  field.span = tree.name.span;
  fields.push_back(std::move(field));
}

void add_together(Checker& c, RecordSchema& schema, const std::vector<ast::Name>& names) {
  std::int32_t number = 0;
  for (const Field& field : schema.fields) number = std::max(number, field.together + 1);
  for (const ast::Name& name : names) {
    const int index = schema.find(name.text);
    if (index < 0) {
      c.error("name/unknown", name.span, std::string{name_of(schema.kind)} + " has no field `" + name.text + "`",
              suggestion(name.text, field_names(schema)));
      continue;
    }
    c.mention(NameKind::kField, static_cast<std::size_t>(schema.kind), static_cast<std::size_t>(index), name.span);
    Field& field = schema.fields[static_cast<std::size_t>(index)];
    if (field.built_in) {
      c.error("type/mismatch", name.span,
              "`" + name.text + "` is kept by Leadline itself and cannot be taken together with other fields");
    } else if (field.together >= 0 && field.together != number) {
      c.error("name/duplicate", name.span, "`" + name.text + "` already stands in another `together`",
              "a field is taken together with one set of fields");
    }
    field.together = number;
  }
}

void add_interaction(Checker& c, const ast::Interaction& tree) {
  const std::string& name = tree.name.text;
  if (kind_word(name) || name == "interaction") {
    c.error("name/duplicate", tree.name.span,
            "`" + name + "` is a word of the language and cannot name a kind of interaction", "choose another name");
    return;
  }
  auto found = c.interaction_names.find(name);
  if (found != c.interaction_names.end() && c.program.interactions[found->second].built_in) {
    c.error("name/duplicate", tree.name.span, "interactions of the kind `" + name + "` are written by Leadline itself",
            "choose another name");
    return;
  }
  if (found == c.interaction_names.end()) {
    InteractionKind kind;
    kind.name = name;
    kind.span = tree.name.span;
    found = c.interaction_names.emplace(name, static_cast<std::uint32_t>(c.program.interactions.size())).first;
    c.program.interactions.push_back(std::move(kind));
  }
  InteractionKind& kind = c.program.interactions[found->second];
  if (c.names != nullptr) c.names->declare({NameKind::kInteraction, found->second, 0}, tree.name.span);
  kind.by_us = kind.by_us || tree.by_us;
  for (const ast::FieldDeclaration& attribute : tree.attributes) {
    const std::string& word = attribute.name.text;
    if (word == "at" || word == "id" || word == "kind" || word == "contact" || word == "lead") {
      c.error("name/duplicate", attribute.name.span, "every interaction has `" + word + "` by itself",
              "leave it out, or choose another name");
      continue;
    }
    add_field(c, "`" + name + "`", NameKind::kAttribute, found->second, kind.attributes, attribute);
  }
}

}  // namespace

void declare_records(Checker& c) {
  built_in_records(c);
  c.program.interactions.push_back(built_in_kind("move", {"from", "to", "by"}));
  c.program.interactions.push_back(built_in_kind("reach", {"threshold"}));
  c.interaction_names = {{"move", kMoveKind}, {"reach", kReachKind}};
  c.for_each<ast::Record>([&](const ast::Record& tree, const ast::Statement&) {
    const std::optional<RecordKind> kind = kind_word(tree.kind.text);
    if (!kind) {
      std::string help = other_products_word(tree.kind.text);
      if (help.empty()) help = suggestion(tree.kind.text, record_words());
      c.error("name/unknown", tree.kind.span, "there is no kind of record `" + tree.kind.text + "`", help);
      return;
    }
    RecordSchema& schema = c.program.records[static_cast<std::size_t>(*kind)];
    for (const ast::FieldDeclaration& field : tree.fields) {
      add_field(c, tree.kind.text, NameKind::kField, static_cast<std::uint32_t>(*kind), schema.fields, field);
    }
    for (const std::vector<ast::Name>& names : tree.together) add_together(c, schema, names);
  });
  c.for_each<ast::Interaction>([&](const ast::Interaction& tree, const ast::Statement&) { add_interaction(c, tree); });
}

}  // namespace leadline::checking
