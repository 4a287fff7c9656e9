// SPDX-License-Identifier: Apache-2.0
// `leadline score`: rules and data files to scores, with everything that happened on the way said on stderr.
#include <fmt/format.h>

#include <atomic>
#include <optional>

#include "cli/as_of.hpp"
#include "cli/bad_rows.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/ledger_rows.hpp"
#include "cli/parallel_text.hpp"
#include "cli/previous_output.hpp"
#include "cli/score_rows.hpp"
#include "cli/score_summary.hpp"
#include "cli/top_table.hpp"
#include "engine/files/load.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/explain_all.hpp"
#include "engine/run/score.hpp"

namespace leadline::cli {

namespace {

// All lines, or those that differ from an earlier output.
Result<bool> write_scores(const ScoreRows& rows, const ScoreOptions& options, const PreviousOutput* previous,
                          Output& output, ScoreRun& run) {
  const bool csv = options.format == "csv";
  if (csv) {
    std::string header;
    rows.append_csv_header(header);
    output.write(header);
  }
  std::size_t written = 0;
  const LineFormat format = [&](std::size_t line, std::string& out) {
    if (previous != nullptr) {
      std::string text;
      rows.append_csv_line(text, line);
      if (!previous->changed(text)) return;
      if (csv) {
        out += text;
        return;
      }
    }
    csv ? rows.append_csv_line(out, line) : rows.append_ndjson_line(out, line);
  };
  format_lines(rows.size(), options.threads, format, [&](std::string_view text) {
    // A text may hold line breaks in quotes, but only of CSV; counting is for the summary of changed lines.
    if (previous != nullptr) {
      bool quoted = false;
      for (const char c : text) {
        if (c == '"' && csv) quoted = !quoted;
        if (c == '\n' && !quoted) ++written;
      }
    }
    output.write(text);
  });
  run.lines_written = previous == nullptr ? rows.size() : written;
  run.lines_unchanged = rows.size() - run.lines_written;
  return output.close();
}

Result<bool> write_ledger(const LedgerRows& ledger, const Plan& plan, const Dataset& data, const ScoreOptions& options,
                          const ScoreResult& result, Progress& progress, Output& output) {
  const bool ndjson = options.ledger.size() > 7 && options.ledger.compare(options.ledger.size() - 7, 7, ".ndjson") == 0;
  if (!ndjson) {
    std::string header;
    ledger.append_csv_header(header);
    output.write(header);
  }
  TextsInOrder texts([&](std::string_view text) { output.write(text); });
  ExplainAllOptions how;
  how.as_of = result.as_of;
  how.threads = options.threads;
  std::uint64_t total = 0;
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    if (result.records[kind].present) total += data.table(static_cast<RecordKind>(kind)).size();
  }
  std::atomic<std::uint64_t> done = 0;
  explain_all(plan, data, how, [&](StoryBlock& block) {
    std::string text;
    for (std::uint32_t row = block.begin; row < block.end; ++row) {
      const RecordLedger& record = block.story(row);
      ndjson ? ledger.append_ndjson_lines(text, record) : ledger.append_csv_lines(text, record);
    }
    texts.put(block.number, std::move(text));
    progress.show("writing the ledger", done += block.end - block.begin, total);
  });
  progress.clear();
  return output.close();
}

}  // namespace

ExitCode run_score(const ScoreOptions& options) {
  Stopwatch watch;
  CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const Program& program = *rules.program;
  const Result<std::int64_t> as_of = parse_as_of(options.as_of, program);
  if (!as_of) return wrong_usage(as_of.error().message);
  if (program.models.empty() && program.processes.empty()) {
    complain(fmt::format("`{}` has no model and no process: there is nothing to score", options.rules));
  }
  // Before anything takes time: can the results be written where they shall go?
  Result<Output> output = Output::open(options.out);
  if (!output) return failed(output.error());
  std::optional<Output> ledger_output;
  if (!options.ledger.empty()) {
    Result<Output> opened = Output::open(options.ledger);
    if (!opened) return failed(opened.error());
    ledger_output.emplace(std::move(*opened));
  }
  ScoreRun run;
  run.phases.emplace_back("rules", watch.lap());

  Dataset data(program);
  BadRowFile bad(options.bad_file.empty() ? default_bad_file(options.out) : options.bad_file);
  Progress progress(!options.quiet);
  LoadOptions load_options;
  load_options.stop_at_bad_row = options.bad_rows == "stop";
  load_options.bad_values_missing = options.bad_values == "missing";
  load_options.threads = options.threads;
  load_options.on_bad_row = [&](const BadRow& row) { bad.add(row); };
  load_options.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("reading", done, total); };
  const Result<LoadSummary> load_summary = load(options.data, load_options, data);
  progress.clear();
  if (!load_summary) return failed(load_summary.error());
  if (const Result<bool> closed = bad.close(); !closed) return failed(closed.error());
  run.phases.emplace_back("reading", watch.lap());

  const std::shared_ptr<const Plan> plan = make_plan(program);
  leadline::ScoreOptions score_options;
  score_options.as_of = *as_of;
  score_options.threads = options.threads;
  score_options.reasons = options.reasons;
  score_options.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("scoring", done, total); };
  const ScoreResult result = score(*plan, data, score_options);
  progress.clear();
  run.phases.emplace_back("scoring", watch.lap());

  const ScoreRows rows(program, data, result);
  std::optional<PreviousOutput> previous;
  if (!options.only_changed.empty()) {
    Result<PreviousOutput> read = PreviousOutput::read(options.only_changed, rows.columns());
    if (!read) return failed(read.error());
    previous.emplace(std::move(*read));
  }
  if (const Result<bool> wrote = write_scores(rows, options, previous ? &*previous : nullptr, *output, run); !wrote)
    return failed(wrote.error());
  run.phases.emplace_back("writing", watch.lap());
  if (ledger_output) {
    const LedgerRows ledger(rules.sources, program, data, *as_of);
    if (const Result<bool> wrote = write_ledger(ledger, *plan, data, options, result, progress, *ledger_output); !wrote)
      return failed(wrote.error());
    run.phases.emplace_back("ledger", watch.lap());
  }
  if (!options.quiet) {
    run.rules = options.rules;
    run.program = &program;
    run.data = &data;
    run.load = &*load_summary;
    run.result = &result;
    run.bad_file = bad.path();
    run.bad_reasons = bad.reasons();
    run.out = options.out;
    run.ledger = options.ledger;
    report(score_summary(run));
  }
  if (options.top != 0) {
    const std::string table = top_table(program, data, result, options.top);
    if (options.out == "-") {
      report('\n' + table);
    } else {
      print((options.quiet ? "" : "\n") + table);
    }
  }
  return ExitCode::kFine;
}

}  // namespace leadline::cli
