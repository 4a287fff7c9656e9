// SPDX-License-Identifier: Apache-2.0
// All records and interactions of one evaluation, in columns. Readers fill tables in any order; `finish` resolves links,
// drops repeated interactions and sorts them by contact and time. After that a Dataset is read-only.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/data/column.hpp"
#include "engine/program/program.hpp"

namespace leadline {

inline constexpr std::uint32_t kNoRow = ~std::uint32_t{0};

/// Records of one kind; `columns` stand as the schema's fields. Rows stand in the order of their ids' bytes after finish.
struct RecordTable {
  RecordKind kind{};
  std::vector<Column> columns;
  // Filled by finish: row of the linked record, or kNoRow (missing or dangling).
  std::vector<std::uint32_t> contact;             // contact-less kinds leave it empty
  std::vector<std::uint32_t> account;
  std::vector<std::uint32_t> lead;

  [[nodiscard]] std::size_t size() const { return columns.empty() ? 0 : columns[0].size(); }
};

/// Interactions of one kind. After finish they stand by contact row (those without a contact last), then by time, id and
/// attributes in declared order: of several at one time the greatest stands last.
struct InteractionTable {
  std::uint32_t kind = 0;
  Column at{Type{TypeKind::kTime}};
  Column id{Type{TypeKind::kText}};
  Column contact_id{Type{TypeKind::kText}};       // emptied by finish
  Column lead_id{Type{TypeKind::kText}};
  std::vector<Column> attributes;                 // as the kind declares them
  std::vector<std::uint64_t> order;               // place of the row in the input: (file, line) as one growing number; emptied by finish
  // Filled by finish.
  std::vector<std::uint32_t> contact;             // row, or kNoRow
  std::vector<std::uint32_t> lead;
  std::vector<std::uint64_t> begin;               // begin[c] .. begin[c + 1]: rows of contact c; size contacts + 1
  std::vector<std::uint64_t> by_lead_begin;       // only where by_lead was asked for: rows in by_lead of each lead
  std::vector<std::uint32_t> by_lead;             // rows, of each lead in the order of the table

  [[nodiscard]] std::size_t size() const { return at.numbers.size(); }
};

/// Links, backwards: rows `rows[begin[r]] .. rows[begin[r + 1] - 1]` link to row r.
struct ReverseLink {
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> rows;
};

/// What finish found, for the summary.
struct DatasetCounts {
  std::size_t dangling_links = 0;
  std::size_t repeated_interactions = 0;          // the same id twice on one contact
  std::size_t orphan_leads = 0;
  std::size_t interactions_without_contact = 0;
};

class Dataset {
 public:
  /// Empty tables for a program's records and interactions. The program must outlive the dataset.
  explicit Dataset(const Program& program);

  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] RecordTable& table(RecordKind kind) { return tables_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const RecordTable& table(RecordKind kind) const { return tables_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] InteractionTable& interactions(std::uint32_t kind) { return interactions_[kind]; }
  [[nodiscard]] const InteractionTable& interactions(std::uint32_t kind) const { return interactions_[kind]; }

  /// Row of a record by its id, or kNoRow. Works before finish (for readers that merge rows) and after.
  [[nodiscard]] std::uint32_t find(RecordKind kind, std::string_view id) const;

  /// Sorts, resolves links, drops repeated interactions, indexes. To be called once.
  DatasetCounts finish();

  /// Leads of a contact, contacts of an account, …: after finish.
  [[nodiscard]] const ReverseLink& reverse(RecordKind from, LinkKind link) const;

  [[nodiscard]] std::size_t bytes() const;

 private:
  const Program* program_;
  std::array<RecordTable, kRecordKinds> tables_;
  std::vector<InteractionTable> interactions_;
  // reverse_[from kind][link]
  std::array<std::array<ReverseLink, 3>, kRecordKinds> reverse_;
};

}  // namespace leadline
