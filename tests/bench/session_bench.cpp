// SPDX-License-Identifier: Apache-2.0
// How fast a session is in memory: the records of the workload are loaded, then its interactions come as events in the
// order of their times. Usage: session_bench RULES [EVENTS] [WARM]: how many events are timed, and how many come before
// them (by default all that there are but for these).
#include <cstdlib>
#include <numeric>

#include "engine/run/session/session.hpp"
#include "tests/bench/workload.hpp"

using namespace leadline;
using namespace leadline::bench;

namespace {

std::vector<Event> events_of(const Program& program, const Dataset& data) {
  std::vector<Event> events;
  const Column& ids =
      data.table(RecordKind::kContact).columns[static_cast<std::size_t>(program.schema(RecordKind::kContact).id)];
  for (std::uint32_t kind = 0; kind < program.interactions.size(); ++kind) {
    const InteractionTable& table = data.interactions(kind);
    for (std::uint32_t row = 0; row < table.size(); ++row) {
      if (table.contact[row] == kNoRow) continue;
      Event& event = events.emplace_back();
      event.kind = Event::Kind::kInteraction;
      event.at = table.at.numbers[row];
      event.interaction = kind;
      event.contact = ids.value(table.contact[row]).text;
      for (std::uint32_t i = 0; i < table.attributes.size(); ++i) {
        if (!table.attributes[i].missing(row)) event.fields.push_back({i, table.attributes[i].value(row)});
      }
    }
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: session_bench RULES [EVENTS] [WARM]\n");
    return 2;
  }
  const auto program = read_rules(argv[1]);
  if (!program) return 1;
  PlanOptions options;
  options.run = true;
  const auto plan = make_plan(*program, options);
  const Dataset records = Generator(*program, 1).make(false);
  std::vector<Event> events;
  {
    const Dataset data = Generator(*program, 1).make();
    events = events_of(*program, data);
  }
  const std::size_t timed =
      std::min<std::size_t>(events.size(), argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200'000);
  const std::size_t warm =
      std::min<std::size_t>(events.size() - timed, argc > 3 ? std::strtoull(argv[3], nullptr, 10) : events.size());
  running::Session session(plan);
  std::vector<Decision> decisions;
  auto begin = std::chrono::steady_clock::now();
  session.load(records, events.front().at, decisions);
  std::printf("loading %zu leads: %.0f ms\n", records.table(RecordKind::kLead).size(), milliseconds_since(begin));
  begin = std::chrono::steady_clock::now();
  std::size_t made = 0;
  for (std::size_t i = 0; i < warm; ++i) {
    decisions.clear();
    session.apply(events[i], decisions);
    made += decisions.size();
  }
  std::printf("before: %zu events in %.0f ms, %zu decisions\n", warm, milliseconds_since(begin), made);
  static_cast<void>(session.take_changes());
  std::vector<double> times;
  times.reserve(timed);
  made = 0;
  begin = std::chrono::steady_clock::now();
  for (std::size_t i = warm; i < warm + timed; ++i) {
    const auto start = std::chrono::steady_clock::now();
    decisions.clear();
    session.apply(events[i], decisions);
    made += decisions.size();
    times.push_back(milliseconds_since(start) * 1000);
  }
  const double all = milliseconds_since(begin);
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  std::printf("%zu events in %.0f ms: %.0f a second, p50 %.2f us, p99 %.2f us, most %.0f us, %zu decisions\n", timed,
              all, static_cast<double>(timed) / all * 1000, at(0.5), at(0.99), times.back(), made);
  return 0;
}
