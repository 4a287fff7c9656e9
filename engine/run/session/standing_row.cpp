// SPDX-License-Identifier: Apache-2.0
// Columns of what is known of records, and their values in words.
#include "engine/run/session/standing_row.hpp"

#include <algorithm>
#include <charconv>

#include "engine/run/session/record_sources.hpp"

namespace leadline::running {

namespace {

constexpr std::string_view kYes = "yes";

}  // namespace

std::vector<StandingColumn> standing_columns(const Program& program, RecordKind kind) {
  using Kind = StandingColumn::Kind;
  std::vector<StandingColumn> columns{{Kind::kNext, kNextPart, 0, "next"}};
  if (asks_for_sources(program, kind)) columns.push_back({Kind::kSource, kRestPart, 0, std::string(kSourceFact)});
  columns.push_back({Kind::kKnown, kRestPart, 0, "known"});
  std::uint32_t place = 0;
  for (const Model& model : program.models) {
    if (model.kind != kind) continue;
    columns.push_back({Kind::kScore, kScoresPart, place, "score " + model.name});
    if (!model.grades.empty()) columns.push_back({Kind::kGrade, kGradesPart, place, "grade " + model.name});
    ++place;
  }
  return columns;
}

std::string words_of(const StandingColumn& column, const StandingValue& value) {
  switch (value.kind) {
    case StandingValue::Kind::kMissing:
      return {};
    case StandingValue::Kind::kWhole:
      return column.kind == StandingColumn::Kind::kKnown ? std::string(kYes) : std::to_string(value.number);
    case StandingValue::Kind::kNumber:
      return std::to_string(value.number);
    case StandingValue::Kind::kText:
      return std::string(value.text);
  }
  return {};
}

StandingValue value_of_words(const StandingColumn& column, std::string_view words) {
  if (words.empty()) return {};
  StandingValue value{StandingValue::Kind::kText, 0, words};
  const auto number = [&](StandingValue::Kind kind) {
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), value.number);
    if (error == std::errc() && end == words.data() + words.size()) value = {kind, value.number, {}};
  };
  switch (column.kind) {
    case StandingColumn::Kind::kNext:
      number(StandingValue::Kind::kWhole);  // or a word
      return value;
    case StandingColumn::Kind::kScore:
      number(StandingValue::Kind::kNumber);
      return value;
    case StandingColumn::Kind::kKnown:
      return {StandingValue::Kind::kWhole, 1, {}};
    case StandingColumn::Kind::kSource:
    case StandingColumn::Kind::kGrade:
      return value;
  }
  return value;
}

void read_facts(const std::vector<StandingColumn>& columns, std::span<const StandingWord> facts,
                std::vector<StandingValue>& values, std::vector<StandingWord>& words) {
  values.assign(columns.size(), {});
  words.clear();
  for (const StandingWord& fact : facts) {
    const auto column =
        std::find_if(columns.begin(), columns.end(), [&](const StandingColumn& one) { return one.name == fact.what; });
    if (column != columns.end()) {
      values[static_cast<std::size_t>(column - columns.begin())] = value_of_words(*column, fact.value);
      continue;
    }
    for (const std::string_view word : {kSegmentFact, kBrokenFact, kWaitedFact}) {
      if (fact.what.compare(0, word.size(), word) == 0) words.push_back(fact);
    }
  }
}

}  // namespace leadline::running
