// SPDX-License-Identifier: Apache-2.0
// A running lifecycle, event by event: what is decided, and that scoring a snapshot says the same.
#include <catch2/catch.hpp>

#include "tests/support/running.hpp"

namespace leadline::test {

namespace {

const char* const kRules = R"(zone "UTC"
record contact { email email  job_title text  opted_in yes_no }
record lead { topic text  accepted yes_no }
interaction page_visit { page text }
interaction form_submit { form text }

model spring "Spring" {
  scores lead
  "Director"  +20  when contact.job_title contains "director"
  "Visits"    +5   per page_visit within 30 days
  "Form"      +10  per form_submit, halving every 10 days
  grade "A" when score >= 40
  grade "B" when score >= 20
  grade "C" otherwise
  threshold ready when score >= 30
}

process sales "Sales" for lead {
  stage inquiry "Inquiry" { go to hot when ready }
  stage hot "Hot" {
    on enter { task "Call {contact.email} about {lead.topic}" for "callers"   assign in turn to "ana", "ben" }
    require accepted
    go to sold when lead.accepted
    after 3 days notify "boss" "Not called: {lead.topic}"
  }
  stage sold final won
  stage back "Back" { }
  stage lost final lost
}

segment directors = contacts where job_title contains "director" and opted_in
when contact enters segment directors { create lead { topic = "Director" } matching nothing }
when lead enters grade "A" in spring { send "crm.update" { grade = "A"  topic = topic } }
)";

}  // namespace

TEST_CASE("a lead goes its way event by event", "[session]") {
  Running run(kRules);
  CHECK(run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","email":"ana@x.com"})") == "");
  CHECK(run(R"({"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","contact":"c1","topic":"Demo"})") ==
        "lead l1: -> inquiry\nlead l1: spring 0\nlead l1: spring grade C\n");
  CHECK(run.disagreement() == "");
  for (int i = 0; i < 5; ++i) {
    run(R"({"type":"interaction","kind":"page_visit","contact":"c1","at":"2026-07-02T09:00:00Z"})");
  }
  CHECK(run.disagreement() == "");
  CHECK(run(R"({"type":"interaction","kind":"page_visit","contact":"c1","at":"2026-07-03T09:00:00Z"})") ==
        "lead l1: reached spring.ready\n"
        "lead l1: inquiry -> hot by inquiry->hot\n"
        "lead l1: task for callers: Call ana@x.com about Demo\n"
        "lead l1: owner ana\n"
        "lead l1: spring 30\n");
  CHECK(run.disagreement() == "");
  CHECK(run.field(RecordKind::kLead, "l1", "stage") == "hot");
  CHECK(run.field(RecordKind::kLead, "l1", "owner") == "ana");
  // Three days later, at the next tick.
  CHECK(run(R"({"type":"tick","at":"2026-07-06T08:00:00Z"})") == "");
  CHECK(run(R"({"type":"tick","at":"2026-07-07T08:00:00Z"})") == "lead l1: tell boss: Not called: Demo\n");
  CHECK(run(R"({"type":"move","kind":"lead","id":"l1","to":"sold","at":"2026-07-07T09:00:00Z"})") ==
        "lead l1: rejected: the move to `sold` was refused: it requires `accepted`\n");
  CHECK(run(R"({"type":"lead","id":"l1","at":"2026-07-07T10:00:00Z","accepted":true})") ==
        "lead l1: hot -> sold by hot->sold\n");
  CHECK(run.field(RecordKind::kLead, "l1", "status") == "qualified");
  CHECK(run.disagreement() == "");
  // Visits leave their window.
  CHECK(run.until("2026-08-10T00:00:00Z") == "lead l1: spring 5\nlead l1: spring grade C\nlead l1: spring 0\n");
  CHECK(run.disagreement() == "");
}

TEST_CASE("what fades every day is told as a score alone, and a stop on the way changes nothing", "[session]") {
  Running run(kRules);
  run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","email":"ana@x.com"})");
  run(R"({"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","contact":"c1","topic":"Demo"})");
  run(R"({"type":"interaction","kind":"form_submit","contact":"c1","at":"2026-07-02T09:00:00Z","form":"demo"})");
  CHECK(run.until("2026-07-03T00:00:00Z") == "lead l1: spring 9.33\n");
  CHECK(run.told() == std::vector<std::string>{"l1: score spring"});
  run.stop_and_resume();
  CHECK(run.until("2026-07-04T00:00:00Z") == "lead l1: spring 8.706\n");
  CHECK(run.told() == std::vector<std::string>{"l1: score spring"});
  CHECK(run.disagreement() == "");
  // A change of its grade is told with it.
  run(R"({"type":"contact","id":"c1","at":"2026-07-04T09:00:00Z","job_title":"Director"})");
  CHECK(run.told() == std::vector<std::string>{"l1: score spring", "l1: grade spring"});
}

TEST_CASE("a reaction creates a lead, and a stop changes nothing", "[session]") {
  Running run(kRules);
  CHECK(run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","job_title":"Director","opted_in":true})") ==
        "contact c1: enters directors\n"
        "lead e1.c1: created contact = c1, topic = Director\n"
        "lead e1.c1: -> inquiry\n"
        "lead e1.c1: spring 20\n"
        "lead e1.c1: spring grade B\n");
  CHECK(run.disagreement() == "");
  run.stop_and_resume();
  CHECK(run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:30:00Z","email":"c@x.com"})") == "");
  CHECK(run(R"({"type":"interaction","kind":"form_submit","contact":"c1","at":"2026-07-01T10:00:00Z"})") ==
        "lead e1.c1: reached spring.ready\n"
        "lead e1.c1: inquiry -> hot by inquiry->hot\n"
        "lead e1.c1: task for callers: Call c@x.com about Director\n"
        "lead e1.c1: owner ana\n"
        "lead e1.c1: spring 30\n");
  run.stop_and_resume();
  CHECK(run.disagreement() == "");
  CHECK(run.until("2026-07-12T00:00:00Z").find("lead e1.c1: spring 25\n") != std::string::npos);
  CHECK(run.disagreement() == "");
}

TEST_CASE("a submission tells which account it found", "[session]") {
  Running run(R"(record contact { email email }
record account { website domain }
record lead { topic text  page text }
interaction form_submit { form text }
interaction event_register { event text }
match contact by_email { on email }
match lead by_contact_and_page { on contact and page }
match account by_domain { on domain(email) = domain(website)  when unmatched nothing }
form default { contact by by_email  lead by by_contact_and_page  account by by_domain  writes contact and lead }
match account by_site { on website }
form "offer" { contact by by_email  account by by_site  writes contact }
form "registration" { contact by by_email  account by by_domain  writes contact }
)");
  run(R"({"type":"account","id":"acme","at":"2026-07-01T09:00:00Z","website":"acme.example"})");
  CHECK(run(R"({"type":"submission","form":"demo","id":"s1","at":"2026-07-01T09:00:00Z",)"
            R"("fields":{"email":"ana@acme.example"}})") ==
        "contact s1: created email = ana@acme.example\n"
        "account acme: matched by by_domain\n"
        "contact s1: updated account = acme\n"
        "lead s1: created page = demo, contact = s1\n");
  CHECK(run(R"({"type":"submission","form":"registration","kind":"event_register","id":"s2",)"
            R"("at":"2026-07-01T10:00:00Z","fields":{"email":"ana@acme.example","event":"expo"}})") ==
        "contact s1: matched by by_email\n"
        "account acme: matched by by_domain\n");
  CHECK(run(R"({"type":"submission","form":"offer","id":"s3","at":"2026-07-01T11:00:00Z",)"
            R"("fields":{"email":"ana@home.example","website":"www.acme.example"}})") ==
        "contact s3: created email = ana@home.example\n"
        "account acme: matched by by_site\n"
        "contact s3: updated account = acme\n");
}

TEST_CASE("texts that actions set, send and create with are filled in", "[session]") {
  Running run(R"(record contact { email email  first_name text }
record lead { topic text  note text }
process p for lead {
  stage first "First" {
    on enter {
      set lead.note = "{contact.first_name}: {lead.topic} \{ok\}"
      send "crm" { title = "About {topic}"  plain = "x" }
      create opportunity { name = "{contact.first_name}{contact.email}" }
    }
  }
}
record opportunity { name text }
)");
  run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","first_name":"Ana"})");
  CHECK(run(R"({"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","contact":"c1","topic":"Demo"})") ==
        "lead l1: -> first\n"
        "lead l1: updated note = Ana: Demo {ok}\n"
        "lead l1: send crm title = About Demo, plain = x\n"
        "opportunity e2.l1: created contact = c1, lead = l1, name = Ana\n");
}

TEST_CASE("what `on create` sets is part of what a record was created with", "[session]") {
  Running run(R"(record contact { email email }
record lead { topic text  source text  page text }
match contact by_email { on email }
form default {
  contact by by_email
  writes contact and lead
  on create { set lead.source = "web {form}"  task "Look" for "callers"  set lead.topic = missing }
}
)");
  CHECK(run(R"({"type":"submission","form":"demo","id":"s1","at":"2026-07-01T09:00:00Z",)"
            R"("fields":{"email":"ana@x.com","topic":"Prices"}})") ==
        "contact s1: created email = ana@x.com\n"
        "lead s1: created page = demo, contact = s1, source = web demo\n"
        "lead s1: task for callers: Look\n");
}

TEST_CASE("a merge goes by the source that a record came from last, also after a stop", "[session]") {
  Running run(R"(record contact { email email  phone phone }
source crm "crm*.csv" { contact { id "Id"  phone "Phone" } }
source web "web*.csv" { contact { id "Id"  phone "Phone" } }
merge contact { phone from crm, web }
)");
  run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","phone":"1","via":"web"})");
  run(R"({"type":"contact","id":"c2","at":"2026-07-02T09:00:00Z","phone":"2","via":"web"})");
  run(R"({"type":"contact","id":"c3","at":"2026-07-02T09:00:00Z","phone":"3","via":"elsewhere"})");
  run(R"({"type":"contact","id":"c2","at":"2026-07-02T10:00:00Z","email":"ana@x.com","via":"crm"})");
  run.stop_and_resume();
  run(R"({"type":"merge","kind":"contact","from":"c3","into":"c1","at":"2026-07-03T09:00:00Z"})");
  CHECK(run.field(RecordKind::kContact, "c1", "phone") == "1");
  run(R"({"type":"merge","kind":"contact","from":"c2","into":"c1","at":"2026-07-03T09:00:00Z"})");
  CHECK(run.field(RecordKind::kContact, "c1", "phone") == "2");
}

TEST_CASE("records that end together are merged at once: rules see every value, in whatever order they stand",
          "[session]") {
  const std::string rules = R"(record contact { city text  phone phone  notes text }
record lead { topic text }
process p for lead { stage a { }  stage b { }  stage c { } }
merge contact { city most frequent  phone newest  notes oldest }
)";
  for (const std::string& from : {std::string(R"(["c2","c3","c4"])"), std::string(R"(["c4","c2","c3","c2"])")}) {
    Running run(rules);
    run(R"({"type":"contact","id":"c1","at":"2026-07-03T09:00:00Z","city":"Bonn","phone":"1","notes":"late"})");
    run(R"({"type":"contact","id":"c2","at":"2026-07-02T09:00:00Z","city":"Kiel","phone":"2"})");
    run(R"({"type":"contact","id":"c3","at":"2026-07-01T09:00:00Z","city":"Kiel","phone":"3","notes":"first"})");
    run(R"({"type":"contact","id":"c4","at":"2026-07-04T09:00:00Z","city":"Ulm","phone":"4","notes":"last"})");
    run(R"({"type":"lead","id":"l3","contact":"c3","at":"2026-07-04T09:00:00Z"})");
    CHECK(run(R"({"type":"merge","kind":"contact","from":)" + from + R"(,"into":"c1","at":"2026-07-05T09:00:00Z"})") ==
          "contact c1: takes in c2\ncontact c1: takes in c3\ncontact c1: takes in c4\n");
    // One after the other, Kiel would never be more frequent than Bonn.
    CHECK(run.field(RecordKind::kContact, "c1", "city") == "Kiel");
    CHECK(run.field(RecordKind::kContact, "c1", "phone") == "4");
    CHECK(run.field(RecordKind::kContact, "c1", "notes") == "first");
    CHECK(run.field(RecordKind::kLead, "l3", "contact") == "c1");
    CHECK(run(R"({"type":"merge","kind":"contact","from":["c1","c9"],"into":"c4","at":"2026-07-05T09:00:00Z"})") ==
          "contact c1: rejected: `c1` is `c1` already\n");
  }
}

TEST_CASE("what comes late does not turn back when a record was changed; what is emptied is told", "[session]") {
  Running run(R"(record contact { email email  phone phone }
match contact by_email { on email  when matched update all }
form default { contact by by_email  writes contact }
)");
  run(R"({"type":"contact","id":"c1","at":"2026-07-03T09:00:00Z","email":"ana@x.com","phone":"1"})");
  run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z","phone":"2"})");
  CHECK(run.field(RecordKind::kContact, "c1", "updated") == "2026-07-03 09:00");
  CHECK(
      run(R"({"type":"submission","form":"f","at":"2026-07-02T09:00:00Z","fields":{"email":"ana@x.com","phone":""}})") ==
      "contact c1: matched by by_email\ncontact c1: updated phone = missing\n");
  CHECK(run.field(RecordKind::kContact, "c1", "updated") == "2026-07-03 09:00");
}

TEST_CASE("what a tick decides does not carry the id of the event behind it", "[session]") {
  Running run(kRules);
  run(R"({"type":"contact","id":"c1","at":"2026-07-01T09:00:00Z"})");
  run(R"({"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","contact":"c1"})");
  run(R"({"type":"interaction","kind":"form_submit","contact":"c1","at":"2026-07-01T10:00:00Z"})");
  Event event;
  event.kind = Event::Kind::kRecord;
  event.record = RecordKind::kLead;
  event.subject = "l2";
  event.id = "e-1";
  event.at = 1'783'159'200'000;  // 2026-07-04T10:00Z
  std::vector<Decision> decisions;
  run.session().apply(event, decisions);
  REQUIRE(!decisions.empty());
  for (const Decision& one : decisions) CHECK(one.event.empty());
}

}  // namespace leadline::test
