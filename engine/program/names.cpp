// SPDX-License-Identifier: Apache-2.0
// What a bare name means where it stands: an attribute of the item, a name of the model's own, a field of the record
// that the statement is about, or a name that all files share. One that means two things is an error.
#include <algorithm>

#include "engine/program/build.hpp"
#include "engine/program/expressions.hpp"
#include "engine/program/members.hpp"
#include "engine/program/nearest.hpp"
#include "engine/program/type_rules.hpp"
#include "engine/program/words.hpp"

namespace leadline::checking {

namespace {

// One thing that a bare name could mean.
struct Meaning {
  enum class Kind : std::uint8_t { kAttribute, kOwnMember, kField, kItemField, kShared, kModelThresholds } kind{};
  std::uint32_t index = 0;
  Type type;
  SharedKind shared{};
};

std::string in_words(const Checker& c, const Environment& env, const Meaning& meaning, const std::string& name) {
  switch (meaning.kind) {
    case Meaning::Kind::kAttribute:
      return "the interaction's attribute";
    case Meaning::Kind::kOwnMember:
      return "`" + c.program.models[static_cast<std::size_t>(env.model)].name + "." + name + "`";
    case Meaning::Kind::kField:
      return "`" + std::string{name_of(*env.subject)} + "." + name + "`";
    case Meaning::Kind::kItemField:
      return "the field of the selected record";
    case Meaning::Kind::kShared:
      switch (meaning.shared) {
        case SharedKind::kList:
          return "the list `" + name + "`";
        case SharedKind::kTable:
          return "the table `" + name + "`";
        case SharedKind::kDefinition:
          return "the definition `" + name + "`";
        case SharedKind::kSegment:
          return "the segment `" + name + "`";
        case SharedKind::kThreshold:
          return "the threshold `" + name + "`";
      }
      break;
    case Meaning::Kind::kModelThresholds:
      return "the threshold `" + c.program.thresholds[thresholds_named(c, name, *env.subject)[0]].full_name + "`";
  }
  return "";
}

bool is_own_member(const Checker& c, std::int32_t model, const std::string& name) {
  if (model < 0) return false;
  return find_member(c, static_cast<std::uint32_t>(model), name).kind != Member::Kind::kNone;
}

class NameLookup {
 public:
  NameLookup(Checker& c, const Environment& env, const ast::Name& name, const Type* expected = nullptr)
      : c_(c), env_(env), name_(name), expected_(expected) {}

  // Nothing if a type was in error already.
  std::optional<std::vector<Meaning>> meanings() {
    std::vector<Meaning> found;
    bool subject_too = env_.item == nullptr || env_.item->then_subject;
    if (env_.item != nullptr) {
      if (env_.item->kind == ItemScope::Kind::kRecord) {
        const int index = c_.program.schema(env_.item->record).find(name_.text);
        if (index >= 0) found.push_back({Meaning::Kind::kItemField, static_cast<std::uint32_t>(index), {}, {}});
      } else if (const std::optional<Type> type = attribute_type(c_, *env_.item, name_)) {
        if (type->kind == TypeKind::kNone) return std::nullopt;
        found.push_back({Meaning::Kind::kAttribute, 0, *type, {}});
      }
      if (!found.empty()) subject_too = false;
    }
    if (subject_too) {
      if (is_own_member(c_, env_.model, name_.text)) found.push_back({Meaning::Kind::kOwnMember, 0, {}, {}});
      if (env_.subject) {
        const int index = c_.program.schema(*env_.subject).find(name_.text);
        if (index >= 0) found.push_back({Meaning::Kind::kField, static_cast<std::uint32_t>(index), {}, {}});
      }
    }
    if (const auto shared = c_.shared.find(name_.text); shared != c_.shared.end()) {
      found.push_back({Meaning::Kind::kShared, shared->second.index, {}, shared->second.kind});
    }
    const bool own =
        std::any_of(found.begin(), found.end(), [](const Meaning& m) { return m.kind == Meaning::Kind::kOwnMember; });
    if (env_.subject && !own && c_.threshold_names.count(name_.text) != 0 &&
        !thresholds_named(c_, name_.text, *env_.subject).empty()) {
      found.push_back({Meaning::Kind::kModelThresholds, 0, {}, {}});
    }
    return found;
  }

  ExprId ambiguous(const std::vector<Meaning>& found) {
    c_.error("name/ambiguous", name_.span,
             "`" + name_.text + "` could be " + in_words(c_, env_, found[0], name_.text) + " or " +
                 in_words(c_, env_, found[1], name_.text),
             help_for(found));
    return c_.broken();
  }

  ExprId unknown() {
    std::vector<std::string> candidates;
    if (env_.item != nullptr) {
      for (const std::string& n : item_names()) candidates.push_back(n);
    }
    if (env_.test != nullptr) {
      for (const Test::Record& record : env_.test->records) candidates.push_back(record.name);
    }
    if (env_.item == nullptr || env_.item->then_subject) {
      if (env_.model >= 0) {
        for (const std::string& n : member_names(c_, static_cast<std::uint32_t>(env_.model))) candidates.push_back(n);
      }
      if (env_.subject) {
        for (const std::string& n : field_names(c_.program.schema(*env_.subject))) candidates.push_back(n);
      }
    }
    for (const auto& [n, what] : c_.shared) candidates.push_back(n);
    if (env_.subject) {
      for (const auto& [n, which] : c_.threshold_names) {
        if (!thresholds_named(c_, n, *env_.subject).empty()) candidates.push_back(n);
      }
    }
    std::sort(candidates.begin(), candidates.end());
    c_.error("name/unknown", name_.span, what_lacks_it(), help_for_unknown(candidates));
    return c_.broken();
  }

 private:
  std::string help_for(const std::vector<Meaning>& found) const {
    for (const Meaning& meaning : found) {
      if (meaning.kind == Meaning::Kind::kField)
        return "write " + in_words(c_, env_, meaning, name_.text) + " if you mean the field";
    }
    if (found[0].kind == Meaning::Kind::kAttribute) return "write `its " + name_.text + "` if you mean the attribute";
    return "rename one of them, or write the model's name before it";
  }

  std::vector<std::string> item_names() const {
    std::vector<std::string> names;
    switch (env_.item->kind) {
      case ItemScope::Kind::kRecord:
        return field_names(c_.program.schema(env_.item->record));
      case ItemScope::Kind::kInteractions:
        names = {"at", "id", "kind"};
        for (const std::uint32_t kind : env_.item->kinds) {
          for (const Field& field : c_.program.interactions[kind].attributes) names.push_back(field.name);
        }
        break;
      case ItemScope::Kind::kSubmission:
        names = {"form", "page", "id", "at"};
        break;
      case ItemScope::Kind::kColumns:
        break;
    }
    return names;
  }

  std::string what_lacks_it() const {
    const std::string quoted = "`" + name_.text + "`";
    if (env_.item != nullptr && !env_.item->then_subject) {
      if (env_.item->kind == ItemScope::Kind::kRecord)
        return std::string{name_of(env_.item->record)} + " has no field " + quoted;
      if (env_.item->kind == ItemScope::Kind::kInteractions) {
        if (env_.item->counting) return "no kind of interaction has an attribute " + quoted;
        if (env_.item->kinds.size() == 1)
          return "`" + c_.program.interactions[env_.item->kinds[0]].name + "` has no attribute " + quoted;
        return "none of these kinds of interaction has an attribute " + quoted;
      }
    }
    return "there is no " + quoted + " here";
  }

  std::string help_for_unknown(const std::vector<std::string>& candidates) const {
    if (name_.text == "score" || name_.text == "grade") {
      if (c_.program.models.size() == 1) return "write `" + c_.program.models[0].name + "." + name_.text + "`";
      return "say which model's: `NAME." + name_.text + "`";
    }
    if (c_.model_names.count(name_.text) != 0)
      return "this is a model; write `" + name_.text + ".score`, or another value of it";
    if (c_.interaction_names.count(name_.text) != 0)
      return "this is a kind of interaction; write `any " + name_.text + "`, or `last " + name_.text + "`";
    if (env_.item != nullptr && env_.subject && c_.program.schema(*env_.subject).find(name_.text) >= 0) {
      return "inside a `where` bare names are the item's; write `" + std::string{name_of(*env_.subject)} + "." +
             name_.text + "` for the record that is scored";
    }
    if (const std::string near = nearest(name_.text, candidates); !near.empty() && near.size() > 1)
      return "did you mean `" + near + "`?";
    if (env_.subject) {
      for (int i = 0; i < kRecordKinds; ++i) {
        const auto kind = static_cast<RecordKind>(i);
        if (kind != *env_.subject && c_.program.schema(kind).find(name_.text) >= 0 &&
            link_between(*env_.subject, kind)) {
          return "write `" + std::string{name_of(kind)} + "." + name_.text + "`";
        }
      }
    }
    const std::string other = other_products_word(name_.text);
    const bool text = expected_ != nullptr && (expected_->textual() || expected_->kind == TypeKind::kChoice);
    return other.empty() && text ? "texts stand in quotes: `\"" + name_.text + "\"`" : other;
  }

  Checker& c_;
  const Environment& env_;
  const ast::Name& name_;
  const Type* expected_;  // what its value is compared with
};

ExprId lower_shared(Checker& c, const Environment& env, const ast::Name& name, const Meaning& meaning,
                    const Type& expected) {
  c.mention({meaning.shared, meaning.index, {}}, name.span);
  switch (meaning.shared) {
    case SharedKind::kList: {
      c.list_used[meaning.index] = true;
      const Value& list = c.program.lists[meaning.index].value;
      if (expected.kind != TypeKind::kChoice && expected.kind != TypeKind::kGrade) return constant(c, list, name.span);
      Value words;
      words.type = list_of(element_of(expected));
      for (const Value& item : list.items) {
        const std::optional<Value> word = word_value(c, element_of(expected), item.text);
        if (word) {
          words.items.push_back(*word);
          continue;
        }
        c.error("name/unknown", name.span,
                "the list `" + name.text + "` holds \"" + item.text + "\", which is no word of the choice",
                nearest(item.text, words_of(c, expected)).empty()
                    ? "it could never be found"
                    : "did you mean \"" + nearest(item.text, words_of(c, expected)) + "\"?")
            .related.push_back({c.program.lists[meaning.index].span, "the list"});
        return c.broken();
      }
      return constant(c, std::move(words), name.span);
    }
    case SharedKind::kTable:
      c.table_used[meaning.index] = true;
      c.error("type/mismatch", name.span, "`" + name.text + "` is a table",
              "a table is looked up: `" + name.text + "[…]`");
      return c.broken();
    case SharedKind::kDefinition:
      return definition_value(c, meaning.index, env.subject, name.span);
    case SharedKind::kSegment:
      c.segment_used[meaning.index] = true;
      c.error("type/mismatch", name.span, "`" + name.text + "` is a segment", "write `in segment " + name.text + "`");
      return c.broken();
    case SharedKind::kThreshold:
      return threshold_reached(c, env, {meaning.index}, name.span);
  }
  return c.broken();
}

}  // namespace

void mention_attribute(const Checker& c, const ItemScope& scope, const ast::Name& name) {
  if (c.names == nullptr || scope.kind != ItemScope::Kind::kInteractions) return;
  bool found = false;
  const auto look = [&](std::uint32_t kind) {
    const int index = c.program.interactions[kind].find(name.text);
    if (index < 0) return;
    found = true;
    c.mention(NameKind::kAttribute, kind, static_cast<std::size_t>(index), name.span);
  };
  for (const std::uint32_t kind : scope.kinds) look(kind);
  for (std::uint32_t kind = 0; !found && scope.counting && kind < c.program.interactions.size(); ++kind) look(kind);
}

std::vector<std::uint32_t> thresholds_named(const Checker& c, const std::string& name, RecordKind kind) {
  std::vector<std::uint32_t> found;
  const auto entry = c.threshold_names.find(name);
  if (entry == c.threshold_names.end()) return found;
  for (const std::uint32_t threshold : entry->second) {
    if (c.program.thresholds[threshold].kind == kind) found.push_back(threshold);
  }
  return found;
}

std::optional<Type> attribute_type(Checker& c, const ItemScope& scope, const ast::Name& name) {
  const std::string& text = name.text;
  switch (scope.kind) {
    case ItemScope::Kind::kRecord: {
      const RecordSchema& schema = c.program.schema(scope.record);
      const int index = schema.find(text);
      if (index < 0) return std::nullopt;
      return schema.fields[static_cast<std::size_t>(index)].type;
    }
    case ItemScope::Kind::kColumns:
      return std::nullopt;
    case ItemScope::Kind::kSubmission:
      if (text == "at") return simple(TypeKind::kTime);
      if (text == "form" || text == "page" || text == "id") return simple(TypeKind::kText);
      return std::nullopt;
    case ItemScope::Kind::kInteractions:
      break;
  }
  if (text == "at") return simple(TypeKind::kTime);
  if (text == "id" || text == "kind") return simple(TypeKind::kText);
  std::optional<Type> type;
  const Field* first = nullptr;
  bool mixed = false;
  const auto look = [&](const InteractionKind& kind) {
    const int index = kind.find(text);
    if (index < 0 || mixed) return;
    const Field& field = kind.attributes[static_cast<std::size_t>(index)];
    if (first == nullptr) first = &field;
    const std::optional<Type> both = type ? common_type(*type, field.type) : field.type;
    if (!both) {
      mixed = true;
      Diagnostic& d = c.error("type/mismatch", name.span,
                              "`" + text + "` is " + describe(c, *type) + " in one of these kinds and " +
                                  describe(c, field.type) + " in another",
                              "select them apart");
      d.related.push_back({first->span, "one declaration"});
      d.related.push_back({field.span, "the other"});
    } else {
      type = both;
    }
  };
  for (const std::uint32_t kind : scope.kinds) look(c.program.interactions[kind]);
  if (!type && scope.counting) {
    for (const InteractionKind& kind : c.program.interactions) look(kind);
  }
  return mixed ? Type{} : type;
}

ExprId definition_value(Checker& c, std::uint32_t index, const std::optional<RecordKind>& subject, const Span& use) {
  c.definition_used[index] = true;
  const ast::Define& tree = *c.definition_trees[index];
  const int key = subject ? static_cast<int>(*subject) : -1;
  const Circles::Node node = c.circles.node(Circles::Kind::kDefinition, index, static_cast<std::uint32_t>(key + 1),
                                            tree.name.text, tree.name.span);
  c.circles.edge(c.owner, node, use);
  DefinitionInstance& instance = c.definitions[{index, key}];
  if (instance.open) return c.broken();
  if (instance.value != kNoExpr) return instance.value;
  instance.open = true;
  const std::size_t before = c.diagnostics.size();
  {
    const OwnerScope scope{c, node};
    Environment env;
    env.subject = subject;
    instance.value = lower(c, env, *tree.value);
    instance.value = as_value(c, instance.value);
  }
  instance.open = false;
  for (std::size_t i = before; i < c.diagnostics.size(); ++i) {
    Diagnostic& d = c.diagnostics[i];
    if (d.related.size() < 4 && use.source < c.sources.size() && !(use == tree.name.span)) {
      d.related.push_back({use, "`" + tree.name.text + "` is used here" +
                                    (subject ? ", about a record of the kind " + std::string{name_of(*subject)} : "")});
    }
  }
  return instance.value;
}

ExprId lower_name(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected) {
  const ast::Name& name = tree.names[0];
  if (env.test != nullptr) {
    for (std::size_t i = 0; i < env.test->records.size(); ++i) {
      if (env.test->records[i].name == name.text) {
        c.mention(NameKind::kTestRecord, c.program.tests.size(), i, name.span);
        return test_record(c, *env.test, i, name.span);
      }
    }
  }
  NameLookup lookup{c, env, name, &expected};
  // The word for a kind of record is that record, wherever it can be reached from the subject.
  if (const std::optional<RecordKind> kind = kind_word(name.text); kind && env.subject) {
    const bool is_item_field = env.item != nullptr && env.item->then_subject && attribute_type(c, *env.item, name);
    if (*kind == *env.subject) {
      c.mention(NameKind::kRecord, static_cast<std::size_t>(*kind), 0, name.span);
      return self(c, *kind, name.span);
    }
    const std::optional<LinkKind> link = link_between(*env.subject, *kind);
    if (link && !is_item_field) {
      c.mention(NameKind::kRecord, static_cast<std::size_t>(*kind), 0, name.span);
      return link_of(c, self(c, *env.subject, name.span), *link, name.span);
    }
  }
  const std::optional<std::vector<Meaning>> found = lookup.meanings();
  if (!found) return c.broken();
  if (found->size() > 1) return lookup.ambiguous(*found);
  if (found->empty()) {
    if (kind_word(name.text)) return unreachable_record(c, env, name);
    // In the stock process a threshold that no model declares is never reached.
    if (c.file_of(name.span).stock && env.process >= 0 && env.item == nullptr)
      return yes_no_constant(c, false, name.span);
    return lookup.unknown();
  }
  const Meaning& meaning = (*found)[0];
  switch (meaning.kind) {
    case Meaning::Kind::kAttribute:
      mention_attribute(c, *env.item, name);
      return attribute(c, name.text, meaning.type, name.span);
    case Meaning::Kind::kItemField:
      c.mention(NameKind::kField, static_cast<std::size_t>(env.item->record), meaning.index, name.span);
      return field_of(c, item_record(c, env.item->record, name.span), meaning.index, name.span);
    case Meaning::Kind::kField:
      c.mention(NameKind::kField, static_cast<std::size_t>(*env.subject), meaning.index, name.span);
      return field_of(c, self(c, *env.subject, name.span), meaning.index, name.span);
    case Meaning::Kind::kOwnMember:
      return member_value(c, env, self(c, *env.subject, name.span), static_cast<std::uint32_t>(env.model), name,
                          name.span);
    case Meaning::Kind::kShared:
      return lower_shared(c, env, name, meaning, expected);
    case Meaning::Kind::kModelThresholds:
      c.mention_thresholds(thresholds_named(c, name.text, *env.subject), name.span);
      return threshold_reached(c, env, thresholds_named(c, name.text, *env.subject), name.span);
  }
  return c.broken();
}

}  // namespace leadline::checking
