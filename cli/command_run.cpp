// SPDX-License-Identifier: Apache-2.0
// `leadline run`: events in, decisions out, the state between them.
#include <fmt/format.h>

#include <chrono>
#include <csignal>

#include "cli/as_of.hpp"
#include "cli/bad_rows.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/event_input.hpp"
#include "cli/run_summary.hpp"
#include "cli/runner.hpp"
#include "engine/data/read_event.hpp"
#include "engine/run/session/events_ahead.hpp"

namespace leadline::cli {

namespace {

// A batch is committed when it has as many events, or is as old, or the input has ended.
constexpr std::size_t kBatch = 1000;
constexpr int kBatchMs = 100;
// Where nothing comes for so long, the state's tables are brought up to date.
constexpr int kIdleMs = 1000;

volatile std::sig_atomic_t stop_asked = 0;

// Interrupted and asked to end, a run commits what it has taken.
void stop_on_signals() {
  struct sigaction action{};
  action.sa_handler = [](int) { stop_asked = 1; };
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

// Takes all events of the input.
Result<bool> take_all(EventInput& input, const std::string& source, const Program& program, Runner& runner,
                      Progress& progress) {
  EventReader reader(program, source);
  EventProblem problem;
  running::EventsAhead<std::string> ahead(runner.session());  // with their lines
  const auto take = [&] {
    const auto& [event, line] = ahead.take();
    runner.take(event, line);
  };
  const auto waiting = [&] { return runner.waiting() + ahead.size(); };
  auto since = std::chrono::steady_clock::now();
  for (;;) {
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since);
    const int left = kBatchMs - static_cast<int>(std::min<std::int64_t>(age.count(), kBatchMs));
    if (waiting() >= kBatch || (waiting() != 0 && left == 0)) {
      while (ahead.size() != 0) take();
      if (const Result<bool> done = runner.commit(input.positions()); !done) return done.error();
      progress.show("events", input.taken(), input.size());
      since = std::chrono::steady_clock::now();
    }
    if (runner.reader_gone()) return true;
    if (ahead.full()) take();
    std::string_view line;
    const int wait = ahead.size() != 0 ? 0 : runner.waiting() != 0 ? std::max(left, 1) : runner.behind() ? kIdleMs : -1;
    const EventInput::Next next = stop_asked != 0 ? EventInput::Next::kEnd : input.next(line, wait);
    // No event waits for one that is not there yet.
    if (next != EventInput::Next::kLine && ahead.size() != 0) {
      while (ahead.size() != 0) take();
      if (next == EventInput::Next::kWait) continue;
    }
    if (next == EventInput::Next::kFailed) return Error{input.error()};
    if (next == EventInput::Next::kWait) {
      if (runner.waiting() != 0 || !runner.behind()) continue;
      if (const Result<bool> done = runner.commit(input.positions(), true); !done) return done.error();
      continue;
    }
    if (next == EventInput::Next::kEnd) break;
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (waiting() == 0) since = std::chrono::steady_clock::now();
    auto& [event, its_line] = ahead.next();
    if (reader.read(line, event, problem)) {
      its_line = line;
      ahead.add();
      continue;
    }
    BadRow bad;
    const EventInput::Place place = input.place();
    bad.file = place.file;
    bad.line = place.line;
    bad.column_name = problem.key;
    bad.value = problem.value;
    bad.reason = problem.reason;
    bad.row = std::string(line);
    runner.take_bad(bad);
  }
  return true;
}

// What events come from, where they do not say it themselves.
std::string source_of(const std::string& input) {
  if (input == "-") return {};
  const Result<TopicName> topic = is_topic(input) ? read_topic_name(input) : Result<TopicName>(TopicName{});
  return is_topic(input) && topic ? topic->topic : input;
}

}  // namespace

ExitCode run_run(const RunOptions& options) {
  const CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  std::int64_t until = kMissing64;
  if (!options.until.empty()) {
    const Result<std::int64_t> time = parse_as_of(options.until, *rules.program, "--until");
    if (!time) return wrong_usage(time.error().message);
    until = *time;
  }
  RunTarget target;
  target.state = options.state;
  target.source = source_of(options.in);
  target.out = options.out;
  target.bad_file = options.bad_file.empty() ? default_bad_file(options.out) : options.bad_file;
  target.accept_new_rules = options.accept_new_rules;
  target.react_to_loaded = options.react_to_loaded;
  target.topics.stop_at_end = options.stop_at_end;
  for (const std::string& property : options.kafka_properties) {
    const std::size_t equals = property.find('=');
    if (equals == std::string::npos || equals == 0)
      return wrong_usage(fmt::format("`{}` is no property; write --kafka-property name=value", property));
    target.topics.properties.emplace_back(property.substr(0, equals), property.substr(equals + 1));
  }
  if (options.stop_at_end && !is_topic(options.in))
    return wrong_usage("--stop-at-end is for a topic; a file ends by itself");
  Result<std::unique_ptr<Runner>> started = Runner::start(rules, target);
  if (!started) return failed(started.error());
  Runner& runner = **started;
  for (const std::string& note : runner.notes()) complain(note);
  const auto position_of = [&](const std::string& name) {
    if (runner.state() != nullptr) return runner.state()->input(name);
    return state::InputPosition{name, 0, 0, {}};
  };
  Result<std::unique_ptr<EventInput>> input = EventInput::open(options.in, position_of, target.topics);
  if (!input) return failed(input.error());
  stop_on_signals();
  Stopwatch watch;
  {
    Progress progress(!options.quiet && (*input)->is_file());
    if (const Result<bool> taken = take_all(**input, target.source, *rules.program, runner, progress); !taken)
      return failed(taken.error());
  }
  const bool interrupted = stop_asked != 0;
  // Without a reader nothing more is decided; what it has not read stays in the state for the next one.
  if (!runner.reader_gone()) {
    if (until != kMissing64 && !interrupted) runner.advance(until);
    if (const Result<bool> done = runner.commit((*input)->positions(), true); !done) return failed(done.error());
  }
  const double seconds = watch.lap();
  if (const std::string left = (*input)->left_over(); !left.empty()) complain(left);
  if (!options.quiet) report(run_summary(options.rules, target, runner, seconds, *rules.program));
  if (const Result<bool> closed = runner.close(); !closed) return failed(closed.error());
  if (interrupted) complain("interrupted; everything so far is committed");
  return ExitCode::kFine;
}

}  // namespace leadline::cli
