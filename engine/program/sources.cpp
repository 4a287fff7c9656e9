// SPDX-License-Identifier: Apache-2.0
// `source`: what the columns of outside data become. The conditions of a source read columns.
#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/lists_tables.hpp"
#include "engine/program/literals.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/parts.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"
#include "engine/values/zone.hpp"

namespace leadline::checking {

namespace {

class SourceLowering {
 public:
  SourceLowering(Checker& c, const ast::SourceStatement& tree) : c_(c), tree_(tree) {}

  SourceDefinition run() {
    made_.name = tree_.name.text;
    made_.pattern = tree_.pattern.value;
    made_.span = tree_.name.span;
    made_.zone = c_.zone_of(tree_.name.span);
    if (tree_.form) made_.form = tree_.form->value;
    for (const auto& setting : tree_.settings) lower_setting(setting);
    for (const ast::SourceMapping& mapping : tree_.mappings) lower_mapping(mapping);
    return std::move(made_);
  }

 private:
  void lower_setting(const ast::SourceStatement::Setting& setting) {
    const std::string& name = setting.name.text;
    std::vector<std::string> values;
    for (const ast::Text& value : setting.values) values.push_back(value.value);
    if (values.empty()) return;
    if (name == "encoding") {
      made_.encoding = values[0];
    } else if (name == "separator") {
      made_.separator = values[0];
    } else if (name == "missing") {
      made_.missing.insert(made_.missing.end(), values.begin(), values.end());
    } else if (name == "times") {
      made_.times.insert(made_.times.end(), values.begin(), values.end());
    } else if (name == "numbers") {
      made_.numbers = values[0];
    } else if (name == "zone") {
      made_.zone = zone_number(c_, setting.values[0]);
    } else {
      c_.error("name/unknown", setting.name.span, "a source has no setting `" + name + "`",
               suggestion(name, {"encoding", "separator", "missing", "times", "zone", "numbers"}));
    }
  }

  void lower_mapping(const ast::SourceMapping& tree) {
    SourceMapping mapping;
    mapping.span = tree.span;
    if (const std::optional<RecordKind> kind = kind_word(tree.kind.text)) {
      mapping.kind = *kind;
    } else if (const auto interaction = c_.interaction_names.find(tree.kind.text);
               interaction != c_.interaction_names.end()) {
      mapping.record = false;
      mapping.interaction = interaction->second;
      c_.mention(NameKind::kInteraction, interaction->second, 0, tree.kind.span);
    } else {
      std::vector<std::string> names = record_words();
      for (const InteractionKind& k : c_.program.interactions) names.push_back(k.name);
      const std::string near = nearest(tree.kind.text, names);
      c_.error("name/unknown", tree.kind.span, "there is no kind of record or interaction `" + tree.kind.text + "`",
               near.empty() ? other_products_word(tree.kind.text) : "did you mean `" + near + "`?");
      return;
    }
    if (tree.where) mapping.where = column_condition(*tree.where);
    for (const ast::SourceField& field : tree.fields) lower_field(field, mapping);
    const auto has = [&](SourceField::Target target) {
      return std::any_of(mapping.fields.begin(), mapping.fields.end(),
                         [&](const SourceField& f) { return f.target == target; });
    };
    if (!mapping.record && !has(SourceField::Target::kAt)) {
      c_.error("type/mismatch", tree.kind.span, "every interaction needs its time",
               "say which column holds it: `at \"Date\"`");
    }
    const int id = c_.program.schema(mapping.kind).id;
    if (mapping.record && made_.form.empty() &&
        std::none_of(mapping.fields.begin(), mapping.fields.end(),
                     [&](const SourceField& f) { return static_cast<int>(f.field) == id; })) {
      c_.error("type/mismatch", tree.kind.span, "every record needs its id",
               "say which column holds it: `id \"Lead ID\"`");
    }
    made_.mappings.push_back(std::move(mapping));
  }

  // The field, link or time that a column goes to, and its type.
  bool target(const ast::SourceField& tree, const SourceMapping& mapping, SourceField& field, Type& type) {
    const std::string& name = tree.name.text;
    std::vector<std::string> names;
    if (mapping.record) {
      const RecordSchema& schema = c_.program.schema(mapping.kind);
      const int index = schema.find(name);
      if (index >= 0) {
        field.field = static_cast<std::uint32_t>(index);
        c_.mention(NameKind::kField, static_cast<std::size_t>(mapping.kind), field.field, tree.name.span);
        type = schema.fields[field.field].type;
        return true;
      }
      names = field_names(schema);
    } else {
      const InteractionKind& kind = c_.program.interactions[mapping.interaction];
      type = simple(TypeKind::kText);
      if (name == "at") {
        field.target = SourceField::Target::kAt;
        type = simple(TypeKind::kTime);
        return true;
      }
      if (name == "id") return (field.target = SourceField::Target::kId, true);
      if (name == "contact") return (field.target = SourceField::Target::kContact, true);
      if (name == "lead") return (field.target = SourceField::Target::kLead, true);
      const int index = kind.find(name);
      if (index >= 0) {
        field.field = static_cast<std::uint32_t>(index);
        c_.mention(NameKind::kAttribute, mapping.interaction, field.field, tree.name.span);
        type = kind.attributes[field.field].type;
        return true;
      }
      names = {"at", "id", "contact", "lead"};
      for (const Field& attribute : kind.attributes) names.push_back(attribute.name);
    }
    c_.error("name/unknown", tree.name.span,
             (mapping.record ? std::string{name_of(mapping.kind)} + " has no field `"
                             : "`" + c_.program.interactions[mapping.interaction].name + "` has no attribute `") +
                 name + "`",
             suggestion(name, names));
    return false;
  }

  void lower_field(const ast::SourceField& tree, SourceMapping& mapping) {
    SourceField field;
    field.span = tree.span;
    Type type;
    if (!target(tree, mapping, field, type)) return;
    const auto twice = std::find_if(mapping.fields.begin(), mapping.fields.end(), [&](const SourceField& f) {
      return f.target == field.target && f.field == field.field;
    });
    if (twice != mapping.fields.end()) {
      c_.error("name/duplicate", tree.name.span, "`" + tree.name.text + "` is given twice")
          .related.push_back({twice->span, "the first one"});
    }
    if (tree.column) field.column = tree.column->value;
    if (tree.constant) {
      if (std::optional<Value> value = literal_value(c_, *tree.constant, type)) field.constant = std::move(*value);
    }
    field.is_not = tree.is_not;
    if (tree.is_not && !is_condition(type))
      c_.error("type/mismatch", tree.span,
               "`not` turns round a yes or no, `" + tree.name.text + "` is " + describe(c_, type));
    if (tree.table) lower_table(*tree.table, type, field);
    field.has_map = tree.has_map;
    for (const auto& [from, to] : tree.map) {
      if (std::optional<Value> value = literal_value(c_, *to, type))
        field.map.emplace_back(from.value, std::move(*value));
    }
    mapping.fields.push_back(std::move(field));
  }

  void lower_table(const ast::Name& name, const Type& type, SourceField& field) {
    const auto shared = c_.shared.find(name.text);
    if (shared == c_.shared.end() || shared->second.kind != SharedKind::kTable) {
      std::vector<std::string> names;
      for (const Table& table : c_.program.tables) names.push_back(table.name);
      c_.error("name/unknown", name.span, "there is no table `" + name.text + "`", suggestion(name.text, names));
      return;
    }
    const std::uint32_t table = shared->second.index;
    c_.table_used[table] = true;
    c_.mention(shared->second, name.span);
    if (!decide_table_keys(c_, table, {simple(TypeKind::kText)}, name.span)) return;
    const Type value = c_.program.tables[table].value;
    if (!common_type(value, type) && !(is_choice(type) && value.textual())) {
      c_.error("type/mismatch", name.span,
               "the table gives " + describe(c_, value) + ", the field holds " + describe(c_, type));
    }
    if (is_choice(type)) {
      for (const Table::Row& row : c_.program.tables[table].rows) {
        if (!row.value.missing && !word_value(c_, type, row.value.text))
          choice_word(c_, type, row.value.text, name.span);
      }
    }
    field.table = static_cast<std::int32_t>(table);
  }

  ExprId column(const ast::Expr& tree) {
    if (tree.kind != ast::ExprKind::kText) {
      c_.error("type/mismatch", tree.span, "on the left stands the name of a column, in quotes",
               tree.kind == ast::ExprKind::kName ? "write `\"" + tree.names[0].text + "\"`" : "");
      return c_.broken();
    }
    return attribute(c_, tree.text, simple(TypeKind::kText), tree.span);
  }

  // Columns on the left, literals on the right. The tree is brought to one over columns and checked as any other is.
  ExprId column_condition(const ast::Expr& tree) {
    switch (tree.kind) {
      case ast::ExprKind::kAnd:
      case ast::ExprKind::kOr: {
        std::vector<ExprId> parts;
        for (const ast::ExprPtr& child : tree.children) parts.push_back(column_condition(*child));
        return condition(c_, tree.kind == ast::ExprKind::kAnd ? Op::kAnd : Op::kOr, std::move(parts), tree.span);
      }
      case ast::ExprKind::kNot:
        return negation(c_, column_condition(*tree.children[0]), tree.span);
      case ast::ExprKind::kIsPresent:
        return condition(c_, Op::kIsPresent, {column(*tree.children[0])}, tree.span);
      case ast::ExprKind::kIsMissing:
        return condition(c_, Op::kIsMissing, {column(*tree.children[0])}, tree.span);
      case ast::ExprKind::kCompare:
        return column_comparison(tree);
      default:
        c_.error("type/mismatch", tree.span, "the condition of a source compares columns with texts",
                 "write `\"Type\" = \"Email Open\"`");
        return c_.broken();
    }
  }

  ExprId column_comparison(const ast::Expr& tree) {
    using Sign = ast::Comparison;
    const ExprId left = column(*tree.children[0]);
    const bool list = tree.comparison == Sign::kIn || tree.any;
    Value value;
    if (const ast::Expr& right = *tree.children[1]; right.kind == ast::ExprKind::kName && list) {
      const auto shared = c_.shared.find(right.names[0].text);
      if (shared == c_.shared.end() || shared->second.kind != SharedKind::kList) {
        c_.error("name/unknown", right.span, "there is no list `" + right.names[0].text + "`");
        return c_.broken();
      }
      c_.list_used[shared->second.index] = true;
      c_.mention(shared->second, right.span);
      value = c_.program.lists[shared->second.index].value;
    } else {
      std::optional<Value> literal =
          literal_value(c_, right, list ? list_of(simple(TypeKind::kText)) : simple(TypeKind::kText));
      if (!literal) return c_.broken();
      value = std::move(*literal);
    }
    if (c_.is_broken(left)) return left;
    const ExprId right = constant(c_, std::move(value), tree.children[1]->span);
    Expr e;
    e.type = simple(TypeKind::kYesNo);
    e.children = {left, right};
    e.exactly = tree.exactly;
    e.span = tree.span;
    switch (tree.comparison) {
      case Sign::kEqual:
      case Sign::kNotEqual:
        e.op = Op::kCompare;
        break;
      case Sign::kIn:
        e.op = Op::kIn;
        break;
      case Sign::kContains:
        e.op = Op::kText;
        e.text_test = TextTest::kContains;
        break;
      case Sign::kContainsWord:
        e.op = Op::kText;
        e.text_test = TextTest::kContainsWord;
        break;
      case Sign::kStartsWith:
        e.op = Op::kText;
        e.text_test = TextTest::kStartsWith;
        break;
      case Sign::kEndsWith:
        e.op = Op::kText;
        e.text_test = TextTest::kEndsWith;
        break;
      case Sign::kLike:
        e.op = Op::kText;
        e.text_test = TextTest::kLike;
        break;
      case Sign::kLess:
      case Sign::kLessEqual:
      case Sign::kGreater:
      case Sign::kGreaterEqual:
      case Sign::kBetween:
      case Sign::kAtLeast:
      case Sign::kAtMost:
      case Sign::kHas:
      case Sign::kHasAny:
      case Sign::kHasAll:
        c_.error("type/mismatch", tree.operator_span, "a column is a text until its value stands in a field",
                 "compare it with `=`, `in`, `contains word`, `starts with`, `like`");
        return c_.broken();
    }
    const ExprId id = c_.add(std::move(e));
    return tree.negated || tree.comparison == Sign::kNotEqual ? negation(c_, id, tree.span) : id;
  }

  Checker& c_;
  const ast::SourceStatement& tree_;
  SourceDefinition made_;
};

}  // namespace

void check_sources(Checker& c) {
  c.for_each<ast::SourceStatement>([&](const ast::SourceStatement& tree, const ast::Statement&) {
    c.program.sources.push_back(SourceLowering{c, tree}.run());
  });
}

}  // namespace leadline::checking
