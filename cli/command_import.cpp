// SPDX-License-Identifier: Apache-2.0
// `leadline import`: files into a state, records silently, rows `through form` through matching.
#include <fmt/format.h>

#include <algorithm>

#include "cli/as_of.hpp"
#include "cli/bad_rows.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/run_summary.hpp"
#include "cli/runner.hpp"
#include "engine/data/json_writer.hpp"
#include "engine/files/load.hpp"

namespace leadline::cli {

namespace {

Event submission_of(const FormRow& row) {
  Event event;
  event.kind = Event::Kind::kSubmission;
  event.id = row.id;
  event.at = row.at;
  event.source = row.source;
  event.form = row.form;
  event.interaction = row.interaction;
  event.answers = row.answers;
  return event;
}

// The event as a line, for a state that keeps it because it was rejected.
std::string line_of(const Event& event, const Program& program) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("type").text("submission").key("form").text(event.form);
  if (event.interaction != Event::kNoKind) json.key("kind").text(program.interactions[event.interaction].name);
  if (!event.id.empty()) json.key("id").text(event.id);
  json.key("at").time(event.at).key("via").text(event.source).key("fields").begin_object();
  for (const auto& [name, answer] : event.answers) json.key(name).text(answer);
  json.end_object().end_object();
  return text;
}

}  // namespace

ExitCode run_import(const ImportOptions& options) {
  const CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const Program& program = *rules.program;
  const Result<std::int64_t> at = parse_as_of(options.at, program, "--at");
  if (!at) return wrong_usage(at.error().message);
  RunTarget target;
  target.state = options.state;
  target.out = options.out;
  target.accept_new_rules = options.accept_new_rules;
  target.react_to_loaded = options.react_to_loaded;
  Result<std::unique_ptr<Runner>> started = Runner::start(rules, target);
  if (!started) return failed(started.error());
  Runner& runner = **started;
  for (const std::string& note : runner.notes()) complain(note);

  Stopwatch watch;
  Dataset data(program);
  std::vector<FormRow> rows;
  BadRowFile bad(options.bad_file.empty() ? default_bad_file(options.out) : options.bad_file);
  Result<LoadSummary> loaded = Error{};
  {
    Progress progress(!options.quiet);
    LoadOptions load_options;
    load_options.stop_at_bad_row = options.bad_rows == "stop";
    load_options.bad_values_missing = options.bad_values == "missing";
    load_options.threads = options.threads;
    load_options.on_bad_row = [&](const BadRow& row) { bad.add(row); };
    load_options.on_form_row = [&](FormRow row) { rows.push_back(std::move(row)); };
    load_options.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("reading", done, total); };
    loaded = load(options.data, load_options, data);
  }
  if (!loaded) return failed(loaded.error());
  if (const Result<bool> closed = bad.close(); !closed) return failed(closed.error());
  for (const std::string& file : loaded->unmatched_files)
    complain(fmt::format("`{}` fits no source; it was left out", file));

  runner.load(data, *at);
  for (FormRow& row : rows) {
    if (row.at == kMissing64) row.at = *at;
  }
  // A batch is compared with itself in the order of its times, then source, then id.
  std::stable_sort(rows.begin(), rows.end(), [](const FormRow& a, const FormRow& b) {
    if (a.at != b.at) return a.at < b.at;
    return a.source != b.source ? a.source < b.source : a.id < b.id;
  });
  for (const FormRow& row : rows) {
    const Event event = submission_of(row);
    runner.take(event, line_of(event, program));
  }
  if (const Result<bool> done = runner.commit({}, true); !done) return failed(done.error());
  const double seconds = watch.lap();
  if (!options.quiet) {
    report(fmt::format("read       {} in {}{}\n", counted(loaded->rows, "row"), counted(loaded->files.size(), "file"),
                       rows.empty() ? "" : fmt::format(", {} through a form", grouped(rows.size()))));
    if (bad.count() != 0) report(fmt::format("bad rows   {} in `{}`\n", grouped(bad.count()), bad.path()));
    report(run_summary(options.rules, target, runner, seconds, program));
  }
  if (const Result<bool> closed = runner.close(); !closed) return failed(closed.error());
  return ExitCode::kFine;
}

}  // namespace leadline::cli
