// SPDX-License-Identifier: Apache-2.0
// Small look-ups of the checked program: names of kinds, fields, attributes, stages.
#include "engine/program/program.hpp"

namespace leadline {

std::string_view name_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::kContact:
      return "contact";
    case RecordKind::kAccount:
      return "account";
    case RecordKind::kLead:
      return "lead";
    case RecordKind::kOpportunity:
      return "opportunity";
    case RecordKind::kUser:
      return "user";
  }
  return "";
}

std::string_view plural_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::kContact:
      return "contacts";
    case RecordKind::kAccount:
      return "accounts";
    case RecordKind::kLead:
      return "leads";
    case RecordKind::kOpportunity:
      return "opportunities";
    case RecordKind::kUser:
      return "users";
  }
  return "";
}

namespace {

template <class Items>
int find_named(const Items& items, std::string_view name) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

int RecordSchema::find(std::string_view name) const { return find_named(fields, name); }

int InteractionKind::find(std::string_view attribute) const { return find_named(attributes, attribute); }

int Process::find(std::string_view stage) const { return find_named(stages, stage); }

}  // namespace leadline
