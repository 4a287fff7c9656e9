// SPDX-License-Identifier: Apache-2.0
// What a session knows beside the fields of records, as rows or words that can be kept and taken up again.
#include <algorithm>

#include "engine/run/session/parts.hpp"
#include "engine/run/session/record_sources.hpp"
#include "leadline/decimal.hpp"

namespace leadline::running {

namespace {

// When a record is looked at again, where that is no time.
constexpr const char* kNow = "now";
constexpr const char* kNextTick = "next tick";

constexpr char kBetween = '\n';  // between the parts of a value; it stands in no id and no name

bool begins(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

std::int64_t number_in(const std::string& text) { return std::strtoll(text.c_str(), nullptr, 10); }

}  // namespace

StandingParts Session::Parts::take_new_parts(RecordRef record) {
  Standing& known = standing(record);
  StandingParts parts = 0;
  const auto take = [&](bool& changed, StandingParts part) {
    if (changed) parts |= part;
    changed = false;
  };
  take(known.new_next, kNextPart);
  take(known.new_rest, kRestPart);
  take(known.new_scores, kScoresPart);
  take(known.new_grades, kGradesPart);
  return parts;
}

StandingRow Session::Parts::standing_row(RecordRef record, StandingParts parts) {
  using Kind = StandingValue::Kind;
  const Standing& known = standing(record);
  const auto kind = static_cast<std::size_t>(record.kind);
  if (!known.known) parts &= kNextPart | kRestPart;
  const std::vector<StandingColumn>& columns = columns_of[kind];
  being_told.values.assign(columns.size(), {});
  being_told.words.clear();
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if ((columns[column].part & parts) == 0) continue;
    StandingValue& value = being_told.values[column];
    const std::uint32_t place = columns[column].place;
    switch (columns[column].kind) {
      case StandingColumn::Kind::kNext:
        if (known.next == kNeverMoves) break;
        value = known.next == Standing::kNow        ? StandingValue{Kind::kText, 0, kNow}
                : known.next == Standing::kNextTick ? StandingValue{Kind::kText, 0, kNextTick}
                                                    : StandingValue{Kind::kWhole, known.next, {}};
        break;
      case StandingColumn::Kind::kSource:
        being_told.source = source_of(*data, record.kind, record.row);
        if (!being_told.source.empty()) value = {Kind::kText, 0, being_told.source};
        break;
      case StandingColumn::Kind::kKnown:
        if (known.known) value = {Kind::kWhole, 1, {}};
        break;
      case StandingColumn::Kind::kScore:
        if (place < known.scores.size() && known.scores[place] != kMissing64) {
          value = {Kind::kNumber, known.scores[place], {}};
        }
        break;
      case StandingColumn::Kind::kGrade:
        if (place < known.grades.size() && known.grades[place] != 0) {
          value = {Kind::kText, 0, program.models[models_of[kind][place]].grades[known.grades[place] - 1U].word};
        }
        break;
    }
  }
  if ((parts & kRestPart) != 0 && known.known) {
    const auto add = [&](std::string_view what, const std::string& name, std::string value) {
      being_told.words.push_back({std::string(what) + name, std::move(value)});
    };
    for (std::size_t i = 0; i < known.segments.size(); ++i) {
      add(kSegmentFact, program.segments[i].name, known.segments[i] != 0 ? "yes" : "");
    }
    const auto& always = always_of[kind];
    for (std::size_t i = 0; i < always.size() && i < known.broken.size(); ++i) {
      add(kBrokenFact, program.always[always[i]].label, known.broken[i] != 0 ? "yes" : "");
    }
    for (const auto& [what, since] : known.waited) add(kWaitedFact, what, std::to_string(since));
  }
  return {record.kind, record.row, parts, being_told.values, being_told.words};
}

void Session::Parts::add_facts(RecordRef record, StandingParts changed, std::vector<Fact>& facts) {
  const std::string id = id_of(record);
  const StandingRow row = standing_row(record, kAllParts);
  const auto add = [&](const std::string& what, std::string value, StandingParts part) {
    facts.push_back(Fact{true, record.kind, id, what, std::move(value), (part & changed) == 0});
  };
  const std::vector<StandingColumn>& columns = columns_of[static_cast<std::size_t>(record.kind)];
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const StandingColumn& column = columns[i];
    if ((column.part & row.parts) == 0) continue;
    // Nobody ceases to be known.
    const bool missing = row.values[i].kind == StandingValue::Kind::kMissing;
    if (column.kind == StandingColumn::Kind::kKnown && missing) continue;
    add(column.name, words_of(column, row.values[i]), column.part);
  }
  for (const StandingWord& word : row.words) add(word.what, word.value, kRestPart);
}

void Session::Parts::take_fact(const Fact& fact) {
  if (!fact.about_record) return take_loose_fact(fact);
  const RecordRef record = find(fact.record, fact.id);
  if (record.row == kNoRow || fact.value.empty()) return;
  for (const StandingColumn& column : columns_of[static_cast<std::size_t>(record.kind)]) {
    if (column.name == fact.what) return take_value(record, column, value_of_words(column, fact.value));
  }
  take_word(record, {fact.what, fact.value});
}

void Session::Parts::take_loose_fact(const Fact& fact) {
  if (begins(fact.what, "turn ")) turns[fact.what.substr(5)].last = fact.value;
  if (begins(fact.what, "given ")) {
    const std::size_t cut = fact.what.find(kBetween);
    std::vector<std::int64_t>& times = turns[fact.what.substr(6, cut - 6)].given[fact.what.substr(cut + 1)];
    for (std::size_t at = 0; at < fact.value.size();) {
      const std::size_t end = std::min(fact.value.find(' ', at), fact.value.size());
      times.push_back(number_in(fact.value.substr(at, end - at)));
      at = end + 1;
    }
  }
  if (begins(fact.what, "merged ")) {
    const std::size_t cut = fact.what.find(kBetween);
    const std::string kind = fact.what.substr(7, cut - 7);
    for (int i = 0; i < kRecordKinds; ++i) {
      if (name_of(static_cast<RecordKind>(i)) == kind) {
        merged[{static_cast<RecordKind>(i), fact.what.substr(cut + 1)}] = fact.value;
      }
    }
  }
  if (begins(fact.what, "submission ")) submissions.add(std::string_view(fact.what).substr(11));
}

void Session::Parts::take_standing(const StandingRow& row) {
  const RecordRef record{row.kind, row.row};
  const std::vector<StandingColumn>& columns = columns_of[static_cast<std::size_t>(row.kind)];
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if ((columns[i].part & row.parts) != 0) take_value(record, columns[i], row.values[i]);
  }
  for (const StandingWord& word : row.words) take_word(record, word);
}

void Session::Parts::make_room(RecordKind kind, Standing& known) const {
  const std::size_t models = models_of[static_cast<std::size_t>(kind)].size();
  known.scores.resize(models, kMissing64);
  known.grades.resize(models, 0);
  known.broken.resize(always_of[static_cast<std::size_t>(kind)].size(), 0);
  if (kind == RecordKind::kContact) known.segments.resize(program.segments.size(), 0);
}

void Session::Parts::take_value(RecordRef record, const StandingColumn& column, const StandingValue& value) {
  if (value.kind == StandingValue::Kind::kMissing) return;
  Standing& known = standing(record);
  switch (column.kind) {
    case StandingColumn::Kind::kNext: {
      const bool is_time = value.kind == StandingValue::Kind::kWhole;
      known.next = is_time ? value.number : value.text == kNow ? Standing::kNow : Standing::kNextTick;
      // When before the next tick is not known: perhaps it has been already.
      queue.set(record, is_time ? known.next : clock);
      if (known.next == Standing::kNow) far.insert(record);  // perhaps for what changed about it
      return;
    }
    case StandingColumn::Kind::kSource:
      set_source(*data, record.kind, record.row, value.text);
      return;
    case StandingColumn::Kind::kKnown:
      known.known = true;
      make_room(record.kind, known);
      return;
    case StandingColumn::Kind::kScore:
      make_room(record.kind, known);
      known.scores[column.place] = value.number;
      return;
    case StandingColumn::Kind::kGrade: {
      make_room(record.kind, known);
      const Model& model = program.models[models_of[static_cast<std::size_t>(record.kind)][column.place]];
      for (std::size_t grade = 0; grade < model.grades.size(); ++grade) {
        if (model.grades[grade].word == value.text) known.grades[column.place] = static_cast<std::uint8_t>(grade + 1);
      }
      return;
    }
  }
}

void Session::Parts::take_word(RecordRef record, const StandingWord& word) {
  if (word.value.empty()) return;
  Standing& known = standing(record);
  const std::string_view what = word.what;
  if (begins(what, kWaitedFact)) {
    known.waited[word.what.substr(kWaitedFact.size())] = number_in(word.value);
  } else if (begins(what, kSegmentFact)) {
    make_room(record.kind, known);
    for (std::size_t i = 0; i < known.segments.size(); ++i) {
      if (program.segments[i].name == what.substr(kSegmentFact.size())) known.segments[i] = 1;
    }
  } else if (begins(what, kBrokenFact)) {
    make_room(record.kind, known);
    const auto& always = always_of[static_cast<std::size_t>(record.kind)];
    for (std::size_t i = 0; i < always.size(); ++i) {
      if (program.always[always[i]].label == what.substr(kBrokenFact.size())) known.broken[i] = 1;
    }
  }
}

SessionChanges Session::Parts::take_changes(FactForm form) {
  SessionChanges changes;
  for (const RecordRef& record : dirty_records.take_sorted()) {
    changes.records.push_back({static_cast<std::uint32_t>(record.kind), record.row});
  }
  changes.interactions = dirty_interactions.take_sorted();
  std::vector<std::pair<RecordRef, StandingParts>> rows;
  for (const RecordRef& record : dirty_standings.take_sorted()) {
    if (!data->alive(record.kind, record.row)) continue;
    const StandingParts parts = take_new_parts(record);
    form == FactForm::kWords ? add_facts(record, parts, changes.facts)
                             : static_cast<void>(rows.emplace_back(record, parts));
  }
  if (!rows.empty()) {
    changes.standings = [this, rows = std::move(rows)](const TakeStanding& take) {
      for (const auto& [record, parts] : rows) take(standing_row(record, parts));
    };
  }
  auto seen = new_submissions.begin();
  for (std::size_t i = 0; i <= loose_facts.size(); ++i) {
    for (; seen != new_submissions.end() && seen->loose_facts == i; ++seen) {
      changes.facts.push_back(Fact{false, {}, {}, "submission " + std::string(submissions[seen->code]), "yes"});
    }
    if (i < loose_facts.size()) changes.facts.push_back(std::move(loose_facts[i]));
  }
  loose_facts.clear();
  new_submissions.clear();
  changes.ended = std::move(ended_records);
  ended_records.clear();
  return changes;
}

}  // namespace leadline::running
