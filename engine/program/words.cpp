// SPDX-License-Identifier: Apache-2.0
// The words for kinds of record and where links lead.
#include "engine/program/words.hpp"

namespace leadline::checking {

std::optional<RecordKind> kind_word(std::string_view word) {
  for (int i = 0; i < kRecordKinds; ++i) {
    if (word == name_of(static_cast<RecordKind>(i))) return static_cast<RecordKind>(i);
  }
  return std::nullopt;
}

std::optional<RecordKind> kind_word_or_plural(std::string_view word) {
  for (int i = 0; i < kRecordKinds; ++i) {
    if (word == plural_of(static_cast<RecordKind>(i))) return static_cast<RecordKind>(i);
  }
  return kind_word(word);
}

std::optional<LinkKind> link_between(RecordKind from, RecordKind to) {
  if (to == RecordKind::kAccount &&
      (from == RecordKind::kContact || from == RecordKind::kLead || from == RecordKind::kOpportunity))
    return LinkKind::kAccount;
  if (to == RecordKind::kContact && (from == RecordKind::kLead || from == RecordKind::kOpportunity))
    return LinkKind::kContact;
  if (to == RecordKind::kLead && from == RecordKind::kOpportunity) return LinkKind::kLead;
  return std::nullopt;
}

RecordKind target_of(LinkKind link) {
  switch (link) {
    case LinkKind::kContact:
      return RecordKind::kContact;
    case LinkKind::kAccount:
      return RecordKind::kAccount;
    case LinkKind::kLead:
      return RecordKind::kLead;
  }
  return RecordKind::kContact;
}

std::vector<std::string> record_words() {
  std::vector<std::string> words;
  for (int i = 0; i < kRecordKinds; ++i) words.emplace_back(name_of(static_cast<RecordKind>(i)));
  return words;
}

std::vector<std::string> field_names(const RecordSchema& schema) {
  std::vector<std::string> names;
  names.reserve(schema.fields.size());
  for (const Field& field : schema.fields) names.push_back(field.name);
  return names;
}

}  // namespace leadline::checking
