// SPDX-License-Identifier: Apache-2.0
// What a session knows of a record beside its fields, as the row of a table: a value for when it is looked at next, for
// its score and grade by each model, and words for what few records have. Whoever keeps words instead of rows turns a
// value into its words and back. Entry points: standing_columns, words_of, value_of_words, read_facts.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::running {

/// Which values of a row are told: those of one part change together.
using StandingParts = std::uint8_t;
inline constexpr StandingParts kNextPart = 1;
inline constexpr StandingParts kScoresPart = 2;
inline constexpr StandingParts kGradesPart = 4;
inline constexpr StandingParts kRestPart = 8;  // with the words
inline constexpr StandingParts kAllParts = 15;

struct StandingColumn {
  enum class Kind : std::uint8_t { kNext, kSource, kKnown, kScore, kGrade };
  Kind kind{};
  StandingParts part = kAllParts;
  std::uint32_t place = 0;  // of a score or grade: its model among those of the record's kind
  std::string name;         // `next`, `grade spring`
};

/// The columns of a kind of record under the rules of a program.
[[nodiscard]] std::vector<StandingColumn> standing_columns(const Program& program, RecordKind kind);

struct StandingValue {
  enum class Kind : std::uint8_t { kMissing, kWhole, kNumber, kText };
  Kind kind = Kind::kMissing;
  std::int64_t number = 0;  // kNumber: millionths
  std::string_view text;
};

/// What stands in no column of its own; `what` begins with one of these.
inline constexpr std::string_view kSegmentFact = "segment ";
inline constexpr std::string_view kBrokenFact = "broken ";
inline constexpr std::string_view kWaitedFact = "waited ";
struct StandingWord {
  std::string what;
  std::string value;  // empty: no longer so
};

/// What is told of one record; it is there while it is told.
struct StandingRow {
  RecordKind kind{};
  std::uint32_t row = 0;  // in the table of the dataset
  StandingParts parts = kAllParts;
  std::span<const StandingValue> values;  // by column; those of other parts say nothing
  std::span<const StandingWord> words;
};

using TakeStanding = std::function<void(const StandingRow&)>;

/// A value in words: `yes`, `now`, a number in millionths; empty where it is missing.
[[nodiscard]] std::string words_of(const StandingColumn& column, const StandingValue& value);
/// What words say of a column; they must live as long as the value.
[[nodiscard]] StandingValue value_of_words(const StandingColumn& column, std::string_view words);
/// All facts about a record as the values and words of a row, which live as long as the facts. What is of no model or
/// source of the rules is left out.
void read_facts(const std::vector<StandingColumn>& columns, std::span<const StandingWord> facts,
                std::vector<StandingValue>& values, std::vector<StandingWord>& words);

}  // namespace leadline::running
