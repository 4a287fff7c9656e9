// SPDX-License-Identifier: Apache-2.0
// Lines of a test, one after the other.
#include "engine/run/test_run.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/run/test_decisions.hpp"
#include "engine/run/test_effects.hpp"
#include "engine/run/test_world.hpp"
#include "engine/run/ticks.hpp"
#include "engine/values/time.hpp"
#include "engine/values/zone.hpp"

namespace leadline {

namespace {

// Where a test that names no time begins.
constexpr std::int64_t kNoTime = 946'684'800'000;  // 2000-01-01

class TestRun {
 public:
  TestRun(const Program& program, const Plan& plan, std::uint32_t index)
      : program_(program),
        plan_(plan),
        index_(index),
        test_(program.tests[index]),
        world_(program, test_),
        reads_(program),
        zone_(Zone::find(program.zones.empty() ? "UTC" : program.zones.front())) {
    if (!zone_) zone_ = Zone::utc();
    clock_ = kNoTime;
    for (const TestLine& line : test_.lines) {
      if (!line.at) continue;
      clock_ = *line.at;
      break;
    }
    last_.resize(test_.records.size());
  }

  TestResult run() {
    for (std::uint32_t i = 0; i < test_.lines.size() && result_.outcome != TestResult::Outcome::kNotRun; ++i) step(i);
    // A test that has already failed has failed, whatever could not be run behind it.
    if (!result_.failures.empty()) result_.outcome = TestResult::Outcome::kFailed;
    return std::move(result_);
  }

 private:
  void step(std::uint32_t index) {
    const TestLine& line = test_.lines[index];
    switch (line.kind) {
      case TestLine::Kind::kRecord:
        advance(line.at.value_or(clock_));
        world_.change(line.record, line.fields, clock_);
        evaluate(world_.touched_by(line.record));
        return;
      case TestLine::Kind::kInteraction:
        interaction(line);
        return;
      case TestLine::Kind::kAt:
        if (!line.at) return;
        decisions_.clear();
        refused_.clear();
        if (*line.at < clock_) {
          fail(index, {"the clock already stands at " + format_time(clock_, zone_.get()) + " and never goes back"});
          return;
        }
        advance(*line.at);
        if (ticked_ != clock_) evaluate(world_.all());
        return;
      case TestLine::Kind::kMove:
        move(line);
        return;
      case TestLine::Kind::kExpect:
        expect(index);
        return;
      case TestLine::Kind::kSubmit:
        not_run("`submit` needs matching, which `leadline test` does not run yet", line.span);
        return;
      case TestLine::Kind::kMerge:
        not_run("`merge` is not run by `leadline test` yet", line.span);
        return;
    }
  }

  void not_run(std::string reason, const Span& span) {
    result_.outcome = TestResult::Outcome::kNotRun;
    result_.reason = std::move(reason);
    result_.span = span;
  }

  // Moves the clock; at every midnight of the file's zone on the way, or as often as `clock every` says, all records
  // are looked at. An earlier time leaves the clock where it is.
  void advance(std::int64_t to) {
    while (clock_ < to) {
      const std::int64_t tick = next_tick(*zone_, program_.clock, clock_);
      if (tick > to) break;
      clock_ = tick;
      ticked_ = tick;
      evaluate(world_.all());
    }
    clock_ = std::max(clock_, to);
  }

  void evaluate(const std::vector<std::uint32_t>& records) {
    for (const std::uint32_t record : records) evaluate(record);
  }

  [[nodiscard]] bool evaluated(RecordKind kind) const {
    const auto about = [&](const auto& thing) { return thing.kind == kind; };
    return std::any_of(program_.models.begin(), program_.models.end(), about) ||
           std::any_of(program_.processes.begin(), program_.processes.end(), about);
  }

  void evaluate(std::uint32_t record) {
    if (!evaluated(world_.kind(record))) return;
    const std::shared_ptr<const Dataset> data = world_.data();
    const RecordLedger ledger = explain(plan_, *data, clock_, world_.kind(record), world_.row(record));
    take(record, ledger, {}, false);
  }

  // Keeps what an evaluation decided, and looks at what it would have set off.
  void take(std::uint32_t record, const RecordLedger& ledger, const std::string& by, bool by_hand) {
    const RecordSchema& schema = program_.schema(world_.kind(record));
    const bool placed = ledger.process != 0 && world_.field(record, schema.stage).missing;
    if (ledger.process != 0) note_moves(record, ledger, placed, by_hand);
    note_reactions(record, ledger);
    world_.take(record, ledger, clock_, by);
    last_[record] = ledger;
  }

  void note(const std::vector<Action>& actions, RecordKind subject, bool certain) {
    add_decisions(actions, certain, decisions_);
    for (SkippedAction& action : effects_of(program_, actions, subject)) {
      const auto same = [&](const SkippedAction& other) {
        return other.span == action.span && other.effect == action.effect;
      };
      if (std::none_of(skipped_.begin(), skipped_.end(), same)) skipped_.push_back(std::move(action));
    }
  }

  void note_moves(std::uint32_t record, const RecordLedger& ledger, bool placed, bool by_hand) {
    const Process& process = program_.processes[ledger.process - 1U];
    if (placed) note(process.stages[0].on_enter, process.kind, true);
    std::vector<const Transition*> fired;
    for (const TriedTransition& tried : ledger.tried) {
      if (tried.outcome != TriedTransition::Outcome::kFired) continue;
      fired.push_back(tried.any >= 0 ? &process.any[static_cast<std::size_t>(tried.any)].transitions[tried.transition]
                                     : &process.stages[tried.from].transitions[tried.transition]);
    }
    for (std::size_t i = 0; i < ledger.moves.size(); ++i) {
      note(process.stages[ledger.moves[i].first].on_exit, process.kind, true);
      const std::size_t automatic = by_hand ? i - 1 : i;  // the first is the one by hand
      if (!(by_hand && i == 0) && automatic < fired.size()) note(fired[automatic]->actions, process.kind, true);
      note(process.stages[ledger.moves[i].second].on_enter, process.kind, true);
    }
    if (ledger.stage == 0 || ledger.stage_since == kMissing64) return;
    const std::uint32_t stage = ledger.stage - 1U;
    const auto waited = [&](const Wait& wait) { return clock_ >= ledger.stage_since + wait.milliseconds; };
    for (const After& after : process.stages[stage].after) {
      if (waited(after.wait) && stays_.emplace(record, ledger.stage_since, &after).second) {
        note(after.actions, process.kind, after.wait.hours < 0);
      }
    }
    for (const Deadline& deadline : process.deadlines) {
      if (deadline.stage == stage && waited(deadline.wait) &&
          stays_.emplace(record, ledger.stage_since, &deadline).second) {
        note(deadline.actions, process.kind, false);
      }
    }
  }

  void note_reactions(std::uint32_t record, const RecordLedger& ledger) {
    const RecordKind kind = world_.kind(record);
    const std::vector<std::string> before = last_[record] ? last_[record]->reached : std::vector<std::string>{};
    for (const Reaction& reaction : program_.reactions) {
      bool may = false;
      bool certain = false;
      switch (reaction.event) {
        case Reaction::Event::kEntersSegment:
        case Reaction::Event::kLeavesSegment:
          may = true;
          break;
        case Reaction::Event::kReaches:
          for (const std::uint32_t t : reaction.thresholds) {
            const std::string& name = program_.thresholds[t].full_name;
            may = may || (kind == reaction.kind && std::count(ledger.reached.begin(), ledger.reached.end(), name) >
                                                       std::count(before.begin(), before.end(), name));
          }
          certain = reaction.thresholds.size() == 1;
          break;
        case Reaction::Event::kEntersGrade:
          may = kind == reaction.kind && ledger.grades[reaction.model] == reaction.grade + 1 &&
                (!last_[record] || last_[record]->grades[reaction.model] != ledger.grades[reaction.model]);
          break;
        case Reaction::Event::kEntersStage:
          if (kind != reaction.kind || ledger.process == 0) break;
          for (const auto& [from, to] : ledger.moves)
            may = may || program_.processes[ledger.process - 1U].stages[to].name == reaction.stage;
          break;
        case Reaction::Event::kDoes:
          break;  // see interaction()
      }
      if (may) note(reaction.actions, reaction.kind, certain);
    }
  }

  void interaction(const TestLine& line) {
    const std::int64_t at = line.at.value_or(clock_);
    advance(at);
    world_.add_interaction(line.interaction, line.record, line.fields, at);
    for (const Reaction& reaction : program_.reactions) {
      if (reaction.event != Reaction::Event::kDoes || reaction.selection == kNoSelection) continue;
      const Selection& selection = program_.selections[reaction.selection];
      if (std::find(selection.kinds.begin(), selection.kinds.end(), line.interaction) == selection.kinds.end())
        continue;
      note(reaction.actions, reaction.kind, selection.where.empty() && reaction.kind == world_.kind(line.record));
    }
    evaluate(world_.touched_by(line.record));
  }

  void move(const TestLine& line) {
    advance(line.at.value_or(clock_));
    const std::shared_ptr<const Dataset> data = world_.data();
    const std::uint32_t row = world_.row(line.record);
    if (row == kNoRow) {
      refuse(line, "it does not exist yet");
      return;
    }
    MoveByHand by_hand;
    by_hand.stage = line.stage;
    const RecordLedger ledger = Explainer(plan_, *data, clock_).move(world_.kind(line.record), row, by_hand);
    if (!by_hand.refused.empty()) {
      refuse(line, by_hand.refused);
      return;
    }
    take(line.record, ledger, line.by, true);
    for (const std::uint32_t record : world_.touched_by(line.record)) {
      if (record != line.record) evaluate(record);
    }
  }

  void refuse(const TestLine& line, const std::string& why) {
    refused_.push_back("the move of `" + world_.id(line.record) + "` to `" + line.stage + "` was refused: " + why);
  }

  void fail(std::uint32_t line, std::vector<std::string> notes) {
    TestFailure& failure = result_.failures.emplace_back();
    failure.line = line;
    failure.now = clock_;
    failure.notes = std::move(notes);
  }

  void expect(std::uint32_t index) {
    const TestLine& line = test_.lines[index];
    if (line.expect == TestLine::Expect::kCondition) {
      expect_condition(index);
      return;
    }
    if (line.expect == TestLine::Expect::kRejected) {
      if (refused_.empty() != line.negated)
        fail(index, line.negated ? refused_ : std::vector<std::string>{"nothing was rejected"});
      return;
    }
    const Action* unknown = nullptr;
    const Known known = decided(decisions_, line.expect, line.pattern, unknown);
    if (known == Known::kUnknown) {
      not_run(
          "whether this action runs, and with which words, is not known: actions are not carried out by `leadline "
          "test` yet",
          unknown->span);
    } else if ((known == Known::kYes) == line.negated) {
      fail(index, refused_);
    }
  }

  void expect_condition(std::uint32_t index) {
    const TestLine& line = test_.lines[index];
    if (const SkippedAction* action = reads_.depends(line.condition, skipped_)) {
      not_run("an expectation could depend on this `" + action->word +
                  "`, and actions are not carried out by `leadline test` yet",
              action->span);
      return;
    }
    const std::shared_ptr<const Dataset> data = world_.data();
    std::vector<std::uint32_t> rows;
    rows.reserve(test_.records.size());
    for (std::uint32_t record = 0; record < test_.records.size(); ++record) rows.push_back(world_.row(record));
    Expectation expectation = evaluate_expectation(plan_, *data, clock_, index_, index, rows);
    if (expectation.holds != line.negated) return;
    fail(index, refused_);
    TestFailure& failure = result_.failures.back();
    failure.values = std::move(expectation.values);
    failure.data = data;
    add_ledgers(line.condition, rows, failure);
  }

  // The ledgers of the scores that a condition speaks of.
  void add_ledgers(ExprId condition, const std::vector<std::uint32_t>& rows, TestFailure& failure) {
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::int32_t>> wanted;
    std::set<ExprId> seen;
    std::vector<ExprId> todo{condition};
    while (!todo.empty()) {
      const ExprId id = todo.back();
      todo.pop_back();
      if (!seen.insert(id).second) continue;
      const Expr& expr = program_.expr(id);
      todo.insert(todo.end(), expr.children.begin(), expr.children.end());
      const bool named = !expr.children.empty() && program_.expr(expr.children[0]).op == Op::kNamed;
      if (!named) continue;
      const std::uint32_t record = program_.expr(expr.children[0]).index;
      if (expr.op == Op::kScore || expr.op == Op::kGrade) wanted.emplace(record, expr.index, -1);
      if (expr.op == Op::kGroupScore) wanted.emplace(record, expr.index, static_cast<std::int32_t>(expr.second));
      if (expr.op == Op::kThresholdHolds || expr.op == Op::kThresholdReached) {
        std::vector<std::uint32_t> thresholds = expr.thresholds;
        if (thresholds.empty()) thresholds.push_back(expr.index);
        for (const std::uint32_t t : thresholds) {
          if (program_.thresholds[t].model >= 0)
            wanted.emplace(record, static_cast<std::uint32_t>(program_.thresholds[t].model), -1);
        }
      }
    }
    for (const auto& [record, model, group] : wanted) {
      if (rows[record] == kNoRow || program_.models[model].kind != world_.kind(record)) continue;
      failure.ledgers.push_back(
          {explain(plan_, *failure.data, clock_, world_.kind(record), rows[record]), model, group});
    }
  }

  const Program& program_;
  const Plan& plan_;
  std::uint32_t index_;
  const Test& test_;
  TestWorld world_;
  EffectReads reads_;
  std::shared_ptr<const Zone> zone_;
  std::int64_t clock_ = 0;
  std::int64_t ticked_ = kMissing64;               // the last time at which all records were looked at
  std::vector<std::optional<RecordLedger>> last_;  // of each record
  std::vector<DecidedAction> decisions_;           // since the last `at`
  std::vector<std::string> refused_;               // moves, since the last `at`
  std::vector<SkippedAction> skipped_;
  std::set<std::tuple<std::uint32_t, std::int64_t, const void*>>
      stays_;  // record, stage_since, `after` or deadline done
  TestResult result_;
};

}  // namespace

TestResult run_test(const Program& program, const Plan& plan, std::uint32_t test) {
  return TestRun(program, plan, test).run();
}

}  // namespace leadline
