// SPDX-License-Identifier: Apache-2.0
// Types in words, and which types go together.
#pragma once
#include <optional>
#include <string>

#include "engine/program/checker.hpp"

namespace leadline::checking {

// "a text", "a number", "yes or no", "one of the words `a` and `b`", "a list of texts".
[[nodiscard]] std::string describe(const Checker& c, const Type& type);

// A value of one kind, not a list.
[[nodiscard]] constexpr Type simple(TypeKind kind) { return Type{kind, false, 0, RecordKind::kContact}; }
[[nodiscard]] constexpr Type list_of(Type element) {
  element.list = true;
  return element;
}
[[nodiscard]] constexpr Type element_of(Type list) {
  list.list = false;
  return list;
}
[[nodiscard]] constexpr Type record_of(RecordKind kind) { return Type{TypeKind::kRecord, false, 0, kind}; }

[[nodiscard]] inline bool is_condition(const Type& type) { return type.kind == TypeKind::kYesNo && !type.list; }
[[nodiscard]] inline bool is_choice(const Type& type) {
  return (type.kind == TypeKind::kChoice || type.kind == TypeKind::kGrade) && !type.list;
}
[[nodiscard]] inline bool is_number(const Type& type) { return type.kind == TypeKind::kNumber && !type.list; }
[[nodiscard]] inline bool is_time(const Type& type) { return type.kind == TypeKind::kTime && !type.list; }
[[nodiscard]] inline bool is_duration(const Type& type) { return type.kind == TypeKind::kDuration && !type.list; }

// The type that holds values of both, or nothing. Texts, e-mails, phones and domains go together as text.
[[nodiscard]] std::optional<Type> common_type(const Type& a, const Type& b);

// The words of a choice or of a model's grades, in their order.
[[nodiscard]] std::vector<std::string> words_of(const Checker& c, const Type& type);

// The declared type, choices entered into the program; reports what is wrong with it.
Type declared_type(Checker& c, const ast::TypeName& tree);

// A word as a value of a choice or grade type, ignoring case; nothing if there is no such word.
[[nodiscard]] std::optional<Value> word_value(const Checker& c, const Type& type, const std::string& word);

}  // namespace leadline::checking
