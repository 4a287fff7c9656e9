// SPDX-License-Identifier: Apache-2.0
// Mutants against tests.
#include "cli/mutation_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

#include "cli/console.hpp"
#include "cli/explain_facts.hpp"
#include "cli/statement.hpp"
#include "engine/data/parallel.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/test_run.hpp"

namespace leadline::cli {

namespace {

// What was done to the rules: `rule "Student" taken out`, `account.employees >= 200` with 201 for 200.
std::string what_of(const CompiledRules& rules, const Mutant& mutant) {
  const std::string text = one_line(rules.sources.text(mutant.span), 90);
  switch (mutant.kind) {
    case Mutant::Kind::kDropped:
      if (mutant.what.empty()) return fmt::format("`{}` taken out", head_of(rules.sources.text(mutant.span)));
      return mutant.what + " taken out";
    case Mutant::Kind::kFlipped:
      return mutant.what + " turned round";
    case Mutant::Kind::kPoints:
      return fmt::format("{}: {} points for {}", mutant.what, mutant.after, mutant.before);
    case Mutant::Kind::kBound:
    case Mutant::Kind::kWindow:
    case Mutant::Kind::kNumber:
      break;
  }
  if (mutant.what.empty()) return fmt::format("`{}` with {} for {}", text, mutant.after, mutant.before);
  return fmt::format("{}: {} for `{}`", mutant.what, mutant.after, mutant.before);
}

std::string_view name_of(Mutant::Kind kind) {
  switch (kind) {
    case Mutant::Kind::kDropped:
      return "dropped";
    case Mutant::Kind::kFlipped:
      return "flipped";
    case Mutant::Kind::kPoints:
      return "points";
    case Mutant::Kind::kBound:
      return "bound";
    case Mutant::Kind::kNumber:
      return "number";
    case Mutant::Kind::kWindow:
      return "window";
  }
  return {};
}

}  // namespace

void MutationReport::add(const CompiledRules& rules, const std::vector<std::uint32_t>& tests) {
  const Program& program = *rules.program;
  const std::vector<Mutant> mutants = mutants_of(program, [&](SourceId source) { return !rules.is_stock(source); });
  const std::size_t first = outcomes_.size();
  for (const Mutant& mutant : mutants) {
    Outcome& outcome = outcomes_.emplace_back();
    const Source& source = rules.sources[mutant.span.source];
    outcome.file = source.name();
    outcome.line = source.position(mutant.span.begin).line;
    outcome.kind = mutant.kind;
    outcome.what = what_of(rules, mutant);
  }
  Progress progress(true);
  std::atomic<std::size_t> done{0};
  parallel_for(mutants.size(), thread_count(0), [&](std::size_t i) {
    const Program changed = mutated(program, mutants[i]);
    const std::shared_ptr<const Plan> plan = make_plan(changed, PlanOptions{true, true});
    for (const std::uint32_t test : tests) {
      if (test_passes(changed, *plan, test)) continue;
      outcomes_[first + i].caught = true;
      outcomes_[first + i].caught_by = program.tests[test].label;
      break;
    }
    progress.show("mutants", ++done, mutants.size());
  });
}

std::size_t MutationReport::caught() const {
  return static_cast<std::size_t>(
      std::count_if(outcomes_.begin(), outcomes_.end(), [](const Outcome& outcome) { return outcome.caught; }));
}

std::string MutationReport::text() const {
  if (outcomes_.empty()) return "mutants: nothing to change\n";
  std::string out = fmt::format("mutants {} caught: {} of {}", share().text(), caught(), all());
  out += caught() == all() ? "\n" : "; no test notices\n";
  // Of what can be taken out unnoticed, nobody notices the numbers either.
  std::set<std::pair<std::string, std::uint32_t>> dropped;
  std::size_t more = 0;
  for (const Outcome& outcome : outcomes_) {
    if (outcome.caught) continue;
    const std::pair place{outcome.file, outcome.line};
    if (outcome.kind != Mutant::Kind::kDropped && dropped.count(place) != 0) {
      ++more;
      continue;
    }
    if (outcome.kind == Mutant::Kind::kDropped) dropped.insert(place);
    out += fmt::format("  {}:{}: {}\n", outcome.file, outcome.line, outcome.what);
  }
  if (more != 0) out += fmt::format("  and {} more in what can be taken out\n", more);
  return out;
}

void MutationReport::add_json(JsonWriter& json) const {
  json.begin_object().key("caught").count(caught()).key("all").count(all()).key("items").begin_array();
  for (const Outcome& outcome : outcomes_) {
    json.begin_object().key("file").text(outcome.file).key("line").count(outcome.line);
    json.key("kind").text(name_of(outcome.kind)).key("what").text(outcome.what).key("caught").yes_no(outcome.caught);
    json.key("by");
    outcome.caught ? json.text(outcome.caught_by) : json.null();
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace leadline::cli
