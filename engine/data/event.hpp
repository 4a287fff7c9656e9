// SPDX-License-Identifier: Apache-2.0
// What happens to a running lifecycle, one thing at a time: a record is created or changed, somebody does something, a
// form is submitted, a record is moved by hand, two records turn out to be one, time passes. Values are typed and
// checked already; read_event.hpp makes events from NDJSON.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline {

struct Event {
  static constexpr std::uint32_t kNoKind = ~std::uint32_t{0};

  enum class Kind : std::uint8_t { kRecord, kInteraction, kSubmission, kMove, kMerge, kTick };

  /// A field of a record or an attribute of an interaction, by its index.
  struct Field {
    std::uint32_t field = 0;
    Value value;  // of the field's type; never missing
  };

  Kind kind = Kind::kTick;
  std::string id;       // the event's own; empty: none. A submission or interaction with one that was seen is done once
  std::int64_t at = 0;  // milliseconds since 1970 UTC
  std::string source;   // where it came from: a source of the rule file, a file; may be empty

  RecordKind record{};               // kRecord; kMove, kMerge: the kind of `subject`
  std::string subject;               // kRecord, kMove: the record's id; kMerge: the id of the one that ends
  std::vector<std::string> others;   // kMerge: ids of more that end with it
  std::string into;                  // kMerge: the id of the one that stays
  std::vector<Field> fields;         // kRecord, kInteraction
  std::vector<std::uint32_t> unset;  // kRecord: fields that become missing

  /// kInteraction: into Program::interactions. kSubmission: what the submission counts as; kNoKind: `form_submit`,
  /// where the rules declare it.
  std::uint32_t interaction = kNoKind;
  std::string contact;  // kInteraction: id, may be empty
  std::string lead;     // kInteraction: id, may be empty

  std::string form;  // kSubmission: the form's name; its page is among the answers, else the form's name
  /// kSubmission: fields as they were filled in, by name. An empty text is a field that was left empty.
  std::vector<std::pair<std::string, std::string>> answers;

  std::string stage;  // kMove
  std::string by;     // kMove: who did it
};

}  // namespace leadline
