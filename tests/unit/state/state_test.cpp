// SPDX-License-Identifier: Apache-2.0
// What goes into a state comes out of it, exactly; and a state that is not ours, not of these rules or not free says
// so.
#include "engine/state/state.hpp"

#include <catch2/catch.hpp>

#include "compiled.hpp"
#include "state_file.hpp"
#include "support/loading.hpp"

using namespace leadline;
using namespace leadline::test;
using leadline::running::SessionMemory;
using leadline::state::Batch;
using leadline::state::JournalEntry;
using leadline::state::State;

namespace {

const char* const kRules = R"(
record contact { email email  size number  opted_in yes_no  since time  tags list of text  patience duration
                 consent choice ["none", "marketing"] }
record lead { topic text  at text }
interaction page_visit { page text  seconds number }
process way for lead { stage first { go to second when topic = "x" }  stage second { go to done when topic = "z" }  stage done final won }
)";

const char* const kContacts =
    "{\"id\":\"c2\",\"email\":\"a@x.com\",\"size\":2500.5,\"opted_in\":true,\"since\":\"2026-06-30T10:00:00.250Z\","
    "\"tags\":[\"a;b\",\"c\"],\"patience\":\"36 hours\",\"consent\":\"marketing\"}\n"
    "{\"id\":\"c1\",\"size\":\"9223372036854.775807\",\"opted_in\":false,\"since\":\"2026-06-30\"}\n"
    "{\"id\":\"c10\",\"size\":-0.000001}\n"
    "{\"id\":\"7\",\"email\":\"é \\\"quoted\\\"\",\"size\":1234567890123.123456}\n";
const char* const kLeads =
    "{\"id\":\"l1\",\"contact\":\"c2\",\"topic\":\"007\",\"stage\":\"first\",\"process\":\"way\",\"held\":[\"first->"
    "second\"]}\n"
    "{\"id\":\"l2\",\"contact\":\"gone\",\"at\":\"noon\",\"stage\":\"second\",\"process\":\"way\",\"stage_since\":"
    "\"2026-06-01\"}\n";
const char* const kInteractions =
    "{\"kind\":\"page_visit\",\"contact\":\"c2\",\"at\":\"2026-06-02\",\"id\":\"v2\",\"page\":\"b\",\"seconds\":1.5}\n"
    "{\"kind\":\"page_visit\",\"contact\":\"c2\",\"at\":\"2026-06-01\",\"id\":\"v1\",\"page\":\"a\",\"lead\":\"l1\"}\n"
    "{\"kind\":\"page_visit\",\"contact\":\"nobody\",\"at\":\"2026-06-03\",\"page\":\"c\"}\n"
    "{\"kind\":\"move\",\"contact\":\"c2\",\"lead\":\"l1\",\"at\":\"2026-06-03\",\"from\":\"first\",\"to\":\"second\"}"
    "\n";

Loaded load_all(const Program& program) {
  return load_files(program,
                    {{"contacts.ndjson", kContacts}, {"leads.ndjson", kLeads}, {"interactions.ndjson", kInteractions}});
}

Batch everything(const Dataset& data) {
  Batch batch;
  batch.data = &data;
  for (std::uint32_t kind = 0; kind < kRecordKinds; ++kind) {
    for (std::uint32_t row = 0; row < data.table(static_cast<RecordKind>(kind)).size(); ++row) {
      batch.changes.records.push_back({kind, row});
    }
  }
  for (std::uint32_t kind = 0; kind < data.program().interactions.size(); ++kind) {
    for (std::uint32_t row = 0; row < data.interactions(kind).size(); ++row) {
      batch.changes.interactions.push_back({kind, row});
    }
  }
  return batch;
}

struct Store : StateFile {
  // Makes the state with all records.
  void fill(const Compiled& rules) const {
    const Loaded loaded = load_all(*rules.program);
    REQUIRE(loaded.bad.empty());
    Result<State> opened = open(rules);
    REQUIRE(error_of(opened).empty());
    REQUIRE(opened->commit(everything(*loaded.data)).ok());
    REQUIRE(opened->close().ok());
  }
};

}  // namespace

TEST_CASE("All records and interactions come back as they were") {
  const Compiled rules(kRules);
  const Loaded loaded = load_all(*rules.program);
  CHECK(loaded.bad.empty());
  const Store store;
  store.fill(rules);
  Result<State> opened = store.open(rules);
  REQUIRE(error_of(opened).empty());
  CHECK_FALSE(opened->is_new());
  Result<SessionMemory> memory = opened->load();
  REQUIRE(memory.ok());
  CHECK(opened->lost_values().empty());
  CHECK(lines_of(*memory->data) == loaded.lines);
}

TEST_CASE("Tables are there to be read") {
  const Store store;
  store.fill(Compiled(kRules));
  CHECK(store.ask("SELECT id, email, size, opted_in, since, tags, patience, consent FROM contacts ORDER BY id") ==
        "7|é \"quoted\"|1234567890123.123456|NULL|NULL|NULL|NULL|NULL\n"
        "c1|NULL|9223372036854.775807|0|2026-06-30T00:00:00.000Z|NULL|NULL|NULL\n"
        "c10|NULL|-1.0e-06|NULL|NULL|NULL|NULL|NULL\n"
        "c2|a@x.com|2500.5|1|2026-06-30T10:00:00.250Z|[\"a;b\",\"c\"]|129600000|marketing\n");
  CHECK(store.ask("SELECT at, id, contact, lead, page, seconds FROM interaction_page_visit ORDER BY at") ==
        "2026-06-01T00:00:00.000Z|v1|c2|l1|a|NULL\n2026-06-02T00:00:00.000Z|v2|c2|NULL|b|1.5\n"
        "2026-06-03T00:00:00.000Z|NULL|nobody|NULL|c|NULL\n");
}

TEST_CASE("Rows keep their keys when a state is taken up again") {
  const Compiled rules(kRules);
  const Store store;
  store.fill(rules);
  const std::string before = store.ask("SELECT * FROM interaction_page_visit ORDER BY at");
  const std::string records = store.ask("SELECT * FROM contacts ORDER BY id");
  Result<State> opened = store.open(rules);
  REQUIRE(opened.ok());
  Result<SessionMemory> memory = opened->load();
  REQUIRE(memory.ok());
  REQUIRE(opened->commit(everything(*memory->data)).ok());
  CHECK(store.ask("SELECT * FROM interaction_page_visit ORDER BY at") == before);
  CHECK(store.ask("SELECT * FROM contacts ORDER BY id") == records);
  CHECK(store.ask("SELECT count(*) FROM leads") == "2\n");
}

TEST_CASE("A record without id has ended") {
  const Compiled rules(kRules);
  const Store store;
  store.fill(rules);
  Result<State> opened = store.open(rules);
  REQUIRE(opened.ok());
  Result<SessionMemory> memory = opened->load();
  REQUIRE(memory.ok());
  const std::uint32_t row = memory->data->find(RecordKind::kContact, "c10");
  memory->data->table(RecordKind::kContact).columns[0].codes[row] = 0;
  Batch batch;
  batch.data = memory->data.get();
  batch.changes.records = {{0, row}};
  REQUIRE(opened->commit(batch).ok());
  CHECK(store.ask("SELECT id FROM contacts ORDER BY id") == "7\nc1\nc2\n");
  // As a session tells of one that was merged into another.
  Batch merged;
  merged.changes.standings = [&](const running::TakeStanding& take) {
    const std::vector<running::StandingValue> values(2);
    take({RecordKind::kContact, memory->data->find(RecordKind::kContact, "c1"), running::kAllParts, values, {}});
  };
  REQUIRE(opened->commit(merged).ok());
  CHECK(store.ask("SELECT id FROM contacts JOIN standing_contacts USING (\"row\")") == "c1\n");
  merged.changes.standings = {};
  merged.changes.ended = {{RecordKind::kContact, "c1"}};
  REQUIRE(opened->commit(merged).ok());
  CHECK(store.ask("SELECT id FROM contacts ORDER BY id") == "7\nc2\n");
  CHECK(store.ask("SELECT count(*) FROM standing_contacts") == "0\n");
}

TEST_CASE("What is not whole stands in the journal, and leaves the tables as of the event before") {
  const Compiled rules(kRules);
  const Store store;
  {
    Result<State> opened = store.open(rules);
    REQUIRE(opened.ok());
    Batch whole;
    whole.changes.facts = {{false, {}, "", "turn a", "2"}};
    whole.clock = 1782898200250;
    whole.sequence = 4;
    whole.last_number = 7;
    REQUIRE(opened->commit(whole).ok());
    CHECK(opened->events_to_come() == 0);
    Batch events;
    events.whole = false;
    events.events = "{\"type\":\"tick\"}\n{}\n";
    events.source = "web";
    events.clock = 1782898300000;
    events.sequence = 6;
    events.last_number = 9;
    events.inputs = {{"log.ndjson", 1000, 6, "abc"}};
    REQUIRE(opened->commit(events).ok());
    events.sequence = 7;
    events.events = "{}\n";
    REQUIRE(opened->commit(events).ok());
  }
  Result<State> opened = store.open(rules);
  REQUIRE(opened.ok());
  CHECK(opened->events_to_come() == 3);
  CHECK(opened->decisions() == 7);
  CHECK(opened->input("log.ndjson").lines == 6);
  const Result<SessionMemory> memory = opened->load();
  REQUIRE(memory.ok());
  CHECK(memory->clock == 1782898200250);
  CHECK(memory->sequence == 4);
  const std::vector<JournalEntry> journal = opened->journal();
  REQUIRE(journal.size() == 2);
  CHECK(journal[0].sequence == 6);
  CHECK(journal[0].decisions == 9);
  CHECK(journal[0].source == "web");
  CHECK(journal[0].events == "{\"type\":\"tick\"}\n{}\n");
  CHECK(journal[1].sequence == 7);
  // Other rules would decide otherwise.
  const Compiled others(kRules + std::string("\nlist more = [\"a\"]\n"));
  REQUIRE(opened->close().ok());
  const Result<State> refused = store.open(others, true);
  CHECK(error_of(refused).find("was killed before they were in its tables") != std::string::npos);
  Result<State> again = store.open(rules);
  REQUIRE(again.ok());
  Batch whole;
  whole.sequence = 7;
  whole.last_number = 9;
  REQUIRE(again->commit(whole).ok());
  CHECK(again->events_to_come() == 0);
  CHECK(again->journal().empty());
  CHECK(again->decisions() == 9);
}

TEST_CASE("Facts, clock, positions, decisions and rejections last") {
  const Compiled rules(kRules);
  const Store store;
  {
    Result<State> opened = store.open(rules);
    REQUIRE(opened.ok());
    CHECK(opened->is_new());
    Batch batch;
    batch.changes.facts = {{false, {}, "", "turn a", "2"}, {false, {}, "", "turn b", "4"}};
    std::vector<Decision> decisions(3);
    decisions[0].kind = Decision::Kind::kScore;
    decisions[1].kind = Decision::Kind::kTask;
    decisions[1].record = RecordKind::kLead;
    decisions[1].id = "l1";
    decisions[1].to = "sales";
    decisions[1].text = "Call";
    decisions[2].kind = Decision::Kind::kThreshold;
    decisions[2].record = RecordKind::kLead;
    decisions[2].id = "l1";
    decisions[2].name = "spring.ready";
    for (std::size_t i = 0; i < decisions.size(); ++i) decisions[i].number = i + 1;
    batch.decisions = &decisions;
    batch.last_number = 3;
    batch.rejected = {{4, 1782898200000, "why", "{\"type\":\"tick\"}"}};
    batch.clock = 1782898200250;
    batch.sequence = 4;
    batch.inputs = {{"log.ndjson", 1000, 12, "abc"}, {"topic/0", 7, 7, "d"}};
    batch.outputs = {{"out.ndjson", 77}};
    batch.outbox = "{}\n";
    REQUIRE(opened->commit(batch).ok());
    Batch second;
    second.changes.facts = {{false, {}, "", "turn b", ""}, {false, {}, "", "turn a", "3"}};
    second.last_number = 3;
    second.clock = 1782898200251;
    second.sequence = 5;
    REQUIRE(opened->commit(second).ok());
  }
  Result<State> opened = store.open(rules);
  REQUIRE(opened.ok());
  const Result<SessionMemory> memory = opened->load();
  REQUIRE(memory.ok());
  REQUIRE(memory->facts.size() == 1);
  CHECK(memory->facts[0].what == "turn a");
  CHECK(memory->facts[0].value == "3");
  CHECK_FALSE(memory->facts[0].about_record);
  CHECK(memory->clock == 1782898200251);
  CHECK(memory->sequence == 5);
  CHECK(opened->decisions() == 3);
  CHECK(opened->input("log.ndjson").bytes == 1000);
  CHECK(opened->input("log.ndjson").lines == 12);
  CHECK(opened->input("topic/0").bytes == 7);
  CHECK(opened->input("other").bytes == 0);
  CHECK(opened->output("out.ndjson") == std::optional<std::uint64_t>(77));
  CHECK_FALSE(opened->output("other"));
  CHECK(opened->outbox().empty());
  CHECK(store.ask("SELECT number, kind, id, decision, name, \"to\", text FROM timeline") ==
        "2|lead|l1|task|NULL|sales|Call\n3|lead|l1|threshold|spring.ready|NULL|reached\n");
  CHECK(store.ask("SELECT number, queue, text FROM tasks") == "2|sales|Call\n");
  CHECK(store.ask("SELECT number, sequence, at, reason, event, resubmitted FROM rejected") ==
        "1|4|2026-07-01T09:30:00.000Z|why|{\"type\":\"tick\"}|NULL\n");
}

TEST_CASE("A state that another run has says who") {
  const Compiled rules(kRules);
  const Store store;
  const Result<State> first = store.open(rules);
  REQUIRE(first.ok());
  const std::string error = error_of(store.open(rules));
  CHECK(error.find("another run works on the state") == 0);
  CHECK(error.find("process " + std::to_string(::getpid()) + " on ") != std::string::npos);
  CHECK(State::look(store.path, *rules.program, rules.identity).ok());
}

TEST_CASE("What is no state, or of another form, is left as it is") {
  const Compiled rules(kRules);
  const Store store;
  store.folder.write("a.state", std::string(5000, 'x'));
  CHECK(error_of(store.open(rules)).find("it is no state of Leadline (no SQLite database)") != std::string::npos);
  std::filesystem::remove(store.path);
  store.sql("CREATE TABLE t (a)");
  CHECK(error_of(store.open(rules)).find("another program's database") != std::string::npos);
  std::filesystem::remove(store.path);
  store.fill(rules);
  store.sql("PRAGMA user_version = 99");
  CHECK(error_of(store.open(rules)).find("it has format 99; this leadline reads and writes format 3") !=
        std::string::npos);
  CHECK(error_of(State::look(store.folder.path("none"), *rules.program, rules.identity)).find("there is no state") ==
        0);
}

TEST_CASE("Other rules have to be accepted, and are listed") {
  const Store store;
  store.fill(Compiled(kRules));
  const Compiled others(std::string(kRules) +
                        "record account { name text }\nmodel m { scores lead  \"a\" +1 when topic = \"x\" }");
  const std::string error = error_of(store.open(others));
  CHECK(error.find("was made with other rules; add --accept-new-rules") != std::string::npos);
  CHECK(error.find("\n  new: field account.name (text)\n  new: model m") != std::string::npos);
  {
    Result<State> accepted = store.open(others, true);
    REQUIRE(error_of(accepted).empty());
    CHECK(accepted->rules_change().added == std::vector<std::string>{"field account.name (text)", "model m"});
    CHECK(accepted->load()->data->table(RecordKind::kContact).size() == 4);
  }
  CHECK(store.open(others).ok());
}

TEST_CASE("A stage that is gone stops the run while records stand in it") {
  const Store store;
  store.fill(Compiled(kRules));
  const std::string base = std::string(kRules).substr(0, std::string(kRules).find("process"));
  const Compiled gone(base +
                      "process way for lead { stage first { go to done when topic = \"x\" }  stage done final won }");
  const std::string error = error_of(store.open(gone, true));
  CHECK(error.find("1 lead in `second` (such as `l2`): process `way` has no stage `second`") != std::string::npos);
  CHECK(store.open(Compiled(kRules)).ok());  // nothing was changed
  const Compiled renamed(
      base +
      "process way for lead { stage first { go to talks when topic = \"x\" }"
      "  stage talks { go to done when topic = \"z\" }  stage done final won  stage second was talks }");
  {
    Result<State> opened = store.open(renamed, true);
    REQUIRE(error_of(opened).empty());
    const std::vector<std::string> lines = lines_of(*opened->load()->data, RecordKind::kLead);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].find("held=[first->talks]") != std::string::npos);
    CHECK(lines[1].find("stage=talks") != std::string::npos);
  }
  CHECK(store.ask("SELECT \"from\", \"to\" FROM interaction_move") == "first|talks\n");
}

TEST_CASE("Values that do not fit the fields of new rules are counted") {
  const Store store;
  store.fill(Compiled(kRules));
  std::string text = kRules;
  text.replace(text.find("topic text"), 10, "topic number");
  text.replace(text.find("topic = \"x\""), 11, "topic = 1  ");
  text.replace(text.find("topic = \"z\""), 11, "topic = 2  ");
  text.replace(text.find("at text"), 7, "at time");
  const Compiled others(text);
  Result<State> opened = store.open(others, true);
  REQUIRE(error_of(opened).empty());
  const Result<SessionMemory> memory = opened->load();
  REQUIRE(memory.ok());
  CHECK(opened->lost_values() == std::vector<std::string>{"1 value of lead.at"});
  CHECK(lines_of(*memory->data, RecordKind::kLead)[0].find("topic=7") != std::string::npos);
}
