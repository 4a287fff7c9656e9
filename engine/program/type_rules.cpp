// SPDX-License-Identifier: Apache-2.0
// Types in words, and which types go together.
#include "engine/program/type_rules.hpp"

#include <algorithm>

#include "engine/program/nearest.hpp"
#include "engine/values/text.hpp"

namespace leadline::checking {

namespace {

std::string plural_name(const Type& type) {
  switch (type.kind) {
    case TypeKind::kNone:
      return "anything";
    case TypeKind::kText:
      return "texts";
    case TypeKind::kEmail:
      return "e-mail addresses";
    case TypeKind::kPhone:
      return "phone numbers";
    case TypeKind::kDomain:
      return "domains";
    case TypeKind::kNumber:
      return "numbers";
    case TypeKind::kYesNo:
      return "yes or no";
    case TypeKind::kTime:
      return "times";
    case TypeKind::kDuration:
      return "durations";
    case TypeKind::kChoice:
      return "words of a choice";
    case TypeKind::kGrade:
      return "grades";
    case TypeKind::kRecord:
      return std::string{plural_of(type.record)};
    case TypeKind::kMissing:
      return "nothing";
  }
  return "";
}

}  // namespace

std::string describe(const Checker& c, const Type& type) {
  if (type.list) return "a list of " + plural_name(type);
  switch (type.kind) {
    case TypeKind::kNone:
      return "anything";
    case TypeKind::kText:
      return "a text";
    case TypeKind::kEmail:
      return "an e-mail address";
    case TypeKind::kPhone:
      return "a phone number";
    case TypeKind::kDomain:
      return "a domain";
    case TypeKind::kNumber:
      return "a number";
    case TypeKind::kYesNo:
      return "yes or no";
    case TypeKind::kTime:
      return "a time";
    case TypeKind::kDuration:
      return "a duration";
    case TypeKind::kChoice: {
      const std::vector<std::string> words = words_of(c, type);
      if (words.size() > 5) return "one of " + std::to_string(words.size()) + " words";
      std::string text = "one of ";
      for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "\"" : ", \"") + words[i] + "\"";
      return text;
    }
    case TypeKind::kGrade:
      return "a grade of `" + c.program.models[type.choice].name + "`";
    case TypeKind::kRecord:
      return (type.record == RecordKind::kAccount || type.record == RecordKind::kOpportunity ? "an " : "a ") +
             std::string{name_of(type.record)};
    case TypeKind::kMissing:
      return "nothing";
  }
  return "";
}

std::optional<Type> common_type(const Type& a, const Type& b) {
  if (a == b) return a;
  if (a.list != b.list) return std::nullopt;
  if (element_of(a).textual() && element_of(b).textual()) {
    Type text = simple(TypeKind::kText);
    text.list = a.list;
    return text;
  }
  return std::nullopt;
}

std::vector<std::string> words_of(const Checker& c, const Type& type) {
  if (type.kind == TypeKind::kChoice) return c.program.choices[type.choice].words;
  std::vector<std::string> words;
  if (type.kind == TypeKind::kGrade) {
    for (const Grade& grade : c.program.models[type.choice].grades) words.push_back(grade.word);
  }
  return words;
}

Type declared_type(Checker& c, const ast::TypeName& tree) {
  const std::string& name = tree.name.text;
  if (name == "text") return simple(TypeKind::kText);
  if (name == "number") return simple(TypeKind::kNumber);
  if (name == "yes_no") return simple(TypeKind::kYesNo);
  if (name == "time") return simple(TypeKind::kTime);
  if (name == "duration") return simple(TypeKind::kDuration);
  if (name == "email") return simple(TypeKind::kEmail);
  if (name == "phone") return simple(TypeKind::kPhone);
  if (name == "domain") return simple(TypeKind::kDomain);
  if (name == "list") {
    if (!tree.element) return Type{};
    const Type element = declared_type(c, *tree.element);
    if (element.list) {
      c.error("type/mismatch", tree.span, "a list of lists cannot be stored", "a list holds single values");
      return Type{};
    }
    return element.kind == TypeKind::kNone ? element : list_of(element);
  }
  if (name == "choice") {
    Choice choice;
    for (const ast::Text& word : tree.words) {
      const std::string folded = fold(word.value);
      const bool twice = std::any_of(choice.words.begin(), choice.words.end(),
                                     [&](const std::string& w) { return fold(w) == folded; });
      if (twice)
        c.error("name/duplicate", word.span, "the word \"" + word.value + "\" stands twice in this choice",
                "case does not tell words apart");
      if (trim(word.value).empty())
        c.error("type/mismatch", word.span, "a choice cannot hold an empty word",
                "a record without a word has it missing");
      choice.words.push_back(word.value);
    }
    if (choice.words.empty()) {
      c.error("type/mismatch", tree.span, "a choice needs at least one word",
              "write them in brackets, the lowest first");
      return Type{};
    }
    auto& choices = c.program.choices;
    auto found =
        std::find_if(choices.begin(), choices.end(), [&](const Choice& other) { return other.words == choice.words; });
    Type type = simple(TypeKind::kChoice);
    type.choice = static_cast<std::uint32_t>(found - choices.begin());
    if (found == choices.end()) choices.push_back(std::move(choice));
    return type;
  }
  static const std::vector<std::string> kTypes{"text",  "number", "yes_no", "time",   "duration",
                                               "email", "phone",  "domain", "choice", "list"};
  std::string help = suggestion(name, kTypes);
  if (name == "boolean" || name == "bool" || name == "checkbox") help = "write `yes_no`";
  if (name == "string" || name == "varchar") help = "write `text`";
  if (name == "int" || name == "integer" || name == "float" || name == "decimal" || name == "currency")
    help = "write `number`";
  if (name == "date" || name == "datetime" || name == "timestamp") help = "write `time`";
  if (name == "enum" || name == "picklist") help = "write `choice [\"…\", \"…\"]`";
  if (help.empty())
    help =
        "types are `text`, `number`, `yes_no`, `time`, `duration`, `email`, `phone`, `domain`, `choice [..]` and `list "
        "of T`";
  c.error("name/unknown", tree.name.span, "there is no type `" + name + "`", help);
  return Type{};
}

std::optional<Value> word_value(const Checker& c, const Type& type, const std::string& word) {
  const std::vector<std::string> words = words_of(c, type);
  const std::string folded = fold(word);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (fold(words[i]) != folded) continue;
    Value value;
    value.type = element_of(type);
    value.number = static_cast<std::int64_t>(i);
    value.text = words[i];
    return value;
  }
  return std::nullopt;
}

}  // namespace leadline::checking
