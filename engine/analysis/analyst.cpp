// SPDX-License-Identifier: Apache-2.0
// Models in their order, each with what is known of its score before conditions that ask for it are looked at.
#include "engine/analysis/analyst.hpp"

#include <algorithm>

#include "engine/explain/facts.hpp"
#include "engine/program/check_table.hpp"
#include "engine/values/time.hpp"
#include "grammar/tokens.hpp"

namespace leadline::analysis {

Analyst::Analyst(const Sources& s, const Program& p, LeftOff left_off)
    : sources(s), program(p), conditions(p, std::move(left_off)) {
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    const Model& model = program.models[m];
    ModelFacts facts;
    facts.under = conditions.of(model.where, true);
    facts.choices = choices_of(conditions, model);
    facts.ranges = ranges_of(conditions, model, facts.choices, facts.under);
    conditions.axes().know_score(m, facts.ranges.score.numbers());
    Conditions::Sum sum;
    sum.model = m;
    sum.rest = facts.ranges.outside.numbers();
    for (std::uint32_t g = 0; g < model.groups.size(); ++g) {
      conditions.axes().know_group(m, g, facts.ranges.groups[g].numbers());
      sum.groups.push_back(facts.ranges.groups[g].numbers());
    }
    sum.bounds = model.bounds;
    if (model.score == kNoExpr) conditions.know_sum(std::move(sum));
    models.push_back(std::move(facts));
  }
  // A record that is scored has a score, and its groups.
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    Region there = models[m].under;
    for (ExprId e = 0; e < program.exprs.size(); ++e) {
      const Expr& expr = program.exprs[e];
      const bool score = expr.op == Op::kScore || expr.op == Op::kGroupScore;
      if (score && expr.own && expr.index == m) there = conditions.both(there, conditions.present(e, true));
    }
    models[m].conditions = std::move(there);
  }
}

Diagnostic& Analyst::found(const char* check, const Span& span, std::string message, std::string help) {
  return add_finding(diagnostics, check, span, std::move(message), std::move(help));
}

Shown Analyst::show(RecordKind kind, const Box& box) {
  Shown shown;
  shown.witness = make_witness(conditions, kind, conditions.left_off_now() ? Box{} : box);
  shown.ledger = explain(shown.witness, kWitnessNow);
  return shown;
}

RecordLedger Analyst::explain(const Witness& witness, std::int64_t now) {
  if (!conditions.left_off_now()) return run().explain(witness, now);
  // Nobody will hear what is found from here on: a record of which nothing is known costs nothing.
  RecordLedger nothing;
  nothing.kind = witness.records.back().kind;
  nothing.scores.assign(program.models.size(), kMissing64);
  for (const Model& model : program.models) nothing.groups.emplace_back(model.groups.size(), kMissing64);
  nothing.grades.assign(program.models.size(), 0);
  nothing.thresholds.assign(program.thresholds.size(), 0);
  return nothing;
}

WitnessRun& Analyst::run() {
  if (!run_) run_ = std::make_unique<WitnessRun>(program);
  return *run_;
}

Shown Analyst::show_in_stage(const Process& process, std::uint32_t stage, const Box& box) {
  Shown shown;
  shown.witness = make_witness(conditions, process.kind, box);
  std::int64_t since = kWitnessNow;
  for (const auto& [axis, domain] : box.axes()) {
    const Axis& a = conditions.axes()[axis];
    if (a.kind != Axis::Kind::kValue || program.expr(a.expr).op != Op::kTimeInStage || domain.numbers.empty()) continue;
    since = kWitnessNow - std::max<std::int64_t>(0, domain.numbers.lowest());
  }
  const RecordSchema& schema = program.schema(process.kind);
  std::map<std::uint32_t, Value>& fields = shown.witness.records.back().fields;
  const auto set = [&](int field, std::int64_t number, const std::string& text) {
    if (field < 0) return;
    Value value;
    value.type = schema.fields[static_cast<std::size_t>(field)].type;
    value.number = number;
    value.text = text;
    fields[static_cast<std::uint32_t>(field)] = std::move(value);
  };
  set(schema.process, 0, process.name);
  set(schema.stage, 0, process.stages[stage].name);
  set(schema.stage_since, since, "");
  shown.ledger = explain(shown.witness, kWitnessNow);
  return shown;
}

std::string Analyst::written(const Span& span) const {
  return explaining::one_line(grammar::without_comments(sources.text(span)), 70);
}

std::string Analyst::value_text(AxisId axis, std::int64_t number) const {
  const Axis& a = conditions.axes()[axis];
  if (a.kind == Axis::Kind::kAge) return format_duration(number);
  if (a.kind != Axis::Kind::kValue) return std::to_string(number);
  const Type& type = program.expr(a.expr).type;
  switch (type.kind) {
    case TypeKind::kDuration:
      return format_duration(number);
    case TypeKind::kTime:
      return format_time(number);
    case TypeKind::kChoice:
      return "\"" + program.choices[type.choice].words[static_cast<std::size_t>(number)] + "\"";
    case TypeKind::kYesNo:
      return number != 0 ? "yes" : "no";
    default:
      return to_text(Decimal{number});
  }
}

std::vector<const Transition*> tried_in(const Process& process, std::uint32_t stage) {
  std::vector<const Transition*> list;
  for (const AnyStage& any : process.any) {
    if (!any.from[stage]) continue;
    for (const Transition& transition : any.transitions) list.push_back(&transition);
  }
  for (const Transition& transition : process.stages[stage].transitions) list.push_back(&transition);
  return list;
}

}  // namespace leadline::analysis
