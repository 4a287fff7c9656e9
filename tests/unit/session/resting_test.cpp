// SPDX-License-Identifier: Apache-2.0
// A record that rests in its stage is not run through its process again as long as nothing has changed that its
// transitions wait for; whatever changes that is seen with the next event that touches it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "engine/graph/plan.hpp"
#include "engine/run/always_asked.hpp"
#include "engine/run/rest_conditions.hpp"
#include "tests/support/running.hpp"

namespace leadline::test {

namespace {

const char* const kRules = R"(zone "UTC"
record lead { amount number  topic text }
interaction page_visit { page text }
interaction call { result text }
model m "M" {
  scores lead
  "Visits" +5 per page_visit within 2 days
  threshold hot at 20
}
process p "P" for lead {
  stage a "A" { go to b when amount > 5 and time in stage > 1 hour }
  stage b "B" { go to c when topic = "ready" }
  stage c "C" {
    go to d when hot
    go to a when topic = "other"
  }
  stage d "D" { go to e when any call since entering d }
  stage e "E" { go to a when any call within 1 hour }
}
)";

struct Story : Running {
  Story() : Running(kRules) {
    at("09:00:00", R"("type":"account","id":"x")");
    at("09:00:00", R"("type":"contact","id":"c1","account":"x")");
    at("09:00:00", R"("type":"lead","id":"l1","contact":"c1","amount":3)");
  }

  std::string at(const std::string& time, const std::string& event) {
    return (*this)("{" + event + R"(,"at":"2026-07-02T)" + time + R"(Z"})");
  }
  std::string visit(const std::string& time) {
    return at(time, R"("type":"interaction","kind":"page_visit","contact":"c1")");
  }
  std::string lead(const std::string& time, const std::string& field) {
    return at(time, R"("type":"lead","id":"l1",)" + field);
  }
};

}  // namespace

TEST_CASE("a lead that rests goes on when its time in the stage is over", "[session]") {
  Story story;
  CHECK(story.lead("09:10:00", R"("amount":9)") == "");
  CHECK(story.visit("09:30:00") == "lead l1: m 5\n");
  CHECK(story.visit("10:00:00") == "lead l1: m 10\n");
  CHECK(story.visit("10:00:01") == "lead l1: a -> b by a->b\nlead l1: m 15\n");
  CHECK(story.disagreement() == "");
}

TEST_CASE("a lead that rests goes on when a field that its transition reads is written", "[session]") {
  Story story;
  CHECK(story.visit("11:00:00") == "lead l1: m 5\n");
  CHECK(story.visit("11:00:01") == "lead l1: m 10\n");
  CHECK(story.lead("11:10:00", R"("amount":9)") == "lead l1: a -> b by a->b\n");
  CHECK(story.lead("11:10:01", R"("topic":"other")") == "");
  CHECK(story.lead("11:20:00", R"("topic":"ready")") == "lead l1: b -> c by b->c\n");
  CHECK(story.lead("11:20:01", R"("topic":"other")") == "lead l1: c -> a by c->a\n");
  CHECK(story.disagreement() == "");
}

TEST_CASE("a lead that rests goes on when a condition changes that the rules tell of", "[session]") {
  Story story;
  story.lead("10:10:00", R"("amount":9)");
  story.lead("10:20:00", R"("topic":"ready")");
  CHECK(story.field(RecordKind::kLead, "l1", "stage") == "c");
  CHECK(story.visit("10:30:00") == "lead l1: m 5\n");
  CHECK(story.visit("10:31:00") == "lead l1: m 10\n");
  CHECK(story.visit("10:32:00") == "lead l1: m 15\n");
  CHECK(story.visit("10:33:00") == "lead l1: reached m.hot\nlead l1: c -> d by c->d\nlead l1: m 20\n");
  CHECK(story.visit("10:34:00") == "lead l1: m 25\n");
  CHECK(story.at("10:35:00", R"("type":"interaction","kind":"call","contact":"c1")") ==
        "lead l1: d -> e by d->e\nlead l1: e -> a by e->a\nlead l1: no longer m.hot\n");
  CHECK(story.disagreement() == "");
}

TEST_CASE("a lead that was moved by hand does not rest as it did where it stood before", "[session]") {
  Story story;
  story.lead("10:10:00", R"("amount":9)");
  CHECK(story.visit("10:20:00") == "lead l1: m 5\n");
  CHECK(story.at("10:30:00", R"("type":"move","kind":"lead","id":"l1","to":"a")") == "lead l1: b -> a\n");
  CHECK(story.visit("11:30:01") == "lead l1: a -> b by a->b\nlead l1: m 10\n");
  CHECK(story.disagreement() == "");
}

TEST_CASE("what decides whether a record rests is known but where it depends on more than itself", "[session]") {
  const Story story;
  PlanOptions options;
  options.run = true;
  const std::shared_ptr<const Plan> made = make_plan(story.program(), options);
  const Plan& plan = *made;
  const NodeId hot = plan.thresholds[0].holds;
  std::vector<NodeId> known = always_asked(plan, RecordKind::kLead);
  known.push_back(plan.models[0].scored);
  const RestConditions conditions(
      plan, RecordKind::kLead, [&](NodeId node) { return std::find(known.begin(), known.end(), node) != known.end(); });
  const std::uint32_t a = conditions.place_of(0, 0);
  REQUIRE(a != RestConditions::kNowhere);
  const std::vector<NodeId>& of_a = conditions.of(a);
  CHECK(std::find(of_a.begin(), of_a.end(), hot) != of_a.end());
  CHECK(conditions.place_of(0, 1) != RestConditions::kNowhere);
  CHECK(conditions.place_of(0, 2) != RestConditions::kNowhere);
  CHECK(conditions.place_of(0, 3) == RestConditions::kNowhere);  // calls since entering
  CHECK(conditions.place_of(0, 4) == RestConditions::kNowhere);  // nobody else finds out about calls
  CHECK(conditions.place_of(-1, -1) != RestConditions::kNowhere);
  const RestConditions unknown(plan, RecordKind::kLead, [](NodeId) { return false; });
  CHECK(unknown.place_of(0, 0) == RestConditions::kNowhere);
}

}  // namespace leadline::test
