// SPDX-License-Identifier: Apache-2.0
// What is known of records beside their fields: a row each, exact and readable, of which only what changed is written;
// and states of older formats, which kept it as words.
#include <catch2/catch.hpp>

#include "compiled.hpp"
#include "engine/data/read_event.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/session/record_sources.hpp"
#include "state_file.hpp"

using namespace leadline;
using namespace leadline::test;
using leadline::running::FactForm;
using leadline::running::Session;
using leadline::running::SessionMemory;
using leadline::running::StandingRow;
using leadline::running::StandingValue;
using leadline::running::StandingWord;
using leadline::running::TakeStanding;
using leadline::state::Batch;
using leadline::state::State;

namespace {

const char* const kRules = R"(
zone "UTC"
record contact { email email  phone phone  job_title text  opted_in yes_no }
record lead { topic text  weight number }
interaction form_submit { form text }
source crm "crm*.csv" { contact { id "Id"  phone "Phone" } }
source web "web*.csv" { contact { id "Id"  phone "Phone" } }
merge contact { phone from crm, web }
model M {
  scores lead
  "Form"  +10  per form_submit, halving every 10 days
  grade "A" when score >= 9
  grade "B" otherwise
}
model m { scores lead  score = weight * 1 }
process sales for lead {
  stage inquiry { go to hot when M.score >= 9 }
  stage hot { after 3 days notify "boss" "Not called: {lead.topic}"  go to sold when lead.topic = "sold" }
  stage sold final won
}
segment directors = contacts where job_title contains "director" and opted_in
always "A topic" lead.topic is present
)";

const char* const kStory[] = {
    R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","phone":"1","via":"web","job_title":"director"})",
    R"({"type":"contact","id":"c0","at":"2026-07-01T09:00:00Z","phone":"2","via":"crm","opted_in":true})",
    R"({"type":"lead","id":"l2","contact":"c1","at":"2026-07-01T10:00:00Z","topic":"x","weight":"0.1"})",
    R"({"type":"lead","id":"l1","contact":"c0","at":"2026-07-01T11:00:00Z","weight":"9223372036854.775807"})",
    R"({"type":"contact","id":"c1","at":"2026-07-01T12:00:00Z","opted_in":true})",
    R"({"type":"interaction","kind":"form_submit","contact":"c1","at":"2026-07-02T09:00:00Z","form":"demo"})",
    R"({"type":"tick","at":"2026-07-04T08:00:00Z"})",
    R"({"type":"tick","at":"2026-07-06T08:00:00Z"})",
    R"({"type":"lead","id":"l1","at":"2026-07-06T11:00:00Z","topic":"y","weight":"-2500.5"})",
    R"({"type":"merge","kind":"contact","from":"c0","into":"c1","at":"2026-07-07T09:00:00Z"})",
    R"({"type":"tick","at":"2026-08-01T08:00:00Z"})",
};

// A run as the command makes one: whatever an event brings is committed.
class Run {
 public:
  Run(const StateFile& file, const Compiled& rules, bool accept = false)
      : file_(file), rules_(rules), reader_(*rules.program, "test") {
    PlanOptions options;
    options.run = true;
    plan_ = make_plan(*rules.program, options);
    begin(accept);
  }

  void begin(bool accept = false) {
    state_.reset();
    Result<State> opened = file_.open(rules_, accept);
    REQUIRE(error_of(opened).empty());
    state_.emplace(std::move(opened).value());
    Result<SessionMemory> memory = state_->load();
    REQUIRE(memory.ok());
    memory->new_rules = state_->rules_change().changed;
    session_ = std::make_unique<Session>(plan_);
    REQUIRE(session_->restore(std::move(memory).value()).ok());
  }

  std::string apply(const std::string& line) {
    Event event;
    EventProblem problem;
    INFO(line);
    REQUIRE(reader_.read(line, event, problem));
    std::vector<Decision> decisions;
    session_->apply(event, decisions);
    commit();
    std::string text;
    for (const Decision& decision : decisions) text += decision.to_json() + "\n";
    return text;
  }

  void commit() {
    Batch batch;
    batch.data = &session_->data();
    batch.changes = session_->take_changes(FactForm::kRows);
    batch.clock = session_->clock();
    batch.sequence = session_->sequence();
    REQUIRE(state_->commit(batch).ok());
  }

  [[nodiscard]] Session& session() { return *session_; }

 private:
  const StateFile& file_;
  const Compiled& rules_;
  EventReader reader_;
  std::shared_ptr<const Plan> plan_;
  std::optional<State> state_;
  std::unique_ptr<Session> session_;
};

const char* const kContacts =
    "SELECT c.id, s.next, s.known, s.source, s.facts FROM contacts c JOIN standing_contacts s USING (\"row\") ORDER BY "
    "c.id";
const char* const kLeads =
    "SELECT l.id, s.next, s.known, s.\"score M\", s.\"grade M\", s.\"score m_2\", s.facts FROM leads l JOIN "
    "standing_leads s USING (\"row\") ORDER BY l.id";

// A state as format 2 had it: what is known of records as words.
void make_old(const StateFile& file) {
  file.sql(R"(
CREATE TABLE old (kind TEXT, id TEXT, what TEXT, value TEXT, PRIMARY KEY (kind, id, what)) WITHOUT ROWID;
INSERT INTO old SELECT '', '', what, value FROM facts;
INSERT INTO old SELECT 'contact', id, 'next', next FROM contacts JOIN standing_contacts USING ("row") WHERE next IS NOT NULL;
INSERT INTO old SELECT 'contact', id, 'known', 'yes' FROM contacts JOIN standing_contacts USING ("row") WHERE known;
INSERT INTO old SELECT 'contact', id, 'source', s.source FROM contacts JOIN standing_contacts s USING ("row") WHERE s.source IS NOT NULL;
INSERT INTO old SELECT 'contact', c.id, key, value FROM contacts c JOIN standing_contacts s USING ("row"), json_each(s.facts);
INSERT INTO old SELECT 'lead', id, 'next', next FROM leads JOIN standing_leads USING ("row") WHERE next IS NOT NULL;
INSERT INTO old SELECT 'lead', id, 'known', 'yes' FROM leads JOIN standing_leads USING ("row") WHERE known;
INSERT INTO old SELECT 'lead', id, 'score M', CAST(round("score M" * 1000000) AS INTEGER) FROM leads JOIN standing_leads USING ("row") WHERE "score M" IS NOT NULL;
INSERT INTO old SELECT 'lead', id, 'grade M', "grade M" FROM leads JOIN standing_leads USING ("row") WHERE "grade M" IS NOT NULL;
INSERT INTO old SELECT 'lead', id, 'score m', replace("score m_2", '.', '') FROM leads JOIN standing_leads USING ("row") WHERE typeof("score m_2") = 'text';
INSERT INTO old SELECT 'lead', id, 'score m', CAST(round("score m_2" * 1000000) AS INTEGER) FROM leads JOIN standing_leads USING ("row") WHERE typeof("score m_2") = 'real';
INSERT INTO old SELECT 'lead', l.id, key, value FROM leads l JOIN standing_leads s USING ("row"), json_each(s.facts);
INSERT INTO old VALUES ('lead', 'gone', 'next', 'now'), ('lead', 'l2', 'score gone', '5');
DROP TABLE facts;
ALTER TABLE old RENAME TO facts;
DROP TABLE standing_contacts;
DROP TABLE standing_accounts;
DROP TABLE standing_leads;
DROP TABLE standing_opportunities;
DROP TABLE standing_users;
PRAGMA user_version = 2;
)");
}

void make_without_journal(const StateFile& file) { file.sql("DROP TABLE journal; PRAGMA user_version = 1"); }

}  // namespace

TEST_CASE("What is known of a record is a row, to be read as it is") {
  const Compiled rules(kRules);
  const StateFile file;
  Run run(file, rules);
  for (std::size_t i = 0; i < 6; ++i) run.apply(kStory[i]);
  // Of two models whose names differ in the case of a letter alone, the second has a number.
  CHECK(file.ask(kLeads) ==
        "l1|NULL|1|0|B|9223372036854.775807|{\"broken A topic\":\"yes\"}\n"
        "l2|next tick|1|10|A|0.1|NULL\n");
  CHECK(file.ask("SELECT typeof(\"score M\"), typeof(\"score m_2\") FROM standing_leads ORDER BY \"row\"") ==
        "integer|real\ninteger|text\n");
  CHECK(file.ask(kContacts) == "c0|NULL|1|crm|NULL\nc1|NULL|1|web|{\"segment directors\":\"yes\"}\n");
  CHECK(file.ask("SELECT count(*) FROM facts") == "0\n");
  for (std::size_t i = 6; i < 8; ++i) run.apply(kStory[i]);
  CHECK(file.ask("SELECT s.facts FROM leads JOIN standing_leads s USING (\"row\") WHERE id = 'l2'") ==
        "{\"waited after hot 1\":\"1782982800000\"}\n");
  // Who ends has no row any more; that he means the other is about nobody.
  for (std::size_t i = 8; i < 11; ++i) run.apply(kStory[i]);
  CHECK(file.ask("SELECT count(*) FROM standing_contacts") == "1\n");
  CHECK(file.ask("SELECT replace(what, char(10), '/'), value FROM facts") == "merged contact/c0|c1\n");
}

TEST_CASE("A run that stops after every event decides as one that never does") {
  const Compiled rules(kRules);
  const StateFile whole;
  const StateFile stopped;
  Run one(whole, rules);
  Run other(stopped, rules);
  for (const char* line : kStory) {
    other.begin();
    CHECK(one.apply(line) == other.apply(line));
    CHECK(whole.ask(kContacts) == stopped.ask(kContacts));
    CHECK(whole.ask(kLeads) == stopped.ask(kLeads));
  }
}

TEST_CASE("A state of an older format is brought to the present one, and decides as if it had always been") {
  const Compiled rules(kRules);
  const bool without_journal = GENERATE(false, true);
  for (std::size_t stop = 1; stop < std::size(kStory); ++stop) {
    const StateFile always;
    const StateFile older;
    {
      Run one(always, rules);
      Run other(older, rules);
      for (std::size_t i = 0; i < stop; ++i) {
        one.apply(kStory[i]);
        other.apply(kStory[i]);
      }
    }
    make_old(older);
    if (without_journal) make_without_journal(older);
    Run one(always, rules);
    Run other(older, rules);
    CHECK(older.ask("PRAGMA user_version") == "3\n");
    CHECK(older.ask("SELECT count(*) FROM journal") == "0\n");
    CHECK(older.ask("SELECT what, value FROM facts") == always.ask("SELECT what, value FROM facts"));
    CHECK(older.ask(kContacts) == always.ask(kContacts));
    CHECK(older.ask(kLeads) == always.ask(kLeads));
    for (std::size_t i = stop; i < std::size(kStory); ++i) CHECK(one.apply(kStory[i]) == other.apply(kStory[i]));
  }
}

TEST_CASE("A state of an older format is looked at as it is") {
  const Compiled rules(kRules);
  const StateFile file;
  {
    Run run(file, rules);
    for (std::size_t i = 0; i < 6; ++i) run.apply(kStory[i]);
  }
  const auto sources = [&] {
    Result<State> looked = State::look(file.path, *rules.program, rules.identity);
    REQUIRE(error_of(looked).empty());
    const Result<SessionMemory> memory = looked->load();
    REQUIRE(memory.ok());
    std::string text;
    for (std::uint32_t row = 0; row < 2; ++row) {
      text += running::source_of(*memory->data, RecordKind::kContact, row) + " ";
    }
    return text;
  };
  CHECK(sources() == "crm web ");
  make_old(file);
  CHECK(sources() == "crm web ");
  make_without_journal(file);
  CHECK(sources() == "crm web ");
  CHECK(file.ask("PRAGMA user_version") == "1\n");
}

TEST_CASE("An older state that is refused is left as it is") {
  const Compiled rules(kRules);
  const StateFile file;
  {
    Run run(file, rules);
    run.apply(kStory[0]);
  }
  make_old(file);
  const Compiled others(std::string(kRules) + "record account { name text }");
  CHECK_FALSE(file.open(others).ok());
  CHECK(file.ask("PRAGMA user_version") == "2\n");
  CHECK(file.ask("SELECT what FROM facts WHERE kind = 'contact'") == "known\nsource\n");
  CHECK(file.open(others, true).ok());
  CHECK(file.ask("PRAGMA user_version") == "3\n");
}

TEST_CASE("New rules bring columns of their own, and what old ones knew stays") {
  const Compiled rules(kRules);
  const StateFile file;
  {
    Run run(file, rules);
    for (std::size_t i = 0; i < 6; ++i) run.apply(kStory[i]);
  }
  std::string text = kRules;
  text.replace(text.find("model m {"), 9, "model heavy {");
  const Compiled others(text);
  const bool older = GENERATE(false, true);
  if (older) make_old(file);
  Run run(file, others, true);
  run.commit();
  CHECK(
      file.ask("SELECT id, s.\"score heavy\", s.\"score M\" FROM leads JOIN standing_leads s USING (\"row\") ORDER BY "
               "id") == "l1|9223372036854.775807|0\nl2|0.1|10\n");
  if (!older)
    CHECK(file.ask("SELECT \"score m_2\" FROM standing_leads ORDER BY \"row\"") == "0.1\n9223372036854.775807\n");
  // Nobody is told of it, and the next event is as under rules that were always these.
  CHECK(run.apply(R"({"type":"lead","id":"l2","at":"2026-07-02T10:00:00Z","weight":"0.2"})").find("\"heavy\"") !=
        std::string::npos);
}
