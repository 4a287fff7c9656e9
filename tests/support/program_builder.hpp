// SPDX-License-Identifier: Apache-2.0
// Programs made by hand, for tests of what stands behind the checker: the built-in fields of every kind, `move` and
// `reach`, and whatever a test declares. Entry point: ProgramBuilder.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::test {

inline Type type_of(TypeKind kind) { return Type{kind}; }
inline Type list_of(TypeKind kind) { return Type{kind, true}; }

inline Value text_value(std::string text) {
  Value value;
  value.type = type_of(TypeKind::kText);
  value.text = std::move(text);
  return value;
}

inline Value number_value(TypeKind kind, std::int64_t number) {
  Value value;
  value.type = type_of(kind);
  value.number = number;
  return value;
}

inline Value missing_value(Type type) {
  Value value;
  value.type = type;
  value.missing = true;
  return value;
}

class ProgramBuilder {
 public:
  Program program;

  ProgramBuilder() {
    program.zones = {"UTC"};
    const Type status = choice({"open", "qualified", "disqualified"});
    for (std::size_t kind = 0; kind < kRecordKinds; ++kind) program.records[kind].kind = static_cast<RecordKind>(kind);
    const Type text = type_of(TypeKind::kText);
    const auto built_in = [&](RecordKind kind, const char* name, Type type, int RecordSchema::* place,
                              bool is_link = false) {
      RecordSchema& schema = program.records[static_cast<std::size_t>(kind)];
      schema.*place = static_cast<int>(schema.fields.size());
      Field field;
      field.name = name;
      field.type = type;
      field.built_in = true;
      field.is_link = is_link;
      schema.fields.push_back(field);
    };
    for (const RecordKind kind :
         {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
      built_in(kind, "id", text, &RecordSchema::id);
      if (kind == RecordKind::kOpportunity) built_in(kind, "lead", text, &RecordSchema::lead, true);
      if (kind == RecordKind::kLead || kind == RecordKind::kOpportunity) {
        built_in(kind, "contact", text, &RecordSchema::contact, true);
      }
      if (kind != RecordKind::kAccount) built_in(kind, "account", text, &RecordSchema::account, true);
      if (kind == RecordKind::kLead) built_in(kind, "status", status, &RecordSchema::status);
      if (kind == RecordKind::kLead || kind == RecordKind::kOpportunity) {
        built_in(kind, "owner", text, &RecordSchema::owner);
      }
      built_in(kind, "created", type_of(TypeKind::kTime), &RecordSchema::created);
      built_in(kind, "updated", type_of(TypeKind::kTime), &RecordSchema::updated);
      built_in(kind, "process", text, &RecordSchema::process);
      built_in(kind, "stage", text, &RecordSchema::stage);
      built_in(kind, "stage_since", type_of(TypeKind::kTime), &RecordSchema::stage_since);
      built_in(kind, "reached", list_of(TypeKind::kText), &RecordSchema::reached);
      built_in(kind, "cleared", list_of(TypeKind::kText), &RecordSchema::cleared);
      built_in(kind, "held", list_of(TypeKind::kText), &RecordSchema::held);
    }
    built_in(RecordKind::kUser, "id", text, &RecordSchema::id);
    field(RecordKind::kUser, "name", text);
    interaction("move", {{"from", text}, {"to", text}, {"by", text}});
    interaction("reach", {{"threshold", text}});
    for (InteractionKind& kind : program.interactions) kind.by_us = kind.built_in = true;
  }

  /// A choice of its own, from the lowest word up.
  Type choice(std::vector<std::string> words) {
    Type type = type_of(TypeKind::kChoice);
    type.choice = static_cast<std::uint32_t>(program.choices.size());
    program.choices.push_back({std::move(words)});
    return type;
  }

  /// Declares a field and gives its index.
  std::uint32_t field(RecordKind kind, std::string name, Type type, std::int32_t together = -1) {
    RecordSchema& schema = program.records[static_cast<std::size_t>(kind)];
    Field field;
    field.name = std::move(name);
    field.type = type;
    field.together = together;
    schema.fields.push_back(std::move(field));
    return static_cast<std::uint32_t>(schema.fields.size() - 1);
  }

  /// Declares a kind of interaction and gives its index.
  std::uint32_t interaction(std::string name, std::vector<std::pair<std::string, Type>> attributes) {
    InteractionKind kind;
    kind.name = std::move(name);
    for (auto& [attribute, type] : attributes) {
      Field field;
      field.name = std::move(attribute);
      field.type = type;
      kind.attributes.push_back(std::move(field));
    }
    program.interactions.push_back(std::move(kind));
    return static_cast<std::uint32_t>(program.interactions.size() - 1);
  }
};

}  // namespace leadline::test
