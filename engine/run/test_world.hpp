// SPDX-License-Identifier: Apache-2.0
// The records and interactions of a running `test`, kept as values. A Dataset is built from them whenever one is asked
// for after a change; what an evaluation decides is written back here.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/program/program.hpp"
#include "engine/run/score.hpp"

namespace leadline {

class TestWorld {
 public:
  TestWorld(const Program& program, const Test& test);

  /// Creates a record at its first time, changes it later.
  void change(std::uint32_t record, const std::vector<TestLine::Field>& fields, std::int64_t now);
  /// `by` is a contact, or a lead (then it is linked to the lead and its contact).
  void add_interaction(std::uint32_t kind, std::uint32_t by, const std::vector<TestLine::Field>& fields,
                       std::int64_t at);
  /// Writes back stage, thresholds, what is held, status, and the moves and reaches that were made.
  void take(std::uint32_t record, const RecordLedger& ledger, std::int64_t now, std::string_view by);

  [[nodiscard]] bool exists(std::uint32_t record) const { return records_[record].exists; }
  [[nodiscard]] RecordKind kind(std::uint32_t record) const { return records_[record].kind; }
  [[nodiscard]] const std::string& id(std::uint32_t record) const { return records_[record].id; }
  /// A field as it stands; missing for a kind without it.
  [[nodiscard]] Value field(std::uint32_t record, int index) const;

  /// All records that exist, by kind, then by id.
  [[nodiscard]] std::vector<std::uint32_t> all() const;
  /// Those that an event about a record touches: its contact, that contact's leads and opportunities, its account and
  /// that account's leads; in the same order.
  [[nodiscard]] std::vector<std::uint32_t> touched_by(std::uint32_t record) const;

  /// The data as it stands now. Stays valid while its owner keeps it.
  [[nodiscard]] std::shared_ptr<const Dataset> data();
  /// Row of a record in data(), or kNoRow.
  [[nodiscard]] std::uint32_t row(std::uint32_t record);

 private:
  struct Record {
    RecordKind kind{};
    std::string id;
    bool exists = false;
    std::vector<Value> fields;
  };
  struct Interaction {
    std::uint32_t kind = 0;
    std::int64_t at = 0;
    std::string id, contact, lead;
    std::vector<Value> attributes;
  };

  void set(Record& record, int field, Value value);
  [[nodiscard]] std::string link_of(const Record& record, LinkKind link) const;
  [[nodiscard]] const Record* find(RecordKind kind, std::string_view id) const;
  void record_own(const Record& record, std::uint32_t kind, std::int64_t now,
                  const std::vector<std::pair<std::string_view, std::string>>& attributes);
  void sort(std::vector<std::uint32_t>& records) const;

  const Program* program_;
  std::vector<Record> records_;
  std::vector<Interaction> interactions_;
  std::shared_ptr<const Dataset> data_;  // none: something changed since it was built
};

}  // namespace leadline
