// SPDX-License-Identifier: Apache-2.0
// The session of the library: lines in, decisions out, rows that are kept elsewhere.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "leadline/session.hpp"

namespace {

using namespace leadline;

constexpr const char* kRules = R"(zone "UTC"
record contact { email email  job_title text  score_then number  tags list of text  asked time }
record lead { topic text  accepted yes_no }
interaction page_visit { page text }
model spring "Spring" {
  scores lead
  "Director"  +20  when contact.job_title contains "director"
  "Visits"    +5   per page_visit within 30 days
  grade "A" when score >= 30
  grade "B" otherwise
  threshold ready at 30
}
process sales "Sales" for lead {
  stage inquiry "Inquiry" { go to hot when ready }
  stage hot "Hot" { on enter task "Call {contact.email}" for "callers"  go to sold when lead.accepted }
  stage sold final won
}
)";

constexpr const char* kBegin =
    R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","email":"ana@x.com","job_title":"Director"}
{"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","contact":"c1","topic":"Demo"}
)";
constexpr const char* kVisit =
    R"({"type":"interaction","kind":"page_visit","contact":"c1","at":"2026-07-02T09:00:00Z"})";
constexpr std::int64_t kJuly = 1'782'864'000'000;  // 2026-07-01
constexpr std::int64_t kDay = 86'400'000;

RuleSet rules_of(const std::string& text) {
  const Compilation compiled = RuleSet::from_text("test.lead", text);
  INFO(compiled.report());
  REQUIRE(compiled.rules);
  return *compiled.rules;
}

std::string lines_of(const std::vector<Decision>& decisions) {
  std::string lines;
  for (const Decision& one : decisions) lines += one.to_json() + '\n';
  return lines;
}

// What a caller keeps.
struct Kept {
  std::map<std::string, std::string> rows;

  void take(Session& session) {
    for (KeptRow& row : session.changes()) {
      if (row.value.empty()) {
        rows.erase(row.key);
      } else {
        rows[row.key] = std::move(row.value);
      }
    }
  }
  [[nodiscard]] std::vector<KeptRow> all() const {
    std::vector<KeptRow> list;
    for (const auto& [key, value] : rows) list.push_back({key, value});
    return list;
  }
};

}  // namespace

TEST_CASE("a session decides, and knows where a record stands", "[embedded]") {
  const RuleSet rules = rules_of(kRules);
  Session session(rules);
  CHECK_FALSE(session.clock());
  const Applied begun = session.apply(kBegin);
  CHECK(begun.events == 2);
  CHECK(begun.bad.empty());
  CHECK(
      lines_of(begun.decisions) ==
      R"({"number":1,"sequence":2,"at":"2026-07-01T09:00:00Z","decision":"move","kind":"lead","id":"l1","process":"sales","from":null,"to":"inquiry","by":null,"place":null})"
      "\n"
      R"({"number":2,"sequence":2,"at":"2026-07-01T09:00:00Z","decision":"score","kind":"lead","id":"l1","model":"spring","score":20,"before":null})"
      "\n"
      R"({"number":3,"sequence":2,"at":"2026-07-01T09:00:00Z","decision":"grade","kind":"lead","id":"l1","model":"spring","from":null,"to":"B"})"
      "\n");
  CHECK(session.score(RecordKind::kLead, "l1", "spring") == Decimal::of(20));
  CHECK(session.stage(RecordKind::kLead, "l1") == "inquiry");
  CHECK(session.field(RecordKind::kLead, "l1", "topic") == "\"Demo\"");
  CHECK(session.field(RecordKind::kLead, "l1", "accepted") == "null");
  CHECK_FALSE(session.field(RecordKind::kLead, "l1", "nothing"));
  CHECK_FALSE(session.has(RecordKind::kLead, "l2"));
  CHECK_FALSE(session.score(RecordKind::kLead, "l2", "spring"));

  const Applied visits = session.apply(std::string(kVisit) + "\n" + kVisit + "\r\n\n" + kVisit);
  CHECK(visits.events == 3);
  REQUIRE(visits.decisions.size() == 7);
  CHECK(visits.decisions[2].kind == Decision::Kind::kMove);
  CHECK(visits.decisions[2].place == "test.lead:14");
  CHECK(visits.decisions[3].text == "Call ana@x.com");
  CHECK(visits.decisions[5].number == 9);
  CHECK(session.decisions() == 10);
  CHECK(session.events() == 5);
  CHECK(session.stage(RecordKind::kLead, "l1") == "hot");

  // Time alone: the visits leave their window.
  const std::vector<Decision> later = session.advance(kJuly + 60 * kDay);
  REQUIRE(later.size() == 2);
  CHECK(later[0].score == Decimal::of(20));
  CHECK(session.clock() == kJuly + 60 * kDay);
  CHECK(session.advance(kJuly).empty());
}

TEST_CASE("lines that are no events come back, and the others are done", "[embedded]") {
  const RuleSet rules = rules_of(kRules);
  Session session(rules);
  const Applied applied =
      session.apply(std::string("{\"type\":\"contact\"\n\n") + kBegin +
                    R"({"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","topik":"x"})"
                    "\n"
                    R"({"type":"move","kind":"lead","id":"l1","to":"nowhere","at":"2026-07-01T10:00:00Z"})");
  CHECK(applied.events == 3);
  REQUIRE(applied.bad.size() == 2);
  CHECK(applied.bad[0].line == 1);
  CHECK(applied.bad[0].text == "{\"type\":\"contact\"");
  CHECK(applied.bad[1].line == 5);
  CHECK(applied.bad[1].key == "topik");
  CHECK(applied.bad[1].reason == "a lead has no `topik`; did you mean `topic`?");
  REQUIRE(!applied.decisions.empty());
  CHECK(applied.decisions.back().kind == Decision::Kind::kRejected);
  CHECK(session.has(RecordKind::kLead, "l1"));
}

TEST_CASE("loaded tables decide nothing; results are those of scoring", "[embedded]") {
  const RuleSet rules = rules_of(kRules);
  InputTables tables;
  tables.add("contacts", 2).texts("id", {"c1", "c2"}).texts("job_title", {"Director", "Clerk"});
  tables.add("leads", 2).texts("id", {"l1", "l2"}).texts("contact", {"c1", "c2"});
  tables.add("page_visit", 2).texts("contact", {"c1", "c1"}).texts("at", {"2026-06-30", "2026-06-29"});
  Session session(rules);
  const Result<Loaded> loaded = session.load(tables, {.at = kJuly});
  REQUIRE(loaded.ok());
  CHECK(loaded->decisions.empty());
  CHECK(session.stage(RecordKind::kLead, "l1") == "hot");
  const Result<Scores> scores = rules.score(tables, {.as_of = kJuly, .reasons = 2});
  REQUIRE(scores.ok());
  const std::vector<ResultTable> results = session.results(2);
  REQUIRE(results.size() == scores->tables.size());
  for (std::size_t table = 0; table < results.size(); ++table) {
    CHECK(results[table].kind == scores->tables[table].kind);
    REQUIRE(results[table].columns.size() == scores->tables[table].columns.size());
    for (std::size_t i = 0; i < results[table].columns.size(); ++i) {
      const ResultColumn& ours = results[table].columns[i];
      const ResultColumn& theirs = scores->tables[table].columns[i];
      CHECK(ours.name == theirs.name);
      CHECK(ours.texts == theirs.texts);
      CHECK(ours.numbers == theirs.numbers);
      CHECK(ours.flags == theirs.flags);
    }
  }

  InputTables wrong;
  wrong.add("leeds", 0);
  CHECK_FALSE(session.load(wrong, {.at = kJuly}).ok());
  InputTables bad;
  bad.add("contacts", 2).texts("id", {"c3", "c4"}).texts("asked", {"soon", "2026-07-01"});
  const Result<Loaded> rest = session.load(bad, {.at = kJuly});
  REQUIRE(rest.ok());
  CHECK(rest->set_aside.size() == 1);
  CHECK_FALSE(session.has(RecordKind::kContact, "c3"));
  CHECK(session.has(RecordKind::kContact, "c4"));
}

TEST_CASE("with react_to_loaded loaded records are as if they had just come in", "[embedded]") {
  const RuleSet rules = rules_of(kRules);
  InputTables tables;
  tables.add("leads", 1).texts("id", {"l1"}).texts("contact", {"c1"});
  tables.add("contacts", 1).texts("id", {"c1"});
  Session session(rules, {.react_to_loaded = true});
  const Result<Loaded> loaded = session.load(tables, {.at = kJuly});
  REQUIRE(loaded.ok());
  CHECK(loaded->decisions.size() == 3);
}

TEST_CASE("a session that is restored from kept rows goes on where the other stood", "[embedded]") {
  const std::string folder = std::string(LEADLINE_SOURCE_DIR) + "/examples/lifecycle/";
  const Compilation compiled = RuleSet::from_file(folder + "lifecycle.lead");
  INFO(compiled.report());
  REQUIRE(compiled.rules);
  std::ifstream file(folder + "events.ndjson");
  std::vector<std::string> log;
  for (std::string line; std::getline(file, line);) log.push_back(line);
  REQUIRE(log.size() > 20);
  std::ostringstream whole;
  whole << std::ifstream(folder + "events.ndjson").rdbuf();

  Session undisturbed(*compiled.rules);
  const Applied all = undisturbed.apply(whole.str());
  CHECK(all.bad.empty());
  REQUIRE(all.decisions.size() > 20);

  Kept kept;
  std::vector<KeptRow> journal;
  std::string stopped;
  for (const std::string& line : log) {
    Result<Session> session = Session::restore(*compiled.rules, kept.all());
    REQUIRE(session.ok());
    stopped += lines_of(session->apply(line).decisions);
    kept.take(*session);
  }
  CHECK(stopped == lines_of(all.decisions));

  // Kept in one go, and as a journal of everything that was ever given.
  const std::vector<KeptRow> at_once = undisturbed.changes();
  Session slow(*compiled.rules);
  for (const std::string& line : log) {
    static_cast<void>(slow.apply(line));
    for (KeptRow& row : slow.changes()) journal.push_back(std::move(row));
  }
  for (const std::vector<KeptRow>& rows : {kept.all(), at_once, journal}) {
    Result<Session> again = Session::restore(*compiled.rules, rows);
    REQUIRE(again.ok());
    CHECK(again->lost_values().empty());
    CHECK(again->clock() == undisturbed.clock());
    CHECK(again->events() == undisturbed.events());
    CHECK(again->decisions() == undisturbed.decisions());
    const std::vector<ResultTable> ours = again->results();
    const std::vector<ResultTable> theirs = undisturbed.results();
    REQUIRE(ours.size() == theirs.size());
    for (std::size_t table = 0; table < ours.size(); ++table) {
      for (std::size_t i = 0; i < ours[table].columns.size(); ++i) {
        CHECK(ours[table].columns[i].texts == theirs[table].columns[i].texts);
        CHECK(ours[table].columns[i].numbers == theirs[table].columns[i].numbers);
      }
    }
  }
}

TEST_CASE("kept rows hold every value exactly, and what is merged is gone", "[embedded]") {
  const RuleSet rules = rules_of(kRules);
  Session session(rules);
  const Applied applied = session.apply(
      R"({"type":"contact","id":"c 1\"\n","at":"2026-07-01T09:00:00.250Z","job_title":"007","score_then":-0.000001,"tags":["a;b"," c"],"asked":"2026-06-30T10:00:00.125Z"})"
      "\n"
      R"({"type":"contact","id":"c2","at":"2026-07-01T09:00:00Z","score_then":9223372036854.775807})"
      "\n"
      R"({"type":"interaction","kind":"page_visit","contact":"nobody","at":"2026-07-02T09:00:00Z","page":"é"})");
  CHECK(applied.bad.empty());
  Kept kept;
  kept.take(session);
  Result<Session> again = Session::restore(rules, kept.all());
  REQUIRE(again.ok());
  for (const char* field : {"job_title", "score_then", "tags", "asked", "updated"}) {
    CHECK(again->field(RecordKind::kContact, "c 1\"\n", field) ==
          session.field(RecordKind::kContact, "c 1\"\n", field));
  }
  CHECK(again->field(RecordKind::kContact, "c 1\"\n", "job_title") == "\"007\"");
  CHECK(again->field(RecordKind::kContact, "c2", "score_then") == "9223372036854.775807");

  static_cast<void>(
      again->apply(R"({"type":"merge","kind":"contact","from":"c2","into":"c 1\"\n","at":"2026-07-03T09:00:00Z"})"));
  kept.take(*again);
  CHECK(kept.rows.count(R"(["record","contact","c2"])") == 0);
  Result<Session> merged = Session::restore(rules, kept.all());
  REQUIRE(merged.ok());
  CHECK(merged->has(RecordKind::kContact, "c2"));  // the other one
  CHECK(merged->field(RecordKind::kContact, "c2", "id") == "\"c 1\\\"\\n\"");
}

TEST_CASE("a renamed stage is renamed in what waits and in earlier moves too", "[embedded]") {
  const std::string model = R"(
record lead { campaign text }
model m { scores lead  "Begun" +1 per move where to = "begin" }
)";
  const RuleSet before = rules_of(model + R"(
process p for lead {
  stage first { go to second when campaign = "x" }
  stage second
}
)");
  Session session(before);
  static_cast<void>(session.apply(R"({"type":"contact","id":"c1","at":"2026-07-01"})"
                                  "\n"
                                  R"({"type":"lead","id":"l1","contact":"c1","campaign":"x","at":"2026-07-01"})"
                                  "\n"
                                  R"({"type":"move","kind":"lead","id":"l1","to":"first","at":"2026-07-02"})"));
  CHECK(session.stage(RecordKind::kLead, "l1") == "first");

  const RuleSet after = rules_of(model + R"(
process p for lead {
  stage begin { go to second when campaign = "x" }
  stage second
  stage first was begin
}
)");
  Result<Session> renamed = Session::restore(after, session.changes(), {.accept_new_rules = true});
  REQUIRE(renamed.ok());
  static_cast<void>(renamed->advance(*renamed->clock() + 3 * 24 * 3'600'000LL));
  CHECK(renamed->stage(RecordKind::kLead, "l1") == "begin");  // the move back still holds it
  CHECK(renamed->field(RecordKind::kLead, "l1", "held") == R"(["begin->second"])");
  static_cast<void>(renamed->apply(R"({"type":"lead","id":"l1","at":"2026-07-06"})"));
  CHECK(renamed->score(RecordKind::kLead, "l1", "m") == Decimal::of(1));
}

TEST_CASE("rows of other rules, and rows that are none, are refused", "[embedded]") {
  const RuleSet rules = rules_of(kRules);
  Session session(rules);
  static_cast<void>(session.apply(kBegin));
  const std::vector<KeptRow> rows = session.changes();

  std::string text = kRules;
  text.replace(text.find("+20"), 3, "+25");
  const RuleSet others = rules_of(text);
  const Result<Session> refused = Session::restore(others, rows);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("other rules") != std::string::npos);
  const Result<Session> accepted = Session::restore(others, rows, {.accept_new_rules = true});
  REQUIRE(accepted.ok());
  CHECK(accepted->score(RecordKind::kLead, "l1", "spring") == Decimal::of(25));

  text = kRules;
  text.replace(text.find("stage inquiry"), 13, "stage request");
  const Result<Session> homeless = Session::restore(rules_of(text), rows, {.accept_new_rules = true});
  REQUIRE_FALSE(homeless.ok());
  CHECK(homeless.error().message.find("lead in `inquiry`") != std::string::npos);

  CHECK_FALSE(Session::restore(rules, std::vector<KeptRow>{{"[\"lead\"]", "{}"}}).ok());
  CHECK_FALSE(Session::restore(rules, std::vector<KeptRow>{{"no list", "{}"}}).ok());
  CHECK_FALSE(Session::restore(rules, std::vector<KeptRow>{rows.begin(), rows.end() - 1}).ok());  // without the session
  CHECK(Session::restore(rules, std::vector<KeptRow>{}).ok());
}

TEST_CASE("two sessions of one set of rules run on two threads", "[embedded]") {
  const std::string folder = std::string(LEADLINE_SOURCE_DIR) + "/examples/lifecycle/";
  const Compilation compiled = RuleSet::from_file(folder + "lifecycle.lead");
  REQUIRE(compiled.rules);
  std::ostringstream log;
  log << std::ifstream(folder + "events.ndjson").rdbuf();
  std::string said[2];
  std::thread threads[2];
  for (int i = 0; i < 2; ++i) {
    threads[i] = std::thread([&, i] {
      Session session(*compiled.rules);
      said[i] = lines_of(session.apply(log.str()).decisions);
      said[i] += lines_of(session.advance(kJuly + 400 * kDay));
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(said[0].size() > 1000);
  CHECK(said[0] == said[1]);
}
