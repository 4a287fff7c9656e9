// SPDX-License-Identifier: Apache-2.0
// Rules that count interactions, several in one sum: what they give together is what each gives by itself.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "engine/graph/plan.hpp"
#include "support/scenario.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

const char* const kRecords = R"(
record contact { opted_in yes_no }
record account { industry text }
record lead { source text }
interaction page_visit { page text  seconds number }
interaction email_open { campaign text }
interaction email_click { campaign text }
)";

// The same rules in one group, and each in a group of its own.
const std::string kRules[] = {
    R"(+2 per email_open within 30 days, at most 5 points)",
    R"(+1 per email_open within 10 days)",
    R"(+3 per page_visit)",
    R"(+10 when any page_visit where page = "pricing" within 30 days)",
    R"(+4 per page_visit where (page = "Pricing" and seconds > 60) within 90 days)",
    R"(+1 per page_visit where seconds > 10)",
    R"(-5 when no email_open within 5 days)",
    R"(-7 when no [page_visit, email_open, email_click] within 60 days)",
    R"(+6 when count of page_visit within 90 days >= 3)",
    R"(+8 when count of page_visit within 90 days < 2)",
    R"(+9 when count of [email_open, page_visit] > 18)",
    R"(+4 per email_click, halving every 30 days)",
    R"(+5 per email_click where campaign = "spring", losing 1 every 7 days, at most 9 points)",
    R"(-3 per email_click within 20 days, never below -6)",
    R"(+1 per page_visit where page = "pricing" within 12 days)",
    R"(+2 per page_visit where page = "pricing" within 70 days, at most 50 points)",
    R"(+6 per page_visit where page = "docs" within 45 days, losing 10 % every 5 days)",
    R"(+3 per email_click within 25 days, losing 1 every 6 days)",
    R"(+7 per page_visit, halving every 10 days)",
    R"(+1 when any email_open within 3 days)",
    R"(+2 when any email_open within 33 days)",
};

std::string days_ago(int days) {
  return format_time(Scenario::time("2026-07-01T00:00:00Z") - std::int64_t{days} * 86'400'000 - 1000);
}

std::string model_together(const std::string& name) {
  std::string text = "model " + name + " { scores lead\n  group all {\n";
  int number = 0;
  for (const std::string& rule : kRules) text += "    \"R" + std::to_string(number++) + "\" " + rule + "\n";
  return text + "  }\n}\n";
}

std::string together() { return kRecords + model_together("m"); }

std::string apart() {
  std::string text = std::string(kRecords) + "model m { scores lead\n";
  int number = 0;
  for (const std::string& rule : kRules) {
    const std::string n = std::to_string(number++);
    text += "  group g" + n + " { \"R" + n + "\" " + rule + " }\n";
  }
  return text + "}\n";
}

void fill(Scenario& s) {
  s.account("a");
  s.account("b");
  for (int contact = 0; contact < 40; ++contact) {
    const std::string id = "c" + std::to_string(contact);
    s.contact(id, {{"account", contact % 3 == 0 ? "a" : "b"}});
    // Some do nothing, one does more than any table of counts holds, some of it lies after the present.
    const int visits = contact == 7 ? 60 : contact % 5;
    for (int i = 0; i < visits; ++i) {
      s.happened("page_visit", id, days_ago((i * 13 + contact) % 120),
                 {{"page", i % 2 == 0 ? "pricing" : "docs"}, {"seconds", std::to_string(i * 40)}});
    }
    for (int i = 0; i < contact % 4; ++i) {
      s.happened("email_open", id, days_ago(i * 9 + contact % 7));
      s.happened("email_click", id, days_ago(i * 11 + contact - 2), {{"campaign", i == 1 ? "Spring" : "autumn"}});
    }
    s.lead("l" + std::to_string(contact), {{"contact", id}, {"source", contact % 2 == 0 ? "autumn" : "spring"}});
  }
  s.lead("of_a", {{"account", "a"}, {"source", "Autumn"}});
  s.lead("of_b", {{"account", "b"}});
}

// Model, rule and points of those that moved a record's scores, the strongest first.
using Told = std::vector<std::tuple<std::uint32_t, std::uint32_t, std::int64_t>>;

Told strongest_lines(const RecordLedger& story, std::size_t most) {
  std::vector<Reason> lines;
  for (const LedgerLine& line : story.lines) {
    if (line.kind != LedgerLine::Kind::kRule || !line.counted || line.points == 0) continue;
    lines.push_back({line.model, static_cast<std::uint32_t>(line.rule), line.points});
  }
  std::stable_sort(lines.begin(), lines.end(), stronger);
  lines.resize(std::min(most, lines.size()));
  Told told;
  for (const Reason& reason : lines) told.emplace_back(reason.model, reason.rule, reason.points);
  return told;
}

void check_reasons(const std::string& rules) {
  for (const unsigned most : {1U, 2U, 3U, 4U, ~0U}) {
    Scenario s(rules);
    fill(s);
    s.reasons = most;
    s.run();
    const ReasonLists& reasons = s.result().records[static_cast<std::size_t>(RecordKind::kLead)].reasons;
    for (int contact = 0; contact < 42; ++contact) {
      const std::string lead = contact == 40 ? "of_a" : contact == 41 ? "of_b" : "l" + std::to_string(contact);
      Told told;
      for (const Reason& reason : reasons[s.row(RecordKind::kLead, lead)]) {
        told.emplace_back(reason.model, reason.rule, reason.points);
      }
      INFO(lead << ", " << most);
      CHECK(told == strongest_lines(s.story(RecordKind::kLead, lead), most));
    }
  }
}

}  // namespace

TEST_CASE("counted points: the strongest reasons are those of the ledger", "[run][score][reasons]") {
  check_reasons(together());
  check_reasons(apart());
}

TEST_CASE("counted points: two models that count the same have their reasons each", "[run][score][reasons]") {
  check_reasons(together() + model_together("n") + R"(
model only_for_some { scores lead where source = "spring"
  group all {
    "Opens"  +2  per email_open within 30 days, at most 5 points
    "Visits" +3  per page_visit
  }
  "All"    +4  when yes
}
)");
}

TEST_CASE("counted points: what fades gives points for nothing, too, where it has a lowest", "[run][score][reasons]") {
  check_reasons(std::string(kRecords) + R"(
model m { scores lead
  "Clicks" +4 per email_click, halving every 30 days, never below 2
  "Opens"  +3 per email_open within 30 days, losing 1 every 7 days, never below 1
  "Silent" -4 when no email_open within 3 days
}
)");
}

TEST_CASE("counted points: reasons of points that do not fit 64 bits together", "[run][score][reasons]") {
  check_reasons(std::string(kRecords) + R"(
model m { scores lead
  "Opens"  +9_000_000_000_000  per email_open, at most 9_000_000_000_000 points
  "Visits" -4_000_000_000_000  per page_visit, never below -8_000_000_000_000
  "Source" +4 when source = "spring"
}
)");
}

TEST_CASE("counted points: rules of one sum give together what each gives by itself", "[run][score]") {
  Scenario one(together());
  Scenario each(apart());
  fill(one);
  fill(each);
  one.run();
  each.run();
  for (int contact = 0; contact < 42; ++contact) {
    const std::string lead = contact == 40 ? "of_a" : contact == 41 ? "of_b" : "l" + std::to_string(contact);
    INFO(lead);
    CHECK(one.points("m", lead) == each.points("m", lead));
  }
  CHECK(one.points("m", "l7") != one.points("m", "l8"));
}

TEST_CASE("counted points: all records together get what each gets by itself", "[run][score]") {
  const std::string joined = R"(
model j { scores lead
  "Source" +2  when any [email_open, email_click] where campaign = lead.source within 5 days
  "Lately" +4  when any [email_open, email_click] where campaign = lead.source within 40 days
  "Ever"   +8  when any [email_open, email_click] where campaign = lead.source
  "All"    +3  when yes
  "Often"  +16 per email_click where campaign = lead.source within 40 days
}
)";
  Scenario s(together() + joined);
  fill(s);
  s.threads = 2;
  s.reasons = ~0U;  // all that there are
  s.run();
  bool any = false;
  for (int contact = 0; contact < 42; ++contact) {
    const std::string lead = contact == 40 ? "of_a" : contact == 41 ? "of_b" : "l" + std::to_string(contact);
    const std::uint32_t row = s.row(RecordKind::kLead, lead);
    const RecordLedger story = s.story(RecordKind::kLead, lead);
    INFO(lead);
    std::int64_t of_reasons = 0;
    for (const Reason& reason : s.result().records[static_cast<std::size_t>(RecordKind::kLead)].reasons[row]) {
      of_reasons += reason.points;
    }
    std::int64_t total = 0;
    for (std::size_t model = 0; model < 2; ++model) {
      CHECK(s.result().models[model].score[row] == story.scores[model]);
      total += story.scores[model];
    }
    CHECK(of_reasons == total);
    any = any || story.scores[1] > 16'000'000;
  }
  CHECK(any);
}

TEST_CASE("counted points: numbers that can be counted by hand", "[run][score]") {
  Scenario s(std::string(kRecords) + R"(
model m { scores lead
  "Visits"  +2  per page_visit within 10 days, at most 7 points
  "Opens"   +1  per email_open
  "Silent"  -4  when no email_open within 3 days
  "Pricing" +10 when any page_visit where page = "pricing"
}
)");
  s.account("a");
  s.contact("c", {{"account", "a"}});
  s.contact("d", {{"account", "a"}});
  s.lead("mine", {{"contact", "c"}});
  s.lead("ours", {{"account", "a"}});
  for (int i = 0; i < 3; ++i) s.happened("page_visit", "c", days_ago(1), {{"page", "docs"}});
  s.happened("page_visit", "d", days_ago(9), {{"page", "Pricing"}});
  s.happened("email_open", "d", days_ago(2));
  s.run();
  CHECK(s.points("m", "mine") == "2");   // 6 - 4
  CHECK(s.points("m", "ours") == "18");  // 7 + 1 + 10
}

TEST_CASE("counted points: two sums that count the same count it once for an account", "[run][score]") {
  const std::string counted = "  \"Visits\" +2 per page_visit\n  \"Opens\" +1 per email_open\n}\n";
  Scenario s(std::string(kRecords) + "model m { scores lead\n  \"In\" +3 when contact.opted_in\n" + counted +
             "model n { scores lead\n  \"Out\" +5 when not contact.opted_in\n" + counted);
  s.account("a");
  s.contact("c", {{"account", "a"}});
  s.lead("ours", {{"account", "a"}});
  s.happened("page_visit", "c", days_ago(1));
  s.happened("email_open", "c", days_ago(1));
  s.run();
  CHECK(s.points("m", "ours") == "3");
  CHECK(s.points("n", "ours") == "8");  // who has no contact has not opted in
}

TEST_CASE("counted points: the plan has one operation for them", "[graph]") {
  Scenario s(together());
  REQUIRE(s.plan().countings.size() == 1);
  const Counting& counting = s.plan().countings[0];
  CHECK(counting.rules.size() == std::size(kRules));
  CHECK(counting.kinds.size() == 3);
  REQUIRE(counting.contacts != kNoNode);
  CHECK(s.plan().nodes[counting.contacts].grain == grain_of(RecordKind::kContact));
}
