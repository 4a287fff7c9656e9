// SPDX-License-Identifier: Apache-2.0
// Scores two leads from inside another program: rules from text, tables as columns, results as columns.
#include <iostream>

#include <leadline/leadline.hpp>

namespace {

constexpr const char* kRules = R"(
record contact { job_title text }
record lead { campaign text }
interaction page_visit { page text }

model spring "Spring launch" {
  scores lead
  "Decision maker"     +20  when contact.job_title contains word any ["director", "VP"]
  "Looked at pricing"   +5  per page_visit where page = "pricing" within 30 days, at most 15 points
  grade "A" when score >= 30
  grade "B" otherwise
  threshold sales_ready at 30
}
)";

}  // namespace

int main() {
  const leadline::Compilation compiled = leadline::RuleSet::from_text("spring.lead", kRules);
  if (!compiled.rules) {
    std::cerr << compiled.report();
    return 1;
  }

  leadline::InputTables tables;
  tables.add("contacts", 2).texts("id", {"ana", "ben"}).texts("Job Title", {"Director of IT", "Student"});
  tables.add("leads", 2).texts("id", {"l1", "l2"}).texts("contact", {"ana", "ben"});
  tables.add("page_visit", 3)
      .texts("contact", {"ana", "ana", "ben"})
      .texts("page", {"pricing", "Pricing", "home"})
      .texts("at", {"2026-06-20T10:00:00Z", "2026-06-21T10:00:00Z", "2026-06-22T10:00:00Z"});

  const std::int64_t july = 1'782'864'000'000;  // 2026-07-01T00:00:00Z
  const auto scores = compiled.rules->score(tables, {.as_of = july, .reasons = 2});
  if (!scores) {
    std::cerr << scores.error().message << '\n';
    return 1;
  }
  const leadline::ResultTable& leads = *scores->find("lead");
  const leadline::ResultColumn& id = *leads.find("id");
  const leadline::ResultColumn& score = *leads.find("spring.score");
  const leadline::ResultColumn& grade = *leads.find("spring.grade");
  const leadline::ResultColumn& reasons = *leads.find("reasons");
  for (std::size_t row = 0; row < leads.rows; ++row) {
    std::cout << id.texts[row] << ' ' << leadline::to_text(score.numbers[row]) << ' ' << grade.texts[row] << ' ' << reasons.texts[row] << '\n';
  }
}
