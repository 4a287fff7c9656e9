// SPDX-License-Identifier: Apache-2.0
// Lines that are events, lines that are none with the reason, and one decision of every kind as it is written. The same
// files are held against the schemas of docs/events by tests/docs/check_event_schemas.py.
#include <catch2/catch.hpp>
#include <sstream>

#include "engine/data/json_writer.hpp"
#include "engine/data/read_event.hpp"
#include "engine/program/check.hpp"
#include "engine/program/dump_program.hpp"
#include "engine/run/session/write_decision.hpp"
#include "engine/values/time.hpp"
#include "support/golden.hpp"

using namespace leadline;

namespace {

const std::string kFolder = std::string(LEADLINE_SOURCE_DIR) + "/tests/golden/events/";

std::string text_of(const std::string& name) { return leadline::testing::read_file(kFolder + name); }

void check(const std::string& golden, const std::string& actual) {
  std::string expected;
  leadline::testing::matches_golden(golden, actual, expected);
  CHECK(actual == expected);
}

std::shared_ptr<const Program> rules() {
  Sources sources;
  Diagnostics diagnostics;
  const SourceId main = sources.add("rules.lead", text_of("rules.lead"));
  return check_program(sources, main, {}, diagnostics);
}

std::string shown(const Program& program, const Event& event) {
  std::ostringstream out;
  out << format_time(event.at) << " from " << event.source;
  if (!event.id.empty()) out << " event " << event.id;
  const auto values = [&](const std::vector<Field>& declared) {
    for (const Event::Field& field : event.fields) {
      out << ' ' << declared[field.field].name << '=' << dump_value(program, field.value);
    }
    for (const std::uint32_t field : event.unset) out << " -" << declared[field].name;
  };
  switch (event.kind) {
    case Event::Kind::kRecord:
      out << ' ' << name_of(event.record) << ' ' << event.subject;
      values(program.schema(event.record).fields);
      break;
    case Event::Kind::kInteraction:
      out << ' ' << program.interactions[event.interaction].name << " contact=" << event.contact
          << " lead=" << event.lead;
      values(program.interactions[event.interaction].attributes);
      break;
    case Event::Kind::kSubmission:
      out << " form " << event.form;
      if (event.interaction != Event::kNoKind) out << " as " << program.interactions[event.interaction].name;
      for (const auto& [name, answer] : event.answers) out << ' ' << name << "=<" << answer << '>';
      break;
    case Event::Kind::kMove:
      out << " move " << name_of(event.record) << ' ' << event.subject << " to " << event.stage << " by " << event.by;
      break;
    case Event::Kind::kMerge:
      out << " merge " << name_of(event.record) << ' ' << event.subject;
      for (const std::string& other : event.others) out << ", " << other;
      out << " into " << event.into;
      break;
    case Event::Kind::kTick:
      out << " tick";
      break;
  }
  return out.str();
}

// What becomes of each line of a file.
std::string read_all(const std::string& name) {
  const std::shared_ptr<const Program> program = rules();
  REQUIRE(program);
  EventReader reader(*program, "log.ndjson");
  std::istringstream lines(text_of(name));
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    Event event;
    EventProblem problem;
    if (reader.read(line, event, problem)) {
      result += shown(*program, event) + '\n';
    } else {
      result += (problem.key.empty() ? "" : problem.key + ": ") + problem.reason + '\n';
    }
  }
  return result;
}

Value number(std::int64_t micros) {
  Value value;
  value.type = Type{TypeKind::kNumber};
  value.number = micros;
  return value;
}

Value text(std::string words) {
  Value value;
  value.type = Type{TypeKind::kText};
  value.text = std::move(words);
  return value;
}

// One decision of each kind, with everything that it can say.
std::vector<Decision> decisions() {
  std::vector<Decision> all;
  const auto add = [&](Decision::Kind kind) -> Decision& {
    Decision& decision = all.emplace_back();
    decision.kind = kind;
    decision.at = 1782898200000 + static_cast<std::int64_t>(all.size()) * 250;
    decision.sequence = all.size() / 2;
    decision.record = RecordKind::kLead;
    decision.id = "l1";
    return decision;
  };
  Decision& score = add(Decision::Kind::kScore);
  score.name = "spring";
  score.score = Decimal{45500000};
  score.event = "e-1";
  Decision& grade = add(Decision::Kind::kGrade);
  grade.name = "spring";
  grade.to = "A+";
  Decision& threshold = add(Decision::Kind::kThreshold);
  threshold.name = "spring.sales_ready";
  Decision& segment = add(Decision::Kind::kSegment);
  segment.record = RecordKind::kContact;
  segment.name = "hot";
  segment.yes = false;
  Decision& move = add(Decision::Kind::kMove);
  move.name = "lead_to_opportunity";
  move.from = "inquiry";
  move.to = "sales_acceptance";
  move.by = "any->sales_acceptance";
  move.place = "spring.lead:12";
  add(Decision::Kind::kDeadline).name = "call_back";
  Decision& task = add(Decision::Kind::kTask);
  task.to = "teleprospecting";
  task.text = "Call Ana \"now\"\n";
  Decision& notice = add(Decision::Kind::kNotice);
  notice.to = "sales";
  notice.text = "Ana is ready";
  Decision& send = add(Decision::Kind::kSend);
  send.name = "crm.update";
  send.fields = {{"grade", json_of(text("A"))}, {"budget", json_of(number(2500000))}};
  Decision& assignment = add(Decision::Kind::kAssignment);
  assignment.to = "ben";
  Decision& created = add(Decision::Kind::kCreated);
  Value list;
  list.type = Type{TypeKind::kText, true};
  list.items = {text("a"), text("b")};
  Value flag = number(1);
  flag.type = Type{TypeKind::kYesNo};
  Value time = number(1782898200000);
  time.type = Type{TypeKind::kTime};
  Value duration = number(172800000);
  duration.type = Type{TypeKind::kDuration};
  created.fields = {{"interests", json_of(list)},
                    {"opted_in", json_of(flag)},
                    {"signed_up", json_of(time)},
                    {"patience", json_of(duration)}};
  Decision& updated = add(Decision::Kind::kUpdated);
  Value gone = text("");
  gone.missing = true;
  updated.fields = {{"topic", json_of(gone)}};
  Decision& matched = add(Decision::Kind::kMatched);
  matched.name = "by_email";
  matched.line = 1;
  matched.found = 2;
  matched.text = "email `ana@x.com`";
  Decision& merged = add(Decision::Kind::kMerged);
  merged.from = "l2";
  Decision& rejected = add(Decision::Kind::kRejected);
  rejected.about_record = false;
  rejected.id.clear();
  rejected.text = "`need` is missing";
  add(Decision::Kind::kBroken).name = "No sale without consent";
  add(Decision::Kind::kLoop).text = "a reaction a second time";
  return all;
}

}  // namespace

TEST_CASE("Every kind of event is read") { check(kFolder + "events.read", read_all("events.ndjson")); }

TEST_CASE("What is no event says why, with the place") {
  check(kFolder + "refused.reasons", read_all("refused.ndjson"));
}

TEST_CASE("Every kind of decision is written") {
  std::vector<Decision> all = decisions();
  REQUIRE(all.size() == static_cast<std::size_t>(kDecisionKinds));
  std::string out;
  std::uint64_t number = 0;
  for (Decision& decision : all) {
    CHECK(static_cast<std::size_t>(decision.kind) == number);
    decision.number = ++number;
    write_decision(out, decision);
  }
  check(kFolder + "decisions.ndjson", out);
}

TEST_CASE("A reader takes any number of lines, good after bad") {
  const std::shared_ptr<const Program> program = rules();
  REQUIRE(program);
  EventReader reader(*program, "");
  Event event;
  EventProblem problem;
  for (int round = 0; round < 3; ++round) {
    CHECK_FALSE(reader.read(R"({"type":"lead","id":"l","at":"2026-07-01","topic":{}})", event, problem));
    CHECK(problem.key == "topic");
    REQUIRE(reader.read(R"({"type":"lead","id":"l","at":"2026-07-01","topic":"t"})", event, problem));
    CHECK(event.fields.size() == 1);
    CHECK(event.unset.empty());
  }
}
