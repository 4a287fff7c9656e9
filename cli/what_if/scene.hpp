// SPDX-License-Identifier: Apache-2.0
// One record with everything that is linked with it, small enough to be copied often, and what could be other about it.
// Entry points: Scene, read_alteration.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/diff/sketch.hpp"
#include "engine/run/score.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

/// Fields that have another value (missing: none), and interactions that the record's contact did besides.
struct Alteration {
  std::map<std::pair<RecordKind, std::string>, Value> fields;
  std::vector<SketchInteraction> interactions;

  /// Interactions of one kind with the same attributes are one change, however many they are.
  [[nodiscard]] std::size_t changes() const;
  /// Also takes what another one says; false where both speak of one field.
  [[nodiscard]] bool add(const Alteration& other);
};

/// Adds `contact.job_title=VP Sales`, `need=missing`, `event_attend`, `page_visit page=pricing`; without a kind a field
/// is the record's own.
Result<bool> read_alteration(const Program& program, RecordKind kind, const std::string& words, std::int64_t as_of,
                             Alteration& alteration);

class Scene {
 public:
  /// `most`: no more records than so many are taken along.
  Scene(const Dataset& data, RecordKind kind, std::uint32_t row, std::size_t most);

  /// The row of the record, or of the one of another kind that its rules speak of; kNoRow: there is none.
  [[nodiscard]] std::uint32_t row_of(RecordKind kind) const { return rows_[static_cast<std::size_t>(kind)]; }
  /// The value of a field of one of these; missing where there is no such record.
  [[nodiscard]] Value field(RecordKind kind, std::string_view name) const;

  struct Copy {
    std::unique_ptr<Dataset> data;
    std::uint32_t row = kNoRow;
  };
  /// A finished copy with the alteration in it. An account that is not there is made; other records are not.
  [[nodiscard]] Result<Copy> with(const Alteration& alteration) const;

 private:
  void take(RecordKind kind, std::uint32_t row);
  void take_linked(std::size_t most);
  void copy_records(RecordKind kind, const Alteration& alteration, const std::string& account, Dataset& to) const;
  void copy_interactions(Dataset& to) const;

  const Dataset& data_;
  const Program& program_;
  RecordKind kind_;
  std::uint32_t row_;
  std::array<std::uint32_t, kRecordKinds> rows_;
  std::array<std::vector<std::uint32_t>, kRecordKinds> taken_;  // ascending, once it is made
  std::array<std::vector<bool>, kRecordKinds> seen_;
  std::vector<std::pair<RecordKind, std::uint32_t>> order_;
};

}  // namespace leadline::cli
