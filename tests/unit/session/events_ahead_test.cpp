// SPDX-License-Identifier: Apache-2.0
#include "engine/run/session/events_ahead.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "engine/graph/plan.hpp"
#include "support/program_builder.hpp"

using namespace leadline;
using namespace leadline::running;

TEST_CASE("events ahead: come out as they went in, with what goes along", "[session]") {
  test::ProgramBuilder builder;
  PlanOptions options;
  options.run = true;
  Session session(make_plan(builder.program, options));
  EventsAhead<std::string> ahead(session);
  CHECK(ahead.size() == 0);
  int in = 0;
  int out = 0;
  const auto put = [&] {
    auto& [event, note] = ahead.next();
    event.id = std::to_string(in);
    note = "note " + std::to_string(in++);
    ahead.add();
  };
  const auto take = [&] {
    const auto& [event, note] = ahead.take();
    CHECK(event.id == std::to_string(out));
    CHECK(note == "note " + std::to_string(out++));
  };
  // What could not be read well is not in it.
  ahead.next().note = "no event";
  CHECK(ahead.size() == 0);
  while (!ahead.full()) put();
  CHECK(ahead.size() == Session::kEventsAhead + 1);
  for (int round = 0; round < 50; ++round) {
    take();
    if (round % 3 == 0) take();
    while (!ahead.full()) put();
  }
  while (ahead.size() != 0) take();
  CHECK(in == out);
}
