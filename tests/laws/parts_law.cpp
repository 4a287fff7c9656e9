// SPDX-License-Identifier: Apache-2.0
// A log that is cut into parts: each of them alone, and any of them together, decide what one session does with all.
#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>

#include "engine/data/read_event.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/session/session.hpp"
#include "engine/run/session/ties.hpp"
#include "engine/run/ticks.hpp"
#include "laws/engine_outcome.hpp"
#include "laws/outcome.hpp"
#include "laws/running_laws.hpp"

namespace leadline::laws {

namespace {

using reference::Interaction;
using reference::Record;
using reference::ReferenceData;
using running::Session;
using running::Ties;

class Sets {
 public:
  explicit Sets(std::size_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), std::size_t{0}); }
  std::size_t root(std::size_t one) {
    while (parents_[one] != one) one = parents_[one] = parents_[parents_[one]];
    return one;
  }
  void join(std::size_t a, std::size_t b) { parents_[root(a)] = root(b); }

 private:
  std::vector<std::size_t> parents_;
};

// What was decided: on the way to events, in the order of each record; and by each event.
using Decided = std::map<std::string, std::vector<std::string>>;

struct Step {
  Event event;
  std::int64_t before = 0, after = 0;  // the clock
};

// The log with what a cut needs of it, and to which set everything belongs.
struct CutLog {
  bool good = false;  // it can be cut
  std::vector<Step> steps;
  std::vector<std::size_t> set_of_step;
  std::map<RecordKind, std::vector<std::size_t>> set_of_record;
  std::vector<std::size_t> set_of_interaction;
  std::set<std::size_t> sets;
};

void add(Decided& decided, std::vector<Decision>& decisions, bool of_event) {
  for (Decision& one : decisions) {
    std::string key = std::to_string(one.sequence) + (of_event ? " event" : " " + std::to_string(one.at));
    if (!of_event) key += one.about_record ? " " + std::string(name_of(one.record)) + " " + one.id : " " + one.text;
    one.number = 0;
    decided[key].push_back(one.to_json());
  }
  decisions.clear();
}

CutLog cut(const Program& program, const Plan& plan, const Story& story) {
  CutLog log;
  Ties ties(plan);
  EventReader reader(program, "test");
  bool submissions = false;
  std::int64_t clock = story.at;
  for (const std::string& line : story.log) {
    Step step;
    EventProblem problem;
    if (!reader.read(line, step.event, problem)) continue;
    if (!ties.hindrance(step.event).empty()) return log;
    submissions = submissions || step.event.kind == Event::Kind::kSubmission;
    step.before = clock;
    step.after = clock = std::max(clock, step.event.at);
    log.steps.push_back(std::move(step));
  }
  for (const running::Obstacle& obstacle : ties.obstacles()) {
    if (submissions || !obstacle.of_forms) return log;
  }

  // What hangs together.
  std::vector<std::vector<std::string>> names;
  const auto named = [&](const Event& event, std::uint64_t sequence) {
    ties.keys_of(event, sequence, submissions, names.emplace_back());
    return names.size() - 1;
  };
  for (std::size_t i = 0; i < log.steps.size(); ++i) log.set_of_step.push_back(named(log.steps[i].event, i + 1));
  for (int k = 0; k < kRecordKinds; ++k) {
    const auto kind = static_cast<RecordKind>(k);
    for (const Record& record : story.loaded.of(kind)) {
      Event event;
      event.kind = Event::Kind::kRecord;
      event.record = kind;
      event.subject = record.fields[static_cast<std::size_t>(program.schema(kind).id)].text;
      for (std::uint32_t field = 0; field < record.fields.size(); ++field) {
        if (!record.fields[field].missing) event.fields.push_back({field, record.fields[field]});
      }
      log.set_of_record[kind].push_back(named(event, 0));
    }
  }
  for (const Interaction& one : story.loaded.interactions) {
    Event event;
    event.kind = Event::Kind::kInteraction;
    event.contact = one.contact;
    event.lead = one.lead;
    log.set_of_interaction.push_back(named(event, 0));
  }
  Sets sets(names.size());
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (const std::string& name : names[i]) sets.join(i, first.try_emplace(name, i).first->second);
  }
  const auto settle = [&](std::vector<std::size_t>& of) {
    for (std::size_t& one : of) log.sets.insert(one = sets.root(one));
  };
  settle(log.set_of_step);
  for (auto& [kind, of] : log.set_of_record) settle(of);
  settle(log.set_of_interaction);
  log.good = true;
  return log;
}

std::shared_ptr<const Plan> plan_of(const Program& program) {
  PlanOptions options;
  options.run = true;
  return make_plan(program, options);
}

}  // namespace

std::size_t parts_of(const Program& program, const Story& story) {
  return cut(program, *plan_of(program), story).sets.size();
}

std::string law_of_parts(const Program& program, const Story& story) {
  const auto plan = plan_of(program);
  const CutLog log = cut(program, *plan, story);
  if (!log.good) return "";
  const std::shared_ptr<const Zone> zone = Zone::find(program.zones.empty() ? "UTC" : program.zones.front());
  bool crowded = false;
  const auto run = [&](const auto& mine, Decided& decided, std::vector<std::string>* in_order) {
    Session session(plan);
    std::vector<Decision> decisions;
    ReferenceData loaded;
    for (int k = 0; k < kRecordKinds; ++k) {
      const auto kind = static_cast<RecordKind>(k);
      for (std::size_t i = 0; i < story.loaded.of(kind).size(); ++i) {
        if (mine(log.set_of_record.at(kind)[i])) loaded.of(kind).push_back(story.loaded.of(kind)[i]);
      }
    }
    for (std::size_t i = 0; i < story.loaded.interactions.size(); ++i) {
      if (mine(log.set_of_interaction[i])) loaded.interactions.push_back(story.loaded.interactions[i]);
    }
    session.load(dataset_of(program, loaded), story.at, decisions);
    for (std::size_t i = 0; i < log.steps.size(); ++i) {
      const Step& step = log.steps[i];
      const bool tick = step.event.kind == Event::Kind::kTick;
      const auto tell = [&](bool of_event) {
        for (const Decision& one : decisions) {
          if (in_order != nullptr) in_order->push_back(one.to_json());
        }
        add(decided, decisions, of_event);
      };
      if (tick || mine(log.set_of_step[i])) {
        if (!tick) session.pass(i + 1, step.after, decisions);
        tell(false);
        session.pass(i, tick ? step.before : step.after, decisions);
        session.apply(step.event, decisions);
        tell(!tick);
      } else if (next_tick(*zone, program.clock, step.before) <= step.after) {
        session.pass(i + 1, step.after, decisions);
        tell(false);
      }
    }
    crowded = crowded || session.crowded();
  };

  Decided whole;
  std::vector<std::string> in_order;
  run([](std::size_t) { return true; }, whole, &in_order);
  Decided alone;
  for (const std::size_t one : log.sets) {
    run([&](std::size_t set) { return set == one; }, alone, nullptr);
  }
  Decided together;
  for (const std::size_t rest : {0U, 1U}) {
    run([&](std::size_t set) { return set % 2 == rest; }, together, nullptr);
  }
  if (crowded) return "";

  Session session(plan);
  std::vector<Decision> decisions;
  session.load(dataset_of(program, story.loaded), story.at, decisions);
  for (const Step& step : log.steps) session.apply(step.event, decisions);
  std::vector<std::string> plain;
  for (const Decision& one : decisions) plain.push_back(one.to_json());
  const std::string fault = difference("apply", plain, "pass ", in_order);
  if (!fault.empty()) return "passed: " + fault;
  const auto lines = [](const Decided& decided) {
    std::vector<std::string> all;
    for (const auto& [key, told] : decided) {
      for (const std::string& one : told) all.push_back(key + ": " + one);
    }
    return all;
  };
  const std::string apart = difference("whole", lines(whole), "parts", lines(alone));
  if (!apart.empty()) return "apart: " + apart;
  const std::string halves = difference("whole", lines(whole), "halves", lines(together));
  return halves.empty() ? halves : "halves: " + halves;
}

}  // namespace leadline::laws
