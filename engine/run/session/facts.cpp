// SPDX-License-Identifier: Apache-2.0
// What a session knows beside the fields of records, as words that can be kept and taken up again.
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

bool begins(const std::string& text, std::string_view with) { return text.compare(0, with.size(), with) == 0; }

std::int64_t number_in(const std::string& text) { return std::strtoll(text.c_str(), nullptr, 10); }

}  // namespace

void Session::Parts::facts_of(RecordRef record, bool all, std::vector<Fact>& facts) {
  const std::string id = id_of(record);
  if (id.empty()) return;
  Standing& known = standing(record);
  const auto add = [&](std::string what, std::string value, bool fresh) {
    facts.push_back(Fact{true, record.kind, id, std::move(what), std::move(value), !fresh});
  };
  const bool next = known.new_next;
  const bool rest = known.new_rest;
  const bool scores = known.new_scores;
  const bool grades = known.new_grades;
  known.new_next = known.new_rest = known.new_scores = known.new_grades = false;
  if (all || next) {
    const std::string time = known.next == kNeverMoves           ? ""
                             : known.next == Standing::kNow      ? kNow
                             : known.next == Standing::kNextTick ? kNextTick
                                                                 : std::to_string(known.next);
    add("next", time, next);
  }
  if ((all || rest) && asks_for_sources(program, record.kind)) {
    add(std::string(kSourceFact), source_of(*data, record.kind, record.row), rest);
  }
  if (!known.known) return;
  if (all || rest) add("known", "yes", rest);
  const auto& models = models_of[static_cast<std::size_t>(record.kind)];
  for (std::size_t i = 0; i < models.size() && i < known.scores.size(); ++i) {
    const Model& model = program.models[models[i]];
    if (all || scores) {
      add("score " + model.name, known.scores[i] == kMissing64 ? "" : std::to_string(known.scores[i]), scores);
    }
    if (all || grades) {
      add("grade " + model.name, known.grades[i] == 0 ? "" : model.grades[known.grades[i] - 1U].word, grades);
    }
  }
  if (!all && !rest) return;
  for (std::size_t i = 0; i < known.segments.size(); ++i) {
    add("segment " + program.segments[i].name, known.segments[i] != 0 ? "yes" : "", rest);
  }
  const auto& always = always_of[static_cast<std::size_t>(record.kind)];
  for (std::size_t i = 0; i < always.size() && i < known.broken.size(); ++i) {
    add("broken " + program.always[always[i]].label, known.broken[i] != 0 ? "yes" : "", rest);
  }
  for (const auto& [what, since] : known.waited) add("waited " + what, std::to_string(since), rest);
}

void Session::Parts::take_fact(const Fact& fact) {
  if (!fact.about_record) {
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
    return;
  }
  const RecordRef record = find(fact.record, fact.id);
  if (record.row == kNoRow || fact.value.empty()) return;
  Standing& known = standing(record);
  const auto& models = models_of[static_cast<std::size_t>(record.kind)];
  const auto& always = always_of[static_cast<std::size_t>(record.kind)];
  const auto size = [&] {
    known.scores.resize(models.size(), kMissing64);
    known.grades.resize(models.size(), 0);
    known.broken.resize(always.size(), 0);
    if (record.kind == RecordKind::kContact) known.segments.resize(program.segments.size(), 0);
  };
  if (fact.what == "known") {
    known.known = true;
    size();
  } else if (fact.what == kSourceFact) {
    set_source(*data, record.kind, record.row, fact.value);
  } else if (fact.what == "next") {
    known.next = fact.value == kNow        ? Standing::kNow
                 : fact.value == kNextTick ? Standing::kNextTick
                                           : number_in(fact.value);
    // When before the next tick is not known: perhaps it has been already.
    const bool is_time = known.next != Standing::kNow && known.next != Standing::kNextTick;
    queue.set(record, is_time ? known.next : clock);
    if (known.next == Standing::kNow) far.insert(record);  // perhaps for what changed about it
  } else if (begins(fact.what, "waited ")) {
    known.waited[fact.what.substr(7)] = number_in(fact.value);
  } else if (begins(fact.what, "segment ")) {
    size();
    for (std::size_t i = 0; i < known.segments.size(); ++i) {
      if (program.segments[i].name == fact.what.substr(8)) known.segments[i] = 1;
    }
  } else if (begins(fact.what, "broken ")) {
    size();
    for (std::size_t i = 0; i < always.size(); ++i) {
      if (program.always[always[i]].label == fact.what.substr(7)) known.broken[i] = 1;
    }
  } else {
    size();
    for (std::size_t i = 0; i < models.size(); ++i) {
      const Model& model = program.models[models[i]];
      if (fact.what == "score " + model.name) known.scores[i] = number_in(fact.value);
      for (std::size_t grade = 0; fact.what == "grade " + model.name && grade < model.grades.size(); ++grade) {
        if (model.grades[grade].word == fact.value) known.grades[i] = static_cast<std::uint8_t>(grade + 1);
      }
    }
  }
}

SessionChanges Session::Parts::take_changes(bool all_facts) {
  SessionChanges changes;
  for (const RecordRef& record : dirty_records.take_sorted()) {
    changes.records.push_back({static_cast<std::uint32_t>(record.kind), record.row});
  }
  changes.interactions = dirty_interactions.take_sorted();
  for (const RecordRef& record : dirty_standings.take_sorted()) facts_of(record, all_facts, changes.facts);
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
