// SPDX-License-Identifier: Apache-2.0
#include "engine/run/matching/matcher.hpp"

#include <catch2/catch.hpp>

#include "match_scenario.hpp"

using namespace leadline;
using namespace leadline::test;

TEST_CASE("match: a line holds when every part is equal in its normal form", "[matching][MAT-2]") {
  MatchScenario s("match contact m { on email and last_name }");
  s.contact("a", {{"email", "ana@x.example"}, {"last_name", "Müller  Lüdenscheid"}});
  s.contact("b", {{"email", "ana@x.example"}, {"last_name", "Maier"}});
  s.contact("new", {{"email", " Ana@X.example\t"}, {"last_name", "  MÜLLER lüdenscheid "}});
  CHECK(s.find("m", "new") == "matched a by line 1 of 1: email `ana@x.example`, last_name `müller lüdenscheid`");
  CHECK(s.find("m", "b") == "unmatched");
}

TEST_CASE("match: the first line that finds a record decides", "[matching]") {
  MatchScenario s("match contact m { on email  on phone and last_name }");
  s.contact("a", {{"phone", "030 123456"}, {"last_name", "Berg"}});
  s.contact("b", {{"email", "x@x.example"}});
  s.contact("both", {{"email", "x@x.example"}, {"phone", "030 123456"}, {"last_name", "Berg"}});
  s.contact("second", {{"email", "y@x.example"}, {"phone", "+49 30 123456"}, {"last_name", "BERG"}});
  CHECK(s.find("m", "both") == "matched b by line 1 of 1: email `x@x.example`");
  // `second` is known to nobody by its address; `a` and `both` have its number.
  CHECK(s.find("m", "second") == "matched a by line 2 of 2: phone `+4930123456`, last_name `berg`");
}

TEST_CASE("match: a line with a missing value is skipped, all skipped is incomplete", "[matching][MAT-9]") {
  MatchScenario s("match contact m { on email  on phone and last_name }");
  s.contact("a", {{"phone", "030 123456"}});
  s.contact("empty");
  s.contact("half", {{"phone", "030 123456"}});
  s.contact("other", {{"email", "q@x.example"}});
  CHECK(s.find("m", "empty") == "incomplete: `email` is missing; `phone` is missing");
  CHECK(s.find("m", "half") == "incomplete: `email` is missing; `last_name` is missing");
  CHECK(s.find("m", "other") == "unmatched");
}

TEST_CASE("match: missing matches nothing, also on the side of what is stored", "[matching][MAT-14]") {
  MatchScenario s("match contact m { on email and city similar 0.5 }");
  s.contact("a", {{"email", "x@x.example"}});
  s.contact("new", {{"email", "x@x.example"}, {"city", "Bonn"}});
  CHECK(s.find("m", "new") == "unmatched");
}

TEST_CASE("match: a phone number that is none is missing", "[matching]") {
  MatchScenario s("match contact m { on phone }");
  s.contact("a", {{"phone", "n/a"}});
  s.contact("new", {{"phone", "n/a"}});
  CHECK(s.find("m", "new") == "incomplete: `phone` is missing");
}

TEST_CASE("match: phone numbers by libphonenumber, their extension dropped", "[matching]") {
  MatchScenario s("match contact m { on phone }");
  s.contact("a", {{"phone", "+49 (0)30 / 12 34 56 ext. 77"}});
  s.contact("new", {{"phone", "030-123456"}});
  CHECK(s.find("m", "new") == "matched a by line 1 of 1: phone `+4930123456`");
}

TEST_CASE("match: what never names skips the lines that use it, and only those", "[matching]") {
  MatchScenario s("match contact m { on email  on last_name and city  never email in dummy_emails }");
  s.contact("a", {{"email", "test@test.com"}, {"last_name", "Berg"}, {"city", "Bonn"}});
  s.contact("b", {{"email", "TEST@test.com"}, {"last_name", "Berg"}, {"city", "Bonn"}});
  s.contact("c", {{"email", "nobody@example.com"}});
  CHECK(s.find("m", "b") == "matched a by line 2 of 1: last_name `berg`, city `bonn`");
  CHECK(s.find("m", "c") ==
        "incomplete: `email` is `nobody@example.com`, which stands in `dummy_emails`; `last_name` is missing");
}

TEST_CASE("match: similar parts beside an exact one", "[matching]") {
  MatchScenario s(R"(match contact m { on last_name and first_name similar 0.96 }
match contact l { on last_name and first_name similar 0.6 by levenshtein }
match contact t { on last_name and city similar 0.8 by tokens })");
  s.contact("a", {{"last_name", "Hill"}, {"first_name", "Martha"}, {"city", "New York City"}});
  s.contact("b", {{"last_name", "Hill"}, {"first_name", "Dixon"}, {"city", "Boston"}});
  s.contact("new", {{"last_name", "HILL"}, {"first_name", "marhta"}, {"city", "york, new"}});
  CHECK(s.find("m", "new") == "matched a by line 1 of 1: last_name `hill`, first_name `marhta` alike by 0.9611");
  CHECK(s.find("l", "new") == "matched a by line 1 of 1: last_name `hill`, first_name `marhta` alike by 0.6666");
  CHECK(s.find("t", "new") == "matched a by line 1 of 1: last_name `hill`, city `york, new` alike by 0.8");
}

TEST_CASE("match: unless stops a match where both values are there and unequal", "[matching]") {
  MatchScenario s("match contact m { unless birthday differs  on email  on last_name unless city differs }");
  s.contact("a", {{"email", "x@x.example"}, {"birthday", "1980-01-01"}, {"last_name", "Berg"}, {"city", "Bonn"}});
  s.contact("b", {{"email", "x@x.example"}, {"birthday", "1981-01-01"}});
  s.contact("c", {{"email", "x@x.example"}});
  s.contact("d", {{"last_name", "Berg"}, {"city", "Köln"}, {"birthday", "1980-01-01"}});
  s.contact("e", {{"last_name", "Berg"}, {"city", "bonn "}, {"birthday", "1981-01-01"}});
  s.contact("f", {{"last_name", "Berg"}, {"city", "bonn "}});
  CHECK(s.find("m", "b") == "matched c by line 1 of 1: email `x@x.example`");
  CHECK(s.find("m", "c") == "matched a by line 1 of 2: email `x@x.example`");
  CHECK(s.find("m", "d") == "unmatched");
  CHECK(s.find("m", "e") == "matched f by line 2 of 1: last_name `berg`");
  CHECK(s.find("m", "f") == "matched a by line 2 of 2: last_name `berg`");
}

TEST_CASE("match: only among the records that the strategy looks at", "[matching]") {
  MatchScenario s(
      "match contact m { on email  among contacts where not archived  among contacts where size = \"large\" }");
  s.contact("a", {{"email", "x@x.example"}, {"archived", "yes"}, {"size", "large"}});
  s.contact("b", {{"email", "x@x.example"}, {"size", "small"}});
  s.contact("c", {{"email", "x@x.example"}, {"size", "large"}});
  s.contact("new", {{"email", "x@x.example"}, {"archived", "yes"}});
  CHECK(s.find("m", "new") == "matched c by line 1 of 1: email `x@x.example`");
}

TEST_CASE("match: left is the incoming record, right the stored one", "[matching]") {
  MatchScenario s("match account m { on domain(email) = domain(website) }");
  s.account("a", {{"website", "https://www.Acme.example/about"}});
  s.contact("c", {{"email", "ana@acme.example"}});
  s.contact("d", {{"email", "ana@other.example"}});
  s.contact("e");
  CHECK(s.find("m", RecordKind::kAccount, "", "c") == "matched a by line 1 of 1: domain(email) `acme.example`");
  CHECK(s.find("m", RecordKind::kAccount, "", "d") == "unmatched");
  CHECK(s.find("m", RecordKind::kAccount, "", "e") == "incomplete: `domain(email)` is missing");
}

TEST_CASE("match: a domain without www, whatever its case", "[matching]") {
  MatchScenario s("match account m { on website }");
  s.account("a", {{"website", "www.Acme.example"}});
  s.account("new", {{"website", " acme.EXAMPLE"}});
  CHECK(s.find("m", RecordKind::kAccount, "new") == "matched a by line 1 of 1: website `acme.example`");
}

TEST_CASE("match: ids and links are compared exactly", "[matching][MAT-4]") {
  MatchScenario s("match lead m { on contact and page }");
  s.contact("Ana").contact("ana");
  s.lead("l1", {{"contact", "Ana"}, {"page", "Pricing"}});
  s.lead("l2", {{"contact", "ana"}, {"page", "Pricing"}});
  s.lead("new", {{"contact", "ana"}, {"page", "pricing"}});
  s.lead("gone", {{"contact", "nobody"}, {"page", "pricing"}});
  CHECK(s.find("m", RecordKind::kLead, "new") == "matched l2 by line 1 of 1: contact `ana`, page `pricing`");
  CHECK(s.find("m", RecordKind::kLead, "gone") == "incomplete: `contact` is missing");
}

TEST_CASE("match: numbers, times, choices and yes or no are compared by value", "[matching]") {
  MatchScenario s("match contact m { on birthday and size and archived and employees }");
  const Scenario::Fields fields{
      {"birthday", "1980-01-01"}, {"size", "large"}, {"archived", "no"}, {"employees", "2.50"}};
  s.contact("a", fields);
  s.contact("new", {{"birthday", "1980-01-01T00:00:00Z"}, {"size", "large"}, {"archived", "no"}, {"employees", "2.5"}});
  s.contact("other", {{"birthday", "1980-01-01"}, {"size", "small"}, {"archived", "no"}, {"employees", "2.5"}});
  CHECK(s.find("m", "new").substr(0, 9) == "matched a");
  CHECK(s.find("m", "other") == "unmatched");
}

TEST_CASE("match: values in parentheses, and lines whose values do not last", "[matching]") {
  MatchScenario s(R"(match contact m { on (email else "none") and (digits(phone)) }
match contact n { on (count of page_visit) and last_name })");
  s.contact("a", {{"phone", "12-34"}, {"last_name", "Berg"}});
  s.contact("b", {{"phone", "12 34"}, {"email", "x@x.example"}, {"last_name", "Berg"}});
  s.contact("new", {{"phone", "1234"}, {"last_name", "berg"}});
  s.happened("page_visit", "a", "2026-06-01").happened("page_visit", "new", "2026-06-02");
  CHECK(s.find("m", "new").substr(0, 9) == "matched a");
  CHECK(s.find("n", "new").substr(0, 19) == "matched a by line 1");
}

TEST_CASE("prefer: each word, and the lowest id ends it", "[matching][MAT-14][RMT-4]") {
  const char* const kRules = R"(
match contact none { on email }
match contact latest { on email prefer latest updated }
match contact earliest { on email prefer earliest created }
match contact complete { on email prefer most complete }
match contact known { on email prefer known contact }
match contact child { on email prefer child lead }
match contact close { on email and first_name similar 0.5 prefer closest }
match contact many { on email prefer child lead, most complete, latest updated }
)";
  MatchScenario s(kRules);
  s.contact("b", {{"email", "x@x.example"}, {"first_name", "Annabel"}, {"created", "2026-01-05"}});
  s.contact("c", {{"email", "x@x.example"}, {"first_name", "Anna"}, {"updated", "2026-03-01"}, {"city", "Bonn"}});
  s.contact("d",
            {{"email", "x@x.example"}, {"first_name", "Anne"}, {"updated", "2026-02-01"}, {"created", "2026-01-01"}});
  s.contact("e", {{"email", "x@x.example"}, {"first_name", "Joanna"}});
  s.contact("new", {{"email", "x@x.example"}, {"first_name", "Anna"}});
  s.lead("l", {{"contact", "e"}});
  s.happened("page_visit", "d", "2026-06-01");
  CHECK(s.find("none", "new").substr(0, 25) == "matched b by line 1 of 4:");
  CHECK(s.find("latest", "new").substr(0, 9) == "matched c");
  CHECK(s.find("earliest", "new").substr(0, 9) == "matched d");
  CHECK(s.find("complete", "new").substr(0, 9) == "matched c");  // as d has: the lower id
  CHECK(s.find("known", "new").substr(0, 9) == "matched d");
  CHECK(s.find("child", "new").substr(0, 9) == "matched e");
  CHECK(s.find("close", "new").substr(0, 9) == "matched c");
  CHECK(s.find("many", "new").substr(0, 9) == "matched e");
}

TEST_CASE("prefer: a lead of the contact that came in", "[matching][RMT-7]") {
  MatchScenario s("match lead m { on page prefer child lead }");
  s.contact("c").contact("d");
  s.lead("l1", {{"page", "p"}});
  s.lead("l2", {{"page", "p"}, {"contact", "d"}});
  s.lead("l3", {{"page", "p"}, {"contact", "c"}});
  s.lead("new", {{"page", "p"}});
  CHECK(s.find("m", RecordKind::kLead, "new", "c").substr(0, 10) == "matched l3");
  CHECK(s.find("m", RecordKind::kLead, "new", "d").substr(0, 10) == "matched l2");
  CHECK(s.find("m", RecordKind::kLead, "new").substr(0, 10) == "matched l1");
}

TEST_CASE("match: records that come, change and go are found as they stand", "[matching]") {
  MatchScenario s("match contact m { on email }");
  s.contact("a", {{"email", "a@x.example"}});
  s.contact("b", {{"email", "b@x.example"}});
  s.open();
  const auto who = [&](const std::string& email) {
    return s.find_incoming("m", RecordKind::kContact, "email", email).substr(0, 9);
  };
  CHECK(who("A@x.example") == "matched a");
  CHECK(who("new@x.example") == "unmatched");
  s.set(RecordKind::kContact, "a", "email", s.text("new@x.example"));
  CHECK(who("new@x.example") == "matched a");
  CHECK(who("a@x.example") == "unmatched");
  s.create(RecordKind::kContact, "c");
  CHECK(who("b@x.example") == "matched b");
  s.set(RecordKind::kContact, "c", "email", s.text("c@x.example"));
  CHECK(who("c@x.example") == "matched c");
  s.set(RecordKind::kContact, "c", "email", s.text("b@x.example"));
  s.end(RecordKind::kContact, "b");
  CHECK(who("b@x.example") == "matched c");
  Value none = s.text("");
  none.missing = true;
  s.set(RecordKind::kContact, "c", "email", none);
  CHECK(who("b@x.example") == "unmatched");
}

TEST_CASE("match: a record known by a linked record's value follows its change", "[matching]") {
  MatchScenario s("match lead m { on contact.email = email }");
  s.contact("c", {{"email", "c@x.example"}});
  s.lead("l", {{"contact", "c"}}).lead("k", {{"contact", "later"}});
  s.lead("new", {{"contact", "c"}, {"email", "q@x.example"}});
  s.open();
  // Left is the contact's address of the incoming lead; right the stored lead's own.
  CHECK(s.find("m", RecordKind::kLead, "l") == "unmatched");
  s.set(RecordKind::kContact, "c", "email", s.text("q@x.example"));
  CHECK(s.find("m", RecordKind::kLead, "l") == "matched new by line 1 of 1: contact.email `q@x.example`");
}

TEST_CASE("match: the index follows links to what it reads", "[matching]") {
  MatchScenario s("match lead m { on email = contact.email }");
  s.contact("c", {{"email", "c@x.example"}});
  s.lead("l", {{"contact", "c"}}).lead("k", {{"contact", "later"}});
  s.open();
  const auto who = [&](const std::string& email) {
    return s.find_incoming("m", RecordKind::kLead, "email", email).substr(0, 9);
  };
  CHECK(who("c@x.example") == "matched l");
  s.set(RecordKind::kContact, "c", "email", s.text("d@x.example"));
  CHECK(who("c@x.example") == "unmatched");
  CHECK(who("d@x.example") == "matched l");
  // A contact that a lead was waiting for.
  s.create(RecordKind::kContact, "later");
  s.set(RecordKind::kContact, "later", "email", s.text("later@x.example"));
  CHECK(who("later@x.example") == "matched k");
  s.set(RecordKind::kLead, "k", "contact", s.text("c"));
  CHECK(who("later@x.example") == "unmatched");
}
