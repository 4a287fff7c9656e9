// SPDX-License-Identifier: Apache-2.0
// `leadline duplicates`: rules and data files to groups of records that are one, and a plan to merge them.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <optional>

#include "cli/as_of.hpp"
#include "cli/bad_rows.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/duplicate_text.hpp"
#include "cli/files.hpp"
#include "cli/nearest.hpp"
#include "cli/state_records.hpp"
#include "engine/files/load.hpp"
#include "engine/data/row_plan.hpp"
#include "engine/graph/plan.hpp"

namespace leadline::cli {

namespace {

std::string offer(std::string_view word, const std::vector<std::string_view>& names, std::string_view what) {
  std::string near = did_you_mean(word, names);
  if (!near.empty()) return near;
  std::vector<std::string> quoted;
  for (const std::string_view name : names) quoted.push_back(fmt::format("`{}`", name));
  return quoted.empty() ? fmt::format("; the rules have no {}", what) : fmt::format("; there are {}", joined(quoted));
}

Result<std::vector<std::uint32_t>> strategies_named(const Program& program, const std::vector<std::string>& names) {
  std::vector<std::uint32_t> found;
  for (const std::string& name : names) {
    const auto place = std::find_if(program.strategies.begin(), program.strategies.end(),
                                    [&](const MatchStrategy& strategy) { return strategy.name == name; });
    if (place == program.strategies.end()) {
      std::vector<std::string_view> known;
      for (const MatchStrategy& strategy : program.strategies) known.emplace_back(strategy.name);
      return Error{fmt::format("there is no matching strategy `{}`{}", name, offer(name, known, "strategies"))};
    }
    const auto number = static_cast<std::uint32_t>(place - program.strategies.begin());
    if (std::find(found.begin(), found.end(), number) != found.end()) continue;
    if (!found.empty() && program.strategies[found[0]].kind != place->kind) {
      return Error{fmt::format("`{}` finds {}, `{}` finds {}; duplicates are looked for in one kind at a time",
                               names[0], plural_of(program.strategies[found[0]].kind), name, plural_of(place->kind))};
    }
    found.push_back(number);
  }
  return found;
}

// The field that names the true entity: by its name, or by that of the column that it was read from.
Result<std::uint32_t> truth_field(const Program& program, RecordKind kind, const std::string& name) {
  const RecordSchema& schema = program.schema(kind);
  int field = schema.find(name);
  if (field < 0) field = schema.find(normal_name(name));
  if (field < 0) {
    std::vector<std::string_view> known;
    for (const Field& one : schema.fields) known.emplace_back(one.name);
    std::string near = did_you_mean(name, known);
    if (near.empty()) near = fmt::format("; declare it: `record {} {{ {} text }}`", name_of(kind), normal_name(name));
    return Error{fmt::format("{} has no field `{}`{}", name_of(kind), name, near)};
  }
  const Storage storage = storage_of(schema.fields[static_cast<std::size_t>(field)].type);
  if (storage != Storage::kCodes && storage != Storage::kNumbers)
    return Error{fmt::format("`{}` names no entity: it has to be a text or a number", name)};
  return static_cast<std::uint32_t>(field);
}

std::vector<std::uint32_t> entities(const Column& column) {
  if (column.storage == Storage::kCodes) return {column.codes.begin(), column.codes.end()};
  std::map<std::int64_t, std::uint32_t> numbers;
  std::vector<std::uint32_t> found;
  for (const std::int64_t number : column.numbers) {
    if (number == kMissing64) {
      found.push_back(0);
      continue;
    }
    found.push_back(numbers.emplace(number, static_cast<std::uint32_t>(numbers.size()) + 1).first->second);
  }
  return found;
}

std::string load_summary_text(const LoadSummary& load, const BadRowFile& bad) {
  std::string text =
      fmt::format("{:<10}{} of {}\n", "read", counted(load.rows, "row"), counted(load.files.size(), "file"));
  for (const std::string& file : load.unmatched_files) {
    text += fmt::format("{:<10}`{}` fits no source of the rules and is no kind of record by its name: not read\n", "",
                        file);
  }
  if (load.through_form != 0) {
    text += fmt::format("{:<10}{} of sources that say `through form`: not looked at\n", "",
                        counted(load.through_form, "row"));
  }
  if (load.bad_rows != 0)
    text += fmt::format("{:<10}{} set aside in {}\n", "bad", counted(load.bad_rows, "row"), bad.path());
  if (load.bad_values != 0)
    text += fmt::format("{:<10}{} left out, listed in {}\n", "bad", counted(load.bad_values, "value"), bad.path());
  return text;
}

Result<bool> write(const DuplicatesOptions& options, const DuplicateView& view, std::int64_t at,
                   std::optional<Output>& plan) {
  constexpr std::size_t kPiece = 1U << 16U;
  std::string text;
  if (plan) {
    for (std::size_t group = 0; group < view.result.groups.size(); ++group) {
      append_plan(text, view, group, at);
      if (text.size() < kPiece) continue;
      plan->write(text);
      text.clear();
    }
    plan->write(text);
    text.clear();
    if (Result<bool> closed = plan->close(); !closed) return closed;
  }
  if (options.out == "-") {
    if (!options.truth.empty()) report(truth_text(view));
    return true;
  }
  const std::size_t groups = options.groups == 0 ? view.result.groups.size() : options.groups;
  if (options.format == "json") {
    print(duplicates_json(view, groups));
    return true;
  }
  for (std::size_t group = 0; group < std::min(groups, view.result.groups.size()); ++group) {
    append_group_text(text, view, group);
    if (text.size() < kPiece) continue;
    print(text);
    text.clear();
  }
  if (!options.truth.empty()) text += truth_text(view);
  print(text);
  return true;
}

}  // namespace

ExitCode run_duplicates(const DuplicatesOptions& options) {
  Stopwatch watch;
  if (options.data.empty() == options.state.empty())
    return wrong_usage("give either data files or --state: one of them holds the records");
  CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const Program& program = *rules.program;
  Result<std::int64_t> as_of = parse_as_of(options.as_of, program);
  const Result<std::vector<std::uint32_t>> strategies = strategies_named(program, options.strategies);
  if (!as_of || !strategies) return wrong_usage(as_of ? strategies.error().message : as_of.error().message);
  const RecordKind kind = program.strategies[strategies->front()].kind;
  std::optional<std::uint32_t> truth;
  if (!options.truth.empty()) {
    const Result<std::uint32_t> field = truth_field(program, kind, options.truth);
    if (!field) return wrong_usage(field.error().message);
    truth = *field;
  }
  std::optional<Output> plan_output;
  if (!options.out.empty()) {
    Result<Output> opened = Output::open(options.out);
    if (!opened) return failed(opened.error());
    plan_output.emplace(std::move(*opened));
  }

  std::unique_ptr<Dataset> records;
  std::int64_t clock = kMissing64;
  if (!options.state.empty()) {
    Result<std::unique_ptr<Dataset>> read = read_state(rules, options.state, clock);
    if (!read) return failed(read.error());
    records = std::move(read).value();
    if (options.as_of.empty() && clock != kMissing64) as_of = clock;
  } else {
    records = std::make_unique<Dataset>(program);
  }
  Dataset& data = *records;
  BadRowFile bad(options.bad_file.empty() ? default_bad_file(options.out.empty() ? "-" : options.out)
                                          : options.bad_file);
  Progress progress(!options.quiet);
  LoadOptions load_options;
  load_options.stop_at_bad_row = options.bad_rows == "stop";
  load_options.bad_values_missing = options.bad_values == "missing";
  load_options.threads = options.threads;
  load_options.on_bad_row = [&](const BadRow& row) { bad.add(row); };
  load_options.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("reading", done, total); };
  const Result<LoadSummary> loaded = options.state.empty() ? load(options.data, load_options, data) : LoadSummary();
  progress.clear();
  if (!loaded) return failed(loaded.error());
  if (const Result<bool> closed = bad.close(); !closed) return failed(closed.error());
  const double reading = watch.lap();

  PlanOptions plan_options;
  plan_options.run = true;
  const std::shared_ptr<const Plan> plan = make_plan(program, plan_options);
  DuplicateOptions search;
  search.strategies = *strategies;
  search.as_of = *as_of;
  search.largest_block = options.largest_block;
  search.threads = options.threads;
  if (truth) search.truth = entities(data.table(kind).columns[*truth]);
  search.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("comparing", done, total); };
  const DuplicateResult result = find_duplicates(*plan, data, search);
  progress.clear();
  const double searching = watch.lap();

  const DuplicateView view{rules.sources, program, data, result, options.truth};
  if (const Result<bool> wrote = write(options, view, *as_of, plan_output); !wrote) return failed(wrote.error());
  if (!options.quiet) {
    std::string summary =
        (options.state.empty() ? load_summary_text(*loaded, bad) : fmt::format("{:<10}{}\n", "state", options.state)) +
        duplicate_summary(view);
    if (!options.out.empty() && options.out != "-") summary += fmt::format("{:<10}{}\n", "plan", options.out);
    report(summary + fmt::format("{:<10}reading {:.2f} s, comparing {:.2f} s\n", "time", reading, searching));
  }
  return ExitCode::kFine;
}

}  // namespace leadline::cli
