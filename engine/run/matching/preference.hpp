// SPDX-License-Identifier: Apache-2.0
// Which of several records to take: the words behind `prefer` and `keep`, one after the other, and at last the lowest
// id, so that there is always exactly one. Entry point: Preference::before.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/program/program.hpp"

namespace leadline {

/// One of those to choose from.
struct Candidate {
  std::uint32_t row = kNoRow;
  std::int64_t closeness = 0;  // the larger the closer; for `closest`
};

class Preference {
 public:
  /// `contact` is the one that came with what is looked for, kNoRow: none. The data must outlive the preference.
  Preference(const Dataset& data, RecordKind kind, const std::vector<MatchStrategy::Prefer>& wishes,
             std::uint32_t contact = kNoRow);

  /// Whether one is taken rather than the other. A strict order: of two different rows one is always taken.
  [[nodiscard]] bool before(const Candidate& a, const Candidate& b) const;
  /// Which word of the list decides between the two, or -1: the id.
  [[nodiscard]] int deciding(const Candidate& a, const Candidate& b) const;
  /// Why the first is taken rather than the second: `most complete`, `lowest id`.
  [[nodiscard]] std::string reason(const Candidate& a, const Candidate& b) const;

 private:
  [[nodiscard]] std::int64_t rank(MatchStrategy::Prefer wish, const Candidate& candidate) const;

  const Dataset& data_;
  RecordKind kind_;
  const std::vector<MatchStrategy::Prefer>& wishes_;
  std::uint32_t contact_;
};

/// `child lead`, `latest updated`, … as they are written.
[[nodiscard]] std::string_view words_of(MatchStrategy::Prefer wish);

/// When a record was last changed, as far as it says so: `updated`, else `created`, else kMissing64.
[[nodiscard]] std::int64_t last_change(const Dataset& data, RecordKind kind, std::uint32_t row);

/// How many fields of a record have a value, those of its state (stage, reached …) aside.
[[nodiscard]] std::int64_t completeness(const Dataset& data, RecordKind kind, std::uint32_t row);

/// Whether a field is part of a record's state: it is not merged like a value.
[[nodiscard]] bool is_state_field(const RecordSchema& schema, std::uint32_t field);

/// The id of a record.
[[nodiscard]] std::string_view id_text(const Dataset& data, RecordKind kind, std::uint32_t row);

}  // namespace leadline
