// SPDX-License-Identifier: Apache-2.0
// Rules inside another program, in both ways: two leads are scored (tables as columns, results as columns), then a lead
// lives (events in, decisions out) while the program keeps the state.
#include <iostream>
#include <leadline/leadline.hpp>
#include <map>
#include <string>
#include <vector>

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

process sales "Sales" for lead {
  stage inquiry "Inquiry" { go to acceptance when sales_ready }
  stage acceptance "Acceptance" { on enter task "Call about {lead.campaign}" for "sales" }
}
)";

void say(const std::vector<leadline::Decision>& decisions) {
  for (const leadline::Decision& decision : decisions) std::cout << decision.to_json() << '\n';
}

// What a session says is to be kept goes wherever the program keeps its things: here, into a map.
void keep(leadline::Session& session, std::map<std::string, std::string>& store) {
  for (leadline::KeptRow& row : session.changes()) {
    if (row.value.empty()) {
      store.erase(row.key);
    } else {
      store[row.key] = std::move(row.value);
    }
  }
}

int run(const leadline::RuleSet& rules) {
  std::map<std::string, std::string> store;
  {
    leadline::Session session(rules);
    const leadline::Applied applied = session.apply(R"(
{"type":"contact","id":"ana","at":"2026-07-01T09:00:00Z","job_title":"VP Sales"}
{"type":"lead","id":"l1","at":"2026-07-01T09:00:00Z","contact":"ana","campaign":"spring"}
{"type":"lead","id":"l2","at":"yesterday"}
)");
    say(applied.decisions);
    for (const leadline::BadLine& bad : applied.bad) std::cout << "line " << bad.line << ": " << bad.reason << '\n';
    keep(session, store);
  }
  // Later, in another process:
  std::vector<leadline::KeptRow> rows;
  for (const auto& [key, value] : store) rows.push_back({key, value});
  leadline::Result<leadline::Session> session = leadline::Session::restore(rules, rows);
  if (!session) {
    std::cerr << session.error().message << '\n';
    return 1;
  }
  for (const char* page : {"pricing", "Pricing"}) {
    say(session
            ->apply(std::string(R"({"type":"interaction","kind":"page_visit","contact":"ana","page":")") + page +
                    R"(","at":"2026-07-02T10:00:00Z"})")
            .decisions);
  }
  std::cout << "l1 stands in " << session->stage(leadline::RecordKind::kLead, "l1") << '\n';
  say(session->advance(1'785'888'000'000));  // 2026-08-05: the visits are 30 days old
  return 0;
}

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
    std::cout << id.texts[row] << ' ' << leadline::to_text(score.numbers[row]) << ' ' << grade.texts[row] << ' '
              << reasons.texts[row] << '\n';
  }
  return run(*compiled.rules);
}
