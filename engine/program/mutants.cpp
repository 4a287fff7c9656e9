// SPDX-License-Identifier: Apache-2.0
// Mutants by walking over the program. A number that several conditions share as one clause is changed for all of them:
// it is written once more often than not, in a definition.
#include "engine/program/mutants.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/program/conditions.hpp"
#include "engine/values/time.hpp"
#include "leadline/decimal.hpp"

namespace leadline {
namespace {

constexpr std::int64_t kOne = 1'000'000;
constexpr std::int64_t kUnits[] = {86'400'000, 3'600'000, 60'000, 1'000};

ExprId add_expr(Program& program, Expr expr) {
  program.exprs.push_back(std::move(expr));
  return static_cast<ExprId>(program.exprs.size() - 1);
}

ExprId add_no(Program& program) {
  Expr no;
  no.op = Op::kConstant;
  no.type.kind = TypeKind::kYesNo;
  no.value.type = no.type;
  no.value.number = 0;
  return add_expr(program, std::move(no));
}

ExprId add_around(Program& program, Op op, TypeKind type, ExprId child) {
  Expr around;
  around.op = op;
  around.type.kind = type;
  around.span = program.expr(child).span;
  around.children = {child};
  return add_expr(program, std::move(around));
}

// One of the largest unit that the duration is whole in.
std::int64_t step_of(std::int64_t milliseconds) {
  for (const std::int64_t unit : kUnits) {
    if (milliseconds % unit == 0) return unit;
  }
  return 1;
}

std::string words_of(const Value& value) {
  return value.type.kind == TypeKind::kDuration ? format_duration(value.number) : to_text(Decimal{value.number});
}

bool has_step(const Expr& expr) {
  return expr.op == Op::kConstant && !expr.type.list && !expr.value.missing &&
         (expr.type.kind == TypeKind::kNumber || expr.type.kind == TypeKind::kDuration);
}

class Collector {
 public:
  Collector(const Program& program, const std::function<bool(SourceId)>& wanted) : program_(program), wanted_(wanted) {}

  std::vector<Mutant> collect() {
    for (std::uint32_t m = 0; m < program_.models.size(); ++m) add_model(m);
    for (std::uint32_t t = 0; t < program_.thresholds.size(); ++t) add_threshold(t);
    for (std::uint32_t p = 0; p < program_.processes.size(); ++p) add_requires(p);
    for (std::uint32_t r = 0; r < program_.reactions.size(); ++r) {
      add(Mutant::Kind::kDropped, {}, program_.reactions[r].span,
          [r](Program& program) { program.reactions[r].actions.clear(); });
    }
    for (const ConditionPlace& place : condition_places(program_)) {
      if (place.kind == ConditionPlace::Kind::kTransition) add_transition(place);
      threshold_ = place.kind == ConditionPlace::Kind::kThreshold ? &program_.thresholds[place.owner] : nullptr;
      add_numbers(place.condition);
    }
    std::stable_sort(mutants_.begin(), mutants_.end(), [](const Mutant& a, const Mutant& b) {
      return std::tie(a.span.source, a.span.begin) < std::tie(b.span.source, b.span.begin);
    });
    return std::move(mutants_);
  }

 private:
  Mutant* add(Mutant::Kind kind, std::string what, const Span& span, std::function<void(Program&)> change) {
    if (!wanted_(span.source)) return nullptr;
    Mutant& mutant = mutants_.emplace_back();
    mutant.kind = kind;
    mutant.what = std::move(what);
    mutant.span = span;
    mutant.change = std::move(change);
    return &mutant;
  }

  // `bounds` finds them in a program.
  template <class F>
  void add_bounds(const std::string& what, const Span& span, const Bounds& here, F bounds) {
    const auto one = [&](const char* words, std::optional<Decimal> Bounds::* which) {
      if (!(here.*which)) return;
      for (const std::int64_t step : {-kOne, kOne}) {
        Mutant* const mutant = add(Mutant::Kind::kBound, what, span, [bounds, which, step](Program& program) {
          (bounds(program).*which)->micros += step;
        });
        if (mutant == nullptr) continue;
        const Decimal before = *(here.*which);
        mutant->before = std::string(words) + ' ' + to_text(before);
        mutant->after = to_text(Decimal{before.micros + step});
      }
    };
    one("at most", &Bounds::at_most);
    one("never below", &Bounds::never_below);
  }

  void add_model(std::uint32_t m) {
    const Model& model = program_.models[m];
    add_bounds("model " + model.name, model.span, model.bounds,
               [m](Program& program) -> Bounds& { return program.models[m].bounds; });
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      add_bounds("group " + model.groups[g].name, model.groups[g].span, model.groups[g].bounds,
                 [m, g](Program& program) -> Bounds& { return program.models[m].groups[g].bounds; });
    }
    for (std::uint32_t r = 0; r < model.rules.size(); ++r) add_rule(m, r);
    for (std::size_t g = 0; g < model.grades.size(); ++g) {
      add(Mutant::Kind::kDropped, "grade \"" + model.grades[g].word + '"', model.grades[g].span,
          [m, g](Program& program) { program.models[m].grades[g].condition = add_no(program); });
    }
  }

  void add_rule(std::uint32_t m, std::uint32_t r) {
    const Rule& rule = program_.models[m].rules[r];
    const std::string what = "rule \"" + rule.label + '"';
    add(Mutant::Kind::kDropped, what, rule.span, [m, r](Program& program) {
      // Points of an interaction would mean nothing without one.
      const ExprId no = add_no(program);
      Expr zero;
      zero.op = Op::kConstant;
      zero.type.kind = zero.value.type.kind = TypeKind::kNumber;
      const ExprId none = add_expr(program, std::move(zero));
      Rule& changed = program.models[m].rules[r];
      changed.points = none;
      changed.form = RuleForm::kWhen;
      changed.condition = no;
      changed.or_points = kNoExpr;
      changed.readable = kNoExpr;
      changed.fading = Fading{};
      changed.bounds = Bounds{};
    });
    const bool when = rule.form == RuleForm::kWhen;
    add(Mutant::Kind::kFlipped, what, rule.span, [m, r, when](Program& program) {
      const Rule& old = program.models[m].rules[r];
      const ExprId other = when ? add_around(program, Op::kNot, TypeKind::kYesNo, old.condition)
                                : add_around(program, Op::kNegate, TypeKind::kNumber, old.points);
      (when ? program.models[m].rules[r].condition : program.models[m].rules[r].points) = other;
    });
    const Expr& points = program_.expr(rule.points);
    if (has_step(points)) {
      Mutant* const mutant = add(Mutant::Kind::kPoints, what, rule.span, [m, r](Program& program) {
        Expr more = program.expr(program.models[m].rules[r].points);
        more.value.number += kOne;
        program.models[m].rules[r].points = add_expr(program, std::move(more));
      });
      if (mutant != nullptr) {
        mutant->before = to_text(Decimal{points.value.number});
        mutant->after = to_text(Decimal{points.value.number + kOne});
      }
    }
    add_bounds(what, rule.span, rule.bounds,
               [m, r](Program& program) -> Bounds& { return program.models[m].rules[r].bounds; });
    if (rule.form == RuleForm::kPerBucket && rule.at_least > 1) {
      Mutant* const mutant = add(Mutant::Kind::kNumber, what, rule.span,
                                 [m, r](Program& program) { program.models[m].rules[r].at_least += 1; });
      if (mutant != nullptr) {
        mutant->before = "at least " + std::to_string(rule.at_least);
        mutant->after = std::to_string(rule.at_least + 1);
      }
    }
    if (rule.selection != kNoSelection) add_windows(rule.selection);
  }

  void add_threshold(std::uint32_t t) {
    const Threshold& threshold = program_.thresholds[t];
    const std::string what = "threshold " + threshold.full_name;
    add(Mutant::Kind::kDropped, what, threshold.span,
        [t](Program& program) { program.thresholds[t].condition = add_no(program); });
    if (!threshold.until_below) return;
    for (const std::int64_t step : {-kOne, kOne}) {
      Mutant* const mutant = add(Mutant::Kind::kBound, what, threshold.span,
                                 [t, step](Program& program) { program.thresholds[t].until_below->micros += step; });
      if (mutant == nullptr) continue;
      mutant->before = "until below " + to_text(*threshold.until_below);
      mutant->after = to_text(Decimal{threshold.until_below->micros + step});
    }
  }

  void add_transition(const ConditionPlace& place) {
    add(Mutant::Kind::kDropped, "transition " + transition_of(program_, place).name, place.span,
        [place](Program& program) {
          const ExprId no = add_no(program);
          Process& process = program.processes[place.owner];
          Transition& transition = place.any >= 0
                                       ? process.any[static_cast<std::size_t>(place.any)].transitions[place.part]
                                       : process.stages[place.stage].transitions[place.part];
          transition.condition = no;
        });
  }

  void add_requires(std::uint32_t p) {
    for (std::uint32_t s = 0; s < program_.processes[p].stages.size(); ++s) {
      const std::vector<Require>& required = program_.processes[p].stages[s].requires_;
      for (std::uint32_t r = 0; r < required.size(); ++r) {
        add(Mutant::Kind::kDropped, required[r].text, required[r].span, [p, s, r](Program& program) {
          Require& require = program.processes[p].stages[s].requires_[r];
          require.present.clear();
          require.condition = kNoExpr;
        });
      }
    }
  }

  // Numbers that something is compared with, anywhere in a condition.
  void add_numbers(ExprId id) {
    if (id == kNoExpr || !seen_.insert(id).second) return;
    const Expr& expr = program_.expr(id);
    for (std::size_t i = 0; i < expr.children.size(); ++i) {
      add_numbers(expr.children[i]);
      const Expr& child = program_.expr(expr.children[i]);
      if ((expr.op != Op::kCompare && expr.op != Op::kBetween) || !has_step(child)) continue;
      const std::int64_t step = child.type.kind == TypeKind::kDuration ? step_of(child.value.number) : kOne;
      for (const std::int64_t by : {-step, step}) {
        Mutant* const mutant = add(Mutant::Kind::kNumber, {}, expr.span, [id, i, by](Program& program) {
          Expr other = program.expr(program.expr(id).children[i]);
          other.value.number += by;
          program.exprs[id].children[i] = add_expr(program, std::move(other));
        });
        if (mutant == nullptr) continue;
        Value after = child.value;
        after.number += by;
        mutant->before = words_of(child.value);
        mutant->after = words_of(after);
        // `at 60` is written without the score that it is about.
        if (threshold_ != nullptr && threshold_->at && program_.expr(expr.children[0]).op == Op::kScore &&
            child.value.number == threshold_->at->micros) {
          mutant->what = "threshold " + threshold_->full_name;
          mutant->before = "at " + mutant->before;
          mutant->after = "at " + mutant->after;
        }
      }
    }
    if (expr.selection != kNoSelection) add_windows(expr.selection);
  }

  void add_windows(SelectionId id) {
    if (!windows_.insert(id).second) return;
    const Selection& selection = program_.selections[id];
    for (std::size_t w = 0; w < selection.within.size(); ++w) {
      const std::int64_t step = step_of(selection.within[w].milliseconds);
      for (const std::int64_t by : {-step, step}) {
        Mutant* const mutant = add(Mutant::Kind::kWindow, {}, selection.span, [id, w, by](Program& program) {
          program.selections[id].within[w].milliseconds += by;
        });
        if (mutant == nullptr) continue;
        mutant->before = format_duration(selection.within[w].milliseconds);
        mutant->after = format_duration(selection.within[w].milliseconds + by);
      }
    }
    for (const ExprId where : selection.where) add_numbers(where);
  }

  const Program& program_;
  const std::function<bool(SourceId)>& wanted_;
  std::vector<Mutant> mutants_;
  const Threshold* threshold_ = nullptr;  // whose condition is looked at
  std::set<ExprId> seen_;
  std::set<SelectionId> windows_;
};

}  // namespace

std::vector<Mutant> mutants_of(const Program& program, const std::function<bool(SourceId)>& wanted) {
  return Collector(program, wanted).collect();
}

Program mutated(const Program& program, const Mutant& mutant) {
  Program copy = program;
  mutant.change(copy);
  return copy;
}

}  // namespace leadline
