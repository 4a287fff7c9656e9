// SPDX-License-Identifier: Apache-2.0
// What a session keeps from one event to the next: after every event it knows what counting anew would give.
#include <catch2/catch.hpp>

#include "tests/support/running.hpp"

namespace leadline::test {

namespace {

const char* const kRules = R"(zone "UTC"
record account { industry text }
record contact { name text }
record lead { campaign text }
interaction visit { page text  campaign text }
interaction click { campaign text }

model warmth "Warmth" {
  scores lead
  "Visits"     +1   per visit within 14 days, at most 3 points
  "Pricing"    +10  when any visit where page = "pricing" within 30 days
  "Fading"     +4   per click, halving every 10 days
  "Own"        +50  when any interaction where campaign = lead.campaign within 60 days
  "Industry"   +7   when account.industry = "Software"
  # allow score/young-record: new leads count as silent here
  "Silent"     -5   when no interaction within 20 days
  grade "A" when score >= 40
  grade "B" otherwise
  threshold ready when score >= 30
}
model contacts "Contacts" {
  scores contact
  "Visits"     +2  per visit within 14 days
  "Clicks"     +3  per click within 30 days, at most 9 points
}
model accounts "Accounts" {
  scores account
  "Visits"     +1  per visit within 14 days
  "Clicks"     +1  when any click within 3 days
}
process sales "Sales" for lead {
  stage cold "Cold" { go to warm when ready }
  stage warm "Warm" { go to cold when time in stage > 5 days  { reset ready } }
}
)";

// Two accounts, a contact of each, leads of a contact, of a contact and its account, and of an account alone.
void begin(Running& run) {
  run(R"({"type":"account","id":"a","at":"2026-03-01T08:00:00Z","industry":"Software"})");
  run(R"({"type":"account","id":"b","at":"2026-03-01T08:00:00Z"})");
  run(R"({"type":"contact","id":"c1","at":"2026-03-01T08:00:00Z","account":"a"})");
  run(R"({"type":"contact","id":"c2","at":"2026-03-01T08:00:00Z","account":"b"})");
  run(R"({"type":"lead","id":"own","at":"2026-03-01T08:00:00Z","contact":"c1","campaign":"spring"})");
  run(R"({"type":"lead","id":"both","at":"2026-03-01T08:00:00Z","contact":"c2","account":"b","campaign":"autumn"})");
  run(R"({"type":"lead","id":"alone","at":"2026-03-01T08:00:00Z","account":"a","campaign":"autumn"})");
}

}  // namespace

TEST_CASE("what is kept of contacts and accounts is what would be counted anew", "[session]") {
  Running run(kRules);
  begin(run);
  const char* const log[] = {
      R"({"type":"interaction","kind":"visit","contact":"c1","at":"2026-03-02T09:00:00Z","page":"pricing"})",
      R"({"type":"interaction","kind":"click","contact":"c1","at":"2026-03-02T10:00:00Z","campaign":"autumn"})",
      R"({"type":"interaction","kind":"click","contact":"c2","at":"2026-03-02T10:00:00Z","campaign":"autumn"})",
      // Late, of another day, and from before any window.
      R"({"type":"interaction","kind":"visit","contact":"c1","at":"2026-02-26T10:00:00Z"})",
      R"({"type":"interaction","kind":"click","contact":"c1","at":"2026-02-20T10:00:00Z"})",
      R"({"type":"interaction","kind":"visit","contact":"c1","at":"2025-02-20T10:00:00Z","campaign":"spring"})",
      // Of somebody who is not there yet, and comes to an account.
      R"({"type":"interaction","kind":"visit","contact":"c3","at":"2026-03-03T10:00:00Z","campaign":"autumn"})",
      R"({"type":"contact","id":"c3","at":"2026-03-03T11:00:00Z","account":"a"})",
      R"({"type":"interaction","kind":"visit","contact":"c3","at":"2026-03-03T12:00:00Z"})",
      // Somebody goes to another account, and comes back.
      R"({"type":"contact","id":"c1","at":"2026-03-03T13:00:00Z","account":"b"})",
      R"({"type":"interaction","kind":"click","contact":"c1","at":"2026-03-03T14:00:00Z"})",
      R"({"type":"contact","id":"c1","at":"2026-03-03T15:00:00Z","account":"a"})",
      R"({"type":"interaction","kind":"visit","contact":"c1","at":"2026-03-03T16:00:00Z"})",
      // The same, where the event says itself when it was.
      R"({"type":"contact","id":"c1","at":"2026-03-03T16:10:00Z","account":"b","updated":"2026-03-03T16:10:00Z"})",
      R"({"type":"interaction","kind":"visit","contact":"c1","at":"2026-03-03T16:20:00Z"})",
      R"({"type":"contact","id":"c1","at":"2026-03-03T16:30:00Z","account":"a","updated":"2026-03-03T16:30:00Z"})",
      // A lead is given a contact, and loses it.
      R"({"type":"lead","id":"alone","at":"2026-03-03T17:00:00Z","contact":"c2"})",
      R"({"type":"interaction","kind":"click","contact":"c2","at":"2026-03-03T18:00:00Z"})",
      R"({"type":"lead","id":"alone","at":"2026-03-03T19:00:00Z","contact":null})",
      R"({"type":"interaction","kind":"visit","contact":"c3","at":"2026-03-03T20:00:00Z","campaign":"autumn"})",
      R"({"type":"lead","id":"alone","at":"2026-03-03T21:00:00Z","campaign":"winter"})",
      R"({"type":"account","id":"a","at":"2026-03-03T22:00:00Z","industry":"Mining"})",
      // Days pass: fading, windows that end, a stage that lasts too long.
      R"({"type":"tick","at":"2026-03-05T00:00:00Z"})",
      R"({"type":"interaction","kind":"click","contact":"c3","at":"2026-03-05T09:00:00Z"})",
      R"({"type":"merge","kind":"contact","from":"c3","into":"c1","at":"2026-03-05T10:00:00Z"})",
      R"({"type":"interaction","kind":"click","contact":"c1","at":"2026-03-05T11:00:00Z"})",
      R"({"type":"tick","at":"2026-03-17T00:00:00Z"})",
      R"({"type":"interaction","kind":"visit","contact":"c1","at":"2026-03-17T09:00:00Z"})",
      R"({"type":"tick","at":"2026-06-01T00:00:00Z"})",
      R"({"type":"interaction","kind":"visit","contact":"c2","at":"2026-06-01T09:00:00Z"})",
  };
  for (const char* const line : log) {
    CAPTURE(line);
    static_cast<void>(run(line));
    CHECK(run.disagreement() == "");
  }
}

TEST_CASE("a contact's time can be another for all leads of its account that have none", "[session]") {
  Running run(kRules);
  begin(run);
  CHECK(run(R"({"type":"interaction","kind":"visit","contact":"c1","at":"2026-03-02T09:00:00Z","page":"pricing"})") ==
        "contact c1: contacts 2\naccount a: accounts 1\nlead alone: warmth 18\nlead own: warmth 18\n");
  // The visit leaves its windows of 14 and 30 days, and after 20 days without another there is silence.
  CHECK(run.until("2026-03-17T00:00:00Z") ==
        "contact c1: contacts 0\naccount a: accounts 0\nlead alone: warmth 17\nlead own: warmth 17\n");
  CHECK(run.until("2026-03-23T00:00:00Z") == "lead alone: warmth 12\nlead own: warmth 12\n");
  CHECK(run.until("2026-04-02T00:00:00Z") == "lead alone: warmth 2\nlead own: warmth 2\n");
  CHECK(run.disagreement() == "");
}

TEST_CASE("what the present alone decides is decided at the tick behind it, for everybody", "[session]") {
  Running run(R"(zone "UTC"
record contact { topic text }
record lead { topic text }
interaction visit { page text }
model m "M" {
  scores lead
  "Late"   +5 when now >= 2026-07-03
  "Later"  +7 when now >= 2026-07-05 + 9 hours and not (now > 2026-07-08)
  "Visits" +1 per visit
  "Topic"  +9 when topic = "autumn" or now >= 2026-07-20
  "Named"  +30 per visit where (page = "spring" or now >= 2026-07-21)
}
segment season = contacts where now > 2026-07-04
process p "P" for lead {
  stage a "A" { go to b when day of week of now = 6 }
  stage b "B"
}
)");
  run(R"({"type":"contact","id":"c","at":"2026-07-02T09:00:00Z"})");
  run(R"({"type":"lead","id":"l","contact":"c","at":"2026-07-02T09:00:00Z"})");
  const auto visit = [&](const std::string& at) {
    return run(R"({"type":"interaction","kind":"visit","contact":"c","at":")" + at + R"("})");
  };
  CHECK(visit("2026-07-02T10:00:00Z") == "lead l: m 1\n");
  CHECK(visit("2026-07-02T23:59:59Z") == "lead l: m 2\n");
  CHECK(visit("2026-07-03T10:00:00Z") == "lead l: m 7\nlead l: m 8\n");
  CHECK(run.until("2026-07-04T00:00:00Z") == "lead l: a -> b by a->b\n");
  CHECK(run.until("2026-07-05T00:00:00Z") == "contact c: enters season\n");
  CHECK(run.until("2026-07-05T10:00:00Z") == "");
  CHECK(run.until("2026-07-07T00:00:00Z") == "lead l: m 15\n");
  CHECK(run.until("2026-07-12T00:00:00Z") == "lead l: m 8\n");
  CHECK(run.until("2026-07-20T00:00:00Z") == "lead l: m 17\n");
  CHECK(run.until("2026-07-21T00:00:00Z") == "lead l: m 107\n");
  CHECK(run.disagreement() == "");
}

TEST_CASE("the present is read again also where it stands on both sides of a comparison", "[session]") {
  Running run(R"(zone "UTC"
record contact { delay duration }
record lead { due time }
interaction visit { page text }
model m "M" {
  scores lead
  "In time" +5 when now > lead.due + (age of lead.created) + first of { 2 hours when any visit, contact.delay otherwise }
}
)");
  run(R"({"type":"contact","id":"c","delay":"0 seconds","at":"2026-07-02T09:00:00Z"})");
  const std::string lead = R"({"type":"lead","id":"l","contact":"c",)";
  CHECK(run(lead + R"("due":"2026-07-02T12:00:00Z","at":"2026-07-02T09:00:00Z"})") == "lead l: m 0\n");
  CHECK(run(lead + R"("due":"2026-07-02T08:00:00Z","at":"2026-07-03T10:00:00Z"})") == "lead l: m 5\n");
  CHECK(run(R"({"type":"interaction","kind":"visit","contact":"c","at":"2026-07-03T11:00:00Z"})") == "lead l: m 0\n");
  CHECK(run(lead + R"("due":"2026-07-02T06:00:00Z","at":"2026-07-04T11:00:00Z"})") == "lead l: m 5\n");
  CHECK(run.disagreement() == "");
}

TEST_CASE("how old something is is not kept, also where it is compared with what somebody does", "[session]") {
  Running run(R"(zone "UTC"
record contact { delay duration }
record lead { topic text }
interaction visit { page text }
model m "M" {
  scores lead
  "Old" +7 when (age of lead.created) > first of { 3 days when any visit, contact.delay otherwise }
}
)");
  run(R"({"type":"contact","id":"c","delay":"0 seconds","at":"2026-07-02T09:00:00Z"})");
  CHECK(run(R"({"type":"lead","id":"l","contact":"c","at":"2026-07-02T09:00:00Z"})") == "lead l: m 0\n");
  CHECK(run.until("2026-07-03T00:00:00Z") == "lead l: m 7\n");
  CHECK(run(R"({"type":"interaction","kind":"visit","contact":"c","at":"2026-07-03T09:00:00Z"})") == "lead l: m 0\n");
  CHECK(run.until("2026-07-05T00:00:00Z") == "");
  CHECK(run.until("2026-07-06T00:00:00Z") == "lead l: m 7\n");
  CHECK(run.disagreement() == "");
}

}  // namespace leadline::test
