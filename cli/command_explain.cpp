// SPDX-License-Identifier: Apache-2.0
// `leadline explain`: one record, and why it stands where it stands.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/as_of.hpp"
#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/explain_json.hpp"
#include "cli/explain_since.hpp"
#include "cli/explain_text.hpp"
#include "cli/nearest.hpp"
#include "cli/state_records.hpp"
#include "cli/what_if/compare.hpp"
#include "cli/what_if/why_not_text.hpp"
#include "engine/files/load.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/score.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kSmallScene = 500;  // records
constexpr std::size_t kMostWays = 5;

constexpr RecordKind kOrder[] = {RecordKind::kLead, RecordKind::kContact, RecordKind::kAccount,
                                 RecordKind::kOpportunity};

std::optional<RecordKind> kind_named(const std::string& name) {
  for (const RecordKind kind : kOrder) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

// What to say about an id that no record of the asked kind has.
std::string not_found(const Dataset& data, const ExplainOptions& options, const std::vector<BadRow>& bad) {
  const std::optional<RecordKind> asked = kind_named(options.kind);
  std::string text = fmt::format("there is no {} `{}` in the data", asked ? name_of(*asked) : "record", options.id);
  for (const RecordKind kind : kOrder) {
    if (data.find(kind, options.id) != kNoRow)
      return text + fmt::format("; a {} has this id: add `--kind {}`", name_of(kind), name_of(kind));
  }
  for (const BadRow& row : bad) {
    if (row.value_only || row.row.find(options.id) == std::string::npos) continue;
    return text + fmt::format("; a row with it was set aside: {}:{}: {}", row.file, row.line, row.reason);
  }
  std::vector<std::string_view> ids;
  for (const RecordKind kind : kOrder) {
    if (asked && *asked != kind) continue;
    const Column& column = data.table(kind).columns[static_cast<std::size_t>(data.program().schema(kind).id)];
    for (const std::uint32_t code : column.codes) ids.push_back((*column.dictionary)[code]);
  }
  const std::vector<std::string> near = nearest_names(options.id, ids, 3);
  if (near.empty()) return text;
  std::vector<std::string> quoted;
  quoted.reserve(near.size());
  for (const std::string& id : near) quoted.push_back('`' + id + '`');
  return text + fmt::format("; did you mean {}?", joined(quoted, "or"));
}

}  // namespace

namespace {

// The records of a state, or of files; the clock of the state goes to `clock`.
Result<std::unique_ptr<Dataset>> read_records(const CompiledRules& rules, const ExplainOptions& options,
                                              std::vector<BadRow>& bad, std::int64_t& clock) {
  const Program& program = *rules.program;
  if (!options.state.empty()) return read_state(rules, options.state, clock);
  auto data = std::make_unique<Dataset>(program);
  Progress progress(true);
  LoadOptions load_options;
  load_options.threads = options.threads;
  load_options.on_bad_row = [&](const BadRow& row) { bad.push_back(row); };
  load_options.on_progress = [&](std::uint64_t done, std::uint64_t total) { progress.show("reading", done, total); };
  const Result<LoadSummary> loaded = load(options.data, load_options, *data);
  progress.clear();
  if (!loaded) return loaded.error();
  return data;
}

// The record with what is linked with it: as little of it as tells the same, at most everything.
Scene scene_of(const Plan& plan, const Facts& facts) {
  const RecordLedger& ledger = facts.ledger();
  Scene scene(facts.data(), ledger.kind, ledger.row, kSmallScene);
  const Result<Scene::Copy> copy = scene.with({});
  const RecordLedger again = explain(plan, *copy->data, facts.as_of(), ledger.kind, copy->row);
  if (differences(facts.program(), ledger, again).empty()) return scene;
  return {facts.data(), ledger.kind, ledger.row, ~std::size_t{0}};
}

ExitCode tell_what_if(const ExplainOptions& options, const Plan& plan, const Facts& facts) {
  const RecordLedger& ledger = facts.ledger();
  Alteration alteration;
  for (const std::string& words : options.with) {
    const Result<bool> read = read_alteration(facts.program(), ledger.kind, words, facts.as_of(), alteration);
    if (!read) return wrong_usage("--with: " + read.error().message);
  }
  const Scene scene = scene_of(plan, facts);
  const Result<Scene::Copy> copy = scene.with(alteration);
  if (!copy) return wrong_usage("--with: " + copy.error().message);
  const RecordLedger after = explain(plan, *copy->data, facts.as_of(), ledger.kind, copy->row);
  print(options.format == "json" ? what_if_json(facts, after, alteration, scene)
                                 : what_if_text(facts, after, alteration, scene));
  return ExitCode::kFine;
}

ExitCode tell_why_not(const ExplainOptions& options, const Plan& plan, const Facts& facts) {
  const RecordLedger& ledger = facts.ledger();
  const Result<std::vector<WhyNotGoal>> goals = goals_of(facts.program(), ledger, options.to);
  if (!goals) return wrong_usage("--to: " + goals.error().message);
  const Scene scene = scene_of(plan, facts);
  std::vector<WhyNotAnswer> answers;
  answers.reserve(goals->size());
  for (const WhyNotGoal& goal : *goals) answers.push_back(why_not(plan, scene, ledger, facts.as_of(), goal, kMostWays));
  print(options.format == "json" ? why_not_json(facts, answers, scene) : why_not_text(facts, answers, scene));
  return ExitCode::kFine;
}

}  // namespace

ExitCode run_explain(const ExplainOptions& options) {
  if (options.data.empty() == options.state.empty()) {
    return wrong_usage("give either data files or --state: one of them holds the record");
  }
  const int questions = (options.with.empty() ? 0 : 1) + (options.why_not ? 1 : 0) + (options.since.empty() ? 0 : 1);
  if (questions > 1) {
    return wrong_usage("--since, --why-not and --with are three questions: ask one at a time");
  }
  if (!options.to.empty() && !options.why_not) return wrong_usage("--to says to what --why-not asks: give that too");
  if (!options.since.empty() && options.format != "text") return wrong_usage("--since is told as text only");
  const CompiledRules rules = compile_rules(options.rules);
  if (!rules.program) return rules.exit_code;
  const Program& program = *rules.program;
  Result<std::int64_t> as_of = parse_as_of(options.as_of, program);
  if (!as_of) return wrong_usage(as_of.error().message);
  const Result<std::int64_t> since = parse_as_of(options.since, program, "--since");
  if (!since) return wrong_usage(since.error().message);
  std::vector<BadRow> bad;
  std::int64_t clock = kMissing64;
  const Result<std::unique_ptr<Dataset>> records = read_records(rules, options, bad, clock);
  if (!records) return failed(records.error());
  const Dataset& data = **records;
  if (options.as_of.empty() && clock != kMissing64) as_of = clock;
  std::optional<RecordKind> kind = kind_named(options.kind);
  if (!kind) {
    const auto* found = std::find_if(std::begin(kOrder), std::end(kOrder),
                                     [&](RecordKind k) { return data.find(k, options.id) != kNoRow; });
    if (found != std::end(kOrder)) kind = *found;
  }
  const std::uint32_t row = kind ? data.find(*kind, options.id) : kNoRow;
  if (row == kNoRow) return failed(not_found(data, options, bad));
  const std::shared_ptr<const Plan> plan = make_plan(program);
  const RecordLedger ledger = explain(*plan, data, *as_of, *kind, row);
  const Facts facts(rules.sources, program, data, ledger, *as_of);
  if (!options.since.empty()) {
    const RecordLedger before = explain(*plan, data, *since, *kind, row);
    print(explain_since(Facts(rules.sources, program, data, before, *since), facts));
    return ExitCode::kFine;
  }
  if (options.why_not) return tell_why_not(options, *plan, facts);
  if (!options.with.empty()) return tell_what_if(options, *plan, facts);
  print(options.format == "json" ? explain_json(facts) : explain_text(facts));
  for (const BadRow& set_aside : bad) {
    if (set_aside.value_only || set_aside.row.find(options.id) == std::string::npos) continue;
    complain(fmt::format("a row that mentions `{}` was set aside and does not count: {}:{}: {}", options.id,
                         set_aside.file, set_aside.line, set_aside.reason));
  }
  return ExitCode::kFine;
}

}  // namespace leadline::cli
