// SPDX-License-Identifier: Apache-2.0
// How fast a session is in memory: records and what they did so far are loaded, then events come one at a time, and the
// last of them are timed, each by itself. The session's time begins with the first event, and midnights on the way
// count with the event behind them. Reading the events from their file does not count. The tick of the midnight after
// the last, which looks at everybody whose windows and fading have moved, is timed apart. Usage: session_bench RULES
// EVENTS.ndjson DATA… [--events N] [--runs N | --serve]; N: how many are timed.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>

#include "engine/data/read_event.hpp"
#include "engine/files/expected_memory.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/session/session.hpp"
#include "leadline/decimal.hpp"
#include "tests/bench/rule_file.hpp"
#include "tests/bench/served.hpp"

using namespace leadline;
using namespace leadline::bench;

namespace {

// Events are done soon after they were read, as they are in a run.
constexpr std::size_t kBatch = 250;
constexpr std::int64_t kDay = 86'400'000;
// Beside the data, about; `leadline run` asks for large pages for its session likewise.
constexpr std::size_t kMemoryOfSession = 8;

std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// id,score of every lead of a contact that did something while it was timed, as of the midnight behind it.
bool write_scores(const Program& program, const running::Session& session, const std::set<std::string>& contacts,
                  const std::string& path) {
  std::ofstream out(path);
  out << "id,score\n";
  std::uint32_t model = 0;
  while (program.models[model].kind != RecordKind::kLead) ++model;
  const Dataset& data = session.data();
  const Column& ids =
      data.table(RecordKind::kLead).columns[static_cast<std::size_t>(program.schema(RecordKind::kLead).id)];
  for (const std::string& contact : contacts) {
    const std::uint32_t row = session.find(RecordKind::kContact, contact);
    if (row == kNoRow) return false;
    for (const std::uint32_t lead : data.linking(RecordKind::kLead, LinkKind::kContact, row)) {
      const std::int64_t score = session.score(model, lead);
      out << ids.value(lead).text << ',' << (score == kMissing64 ? "" : to_text(Decimal{score})) << '\n';
    }
  }
  return out.good();
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!Arguments::read(argc, argv, 3, "session_bench RULES EVENTS DATA… [--events N]", arguments)) return 2;
  const auto program = read_rules(arguments.files[0]);
  if (!program) return 1;
  const std::vector<std::string> lines = read_lines(arguments.files[1]);
  const auto data = read_data(*program, {arguments.files.begin() + 2, arguments.files.end()});
  if (!data || lines.empty()) return 1;
  expect_memory(kMemoryOfSession * data->bytes());
  PlanOptions options;
  options.run = true;
  const auto plan = make_plan(*program, options);
  const std::size_t timed =
      std::min<std::size_t>(lines.size(), arguments.events == 0 ? lines.size() : arguments.events);
  const std::size_t warm = lines.size() - timed;

  std::unique_ptr<running::Session> session;
  std::set<std::string> contacts;
  std::vector<double> times;
  std::size_t decided = 0;
  Spent total;
  double ticking = 0;
  Work work;
  work.run = [&] {
    session = std::make_unique<running::Session>(plan);
    contacts.clear();
    times.clear();
    decided = 0;
    total = {};
    ticking = 0;
    EventReader reader(*program, "events");
    EventProblem problem;
    std::vector<Event> events(kBatch);
    std::vector<Decision> decisions;
    for (std::size_t first = 0; first < lines.size();) {
      const std::size_t end = std::min(first + kBatch, first < warm ? warm : lines.size());
      for (std::size_t i = first; i < end; ++i) {
        if (!reader.read(lines[i], events[i - first], problem)) std::fprintf(stderr, "%s\n", problem.reason.c_str());
      }
      if (first == 0) session->load(*data, events[0].at, decisions);
      if (first < warm) {
        for (std::size_t i = first; i < end; ++i) {
          decisions.clear();
          session->apply(events[i - first], decisions);
        }
        if (end == warm) static_cast<void>(session->take_changes());
      } else {
        const Timer timer;
        double before = milliseconds_now();
        std::size_t announced = first;
        for (std::size_t i = first; i < end; ++i) {
          while (announced < std::min(end, i + running::Session::kEventsAhead + 1)) {
            session->announce(events[announced++ - first]);
          }
          decisions.clear();
          session->apply(events[i - first], decisions);
          decided += decisions.size();
          const double now = milliseconds_now();
          times.push_back(now - before);
          before = now;
        }
        const Spent spent = timer.spent();
        total.passed += spent.passed;
        total.computed += spent.computed;
        for (std::size_t i = first; i < end; ++i) contacts.insert(events[i - first].contact);
      }
      first = end;
    }
    std::sort(times.begin(), times.end());
    decisions.clear();
    const double begin = milliseconds_now();
    session->advance((session->clock() / kDay + 1) * kDay, decisions);
    ticking = milliseconds_now() - begin;
    return total;
  };
  work.more = [&] {
    const auto at = [&](double share) {
      return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))] * 1000;
    };
    char text[300];
    std::snprintf(text, sizeof text,
                  ",\"done\":%zu,\"per_second\":%.0f,\"p50_us\":%.3f,\"p99_us\":%.3f,\"most_us\":%.1f,"
                  "\"decisions\":%zu,\"tick_ms\":%.3f",
                  timed, static_cast<double>(timed) / total.passed * 1000, at(0.5), at(0.99), times.back() * 1000,
                  decided, ticking);
    return std::string(text);
  };
  work.write = [&](const std::string& path) { return write_scores(*program, *session, contacts, path); };
  return measure(arguments, work);
}
