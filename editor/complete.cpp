// SPDX-License-Identifier: Apache-2.0
// Completion: the grammar says which words may follow and where a name may stand; the program, which names there are.
#include "editor/complete.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

#include "editor/describe.hpp"
#include "editor/scope.hpp"
#include "engine/program/check_table.hpp"
#include "engine/program/words.hpp"
#include "engine/stock_rules.hpp"
#include "engine/values/zone.hpp"
#include "grammar/offers.hpp"
#include "grammar/tokens.hpp"

namespace leadline::editor {

namespace {

using grammar::NodeKind;
using grammar::NodeView;
using grammar::TokenKind;

// What stands at the cursor: a word or text that is being written, and the token before it.
struct Cursor {
  std::uint32_t begin = 0;  // of what is replaced
  std::uint32_t end = 0;
  bool in_text = false;
  bool nowhere = false;  // in a comment or a number
  bool first_on_line = false;
  std::string_view before;
};

Cursor cursor_at(std::string_view text, std::uint32_t offset) {
  Cursor cursor;
  cursor.begin = cursor.end = offset;
  for (grammar::Token token = grammar::next_token(text, 0); token.kind != TokenKind::kEnd;
       token = grammar::next_token(text, token.end)) {
    if (token.begin >= offset) break;
    const bool inside = offset < token.end;
    const bool touching = offset == token.end;
    const bool open_text =
        token.kind == TokenKind::kText && (token.end - token.begin == 1 || text[token.end - 1] != '"');
    if (token.kind == TokenKind::kComment && (inside || touching)) cursor.nowhere = true;
    if ((token.kind == TokenKind::kNumber || token.kind == TokenKind::kTime) && (inside || touching))
      cursor.nowhere = true;
    if (token.kind == TokenKind::kText && (inside || (touching && open_text))) {
      cursor.in_text = true;
      cursor.begin = token.begin;
      // An unclosed text reaches to the end of its line; only what stands before the cursor belongs to it.
      cursor.end = open_text ? offset : token.end;
    } else if (token.kind == TokenKind::kWord && (inside || touching)) {
      cursor.begin = token.begin;
      cursor.end = token.end;
    } else if (token.kind != TokenKind::kComment) {
      cursor.before = token.text(text);
    }
  }
  cursor.first_on_line = grammar::first_on_line(text, cursor.begin);
  return cursor;
}

class Completer {
 public:
  Completer(const Analysis& analysis, const Cursor& cursor, std::uint32_t offset)
      : analysis_(analysis),
        program_(analysis.program()),
        cursor_(cursor),
        cursor_at_(offset),
        text_(analysis.text().substr(0, cursor.begin)),
        offers_(grammar::offers_at_end(text_)) {
    tree_.source = analysis.main;
    tree_.nodes = offers_.nodes;
  }

  std::vector<CompletionItem> run() {
    if (cursor_.in_text) {
      if (!template_path()) {
        for (const grammar::Slot& slot : offers_.texts) texts(slot);
      }
      return std::move(items_);
    }
    if (cursor_.first_on_line) words();
    for (const grammar::Slot& slot : offers_.texts) texts(slot);
    // Functions behind everything that has a name of its own.
    for (const bool functions : {false, true}) {
      for (const grammar::Slot& slot : offers_.names) {
        if (!slot.empty() && (slot.back().kind == NodeKind::kCall) == functions) names(slot);
      }
    }
    words();
    return std::move(items_);
  }

  /// Where the cursor is inside `{…}` of a text: what is replaced there.
  [[nodiscard]] const std::optional<Span>& replaced() const { return replaced_; }

 private:
  void add(const std::string& label, CompletionSort sort, std::string detail = "", std::string documentation = "") {
    if (label.empty() || !seen_.insert(label).second) return;
    items_.push_back({label, sort, label, std::move(detail), std::move(documentation)});
  }

  void add_text(const std::string& value, std::string detail) {
    std::string quoted = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    add(quoted + '"', CompletionSort::kEnumMember, std::move(detail));
  }

  template <class Things>
  void add_named(const Things& things, CompletionSort sort, const char* detail) {
    for (const auto& thing : things) add(thing.name, sort, detail);
  }

  void add_fields(RecordKind kind) {
    const RecordSchema& schema = program_.schema(kind);
    for (const bool built_in : {false, true}) {
      for (const Field& field : schema.fields) {
        if (field.built_in == built_in)
          add(field.name, CompletionSort::kField, std::string(name_of(kind)) + ": " + type_text(program_, field.type));
      }
    }
  }

  void add_attributes(const std::vector<std::uint32_t>& kinds) {
    for (const std::uint32_t kind : kinds) {
      const InteractionKind& of = program_.interactions[kind];
      for (const Field& field : of.attributes)
        add(field.name, CompletionSort::kProperty, of.name + ": " + type_text(program_, field.type));
    }
  }

  std::vector<std::uint32_t> all_kinds() const {
    std::vector<std::uint32_t> kinds;
    for (std::uint32_t k = 0; k < program_.interactions.size(); ++k) kinds.push_back(k);
    return kinds;
  }

  void add_kinds() {
    // What others did before what we did.
    for (const bool by_us : {false, true}) {
      for (const InteractionKind& kind : program_.interactions) {
        if (kind.by_us == by_us)
          add(kind.name, CompletionSort::kEvent, kind.by_us ? "interaction by us" : "interaction");
      }
    }
  }

  void add_records(const std::optional<RecordKind>& subject) {
    for (const RecordKind kind :
         {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
      if (!subject || kind == *subject || checking::link_between(*subject, kind))
        add(std::string(name_of(kind)), CompletionSort::kStruct, "record");
    }
  }

  void add_thresholds(const std::optional<RecordKind>& kind) {
    for (const Threshold& threshold : program_.thresholds) {
      if (!kind || threshold.kind == *kind) add(threshold.name, CompletionSort::kConstant, "threshold");
    }
  }

  void add_members(std::int32_t model) {
    const Model& of = program_.models[static_cast<std::size_t>(model)];
    add("score", CompletionSort::kProperty, of.name + ": number");
    if (!of.grades.empty()) add("grade", CompletionSort::kProperty, of.name + ": grade");
    for (const Group& group : of.groups) add(group.name, CompletionSort::kProperty, "group of " + of.name);
    for (const std::uint32_t t : of.thresholds)
      add(program_.thresholds[t].name, CompletionSort::kConstant, "threshold of " + of.name);
  }

  void add_models(const std::optional<RecordKind>& kind) {
    for (const Model& model : program_.models) {
      if (!kind || model.kind == *kind) add(model.name, CompletionSort::kClass, "model");
    }
  }

  void add_stages(const Scope& scope, const std::optional<RecordKind>& kind) {
    for (const std::string& stage : scope.stages(kind)) add(stage, CompletionSort::kEnumMember, "stage");
  }

  // --- values --------------------------------------------------------------------------------------------------------

  // Behind a dot.
  bool path(const Scope& scope, std::string_view written, bool its) {
    std::vector<std::string> names;
    std::string word;
    for (const char c : written) {
      if (grammar::is_word_character(c)) {
        word += c;
      } else if (c == '.') {
        names.push_back(std::exchange(word, {}));
      }
    }
    if (its && !names.empty() && names[0].compare(0, 3, "its") == 0) names[0].erase(0, 3);
    if (names.empty()) return false;
    const std::optional<Target> target = scope.resolve(names, its);
    if (!target) return true;
    if (target->model >= 0) {
      add_members(target->model);
    } else if (target->record) {
      add_fields(*target->record);
      for (const RecordKind kind : {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead}) {
        if (kind != *target->record && checking::link_between(*target->record, kind))
          add(std::string(name_of(kind)), CompletionSort::kStruct, "record");
      }
      add_models(target->record);
      add_thresholds(target->record);
    }
    return true;
  }

  void bare(const Scope& scope) {
    if (cursor_.before == "in" || cursor_.before == "any" || cursor_.before == "all")
      add_named(program_.lists, CompletionSort::kVariable, "list");
    if (scope.in_test) {
      for (const Scope::TestRecord& record : scope.test_records)
        add(record.name, CompletionSort::kVariable, std::string(name_of(record.kind)) + " of the test");
      return;
    }
    if (scope.item_interactions) {
      add_attributes(scope.kinds);
      for (const char* word : {"at", "kind", "id"}) add(word, CompletionSort::kProperty, "interaction");
    } else if (scope.item_record) {
      add_fields(*scope.item_record);
    } else {
      if (scope.model >= 0) add_members(scope.model);
      if (scope.subject) add_fields(*scope.subject);
    }
    add_records(scope.subject);
    if (!scope.item_interactions && !scope.item_record) {
      add_models(scope.subject);
      add_thresholds(scope.subject);
    }
    add_named(program_.definitions, CompletionSort::kVariable, "definition");
  }

  void operand(const grammar::Slot& slot) {
    const Scope scope(program_, tree_, text_, slot);
    const grammar::OpenNode& open = slot.back();
    const std::string_view written = text_.substr(open.begin);
    switch (open.kind) {
      case NodeKind::kIts:
        if (path(scope, written, true)) return;
        for (const char* word : {"contact", "account", "lead"}) add(word, CompletionSort::kStruct, "record");
        if (scope.item_record) add_fields(*scope.item_record);
        add_attributes(scope.kinds);
        return;
      case NodeKind::kCall:
        for (const char* name :
             {"domain", "mailbox", "company", "digits", "sounds", "length", "lower", "min", "max", "round"})
          add(name, CompletionSort::kFunction, "function", std::string(function_help(name)));
        return;
      case NodeKind::kLookup:
        add_named(program_.tables, CompletionSort::kVariable, "table");
        return;
      case NodeKind::kAttributeOf:
        return;  // `page of last …`: the attribute is asked for before its kind is known
      default:
        if (!path(scope, written, false)) bare(scope);
        return;
    }
  }

  // --- names ---------------------------------------------------------------------------------------------------------

  void names(const grammar::Slot& slot) {
    if (slot.empty()) return;
    const Scope scope(program_, tree_, text_, slot);
    const NodeKind kind = slot.back().kind;
    const bool at_begin = slot.back().begin == text_.size();
    switch (kind) {
      case NodeKind::kPath:
      case NodeKind::kIts:
      case NodeKind::kCall:
      case NodeKind::kLookup:
      case NodeKind::kAttributeOf:
        return operand(slot);
      case NodeKind::kKinds:
        add_kinds();
        add("interaction", CompletionSort::kKeyword, "every kind");
        for (const RecordKind record : {RecordKind::kLead, RecordKind::kOpportunity, RecordKind::kContact})
          add(std::string(name_of(record)), CompletionSort::kStruct, "records that link to this one");
        return;
      case NodeKind::kAggregate:
        return add_attributes(all_kinds());
      case NodeKind::kBucket:
        for (const char* word : {"day", "week", "month"}) add(word, CompletionSort::kKeyword, "bucket");
        return add_attributes(all_kinds());
      case NodeKind::kGoTo:
      case NodeKind::kEntering:
      case NodeKind::kAnyStageWhich:
      case NodeKind::kStageWas:
        return add_stages(scope, scope.subject);
      case NodeKind::kTestMove:
        if (cursor_.before == "to") return add_stages(scope, std::nullopt);
        return test_records(scope);
      case NodeKind::kTestMerge:
        return test_records(scope);
      case NodeKind::kReaction:
        return reaction(scope);
      case NodeKind::kInSegment:
      case NodeKind::kSegmentName:
        return add_named(program_.segments, CompletionSort::kVariable, "segment");
      case NodeKind::kReset:
        return add_thresholds(scope.subject);
      case NodeKind::kMatching:
      case NodeKind::kFormBy:
      case NodeKind::kMergeBy:
        return add_named(program_.strategies, CompletionSort::kFunction, "strategy");
      case NodeKind::kNever:
        return add_named(program_.lists, CompletionSort::kVariable, "list");
      case NodeKind::kWait:
        return add_named(program_.hours, CompletionSort::kVariable, "hours");
      case NodeKind::kMapping:
        if (!at_begin) return;
        add_records(std::nullopt);
        return add_kinds();
      case NodeKind::kTestInteraction:
        return at_begin ? add_kinds() : test_records(scope);
      case NodeKind::kSourceField:
        if (!at_begin) return add_named(program_.tables, CompletionSort::kVariable, "table");
        return fields_of_block(scope, NodeKind::kMapping);
      case NodeKind::kAssignment:
        if (!at_begin) return;
        fields_of_block(scope, NodeKind::kTestRecord);
        fields_of_block(scope, NodeKind::kTestInteraction);
        if (scope.around(NodeKind::kCreate)) return fields_of_block(scope, NodeKind::kCreate);
        if (scope.around(NodeKind::kTestSubmit)) {
          add_fields(RecordKind::kContact);
          add_fields(RecordKind::kLead);
        }
        return;
      case NodeKind::kMergeRule:
        if (cursor_.before == "from" || !at_begin)
          return add_named(program_.sources, CompletionSort::kVariable, "source");
        if (scope.subject) add_fields(*scope.subject);
        return;
      case NodeKind::kTogether:
        if (const std::optional<NodeView> record = scope.around(NodeKind::kRecord)) {
          for (const NodeView child : *record) {
            if (const auto of = checking::kind_word(child.text()); of && child.kind() == NodeKind::kName)
              add_fields(*of);
          }
        }
        return;
      default:
        return;  // a name that is being given
    }
  }

  void test_records(const Scope& scope) {
    for (const Scope::TestRecord& record : scope.test_records)
      add(record.name, CompletionSort::kVariable, std::string(name_of(record.kind)) + " of the test");
  }

  void reaction(const Scope& scope) {
    if (cursor_.before == "stage") return add_stages(scope, scope.subject);
    if (cursor_.before == "segment") return add_named(program_.segments, CompletionSort::kVariable, "segment");
    if (cursor_.before == "in") return add_models(scope.subject);
    if (cursor_.before == "reaches") return add_thresholds(scope.subject);
  }

  // The fields of the kind that heads a block.
  void fields_of_block(const Scope& scope, NodeKind kind) {
    const std::optional<NodeView> block = scope.around(kind);
    if (!block) return;
    for (const NodeView child : *block) {
      if (child.kind() != NodeKind::kName) continue;
      const std::string name(child.text());
      if (const std::optional<RecordKind> record = checking::kind_word(name)) return add_fields(*record);
      for (std::uint32_t k = 0; k < program_.interactions.size(); ++k) {
        if (program_.interactions[k].name != name) continue;
        add_attributes({k});
        if (kind == NodeKind::kMapping) {
          for (const char* word : {"at", "contact", "lead", "id"}) add(word, CompletionSort::kProperty, "interaction");
        }
      }
      return;
    }
  }

  // --- texts ---------------------------------------------------------------------------------------------------------

  // `"Call {contact.` in the text of an action.
  bool template_path() {
    const std::string_view inside = analysis_.text().substr(cursor_.begin, cursor_at_ - cursor_.begin);
    const std::size_t open = inside.rfind('{');
    if (open == std::string_view::npos || inside.find('}', open) != std::string_view::npos) return false;
    if (open > 0 && inside[open - 1] == '\\') return false;
    const bool in_action = std::any_of(offers_.texts.begin(), offers_.texts.end(), [&](const grammar::Slot& slot) {
      return std::any_of(slot.begin(), slot.end(), [](const grammar::OpenNode& node) {
        return node.kind == NodeKind::kTask || node.kind == NodeKind::kNotify || node.kind == NodeKind::kSet ||
               node.kind == NodeKind::kSend || node.kind == NodeKind::kCreate;
      });
    });
    if (!in_action) return false;
    const Scope scope(program_, tree_, text_, offers_.texts.front());
    if (!path(scope, inside.substr(open + 1), false)) bare(scope);
    std::uint32_t begin = cursor_at_;
    const std::string_view text = analysis_.text();
    while (begin > 0 && grammar::is_word_character(text[begin - 1])) --begin;
    std::uint32_t end = cursor_at_;
    while (end < text.size() && grammar::is_word_character(text[end])) ++end;
    replaced_ = {analysis_.main, begin, end};
    return true;
  }

  void texts(const grammar::Slot& slot) {
    if (slot.empty()) return;
    const Scope scope(program_, tree_, text_, slot);
    switch (slot.back().kind) {
      case NodeKind::kUse:
        return use_files();
      case NodeKind::kZone:
        for (const std::string& zone : Zone::names()) add_text(zone, "zone");
        return;
      case NodeKind::kReaction:
        for (const Model& model : program_.models) {
          for (const Grade& grade : model.grades) add_text(grade.word, "grade of " + model.name);
        }
        return;
      case NodeKind::kTestSubmit:
        for (const Form& form : program_.forms) {
          if (!form.pattern.empty()) add_text(form.pattern, "form");
        }
        return;
      case NodeKind::kExpression:
      case NodeKind::kList:
        if (const std::optional<Target> left = scope.compared()) return words_of(scope, *left);
        if (const std::optional<Target> field = scope.assigned()) return words_of(scope, *field);
        return;
      case NodeKind::kSourceField:
      case NodeKind::kAssignment:
        if (cursor_.before != "=") return;
        if (const std::optional<Target> field = scope.assigned()) return words_of(scope, *field);
        return;
      default:
        return;
    }
  }

  // The texts that a value can be.
  void words_of(const Scope& scope, const Target& target) {
    if (!target.type) return;
    if (target.type->kind == TypeKind::kChoice) {
      for (const std::string& word : program_.choices[target.type->choice].words) add_text(word, target.field);
    } else if (target.type->kind == TypeKind::kGrade) {
      for (const Grade& grade : program_.models[target.type->choice].grades) add_text(grade.word, "grade");
    } else if (target.of_item) {
      if (target.field == "kind") {
        for (const InteractionKind& kind : program_.interactions) add_text(kind.name, "interaction");
      } else if (target.field == "threshold") {
        for (const Threshold& threshold : program_.thresholds) add_text(threshold.full_name, "threshold");
      } else if (target.field == "to" || target.field == "from") {
        for (const std::string& stage : scope.stages(scope.subject)) add_text(stage, "stage");
      }
    } else if (target.field == "stage") {
      for (const std::string& stage : scope.stages(target.of)) add_text(stage, "stage");
    } else if (target.field == "process") {
      for (const Process& process : program_.processes) {
        if (process.kind == target.of) add_text(process.name, "process");
      }
    } else if (target.field == "reached" || target.field == "cleared") {
      for (const Threshold& threshold : program_.thresholds) {
        if (threshold.kind == target.of) add_text(threshold.full_name, "threshold");
      }
    }
  }

  void use_files() {
    namespace fs = std::filesystem;
    const auto list = [&](const std::string& folder, const std::string& before, bool with_ending) {
      std::error_code error;
      std::vector<std::string> names;
      for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (it->path().extension() == ".lead")
          names.push_back(before + (with_ending ? it->path().filename() : it->path().stem()).string());
      }
      std::sort(names.begin(), names.end());
      for (const std::string& name : names) add_text(name, with_ending ? "rule file" : "ships with Leadline");
    };
    for (const std::string& folder : stock_rule_folders()) {
      const std::size_t before = items_.size();
      list(folder, "", false);
      if (items_.size() != before) break;
    }
    const std::string& path = analysis_.paths[analysis_.main];
    if (!path.empty() && path.front() == '/') list(fs::path(path).parent_path().string(), "./", true);
  }

  // --- words ---------------------------------------------------------------------------------------------------------

  // A word that begins others and is nothing alone: the grammar knows it only to say so.
  [[nodiscard]] bool only_begins(std::string_view words) const {
    if (words != "on" && words != "assign" && words != "is") return false;
    return std::any_of(offers_.words.begin(), offers_.words.end(), [&](const grammar::OfferedWords& other) {
      return other.words.size() > words.size() && other.words.substr(0, words.size()) == words &&
             other.words[words.size()] == ' ';
    });
  }

  void words() {
    const bool line_goes_on = !cursor_.first_on_line && cursor_.before != "{" && cursor_.before != "}";
    for (const bool items : {cursor_.first_on_line, !cursor_.first_on_line}) {
      for (const grammar::OfferedWords& offered : offers_.words) {
        if (offered.begins.has_value() != items || only_begins(offered.words)) continue;
        // A statement stands on a line of its own.
        if (line_goes_on && offered.begins == grammar::Expect::kStatement) continue;
        add(std::string(offered.words), CompletionSort::kKeyword, "", std::string(word_help(offered.words)));
      }
    }
  }

  const Analysis& analysis_;
  const Program& program_;
  Cursor cursor_;
  std::uint32_t cursor_at_;
  std::string_view text_;
  grammar::Offers offers_;
  grammar::Tree tree_;
  std::optional<Span> replaced_;
  std::vector<CompletionItem> items_;
  std::set<std::string> seen_;
};

// Behind `# allow`, on a line of its own.
std::optional<Completions> checks_to_allow(const Analysis& analysis, std::uint32_t offset) {
  const std::string_view text = analysis.text();
  std::uint32_t begin = offset;
  const auto is_part = [](char c) { return grammar::is_word_character(c) || c == '/' || c == '-'; };
  while (begin > 0 && is_part(text[begin - 1])) --begin;
  const std::size_t line = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
  std::string_view before = text.substr(line == std::string_view::npos ? 0 : line + 1);
  before = before.substr(0, begin - (line == std::string_view::npos ? 0 : line + 1));
  std::string words;
  for (const char c : before) {
    if (c != ' ' && c != '\t') words += c;
  }
  if (words != "#allow") return std::nullopt;
  std::uint32_t end = offset;
  while (end < text.size() && is_part(text[end])) ++end;
  Completions out;
  out.replaced = {analysis.main, begin, end};
  for (const CheckInfo& check : all_checks()) {
    if (check.always_an_error()) continue;
    const std::string id(check.id);
    out.items.push_back({id, CompletionSort::kValue, id, "check", std::string(check.finds)});
  }
  return out;
}

}  // namespace

Completions complete_at(const Analysis& analysis, std::uint32_t offset) {
  if (std::optional<Completions> checks = checks_to_allow(analysis, offset)) return std::move(*checks);
  const Cursor cursor = cursor_at(analysis.text(), offset);
  Completions out;
  out.replaced = {analysis.main, cursor.begin, cursor.end};
  if (cursor.nowhere) return out;
  Completer completer(analysis, cursor, offset);
  out.items = completer.run();
  if (completer.replaced()) out.replaced = *completer.replaced();
  return out;
}

}  // namespace leadline::editor
