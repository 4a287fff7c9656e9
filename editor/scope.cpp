// SPDX-License-Identifier: Apache-2.0
// Scopes and paths.
#include "editor/scope.hpp"

#include <algorithm>

#include "engine/program/words.hpp"

namespace leadline::editor {

namespace {

using checking::kind_word;
using checking::kind_word_or_plural;
using checking::link_between;
using grammar::NodeKind;
using grammar::NodeView;

template <class Thing>
std::int32_t find_named(const std::vector<Thing>& things, const std::string& name) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (things[i].name == name) return static_cast<std::int32_t>(i);
  }
  return -1;
}

std::optional<NodeView> child_of(NodeView node, NodeKind kind) {
  for (const NodeView child : node) {
    if (child.kind() == kind) return child;
  }
  return std::nullopt;
}

}  // namespace

Scope::Scope(const Program& program, const grammar::Tree& tree, std::string_view text, const grammar::Slot& slot)
    : program_(program), tree_(tree), text_(text), slot_(slot) {
  for (const grammar::OpenNode& open : slot) enter(open);
}

std::optional<NodeView> Scope::view(const grammar::OpenNode& open) const {
  for (std::uint32_t i = 0; i < tree_.nodes.size(); ++i) {
    if (tree_.nodes[i].kind == open.kind && tree_.nodes[i].begin == open.begin) return NodeView(tree_, text_, i);
  }
  return std::nullopt;
}

std::optional<NodeView> Scope::around(NodeKind kind) const {
  for (std::size_t i = slot_.size(); i-- > 0;) {
    if (slot_[i].kind == kind) return view(slot_[i]);
  }
  return std::nullopt;
}

std::vector<std::string> Scope::names_in(NodeView node) const {
  std::vector<std::string> names;
  for (const NodeView child : node) {
    if (child.kind() == NodeKind::kName) names.emplace_back(child.text());
  }
  return names;
}

void Scope::take_kinds(NodeView selection, std::vector<std::uint32_t>& found, std::optional<RecordKind>& record) const {
  const std::optional<NodeView> kinds_node = child_of(selection, NodeKind::kKinds);
  if (!kinds_node) return;
  for (const std::string& name : names_in(*kinds_node)) {
    if (const std::int32_t kind = find_named(program_.interactions, name); kind >= 0) {
      found.push_back(static_cast<std::uint32_t>(kind));
    } else if (name == "interaction" || name == "interactions") {
      for (std::uint32_t k = 0; k < program_.interactions.size(); ++k) {
        if (!program_.interactions[k].by_us) found.push_back(k);
      }
    } else if (const std::optional<RecordKind> of = kind_word_or_plural(name)) {
      record = of;
    }
  }
}

void Scope::enter(const grammar::OpenNode& open) {
  const std::optional<NodeView> node = view(open);
  if (!node) return;
  const std::vector<std::string> names = names_in(*node);
  switch (open.kind) {
    case NodeKind::kModel: {
      model = names.empty() ? -1 : find_named(program_.models, names[0]);
      subject = model >= 0 ? program_.models[static_cast<std::size_t>(model)].kind : RecordKind::kLead;
      break;
    }
    case NodeKind::kProcess: {
      process = names.empty() ? -1 : find_named(program_.processes, names[0]);
      subject = process >= 0 ? program_.processes[static_cast<std::size_t>(process)].kind : RecordKind::kLead;
      break;
    }
    case NodeKind::kReaction:
    case NodeKind::kMatch:
    case NodeKind::kMerge:
      if (!names.empty()) subject = kind_word(names[0]);
      break;
    case NodeKind::kSegmentExpression:
      subject = RecordKind::kContact;
      break;
    case NodeKind::kContacts:
      subject = names.empty() ? RecordKind::kContact : kind_word_or_plural(names[0]);
      break;
    case NodeKind::kForm:
      subject = RecordKind::kLead;
      break;
    case NodeKind::kTest: {
      in_test = true;
      const std::optional<NodeView> block = child_of(*node, NodeKind::kBlock);
      if (!block) break;
      for (const NodeView line : *block) {
        if (line.kind() != NodeKind::kTestRecord) continue;
        const std::vector<std::string> words = names_in(line);
        if (words.size() < 2) continue;
        if (const std::optional<RecordKind> kind = kind_word(words[0])) test_records.push_back({*kind, words[1]});
      }
      break;
    }
    case NodeKind::kSelection:
    case NodeKind::kCounting:
      selection_kinds_.clear();
      selection_record_.reset();
      take_kinds(*node, selection_kinds_, selection_record_);
      if (open.kind == NodeKind::kCounting) {
        for (std::uint32_t k = 0; k < program_.interactions.size(); ++k) selection_kinds_.push_back(k);
      }
      break;
    case NodeKind::kUsers:
      selection_kinds_.clear();
      selection_record_ = RecordKind::kUser;
      break;
    case NodeKind::kWhere:
      item_record = selection_record_;
      kinds = selection_kinds_;
      item_interactions = !item_record && !kinds.empty();
      break;
    default:
      break;
  }
}

std::optional<Target> Scope::field_of(RecordKind kind, const std::string& name) const {
  const RecordSchema& schema = program_.schema(kind);
  const int index = schema.find(name);
  if (index < 0) return std::nullopt;
  Target target;
  target.type = schema.fields[static_cast<std::size_t>(index)].type;
  target.field = name;
  target.of = kind;
  return target;
}

std::optional<Target> Scope::attribute_of(const std::vector<std::uint32_t>& of, const std::string& name) const {
  Target target;
  target.field = name;
  target.of_item = true;
  for (const std::uint32_t kind : of) {
    const int index = program_.interactions[kind].find(name);
    if (index < 0) continue;
    target.type = program_.interactions[kind].attributes[static_cast<std::size_t>(index)].type;
    return target;
  }
  if (name != "kind") return std::nullopt;
  target.type = Type{TypeKind::kText, false, 0, RecordKind::kContact};
  return target;
}

std::optional<Target> Scope::member_of(std::int32_t of, const std::string& name) const {
  Target target;
  target.field = name;
  target.type = Type{name == "grade" ? TypeKind::kGrade : TypeKind::kNumber, false, static_cast<std::uint32_t>(of),
                     RecordKind::kContact};
  return target;
}

std::optional<Target> Scope::step(const Target& from, const std::string& name) const {
  if (from.model >= 0) return member_of(from.model, name);
  if (!from.record) return std::nullopt;
  if (const std::optional<RecordKind> kind = kind_word(name); kind && link_between(*from.record, *kind)) {
    Target target;
    target.record = kind;
    return target;
  }
  if (std::optional<Target> field = field_of(*from.record, name)) return field;
  if (const std::int32_t named = find_named(program_.models, name); named >= 0) {
    Target target;
    target.model = named;
    return target;
  }
  return std::nullopt;
}

std::optional<Target> Scope::resolve(const std::vector<std::string>& names, bool its) const {
  if (names.empty()) return std::nullopt;
  const std::string& first = names[0];
  std::optional<Target> at;
  Target record;
  const auto same_name = [&](const TestRecord& r) { return r.name == first; };
  if (const auto named = std::find_if(test_records.begin(), test_records.end(), same_name);
      named != test_records.end()) {
    record.record = named->kind;
    at = record;
  } else if (its && item_record) {
    record.record = item_record;
    at = step(record, first);
  } else if (const std::optional<RecordKind> kind = kind_word(first);
             kind && (!subject || its || *kind == *subject || link_between(*subject, *kind))) {
    record.record = kind;
    at = record;
  } else if (item_interactions) {
    at = attribute_of(kinds, first);
  } else if (item_record) {
    at = field_of(*item_record, first);
  } else if (model >= 0 && first == "grade") {
    at = member_of(model, first);
  } else if (const std::int32_t named_model = find_named(program_.models, first); named_model >= 0) {
    record.model = named_model;
    at = record;
  } else if (subject) {
    at = field_of(*subject, first);
  }
  for (std::size_t i = 1; at && i < names.size(); ++i) at = step(*at, names[i]);
  return at;
}

std::optional<Target> Scope::compared() const {
  const std::optional<NodeView> expression = around(NodeKind::kExpression);
  if (!expression) return std::nullopt;
  std::optional<NodeView> left;
  std::optional<NodeView> before;
  for (const NodeView child : *expression) {
    if (child.kind() == NodeKind::kOperator || child.kind() == NodeKind::kBetween) {
      left = child.text() == "and" || child.text() == "or" ? std::nullopt : before;
    }
    before = child;
  }
  if (!left) return std::nullopt;
  if (left->kind() == NodeKind::kPath) return resolve(names_in(*left), false);
  if (left->kind() == NodeKind::kIts) return resolve(names_in(*left), true);
  if (left->kind() == NodeKind::kAttributeOf) {
    const std::vector<std::string> names = names_in(*left);
    const std::optional<NodeView> selection = child_of(*left, NodeKind::kSelection);
    std::vector<std::uint32_t> of;
    std::optional<RecordKind> record;
    if (selection) take_kinds(*selection, of, record);
    if (names.empty()) return std::nullopt;
    return record ? field_of(*record, names[0]) : attribute_of(of, names[0]);
  }
  return std::nullopt;
}

std::optional<Target> Scope::assigned() const {
  for (std::size_t i = slot_.size(); i-- > 0;) {
    const std::optional<NodeView> node = view(slot_[i]);
    if (!node) continue;
    if (slot_[i].kind == NodeKind::kSet) {
      const std::optional<NodeView> path = child_of(*node, NodeKind::kPath);
      return path ? resolve(names_in(*path), false) : std::nullopt;
    }
    if (slot_[i].kind != NodeKind::kAssignment && slot_[i].kind != NodeKind::kSourceField) continue;
    const std::vector<std::string> names = names_in(*node);
    if (names.empty()) return std::nullopt;
    for (std::size_t j = i; j-- > 0;) {
      const std::optional<NodeView> outer = view(slot_[j]);
      if (!outer) continue;
      const std::vector<std::string> heads = names_in(*outer);
      const NodeKind kind = slot_[j].kind;
      if (kind == NodeKind::kTestRecord || kind == NodeKind::kCreate || kind == NodeKind::kMapping) {
        if (heads.empty()) return std::nullopt;
        if (const std::optional<RecordKind> record = kind_word(heads[0])) return field_of(*record, names[0]);
      }
      if (kind == NodeKind::kTestInteraction || kind == NodeKind::kMapping) {
        const std::int32_t of = heads.empty() ? -1 : find_named(program_.interactions, heads[0]);
        return of < 0 ? std::nullopt : attribute_of({static_cast<std::uint32_t>(of)}, names[0]);
      }
      if (kind == NodeKind::kTestSubmit) {
        if (std::optional<Target> field = field_of(RecordKind::kContact, names[0])) return field;
        return field_of(RecordKind::kLead, names[0]);
      }
    }
    return std::nullopt;
  }
  return std::nullopt;
}

std::vector<std::string> Scope::stages(std::optional<RecordKind> kind) const {
  std::vector<std::string> out;
  for (std::size_t p = 0; p < program_.processes.size(); ++p) {
    const Process& one = program_.processes[p];
    if (process >= 0 ? static_cast<std::size_t>(process) != p : kind && one.kind != *kind) continue;
    for (const Stage& stage : one.stages) out.push_back(stage.name);
  }
  return out;
}

}  // namespace leadline::editor
