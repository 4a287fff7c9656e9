// SPDX-License-Identifier: Apache-2.0
// `leadline diff`: two versions of rules, by what they mean, and by what they do to given records.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "cli/as_of.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/diff/data_diff.hpp"
#include "cli/diff/diff_report.hpp"
#include "cli/diff/limits.hpp"
#include "cli/diff/rule_diff.hpp"
#include "cli/diff/witness.hpp"
#include "cli/files.hpp"
#include "cli/model_commands.hpp"
#include "engine/graph/plan.hpp"

namespace leadline::cli {

namespace {

std::vector<LargestMove> largest_moves(const Scored& before, const Scored& after, const ScoreDiff& diff, Causes& causes,
                                       unsigned most) {
  std::vector<const Affected*> moved;
  for (const Affected& record : diff.affected) {
    if (record.largest != 0) moved.push_back(&record);
  }
  const std::size_t count = std::min<std::size_t>(most, moved.size());
  std::partial_sort(
      moved.begin(), moved.begin() + static_cast<std::ptrdiff_t>(count), moved.end(),
      [](const Affected* a, const Affected* b) { return a->largest != b->largest ? a->largest > b->largest : a < b; });
  std::vector<LargestMove> moves;
  for (std::size_t i = 0; i < count; ++i) {
    std::optional<LargestMove> move = largest_move(before, after, *moved[i]);
    if (!move) continue;
    move->causes = causes.of(*moved[i], move->model);
    moves.push_back(std::move(*move));
  }
  return moves;
}

ScoreResult scored(const Plan& plan, const Dataset& data, std::int64_t as_of, unsigned threads) {
  ScoreOptions options;
  options.as_of = as_of;
  options.threads = threads;
  return score(plan, data, options);
}

ExitCode finish(const DiffReport& report, const DiffOptions& options, bool undecided) {
  print(options.format == "json" ? diff_json(report) : diff_text(report));
  if (!report.exceeded.empty()) return ExitCode::kLimit;
  return undecided ? ExitCode::kUnknown : ExitCode::kFine;
}

// Without data: whether any record can be told apart.
ExitCode compare_all(DiffReport& report, const DiffOptions& options, const std::vector<Limit>& limits) {
  WitnessSearch search;
  const bool structural =
      std::any_of(report.rules.models.begin(), report.rules.models.end(),
                  [](const ModelDiff& model) { return model.old_model < 0 || model.new_model < 0; });
  if (report.rules.values) {
    search = find_witness(report.before, report.after, report.rules, report.as_of);
    if (search.found || !structural) report.search = &search;
  }
  bool undecided = false;
  for (const Limit& limit : limits) {
    if (!report.rules.values) continue;
    if (search.found || structural) {
      report.exceeded.push_back(fmt::format("`{}`: {}", limit.text,
                                            search.found ? "a record is scored otherwise" : "a model is new or gone"));
    } else {
      undecided = true;
    }
  }
  return finish(report, options, undecided);
}

ExitCode compare_with_data(DiffReport& report, const DiffOptions& options, const std::vector<Limit>& limits) {
  std::optional<Output> out;
  if (!options.out.empty()) {
    Result<Output> opened = Output::open(options.out);
    if (!opened) return failed(opened.error());
    out.emplace(std::move(*opened));
  }
  const Program& old_program = report.before.program();
  const Program& new_program = report.after.program();
  DataOptions quiet = options.data;
  quiet.bad_file.clear();
  Result<LoadedData> old_data = load_data(old_program, quiet, "with the old rules");
  if (!old_data) return failed(old_data.error());
  Result<LoadedData> new_data = load_data(new_program, options.data, "with the new rules");
  if (!new_data) return failed(new_data.error());
  const std::shared_ptr<const Plan> old_plan = make_plan(old_program);
  const std::shared_ptr<const Plan> new_plan = make_plan(new_program);
  const ScoreResult old_result = scored(*old_plan, *old_data->data, report.as_of, options.data.threads);
  const ScoreResult new_result = scored(*new_plan, *new_data->data, report.as_of, options.data.threads);
  const Scored before{old_program, *old_data->data, old_result};
  const Scored after{new_program, *new_data->data, new_result};
  const ScoreDiff diff = compare_scores(before, after);
  report.scores = &diff;
  Causes causes(report.rules, *old_plan, before, *new_plan, after, report.as_of);
  report.largest = largest_moves(before, after, diff, causes, options.moves);
  for (const Limit& limit : limits) {
    if (const std::optional<std::string> found = exceeded(limit, diff)) report.exceeded.push_back(*found);
  }
  if (out) {
    write_affected(before, after, diff, causes, [&](std::string_view text) { out->write(text); });
    if (const Result<bool> closed = out->close(); !closed) return failed(closed.error());
  }
  return finish(report, options, false);
}

}  // namespace

ExitCode run_diff(const DiffOptions& options) {
  const CompiledRules before = compile_rules(options.old_rules);
  if (!before.program) return before.exit_code;
  const CompiledRules after = compile_rules(options.new_rules);
  if (!after.program) return after.exit_code;
  const Result<std::int64_t> as_of = parse_as_of(options.as_of, *after.program);
  if (!as_of) return wrong_usage(as_of.error().message);
  std::vector<Limit> limits;
  for (const std::string& text : options.fail_if) {
    Result<Limit> limit = parse_limit(text, *before.program, *after.program);
    if (!limit) return wrong_usage(limit.error().message);
    if (options.data.data.empty() && needs_data(*limit)) {
      complain(
          fmt::format("--fail-if: `{}` counts records, and no data is given; without data there is `differs`", text));
      return ExitCode::kUsage;
    }
    limits.push_back(std::move(*limit));
  }
  if (options.data.data.empty() && !options.out.empty())
    return wrong_usage("--out: no data is given, so no records are affected");
  const Meaning old_meaning(before.sources, *before.program);
  const Meaning new_meaning(after.sources, *after.program);
  const RulesDiff rules = compare_rules(old_meaning, new_meaning);
  DiffReport report{old_meaning, new_meaning, options.old_rules, options.new_rules, *as_of, rules, nullptr, nullptr,
                    {},          {}};
  return options.data.data.empty() ? compare_all(report, options, limits) : compare_with_data(report, options, limits);
}

}  // namespace leadline::cli
