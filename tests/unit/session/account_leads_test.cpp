// SPDX-License-Identifier: Apache-2.0
// What somebody does is decided about with the leads of the whole account; which of them are looked at is known without
// a look at all of them.
#include <catch2/catch.hpp>
#include <string>

#include "tests/support/running.hpp"

namespace leadline::test {

namespace {

const char* const kRules = R"(zone "UTC"
record lead { topic text }
interaction page_visit { page text }
model m "M" {
  scores lead
  "Visits" +5 per page_visit within 2 hours
}
)";

}  // namespace

TEST_CASE("an event finds the leads of other contacts of its account whose time has come, and no others", "[session]") {
  Running run(kRules);
  const auto visit = [&](const std::string& contact, const std::string& time) {
    return run(R"({"type":"interaction","kind":"page_visit","contact":")" + contact + R"(","at":"2026-07-02T)" + time +
               R"(Z"})");
  };
  const auto lead = [&](const std::string& fields, const std::string& time) {
    return run(R"({"type":"lead",)" + fields + R"(,"at":"2026-07-02T)" + time + R"(Z"})");
  };
  for (const char* account : {"a", "b"}) {
    run(std::string(R"({"type":"account","id":")") + account + R"(","at":"2026-07-02T09:00:00Z"})");
  }
  for (const char* contact : {"c1", "c2"}) {
    run(std::string(R"({"type":"contact","id":")") + contact + R"(","account":"a","at":"2026-07-02T09:00:00Z"})");
  }
  lead(R"("id":"l1","contact":"c1","account":"a")", "09:00:00");
  lead(R"("id":"l2","contact":"c2","account":"a")", "09:00:00");
  lead(R"("id":"l3","account":"a")", "09:00:00");
  lead(R"("id":"l4","contact":"c1","account":"b")", "09:00:00");
  CHECK(visit("c1", "10:00:00") == "lead l1: m 5\nlead l3: m 5\nlead l4: m 5\n");
  CHECK(visit("c2", "10:30:00") == "lead l2: m 5\nlead l3: m 10\n");
  // What c1 did at ten counts no longer: that is found with what c2 does, for leads of the account.
  CHECK(visit("c2", "12:15:00") == "lead l1: m 0\nlead l2: m 10\n");
  CHECK(visit("c1", "13:00:00") == "lead l1: m 5\nlead l2: m 5\n");
  CHECK(run.disagreement() == "");
}

TEST_CASE("a lead that comes to an account is found there when its time has come", "[session]") {
  Running run(kRules);
  const auto at = [&](const std::string& event, const std::string& time) {
    return run("{" + event + R"(,"at":"2026-07-02T)" + time + R"(Z"})");
  };
  const std::string visit = R"("type":"interaction","kind":"page_visit","contact":)";
  at(R"("type":"account","id":"a")", "09:00:00");
  at(R"("type":"account","id":"b")", "09:00:00");
  at(R"("type":"contact","id":"c1","account":"b")", "09:00:00");
  at(R"("type":"contact","id":"c2","account":"a")", "09:00:00");
  at(R"("type":"lead","id":"l1","contact":"c1","account":"b")", "09:00:00");
  at(R"("type":"lead","id":"l2","contact":"c2","account":"a")", "09:00:00");
  CHECK(at(visit + R"("c2")", "09:30:00") == "lead l2: m 5\n");
  CHECK(at(visit + R"("c1")", "10:00:00") == "lead l1: m 5\n");
  CHECK(at(R"("type":"lead","id":"l1","account":"a")", "10:10:00") == "");
  CHECK(at(visit + R"("c2")", "11:45:00") == "");
  CHECK(at(visit + R"("c2")", "12:05:00") == "lead l1: m 0\nlead l2: m 10\n");
  CHECK(run.disagreement() == "");
}

}  // namespace leadline::test
