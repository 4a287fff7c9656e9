// SPDX-License-Identifier: Apache-2.0
// Records and interactions as plain rows, for the reference evaluator: no columns, no dictionaries, no order. World
// resolves their links, drops repeated interactions and answers who belongs to whom, each by looking through all rows.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::reference {

/// One record; `fields` stand as the schema's fields.
struct Record {
  std::vector<Value> fields;
};

/// One interaction. An empty text is a missing one.
struct Interaction {
  std::uint32_t kind = 0;
  std::int64_t at = 0;
  std::string id;
  std::string contact;
  std::string lead;
  std::vector<Value> attributes;  // as the kind declares them
};

/// All rows, in the order in which they were read.
struct ReferenceData {
  std::array<std::vector<Record>, kRecordKinds> records;
  std::vector<Interaction> interactions;

  [[nodiscard]] std::vector<Record>& of(RecordKind kind) { return records[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const std::vector<Record>& of(RecordKind kind) const { return records[static_cast<std::size_t>(kind)]; }
};

inline constexpr int kNobody = -1;

/// The rows with their links resolved.
class World {
 public:
  /// Takes a copy; sorts the records by id and drops what counts only once.
  World(const Program& program, ReferenceData data);

  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] const ReferenceData& data() const { return data_; }
  [[nodiscard]] int size(RecordKind kind) const { return static_cast<int>(data_.of(kind).size()); }
  [[nodiscard]] const Record& record(RecordKind kind, int row) const {
    return data_.of(kind)[static_cast<std::size_t>(row)];
  }
  [[nodiscard]] const std::string& id(RecordKind kind, int row) const;
  /// The row with this id, or kNobody.
  [[nodiscard]] int find(RecordKind kind, const std::string& id) const;

  /// The record's own link, or kNobody where it is missing, dangling, or the kind has none.
  [[nodiscard]] int own_link(RecordKind kind, int row, LinkKind link) const;
  /// The link as the language reads it: a lead's account is its own, else its contact's, and so on.
  [[nodiscard]] int link(RecordKind kind, int row, LinkKind link) const;
  [[nodiscard]] bool orphan(RecordKind kind, int row) const;

  [[nodiscard]] int contact_of(const Interaction& interaction) const {
    return find(RecordKind::kContact, interaction.contact);
  }
  [[nodiscard]] int lead_of(const Interaction& interaction) const { return find(RecordKind::kLead, interaction.lead); }

  /// A field of a record, or nothing where it is missing or the kind has no such field.
  [[nodiscard]] std::optional<Value> field(RecordKind kind, int row, int index) const;

 private:
  const Program* program_;
  ReferenceData data_;
  std::array<std::map<std::string, int>, kRecordKinds> rows_;
};

/// Field of a schema that holds a link, or -1.
[[nodiscard]] int link_field(const RecordSchema& schema, LinkKind link);
[[nodiscard]] RecordKind target_of(LinkKind link);

}  // namespace leadline::reference
