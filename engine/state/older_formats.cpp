// SPDX-License-Identifier: Apache-2.0
// States of older formats, brought to the present one. Format 1 had no journal. Formats 1 and 2 kept what is known of
// records in the table of facts too, a row a word: by the kind and the id of the record, both empty for what is about
// none.
#include "engine/state/state_parts.hpp"

namespace leadline::state {

using running::StandingColumn;
using running::StandingValue;
using running::StandingWord;

namespace {

constexpr std::int64_t kWithoutJournal = 1;

constexpr const char* kFactsOfNone = R"(
INSERT INTO facts SELECT what, value FROM old_facts WHERE kind = '';
DROP TABLE old_facts;
)";

}  // namespace

bool State::Parts::renew(std::int64_t format) {
  if (format == kWithoutJournal) database->run(kJournalTable);
  database->run("ALTER TABLE facts RENAME TO old_facts");
  if (!database->run(kFactsTable) || !fit_tables(*database, tables)) return false;
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    const std::vector<StandingColumn>& columns = standing_columns[kind];
    std::vector<StandingValue> values;
    std::vector<StandingWord> facts;  // of one record
    std::vector<StandingWord> words;
    std::int64_t key = 0;
    const auto put = [&] {
      if (facts.empty()) return;
      running::read_facts(columns, facts, values, words);
      put_standing({static_cast<RecordKind>(kind), 0, running::kAllParts, values, words}, key);
      facts.clear();
    };
    Statement old =
        database->prepare("SELECT r.\"row\", f.what, f.value FROM old_facts f CROSS JOIN " +
                          quoted(tables.records[kind].name) + " r ON r.\"id\" = f.id WHERE f.kind = ? ORDER BY f.id");
    old.bind(1, name_of(static_cast<RecordKind>(kind)));
    while (old.step()) {
      if (old.integer(0) != key) put();
      key = old.integer(0);
      facts.push_back({std::string(old.text(1)), std::string(old.text(2))});
    }
    put();
  }
  return database->run(kFactsOfNone) && database->run("PRAGMA user_version = " + std::to_string(kFormat));
}

}  // namespace leadline::state
