// SPDX-License-Identifier: Apache-2.0
#include "engine/run/test_effects.hpp"

#include <catch2/catch.hpp>

#include "support/program_builder.hpp"

using namespace leadline;
using leadline::test::ProgramBuilder;

namespace {

struct Fixture {
  ProgramBuilder builder;
  Program& program = builder.program;
  std::uint32_t topic = builder.field(RecordKind::kLead, "topic", test::type_of(TypeKind::kText));
  std::uint32_t grade_text = builder.field(RecordKind::kLead, "rating", test::type_of(TypeKind::kText));

  ExprId add(Expr expr) {
    program.exprs.push_back(std::move(expr));
    return static_cast<ExprId>(program.exprs.size() - 1);
  }
  ExprId self() {
    Expr expr;
    expr.op = Op::kSelf;
    expr.type = {TypeKind::kRecord, false, 0, RecordKind::kLead};
    return add(std::move(expr));
  }
  ExprId present(std::uint32_t field) {
    Expr read;
    read.op = Op::kField;
    read.index = field;
    read.children = {self()};
    Expr expr;
    expr.op = Op::kIsPresent;
    expr.children = {add(std::move(read))};
    return add(std::move(expr));
  }
  ExprId about(Op op, std::uint32_t index) {
    Expr expr;
    expr.op = op;
    expr.index = index;
    expr.children = {self()};
    return add(std::move(expr));
  }
  // `set lead.FIELD = …`
  Action set(std::uint32_t field) {
    Action action;
    action.kind = Action::Kind::kSet;
    action.set.record = self();
    action.set.field = field;
    return action;
  }
};

}  // namespace

TEST_CASE("effects: what actions write", "[run][test_run]") {
  Fixture fixture;
  Action create;
  create.kind = Action::Kind::kCreate;
  create.create = RecordKind::kOpportunity;
  create.fields.resize(1);
  create.fields[0].field = 3;
  Action assign;
  assign.kind = Action::Kind::kAssign;
  Action task;
  Action either;
  either.kind = Action::Kind::kFirstOf;
  either.choices = {task, fixture.set(fixture.topic)};
  const std::vector<SkippedAction> effects =
      effects_of(fixture.program, {create, assign, task, either}, RecordKind::kLead);
  std::vector<Effect> written;
  for (const SkippedAction& effect : effects) written.push_back(effect.effect);
  CHECK(written == std::vector<Effect>{{RecordKind::kOpportunity, -1},
                                       {RecordKind::kOpportunity, 3},
                                       {RecordKind::kLead, fixture.program.schema(RecordKind::kLead).owner},
                                       {RecordKind::kLead, static_cast<std::int32_t>(fixture.topic)}});
}

TEST_CASE("effects: a condition depends on a field through models, thresholds and stages", "[run][test_run]") {
  Fixture fixture;
  Program& program = fixture.program;
  Model model;
  model.name = "m";
  Rule rule;
  rule.condition = fixture.present(fixture.topic);
  model.rules = {rule};
  program.models = {model};
  Threshold threshold;
  threshold.model = 0;
  program.thresholds = {threshold};
  Process process;
  process.stages.resize(2);
  Transition transition;
  transition.to = 1;
  transition.condition = fixture.about(Op::kThresholdReached, 0);
  process.stages[0].transitions = {transition};
  program.processes = {process};
  const ExprId score = fixture.about(Op::kScore, 0);
  const ExprId stage = fixture.present(static_cast<std::uint32_t>(program.schema(RecordKind::kLead).stage));
  const ExprId rating = fixture.present(fixture.grade_text);
  const EffectReads reads(program);
  const std::vector<SkippedAction> skipped = effects_of(program, {fixture.set(fixture.topic)}, RecordKind::kLead);
  CHECK(reads.depends(score, skipped) == skipped.data());
  CHECK(reads.depends(stage, skipped) == skipped.data());
  CHECK(reads.depends(rating, skipped) == nullptr);
  CHECK(reads.depends(score, {}) == nullptr);
}

TEST_CASE("effects: an action that is set off by what another wrote counts too", "[run][test_run]") {
  Fixture fixture;
  Program& program = fixture.program;
  Reaction reaction;
  reaction.event = Reaction::Event::kEntersStage;
  reaction.kind = RecordKind::kLead;
  reaction.actions = {fixture.set(fixture.grade_text)};
  program.reactions = {reaction};
  Process process;
  process.stages.resize(1);
  Transition transition;
  transition.condition = fixture.present(fixture.topic);
  process.stages[0].transitions = {transition};
  program.processes = {process};
  const ExprId rating = fixture.present(fixture.grade_text);
  const EffectReads reads(program);
  // topic moves the lead, the move sets off the reaction, the reaction writes the rating.
  const std::vector<SkippedAction> skipped = effects_of(program, {fixture.set(fixture.topic)}, RecordKind::kLead);
  CHECK(reads.depends(rating, skipped) == skipped.data());
}
