// SPDX-License-Identifier: Apache-2.0
// The search: each rule is asked what would make it give more, the engine says how far that leads, and what leads far
// is put together.
#include "cli/what_if/why_not.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <random>
#include <set>

#include "cli/console.hpp"
#include "cli/diff/seeker.hpp"
#include "cli/diff/shrink.hpp"
#include "cli/nearest.hpp"
#include "cli/what_if/compare.hpp"

namespace leadline::cli {

namespace {

constexpr std::size_t kTriesARule = 6;
constexpr std::size_t kMostCopies = 12;
constexpr std::size_t kPaired = 20;
constexpr std::size_t kMostSteps = 6;
// What a clause that is no comparison of points weighs beside points.
constexpr Int128 kClause = Int128{1000} * 1'000'000;

// Fields that the engine keeps, or that say when something was written down.
bool changeable(const Program& program, RecordKind kind, const std::string& name) {
  static const std::set<std::string> kNot{"id",          "created", "updated", "process", "stage",
                                          "stage_since", "reached", "cleared", "held"};
  const RecordSchema& schema = program.schema(kind);
  const int index = schema.find(name);
  return index >= 0 && !schema.fields[static_cast<std::size_t>(index)].is_link && kNot.count(name) == 0;
}

class Search {
 public:
  Search(const Plan& plan, const Scene& scene, const RecordLedger& ledger, std::int64_t as_of, const WhyNotGoal& goal)
      : plan_(plan),
        program_(*plan.program),
        scene_(scene),
        now_(ledger),
        as_of_(as_of),
        goal_(goal),
        seeker_(program_, as_of, random_, true) {}

  WhyNotAnswer run(std::size_t most) {
    WhyNotAnswer answer;
    answer.goal = goal_;
    start_ = distance(now_);
    collect();
    std::vector<Candidate> enough;
    for (const Candidate& candidate : candidates_) {
      if (candidate.distance == 0) enough.push_back(candidate);
    }
    // Fifteen visits are enough where one visit and another title are, too.
    if (fewest(enough) > 2) pairs(enough);
    if (fewest(enough) > 3) steps(enough, answer);
    take(answer, std::move(enough), most);
    answer.tried = tried_;
    return answer;
  }

 private:
  struct Candidate {
    Alteration alteration;
    RecordLedger ledger;
    Int128 distance = 0;
  };

  // --- how far it is ---

  [[nodiscard]] bool there(const RecordLedger& ledger) const {
    if (goal_.is_grade) {
      const std::uint8_t grade = ledger.grades[goal_.model];
      return grade != 0 && grade - 1U <= goal_.grade;
    }
    return (ledger.thresholds[goal_.threshold] & kThresholdHoldsBit) != 0;
  }

  // What a number of the ledger lacks to fulfil a comparison.
  [[nodiscard]] std::optional<Int128> lacks(const Expr& expr, const RecordLedger& ledger, bool wanted) const {
    if (expr.op != Op::kCompare) return std::nullopt;
    const Expr& left = program_.expr(expr.children[0]);
    const Expr& right = program_.expr(expr.children[1]);
    if (right.op != Op::kConstant || (left.op != Op::kScore && left.op != Op::kGroupScore)) return std::nullopt;
    if (left.children.empty() || program_.expr(left.children[0]).op != Op::kSelf) return std::nullopt;
    const std::int64_t score = ledger.scores[left.index];
    if (score == kMissing64) return 2 * kClause;
    const std::int64_t points = left.op == Op::kScore ? score : ledger.groups[left.index][left.second];
    if (points == kMissing64) return 2 * kClause;
    const Int128 more = Int128{right.value.number} - points;
    const bool up = expr.compare == CompareOp::kGreater || expr.compare == CompareOp::kGreaterEqual;
    const bool down = expr.compare == CompareOp::kLess || expr.compare == CompareOp::kLessEqual;
    if (!up && !down) return more < 0 ? -more : more;
    const Int128 missing = up == wanted ? more : -more;
    return missing < 0 ? Int128{0} : missing;
  }

  [[nodiscard]] Int128 distance(ExprId id, const RecordLedger& ledger, bool wanted) const {
    const Expr& expr = program_.expr(id);
    if (expr.op == Op::kNot) return distance(expr.children[0], ledger, !wanted);
    if (expr.op == Op::kAnd || expr.op == Op::kOr) {
      const bool all = (expr.op == Op::kAnd) == wanted;
      std::optional<Int128> found;
      for (const ExprId child : expr.children) {
        const Int128 one = distance(child, ledger, wanted);
        found = !found ? one : all ? *found + one : std::min(*found, one);
      }
      return found.value_or(0);
    }
    return lacks(expr, ledger, wanted).value_or(kClause);
  }

  [[nodiscard]] Int128 distance(const RecordLedger& ledger) const {
    return there(ledger) ? Int128{0} : distance(goal_.condition, ledger, true) + 1;
  }

  // --- trying ---

  std::optional<Candidate> tried(const Alteration& alteration) {
    ++tried_;
    const Result<Scene::Copy> copy = scene_.with(alteration);
    if (!copy) return std::nullopt;
    Candidate candidate;
    candidate.alteration = alteration;
    candidate.ledger = explain(plan_, *copy->data, as_of_, now_.kind, copy->row);
    candidate.distance = distance(candidate.ledger);
    return candidate;
  }

  // Leaves out what does not help.
  Candidate smallest(Candidate candidate) {
    Alteration least = candidate.alteration;
    shrunk(std::move(least), [&](const std::vector<Alteration>& smaller) {
      for (std::size_t i = 0; i < smaller.size(); ++i) {
        std::optional<Candidate> one = tried(smaller[i]);
        if (!one || one->distance > candidate.distance) continue;
        candidate = std::move(*one);
        return std::optional<std::size_t>(i);
      }
      return std::optional<std::size_t>();
    });
    return candidate;
  }

  void consider(const Alteration& alteration) {
    if (alteration.changes() == 0) return;
    std::optional<Candidate> candidate = tried(alteration);
    if (!candidate || candidate->distance >= start_) return;
    Candidate small = smallest(std::move(*candidate));
    std::string words;
    for (const std::string& one : alteration_words(program_, small.alteration)) words += one + '\n';
    if (known_.insert(words).second) candidates_.push_back(std::move(small));
  }

  // What is other in a sketch than it is now.
  [[nodiscard]] Alteration difference(const Sketch& base, const Sketch& sketch) const {
    Alteration alteration;
    for (const auto& [key, value] : sketch.fields) {
      if (!changeable(program_, key.first, key.second)) continue;
      const auto was = base.fields.find(key);
      const bool same = was != base.fields.end() && was->second.number == value.number &&
                        was->second.text == value.text && was->second.items.size() == value.items.size();
      if (!same) alteration.fields[key] = value;
    }
    for (const auto& [key, value] : base.fields) {
      if (sketch.fields.count(key) != 0 || !changeable(program_, key.first, key.second)) continue;
      Value missing = value;
      missing.missing = true;
      alteration.fields[key] = missing;
    }
    alteration.interactions = sketch.interactions;
    for (SketchInteraction& one : alteration.interactions) one.at = std::min(one.at, as_of_);
    return alteration;
  }

  [[nodiscard]] Sketch base() const {
    Sketch sketch;
    sketch.kind = now_.kind;
    for (const RecordKind kind :
         {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
      if (scene_.row_of(kind) == kNoRow) continue;
      for (const Field& field : program_.schema(kind).fields) {
        const Value value = scene_.field(kind, field.name);
        if (!value.missing) sketch.fields[{kind, field.name}] = value;
      }
    }
    return sketch;
  }

  // At the time of the question they give the most; where they do not, they stay where the rule wants them.
  void consider_both(const Alteration& alteration) {
    Alteration now = alteration;
    for (SketchInteraction& one : now.interactions) one.at = as_of_;
    const std::size_t before = candidates_.size();
    consider(now);
    if (candidates_.size() == before && !alteration.interactions.empty()) consider(alteration);
  }

  // More of the same, until it is there or more give nothing.
  void consider_copies() {
    const std::size_t count = candidates_.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (candidates_[i].alteration.interactions.size() != 1 || candidates_[i].distance == 0) continue;
      Candidate best = candidates_[i];
      for (std::size_t copies = 2; copies <= kMostCopies; ++copies) {
        Alteration more = best.alteration;
        more.interactions.push_back(more.interactions.front());
        std::optional<Candidate> candidate = tried(more);
        if (!candidate || candidate->distance >= best.distance) break;
        best = std::move(*candidate);
        if (best.distance == 0) break;
      }
      if (best.distance < candidates_[i].distance) candidates_.push_back(std::move(best));
    }
  }

  void collect_models(ExprId id, std::set<std::uint32_t>& models) const {
    if (id == kNoExpr) return;
    const Expr& expr = program_.expr(id);
    if (expr.op == Op::kScore || expr.op == Op::kGroupScore || expr.op == Op::kGrade) models.insert(expr.index);
    if (expr.op == Op::kThresholdHolds || expr.op == Op::kThresholdReached) {
      const std::int32_t model = program_.thresholds[expr.index].model;
      if (model >= 0) models.insert(static_cast<std::uint32_t>(model));
    }
    for (const ExprId child : expr.children) collect_models(child, models);
  }

  void collect() {
    const Sketch start = base();
    std::set<std::uint32_t> models;
    collect_models(goal_.condition, models);
    if (goal_.is_grade) models.insert(goal_.model);
    if (!goal_.is_grade && program_.thresholds[goal_.threshold].model >= 0) {
      models.insert(static_cast<std::uint32_t>(program_.thresholds[goal_.threshold].model));
    }
    const auto seek = [&](const auto& what) {
      for (std::size_t i = 0; i < kTriesARule; ++i) {
        Sketch sketch = start;
        what(sketch);
        consider_both(difference(start, sketch));
      }
    };
    seek([&](Sketch& sketch) { seeker_.want(goal_.condition, true, sketch); });
    for (const std::uint32_t m : models) {
      const Model& model = program_.models[m];
      if (model.kind != now_.kind) continue;
      const bool unscored = now_.scores[m] == kMissing64;
      if (unscored && model.where != kNoExpr) seek([&](Sketch& sketch) { seeker_.want(model.where, true, sketch); });
      for (const Rule& rule : model.rules) {
        for (const bool yes : {true, false}) {
          seek([&](Sketch& sketch) {
            seeker_.want(rule, yes, sketch);
            if (unscored && model.where != kNoExpr) seeker_.want(model.where, true, sketch);
          });
        }
      }
    }
    consider_copies();
    // What reaches it with many of one kind leaves room for pairs of little things.
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [&](const Candidate& a, const Candidate& b) { return worth(start_, a) > worth(start_, b); });
  }

  // Every field and every interaction counts.
  static std::size_t size(const Alteration& alteration) {
    return alteration.fields.size() + alteration.interactions.size();
  }

  static std::size_t fewest(const std::vector<Candidate>& candidates) {
    std::size_t count = ~std::size_t{0};
    for (const Candidate& candidate : candidates) count = std::min(count, size(candidate.alteration));
    return count;
  }

  // --- answers ---

  // Different values of the same fields that set off the same rules are one way.
  static std::string kind_of(const Candidate& candidate, const RecordLedger& now) {
    std::string text;
    for (const auto& [key, value] : candidate.alteration.fields) {
      text += fmt::format("{}.{};", name_of(key.first), key.second);
    }
    for (const SketchInteraction& one : candidate.alteration.interactions) text += one.kind + ';';
    for (const RuleDifference& rule : rule_differences(now, candidate.ledger)) {
      text += fmt::format("{}/{};", rule.model, rule.rule);
    }
    return text;
  }

  void take(WhyNotAnswer& answer, std::vector<Candidate> enough, std::size_t most) const {
    std::stable_sort(enough.begin(), enough.end(), [](const Candidate& a, const Candidate& b) {
      const std::size_t first = size(a.alteration);
      const std::size_t second = size(b.alteration);
      return first != second ? first < second : a.alteration.changes() < b.alteration.changes();
    });
    answer.changes = enough.empty() ? 0 : size(enough.front().alteration);
    std::set<std::string> kinds;
    for (const Candidate& candidate : enough) {
      if (answer.ways.size() == most || size(candidate.alteration) != answer.changes) break;
      if (kinds.insert(kind_of(candidate, now_)).second) {
        answer.ways.push_back({candidate.alteration, candidate.ledger});
      }
    }
  }

  void pairs(std::vector<Candidate>& enough) {
    const std::size_t count = std::min(candidates_.size(), kPaired);
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = a + 1; b < count; ++b) {
        Alteration together = candidates_[a].alteration;
        if (!together.add(candidates_[b].alteration)) continue;
        if (size(together) > fewest(enough)) continue;
        std::optional<Candidate> candidate = tried(together);
        if (candidate && candidate->distance == 0) enough.push_back(smallest(std::move(*candidate)));
      }
    }
  }

  // Always what leads furthest next for what it takes.
  void steps(std::vector<Candidate>& enough, WhyNotAnswer& answer) {
    if (candidates_.empty()) return;
    std::optional<Candidate> best;
    for (const Candidate& candidate : candidates_) {
      if (candidate.distance != 0 && (!best || worth(start_, candidate) > worth(start_, *best))) best = candidate;
    }
    if (!best) return;
    for (std::size_t step = 1; step < kMostSteps && best->distance != 0; ++step) {
      std::optional<Candidate> next;
      for (const Candidate& other : candidates_) {
        Alteration together = best->alteration;
        if (!together.add(other.alteration)) continue;
        std::optional<Candidate> candidate = tried(together);
        if (!candidate || candidate->distance >= best->distance) continue;
        if (!next || worth(start_, *candidate) > worth(start_, *next)) next = std::move(candidate);
      }
      if (!next) break;
      best = std::move(next);
    }
    *best = smallest(std::move(*best));
    if (best->distance == 0) {
      enough.push_back(std::move(*best));
    } else if (enough.empty()) {
      answer.nearest = WhyNotWay{best->alteration, best->ledger};
    }
  }

  // How much nearer one gets with each change.
  static Int128 worth(Int128 start, const Candidate& candidate) {
    return (start - candidate.distance) /
           static_cast<std::int64_t>(std::max<std::size_t>(size(candidate.alteration), 1));
  }

  const Plan& plan_;
  const Program& program_;
  const Scene& scene_;
  const RecordLedger& now_;
  std::int64_t as_of_;
  const WhyNotGoal& goal_;
  std::mt19937_64 random_{20260701};  // the same on every machine
  Seeker seeker_;
  Int128 start_ = 0;
  std::vector<Candidate> candidates_;
  std::set<std::string> known_;
  std::size_t tried_ = 0;
};

}  // namespace

Result<std::vector<WhyNotGoal>> goals_of(const Program& program, const RecordLedger& ledger, const std::string& asked) {
  std::vector<WhyNotGoal> goals;
  std::vector<std::string> names;
  bool known = false;
  const auto add_threshold = [&](std::uint32_t t) {
    const Threshold& threshold = program.thresholds[t];
    names.push_back(threshold.full_name);
    const bool named = asked == threshold.name || asked == threshold.full_name;
    known = known || named;
    if (!asked.empty() && !named) return;
    if ((ledger.thresholds[t] & kThresholdHoldsBit) != 0) return;
    WhyNotGoal goal;
    goal.threshold = t;
    goal.condition = threshold.condition;
    goal.name = threshold.full_name;
    goals.push_back(std::move(goal));
  };
  const auto add_grade = [&](std::uint32_t m, std::uint32_t grade) {
    WhyNotGoal goal;
    goal.is_grade = true;
    goal.model = m;
    goal.grade = grade;
    goal.condition = program.models[m].grades[grade].condition;
    goal.name = fmt::format("grade \"{}\" of {}", program.models[m].grades[grade].word, program.models[m].name);
    if (goal.condition != kNoExpr) goals.push_back(std::move(goal));
  };
  for (std::uint32_t m = 0; m < program.models.size(); ++m) {
    const Model& model = program.models[m];
    if (model.kind != ledger.kind) continue;
    std::vector<std::uint32_t> thresholds = model.thresholds;
    // Those that are no number of points come last.
    const auto points = [&](std::uint32_t t) {
      const std::optional<Decimal>& at = program.thresholds[t].at;
      return at ? at->micros : std::numeric_limits<std::int64_t>::max();
    };
    std::stable_sort(thresholds.begin(), thresholds.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return points(a) < points(b); });
    for (const std::uint32_t t : thresholds) add_threshold(t);
    const std::uint8_t given = ledger.grades[m];
    const std::uint32_t above = given == 0 ? static_cast<std::uint32_t>(model.grades.size()) : given - 1U;
    for (std::uint32_t g = 0; g < model.grades.size(); ++g) {
      names.push_back(model.grades[g].word);
      const bool named = asked == model.grades[g].word;
      known = known || named;
      if (named ? g < above : asked.empty() && g + 1 == above) add_grade(m, g);
    }
  }
  for (std::uint32_t t = 0; t < program.thresholds.size(); ++t) {
    if (program.thresholds[t].model < 0 && program.thresholds[t].kind == ledger.kind) add_threshold(t);
  }
  if (!asked.empty() && !known) {
    const std::vector<std::string_view> views(names.begin(), names.end());
    std::string near = did_you_mean(asked, views);
    if (near.empty() && !names.empty()) near = "; there are " + joined(names);
    return Error{fmt::format("no threshold and no grade of a {} is called `{}`{}", name_of(ledger.kind), asked, near)};
  }
  return goals;
}

WhyNotAnswer why_not(const Plan& plan, const Scene& scene, const RecordLedger& ledger, std::int64_t as_of,
                     const WhyNotGoal& goal, std::size_t most) {
  return Search(plan, scene, ledger, as_of, goal).run(most);
}

}  // namespace leadline::cli
