// SPDX-License-Identifier: Apache-2.0
// What ties events of a log together, what keeps a log from being cut, and a session that does a part of one.
#include "leadline/log_ties.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

namespace {

using namespace leadline;

constexpr const char* kRecords = R"(zone "UTC"
record contact { email email  phone phone  city text }
record account { name text  website domain }
record lead { topic text  page text  email email }
interaction page_visit { page text }
interaction form_submit { form text }
list free_mail = ["mail.example"]
list dummies = ["none@none.example"]
)";
constexpr const char* kForms = R"(
match contact by_email { on email and city similar 0.9  on phone  never email in dummies }
match lead by_page { on contact and page }
match lead by_address { on contact.email  never contact.email in dummies }
match account by_domain { on domain(email) = website  never domain(email) in free_mail }
form default { contact by by_email  lead by by_page  account by by_domain  writes contact and lead }
form "other*" { contact by by_email  lead by by_address  writes contact and lead }
)";

RuleSet rules_of(const std::string& text) {
  const Compilation compiled = RuleSet::from_text("test.lead", text);
  INFO(compiled.report());
  REQUIRE(compiled.rules);
  return *compiled.rules;
}

// Whether two lines share a name, as events number 3 and 8.
bool tied(LogTies& ties, const std::string& one, const std::string& other, bool submissions = true) {
  REQUIRE(ties.look(one).kind != LogLine::Kind::kBad);
  REQUIRE(ties.look(other).kind != LogLine::Kind::kBad);
  const std::vector<std::string> names = ties.names(one, 3, submissions);
  const std::vector<std::string> others = ties.names(other, 8, submissions);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::find(others.begin(), others.end(), name) != others.end();
  });
}

std::string record(const std::string& kind, const std::string& id, const std::string& fields = "") {
  return R"({"type":")" + kind + R"(","id":")" + id + R"(","at":"2026-07-01")" + fields + "}";
}

std::string submission(const std::string& id, const std::string& fields, const std::string& form = "demo") {
  return R"({"type":"submission","form":")" + form + "\"," + (id.empty() ? "" : R"("id":")" + id + "\",") +
         R"("at":"2026-07-01","fields":{)" + fields + "}}";
}

}  // namespace

TEST_CASE("events hang together by ids and links", "[log_ties]") {
  LogTies ties(rules_of(kRecords));
  CHECK(ties.obstacles().empty());
  CHECK(tied(ties, record("contact", "c1"), record("contact", "c1")));
  CHECK_FALSE(tied(ties, record("contact", "c1"), record("contact", "c2")));
  CHECK_FALSE(tied(ties, record("contact", "1"), record("lead", "1")));
  CHECK(tied(ties, record("contact", "c1", R"(,"account":"a1")"), record("account", "a1")));
  CHECK(tied(ties, record("lead", "l1", R"(,"contact":"c1")"), record("contact", "c1")));
  CHECK(tied(ties, R"({"type":"interaction","kind":"page_visit","contact":"c1","lead":"l1","at":"2026-07-01"})",
             record("lead", "l1")));
  CHECK(tied(ties, R"({"type":"merge","kind":"lead","from":["l2","l3"],"into":"l1","at":"2026-07-01"})",
             R"({"type":"move","kind":"lead","id":"l3","to":"x","at":"2026-07-01"})"));
  CHECK(ties.names(R"({"type":"tick","at":"2026-07-01"})", 1, true).empty());
  CHECK(ties.names(R"({"type":"interaction","kind":"page_visit","at":"2026-07-01"})", 1, true).empty());
  CHECK(ties.names("  ", 1, true).empty());
  // The same addresses mean nothing where nobody is matched.
  CHECK_FALSE(
      tied(ties, record("contact", "c1", R"(,"email":"a@x.com")"), record("contact", "c2", R"(,"email":"a@x.com")")));
}

TEST_CASE("submissions hang together with whom they can mean", "[log_ties]") {
  LogTies ties(rules_of(std::string(kRecords) + kForms));
  CHECK(ties.obstacles().empty());
  const std::string ana = record("contact", "c1", R"(,"email":"ana@x.com")");
  CHECK(tied(ties, ana, submission("", R"("email":" ANA@x.com ")")));
  CHECK_FALSE(tied(ties, ana, submission("", R"("email":"bo@x.com")")));
  CHECK(tied(ties, record("contact", "c1", R"(,"phone":"+49 30 901820")"),
             submission("", R"("contact.phone":"+4930901820")")));
  // Who is never looked for.
  const std::string nobody = record("contact", "c1", R"(,"email":"none@none.example")");
  CHECK_FALSE(tied(ties, nobody, submission("", R"("email":"none@none.example")", "other")));
  // What a submission creates is called after it.
  CHECK(tied(ties, submission("s1", ""), record("contact", "s1+")));
  CHECK(tied(ties, submission("", ""), record("lead", "e3")));
  CHECK(tied(ties, submission("s1", ""), submission("s1", R"("email":"x@y.com")")));
  // A company by the domain of what is filled in, not by that of other contacts.
  const std::string acme = record("account", "a1", R"(,"website":"www.x.com")");
  CHECK(tied(ties, acme, submission("", R"("email":"ana@x.com")")));
  CHECK_FALSE(tied(ties, acme, ana));
  CHECK_FALSE(tied(ties, record("account", "a2", R"(,"website":"mail.example")"),
                   submission("", R"("email":"ana@mail.example")")));
  // Only where there are submissions.
  CHECK(tied(ties, ana, record("contact", "c2", R"(,"email":"ana@x.com")")));
  CHECK_FALSE(tied(ties, ana, record("contact", "c2", R"(,"email":"ana@x.com")"), false));
}

TEST_CASE("what looks at all of a log is named with its line", "[log_ties]") {
  const auto obstacles = [](const std::string& rules) {
    const RuleSet compiled = rules_of(std::string(kRecords) + rules);
    std::string all;
    const LogTies ties(compiled);
    for (const LogObstacle& one : ties.obstacles()) {
      all += one.place + (one.of_submissions ? " (submissions): " : ": ") + one.why + "\n";
    }
    return all;
  };
  CHECK(obstacles(R"(when lead does page_visit { first of { assign in turn to "a", "b" when topic is missing
  task "x" for "y" otherwise } }
)") == "test.lead:9: `assign in turn` goes round all records of the log, in the order of their events\n");
  CHECK(obstacles("when lead does page_visit { set lead.contact = \"c1\" }\n") ==
        "test.lead:9: it links a lead to another contact, which no event of the log names\n");
  CHECK(obstacles("when lead does page_visit { create opportunity { contact = \"c1\" } }\n") ==
        "test.lead:9: it links what it creates to a contact that it works out itself\n");
  const std::string form = "form default { contact by found  writes contact }\n";
  const std::string no_part =
      " (submissions): no part of this line is one field of a record on each side, compared exactly, that no action "
      "and no process writes\n";
  CHECK(obstacles("match contact found { on (city else email) }\n" + form) == "test.lead:9" + no_part);
  CHECK(obstacles("match contact found { on city }\nwhen contact does page_visit { set contact.city = \"x\" }\n" +
                  form) == "test.lead:9" + no_part);
  CHECK(obstacles(
            "match contact found { on email and city }\nwhen contact does page_visit { set contact.city = \"x\" }\n" +
            form)
            .empty());
  CHECK(obstacles("match contact found { on created }\n").empty());  // that nobody uses
}

TEST_CASE("records that actions create are tied to whom they are about", "[log_ties]") {
  LogTies ties(rules_of(std::string(kRecords) + R"(when lead does page_visit { create opportunity { } }
when contact does page_visit { create lead { } }
)"));
  CHECK(ties.obstacles().empty());
  const auto visit = [](const std::string& event) {
    return R"({"type":"interaction","kind":"page_visit","contact":"c1","at":"2026-07-01")" +
           (event.empty() ? "" : R"(,"id":")" + event + "\"") + "}";
  };
  CHECK(tied(ties, visit("v1"), record("lead", "v1.c1")));
  CHECK(tied(ties, visit(""), record("lead", "e3.c1.2")));
  CHECK(tied(ties, record("contact", "c1"), record("lead", "e99.c1.2")));  // by a tick before event 99
  CHECK(tied(ties, record("contact", "1"), record("lead", "1")));          // both name what they create `e7.1`
  CHECK_FALSE(tied(ties, record("account", "1"), record("lead", "1")));
  CHECK(ties.look(visit("e5.x")).hindrance == "the id `e5.x` of an event looks as if Leadline had made it");
  CHECK(ties.look(R"({"type":"tick","event":"t","at":"2026-07-01"})").hindrance ==
        "a tick with an id, after which records are named that it creates");
}

TEST_CASE("lines of a log, and ticks", "[log_ties]") {
  LogTies ties(rules_of(std::string(kRecords) + "clock every 6 hours\n"));
  CHECK(ties.look("").kind == LogLine::Kind::kBlank);
  CHECK(ties.look("{}").kind == LogLine::Kind::kBad);
  CHECK(ties.look("{}").bad.text == "{}");
  CHECK(ties.look(submission("", "")).kind == LogLine::Kind::kSubmission);
  CHECK(ties.look(record("lead", "l1")).kind == LogLine::Kind::kEvent);
  CHECK(ties.look(record("lead", "l1")).at == 1'782'864'000'000);
  CHECK(ties.look(R"({"type":"tick","at":"2026-07-01"})").kind == LogLine::Kind::kTick);
  CHECK(ties.next_tick(1'782'864'000'000) == 1'782'864'000'000 + 6 * 3'600'000);
}

TEST_CASE("a session lets the events of others go by", "[log_ties]") {
  const RuleSet rules =
      rules_of(std::string(kRecords) + R"(model m "M" { scores lead  "Visits" +5 per page_visit within 2 days }
when lead does page_visit { create opportunity { } }
)");
  Session session(rules);
  CHECK(session.pass(1, 1'782'864'000'000).empty());  // 2026-07-01
  CHECK(session.clock() == 1'782'864'000'000);
  CHECK(session.pass(6, 1'782'864'000'001).empty());
  CHECK(session.apply(record("lead", "l1", R"(,"contact":"c1")") + record("contact", "c1")).bad.size() == 1);
  CHECK(session.events() == 6);
  const Applied came =
      session.apply(record("contact", "c1") + "\n" + record("lead", "l1", R"(,"contact":"c1")") + "\n");
  REQUIRE(came.decisions.size() == 1);
  CHECK(came.decisions[0].sequence == 8);
  CHECK(session.pass(10, 1'782'864'000'001).empty());
  const Applied visited =
      session.apply(R"({"type":"interaction","kind":"page_visit","contact":"c1","at":"2026-07-01T09:00:00Z"})");
  REQUIRE(visited.decisions.size() == 2);
  CHECK(visited.decisions[1].id == "e11.l1");
  const std::vector<Decision> later = session.pass(40, 1'782'864'000'000 + 3 * 86'400'000);
  REQUIRE(later.size() == 1);  // the visit has left the window
  CHECK(later[0].sequence == 40);
  CHECK(later[0].at == 1'782'864'000'000 + 3 * 86'400'000);
  CHECK(later[0].event.empty());
  CHECK(session.pass(41, 1'782'864'000'000).empty());  // time does not turn back
  CHECK(session.clock() == 1'782'864'000'000 + 3 * 86'400'000);
  CHECK_FALSE(session.crowded());
}

TEST_CASE("a tick that creates very many says that parts of its log are in doubt", "[log_ties]") {
  std::string many;
  for (int i = 0; i < 30; ++i) many += "create opportunity { name = \"x\" } ";
  const RuleSet rules = rules_of(std::string(kRecords) + "record opportunity { name text }\n" + R"(
process p for lead { stage a { go to b when lead.created < now - 2 days } stage b { on enter { )" +
                                 many + "} } }\n");
  Session session(rules);
  session.apply(record("contact", "c1"));
  session.apply(record("lead", "l1", R"(,"contact":"c1")"));
  CHECK_FALSE(session.crowded());
  CHECK(session.pass(9, 1'782'864'000'000 + 3 * 86'400'000).size() == 31);
  CHECK(session.crowded());
}

TEST_CASE("records as they stood have the names that events about them have", "[log_ties]") {
  LogTies ties(rules_of(std::string(kRecords) + kForms));
  InputTables tables;
  tables.add("contacts", 4)
      .texts("id", {"c1", "", "c2+", "c3"})
      .texts("Email", {"Ana@X.example", "b@x.example", "", "none@none.example"})
      .texts("account", {"a1", "", "", ""});
  const Result<std::vector<std::vector<std::string>>> names = ties.names_of_rows(tables, 4, true);
  REQUIRE(names.ok());
  REQUIRE(names->size() == 4);
  CHECK((*names)[0] == ties.names(record("contact", "c1", R"(,"email":"ana@x.example","account":"a1")"), 3, true));
  CHECK((*names)[0].size() > 2);
  CHECK((*names)[1].empty());  // it is set aside
  CHECK((*names)[2] == std::vector<std::string>{"contact c2"});
  CHECK((*names)[3] == std::vector<std::string>{"contact c3"});
  // A row more than there are records, and tables that are none.
  InputTables again;
  again.add("contacts", 1).texts("id", {"c1"});
  CHECK(!ties.names_of_rows(again, 2, true).ok());
  InputTables unknown;
  unknown.add("visitors", 1).texts("id", {"c1"});
  CHECK(!ties.names_of_rows(unknown, 1, true).ok());
}
