// SPDX-License-Identifier: Apache-2.0
// Lines of a test, one after the other.
#include "engine/run/test_run.hpp"

#include <algorithm>
#include <set>

#include "engine/run/session/session.hpp"
#include "engine/run/value_of.hpp"
#include "engine/values/text.hpp"
#include "engine/values/time.hpp"

namespace leadline {

namespace {

// Where a test that names no time begins.
constexpr std::int64_t kNoTime = 946'684'800'000;  // 2000-01-01

class TestRun {
 public:
  TestRun(const Program& program, const Plan& plan, std::uint32_t index, Onlooker* onlooker, bool reasons)
      : program_(program),
        plan_(plan),
        index_(index),
        test_(program.tests[index]),
        reasons_(reasons),
        session_(std::shared_ptr<const Plan>(std::shared_ptr<const Plan>(), &plan), options_for(onlooker)) {
    std::int64_t begin = kNoTime;
    for (const TestLine& line : test_.lines) {
      if (!line.at) continue;
      begin = *line.at;
      break;
    }
    clock(begin);
  }

  TestResult run() {
    for (std::uint32_t i = 0; i < test_.lines.size() && (reasons_ || result_.failures.empty()); ++i) {
      step(i);
      properties(i);
    }
    result_.passed = result_.failures.empty();
    return std::move(result_);
  }

 private:
  static running::SessionOptions options_for(Onlooker* onlooker) {
    running::SessionOptions options;
    options.onlooker = onlooker;
    return options;
  }

  void step(std::uint32_t index) {
    const TestLine& line = test_.lines[index];
    switch (line.kind) {
      case TestLine::Kind::kRecord:
        record(line);
        return;
      case TestLine::Kind::kInteraction:
        interaction(line);
        return;
      case TestLine::Kind::kSubmit:
        submit(line);
        return;
      case TestLine::Kind::kAt:
        if (!line.at) return;
        decisions_.clear();
        looked_at_ = 0;
        if (*line.at < session_.clock()) {
          fail(index, {"the clock already stands at " + local_words(session_.clock()) + " and never goes back"});
          return;
        }
        clock(*line.at);
        return;
      case TestLine::Kind::kMove: {
        Event event = about(line, Event::Kind::kMove);
        event.stage = line.stage;
        event.by = line.by;
        session_.apply(event, decisions_);
        return;
      }
      case TestLine::Kind::kMerge: {
        Event event = about(line, Event::Kind::kMerge);
        event.into = test_.records[line.into].name;
        session_.apply(event, decisions_);
        return;
      }
      case TestLine::Kind::kExpect:
        expect(index);
        return;
    }
  }

  // A record that a line puts into a stage did not come there by the rules.
  [[nodiscard]] bool puts_into_stage(const TestLine& line) const {
    if (line.kind != TestLine::Kind::kRecord) return false;
    const RecordSchema& schema = program_.schema(test_.records[line.record].kind);
    return std::any_of(line.fields.begin(), line.fields.end(), [&](const TestLine::Field& field) {
      const auto at = static_cast<int>(field.field);
      return at == schema.process || at == schema.stage || at == schema.stage_since || at == schema.reached ||
             at == schema.cleared || at == schema.held || at == schema.status;
    });
  }

  // What always holds has to hold behind every line, whatever is expected.
  void properties(std::uint32_t index) {
    if (puts_into_stage(test_.lines[index])) looked_at_ = decisions_.size();
    if (looked_at_ > decisions_.size()) looked_at_ = 0;
    for (; looked_at_ < decisions_.size(); ++looked_at_) {
      const Decision& decision = decisions_[looked_at_];
      if (decision.kind != Decision::Kind::kBroken) continue;
      fail(index, {"`" + decision.name + "` does not hold for " + decision.id});
    }
  }

  // Every tick up to the time, and whatever is due at it.
  void clock(std::int64_t time) {
    Event event;
    event.kind = Event::Kind::kTick;
    event.at = time;
    session_.apply(event, decisions_);
  }

  Event about(const TestLine& line, Event::Kind kind) const {
    Event event;
    event.kind = kind;
    event.at = line.at.value_or(session_.clock());
    event.record = test_.records[line.record].kind;
    event.subject = test_.records[line.record].name;
    return event;
  }

  void record(const TestLine& line) {
    Event event = about(line, Event::Kind::kRecord);
    for (const TestLine::Field& field : line.fields) {
      if (field.value.missing) {
        event.unset.push_back(field.field);
      } else {
        event.fields.push_back({field.field, field.value});
      }
    }
    session_.apply(event, decisions_);
  }

  void interaction(const TestLine& line) {
    Event event;
    event.kind = Event::Kind::kInteraction;
    event.at = line.at.value_or(session_.clock());
    event.interaction = line.interaction;
    event.contact = test_.records[line.record].name;
    for (const TestLine::Field& field : line.fields) {
      if (field.value.missing) continue;
      if (field.target == SourceField::Target::kId) {
        event.id = field.value.text;
      } else if (field.target == SourceField::Target::kLead) {
        event.lead = field.value.text;
      } else {
        event.fields.push_back({field.field, field.value});
      }
    }
    session_.apply(event, decisions_);
  }

  // `id` is the submission's own, `kind` what it counts as.
  void submit(const TestLine& line) {
    Event event;
    event.kind = Event::Kind::kSubmission;
    event.at = line.at.value_or(session_.clock());
    event.form = line.form;
    for (const TestLine::Field& field : line.fields) {
      const std::string words = written(field.value);
      if (field.name == "id") event.id = words;
      if (field.name == "kind") {
        for (std::uint32_t kind = 0; kind < program_.interactions.size(); ++kind) {
          if (program_.interactions[kind].name == words) event.interaction = kind;
        }
      }
      if (field.name != "id" && field.name != "kind") event.answers.emplace_back(field.name, words);
    }
    session_.apply(event, decisions_);
  }

  // As somebody would fill it in.
  std::string written(const Value& value) const {
    if (!value.missing && !value.type.list && value.type.kind == TypeKind::kTime) return format_time(value.number);
    if (!value.type.list) return words_of(program_, value);
    std::string text;
    for (const Value& item : value.items) text += (text.empty() ? "" : "; ") + written(item);
    return text;
  }

  std::string local_words(std::int64_t time) const {
    Value value;
    value.type.kind = TypeKind::kTime;
    value.number = time;
    return words_of(program_, value);
  }

  [[nodiscard]] std::vector<std::string> rejections() const {
    std::vector<std::string> notes;
    for (const Decision& decision : decisions_) {
      if (decision.kind != Decision::Kind::kRejected) continue;
      notes.push_back("rejected: " + (decision.about_record ? "`" + decision.id + "`: " : std::string()) +
                      decision.text);
    }
    return notes;
  }

  void fail(std::uint32_t line, std::vector<std::string> notes) {
    TestFailure& failure = result_.failures.emplace_back();
    failure.line = line;
    failure.now = session_.clock();
    failure.notes = std::move(notes);
  }

  [[nodiscard]] static bool fits(const Decision& decision, const TestLine& line) {
    const auto like_pattern = [&](const std::string& text) {
      return line.pattern.empty() || like(fold(text), fold(line.pattern));
    };
    switch (line.expect) {
      case TestLine::Expect::kTask:
        return decision.kind == Decision::Kind::kTask && like_pattern(decision.text);
      case TestLine::Expect::kNotified:
        return decision.kind == Decision::Kind::kNotice && like_pattern(decision.to);
      case TestLine::Expect::kSent:
        return decision.kind == Decision::Kind::kSend && like_pattern(decision.name);
      case TestLine::Expect::kRejected:
        return decision.kind == Decision::Kind::kRejected;
      case TestLine::Expect::kCondition:
        break;
    }
    return false;
  }

  void expect(std::uint32_t index) {
    const TestLine& line = test_.lines[index];
    if (line.expect == TestLine::Expect::kCondition) return expect_condition(index);
    const bool decided = std::any_of(decisions_.begin(), decisions_.end(),
                                     [&](const Decision& decision) { return fits(decision, line); });
    if (decided != line.negated) return;
    std::vector<std::string> notes = rejections();
    // What was decided instead.
    for (const Decision& decision : decisions_) {
      if (decision.kind == Decision::Kind::kTask) notes.push_back("task: " + decision.text);
      if (decision.kind == Decision::Kind::kNotice) notes.push_back("notified " + decision.to + ": " + decision.text);
      if (decision.kind == Decision::Kind::kSend) notes.push_back("sent " + decision.name);
    }
    if (notes.empty() && !line.negated) notes.emplace_back("nothing of the kind was decided");
    fail(index, std::move(notes));
  }

  void expect_condition(std::uint32_t index) {
    const TestLine& line = test_.lines[index];
    std::vector<std::uint32_t> rows;
    for (const Test::Record& record : test_.records) rows.push_back(session_.find(record.kind, record.name));
    Expectation expectation = evaluate_expectation(plan_, session_.data(), session_.clock(), index_, index, rows);
    if (expectation.holds != line.negated) return;
    fail(index, rejections());
    if (!reasons_) return;
    TestFailure& failure = result_.failures.back();
    failure.values = std::move(expectation.values);
    failure.data = session_.data().snapshot();
    // Rows of the snapshot, in which records stand by their ids.
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == kNoRow) continue;
      const RecordKind kind = test_.records[i].kind;
      const auto id = static_cast<std::size_t>(program_.schema(kind).id);
      rows[i] = failure.data->find(kind, session_.data().table(kind).columns[id].value(rows[i]).text);
    }
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
      if (rows[record] == kNoRow || program_.models[model].kind != test_.records[record].kind) continue;
      failure.ledgers.push_back(
          {explain(plan_, *failure.data, session_.clock(), test_.records[record].kind, rows[record]), model, group});
    }
  }

  const Program& program_;
  const Plan& plan_;
  std::uint32_t index_;
  const Test& test_;
  bool reasons_;
  running::Session session_;
  std::vector<Decision> decisions_;  // since the last `at`
  std::size_t looked_at_ = 0;        // so many of them, for properties that are broken
  TestResult result_;
};

}  // namespace

TestResult run_test(const Program& program, const Plan& plan, std::uint32_t test, Onlooker* onlooker) {
  return TestRun(program, plan, test, onlooker, true).run();
}

bool test_passes(const Program& program, const Plan& plan, std::uint32_t test) {
  return TestRun(program, plan, test, nullptr, false).run().passed;
}

}  // namespace leadline
