// SPDX-License-Identifier: Apache-2.0
// How fast submissions are carried out: those who are known are loaded, then submissions
// come one at a time. Reading them from their file does not count.
// Usage: submit_bench RULES SUBMISSIONS.csv DATA… [--runs N | --serve].
#include <cstdio>
#include <fstream>
#include <memory>

#include "engine/graph/plan.hpp"
#include "engine/run/session/session.hpp"
#include "tests/bench/rule_file.hpp"
#include "tests/bench/served.hpp"

using namespace leadline;
using namespace leadline::bench;

namespace {

// Rows of `number,email,page,at`, as the generator writes them: nothing in quotes, half a minute apart.
std::vector<Event> read_submissions(const std::string& path) {
  std::ifstream file(path);
  std::vector<Event> events;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::size_t email = line.find(',') + 1;
    const std::size_t page = line.find(',', email) + 1;
    const std::size_t end = line.find(',', page);
    Event& event = events.emplace_back();
    event.kind = Event::Kind::kSubmission;
    event.id = 's';
    event.id.append(line, 0, email - 1);
    event.form = "page";
    event.at = kNow + 30'000 * static_cast<std::int64_t>(events.size());
    event.answers.emplace_back("email", line.substr(email, page - email - 1));
    event.answers.emplace_back("page", line.substr(page, end - page));
  }
  return events;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Arguments::read(argc, argv, 3, "submit_bench RULES SUBMISSIONS DATA…", arguments)) return 2;
  const auto program = read_rules(arguments.files[0]);
  if (!program) return 1;
  const std::vector<Event> events = read_submissions(arguments.files[1]);
  const auto records = read_data(*program, {arguments.files.begin() + 2, arguments.files.end()});
  if (!records || events.empty()) return 1;
  PlanOptions options;
  options.run = true;
  const auto plan = make_plan(*program, options);

  // What the last run found; in a run only ids are put down.
  struct Answer {
    std::string contact, lead;
    bool new_contact = false;
    bool new_lead = false;
  };
  std::vector<Answer> answers(events.size());
  std::size_t rejected = 0;
  Work work;
  work.run = [&] {
    running::Session session(plan);
    std::vector<Decision> decisions;
    session.load(*records, kNow, decisions);
    rejected = 0;
    const Timer timer;
    for (std::size_t i = 0; i < events.size(); ++i) {
      decisions.clear();
      session.apply(events[i], decisions);
      for (Decision& decision : decisions) {
        const bool is_new = decision.kind == Decision::Kind::kCreated;
        if (decision.kind == Decision::Kind::kRejected) ++rejected;
        if (!is_new && decision.kind != Decision::Kind::kMatched) continue;
        if (decision.record == RecordKind::kContact) {
          answers[i].contact.swap(decision.id);
          answers[i].new_contact = is_new;
        } else {
          answers[i].lead.swap(decision.id);
          answers[i].new_lead = is_new;
        }
      }
    }
    return timer.spent();
  };
  work.more = [&] {
    return ",\"done\":" + std::to_string(events.size()) + ",\"rejected\":" + std::to_string(rejected);
  };
  work.write = [&](const std::string& path) {
    std::ofstream out(path);
    out << "id,contact,lead,new_contact,new_lead\n";
    for (std::size_t i = 0; i < events.size(); ++i) {
      out << events[i].id.substr(1) << ',' << answers[i].contact << ',' << answers[i].lead << ','
          << answers[i].new_contact << ',' << answers[i].new_lead << '\n';
    }
    return out.good();
  };
  return measure(arguments, work);
}
