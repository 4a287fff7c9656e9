// SPDX-License-Identifier: Apache-2.0
// `leadline tune`: a model against known outcomes, each record as of its own decision.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "cli/as_of.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/model_commands.hpp"
#include "cli/nearest.hpp"
#include "cli/tune/past_scores.hpp"
#include "cli/tune/tune_report.hpp"
#include "cli/tune/tune_tables.hpp"
#include "engine/graph/plan.hpp"

namespace leadline::cli {

namespace {

Result<std::uint32_t> model_named(const Program& program, const std::string& name) {
  if (program.models.empty()) return Error{"the rules have no model"};
  if (name.empty()) {
    // As everywhere, the first one on leads, else the first.
    for (std::uint32_t m = 0; m < program.models.size(); ++m) {
      if (program.models[m].kind == RecordKind::kLead) return m;
    }
    return std::uint32_t{0};
  }
  std::vector<std::string_view> names;
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    if (program.models[m].name == name) return m;
    names.emplace_back(program.models[m].name);
  }
  return Error{fmt::format("--model: there is no model `{}`{}", name, did_you_mean(name, names))};
}

// A date, or `30%` of the records: those that were decided last.
Result<std::int64_t> holdout_begin(const std::string& text, const Program& program, const PastScores& past) {
  if (text.empty() || text.back() != '%') return parse_as_of(text, program, "--holdout");
  Decimal share;
  const bool number = parse_decimal(std::string_view(text).substr(0, text.size() - 1), share) == DecimalError::kNone;
  if (!number || share.micros < 0 || share >= Decimal::of(100)) {
    return Error{fmt::format("--holdout: `{}` is no share; write 30%, or a date such as 2026-01-01", text)};
  }
  if (past.records.empty() || share.micros == 0) return std::numeric_limits<std::int64_t>::max();
  const Int128 kept = Int128{past.records.size()} * (Decimal::of(100).micros - share.micros) / Decimal::of(100).micros;
  const auto place = static_cast<std::size_t>(kept);
  return place < past.records.size() ? past.records[place].decided : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

ExitCode run_tune(const TuneOptions& options) {
  const CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const Program& program = *rules.program;
  const Result<std::uint32_t> model = model_named(program, options.model);
  if (!model) return wrong_usage(model.error().message);
  const RecordKind kind = program.models[*model].kind;
  const Result<Outcome> outcome = find_outcome(program, kind, options.outcome);
  if (!outcome) return wrong_usage(outcome.error().message);
  const Result<FieldPlace> decided = find_field(program, kind, options.decided_at, "--decided-at");
  if (!decided) return wrong_usage(decided.error().message);
  const Type& type = program.schema(decided->kind).fields[decided->field].type;
  if (type.list || type.kind != TypeKind::kTime) {
    return wrong_usage(fmt::format("--decided-at: `{}` is no time", options.decided_at));
  }
  std::optional<Capacity> capacity;
  if (!options.capacity.empty()) {
    Result<Capacity> parsed = parse_capacity(options.capacity);
    if (!parsed) return wrong_usage(parsed.error().message);
    capacity = *parsed;
  }
  Result<LoadedData> loaded = load_data(program, options.data);
  if (!loaded) return failed(loaded.error());
  const std::shared_ptr<const Plan> plan = make_plan(program);
  Progress progress(!options.data.quiet);
  const PastScores past =
      score_past(*plan, *loaded->data, *model, *outcome, *decided, options.data.threads,
                 [&](std::uint64_t done, std::uint64_t total) { progress.show("scoring", done, total); });
  progress.clear();
  if (past.records.empty())
    return failed(
        fmt::format("no {} has both an outcome and a time of decision: {} without an outcome, {} without a time",
                    name_of(kind), grouped(past.without_outcome), grouped(past.without_time)));
  const Result<std::int64_t> holdout = holdout_begin(options.holdout, program, past);
  if (!holdout) return wrong_usage(holdout.error().message);
  const TuneTables tables = make_tables(program, *model, past, *holdout, capacity);
  const TuneReport report{program, *model, past, tables, capacity, leaks(program, *model, *outcome, *decided)};
  print(options.format == "json" ? tune_json(report) : tune_text(report));
  return ExitCode::kFine;
}

}  // namespace leadline::cli
