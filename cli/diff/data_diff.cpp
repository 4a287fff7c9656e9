// SPDX-License-Identifier: Apache-2.0
// Counting what moved, and the two ledgers behind a move.
#include "cli/diff/data_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "cli/score_rows.hpp"

namespace leadline::cli {

namespace {

std::vector<std::string> grade_words(const Model& before, const Model& after) {
  std::vector<std::string> words;
  for (const Model* model : {&after, &before}) {
    for (const Grade& grade : model->grades) {
      if (std::find(words.begin(), words.end(), grade.word) == words.end()) words.push_back(grade.word);
    }
  }
  words.emplace_back();
  return words;
}

class Counting {
 public:
  Counting(const Scored& before, const Scored& after)
      : before_(before), after_(after), parts_(before.program, after.program) {}

  ScoreDiff run() {
    for (const auto& [b, a] : parts_.models) {
      ModelMoves& model = diff_.models.emplace_back();
      const Model& is = after_.program.models[a];
      model.name = is.name;
      model.kind = is.kind;
      if (is.grades.empty() && before_.program.models[b].grades.empty()) continue;
      model.grades = grade_words(before_.program.models[b], is);
      model.moves.assign(model.grades.size(), std::vector<std::uint64_t>(model.grades.size()));
    }
    for (const auto& [b, a] : parts_.thresholds) {
      diff_.thresholds.push_back(
          {after_.program.thresholds[a].full_name, after_.program.thresholds[a].kind, 0, 0, 0, 0});
    }
    for (const Program* program : {&after_.program, &before_.program}) {
      for (const Process& process : program->processes) {
        for (const Stage& stage : process.stages) {
          if (find_stage(process.kind, stage.name) == nullptr) {
            diff_.stages.push_back({stage.name, process.kind, 0, 0, 0, 0});
          }
        }
      }
    }
    for (const RecordKind kind :
         {RecordKind::kContact, RecordKind::kAccount, RecordKind::kLead, RecordKind::kOpportunity}) {
      count_kind(kind);
    }
    return std::move(diff_);
  }

 private:
  HeadCount* find_stage(RecordKind kind, const std::string& name) {
    const auto found = std::find_if(diff_.stages.begin(), diff_.stages.end(),
                                    [&](const HeadCount& stage) { return stage.kind == kind && stage.name == name; });
    return found == diff_.stages.end() ? nullptr : &*found;
  }

  [[nodiscard]] bool counts(RecordKind kind) const {
    const auto place = static_cast<std::size_t>(kind);
    return before_.result.records[place].present || after_.result.records[place].present;
  }

  // Rows stand in the order of their ids in both, so one walk pairs them.
  void count_kind(RecordKind kind) {
    if (!counts(kind)) return;
    const auto old_rows = static_cast<std::uint32_t>(before_.data.table(kind).size());
    const auto new_rows = static_cast<std::uint32_t>(after_.data.table(kind).size());
    std::uint32_t b = 0;
    std::uint32_t a = 0;
    while (b < old_rows || a < new_rows) {
      const int order = b == old_rows ? 1 : a == new_rows ? -1 : before_.id(kind, b).compare(after_.id(kind, a));
      if (order < 0) {
        ++diff_.only_before;
        ++b;
      } else if (order > 0) {
        ++diff_.only_after;
        ++a;
      } else {
        count_record(kind, b++, a++);
      }
    }
  }

  void count_record(RecordKind kind, std::uint32_t b, std::uint32_t a) {
    ++diff_.records;
    std::int64_t largest = 0;
    for (std::size_t i = 0; i < parts_.models.size(); ++i) {
      if (diff_.models[i].kind == kind) count_model(diff_.models[i], parts_.models[i], b, a, largest);
    }
    for (std::size_t i = 0; i < parts_.thresholds.size(); ++i) {
      if (diff_.thresholds[i].kind != kind) continue;
      add(diff_.thresholds[i], before_.reached(parts_.thresholds[i].first, b),
          after_.reached(parts_.thresholds[i].second, a));
    }
    const std::string was = before_.stage(kind, b);
    const std::string is = after_.stage(kind, a);
    if (HeadCount* stage = was.empty() ? nullptr : find_stage(kind, was)) add(*stage, true, was == is);
    if (HeadCount* stage = is.empty() || is == was ? nullptr : find_stage(kind, is)) add(*stage, false, true);
    std::vector<ValueChange> changes = changes_of(parts_, before_, b, after_, a, kind);
    if (!changes.empty()) diff_.affected.push_back({kind, b, a, std::move(changes), largest});
  }

  static void add(HeadCount& count, bool before, bool after) {
    if (before) ++count.before;
    if (after) ++count.after;
    if (after && !before) ++count.newly;
    if (before && !after) ++count.no_longer;
  }

  void count_model(ModelMoves& model, const std::pair<std::uint32_t, std::uint32_t>& places, std::uint32_t b,
                   std::uint32_t a, std::int64_t& largest) const {
    const std::int64_t was = before_.score(places.first, b);
    const std::int64_t is = after_.score(places.second, a);
    if (was != kMissing64) ++model.scored_before;
    if (is != kMissing64) ++model.scored_after;
    if (was == kMissing64 && is == kMissing64) return;
    if (was == kMissing64 || is == kMissing64) {
      ++(was == kMissing64 ? model.newly_scored : model.no_longer_scored);
      largest = std::numeric_limits<std::int64_t>::max();
    } else if (was != is) {
      const std::int64_t move = narrow(Int128{is} - was).value_or(std::numeric_limits<std::int64_t>::max());
      ++(move > 0 ? model.up : model.down);
      model.most_up = std::max(model.most_up, move);
      model.most_down = std::min(model.most_down, move);
      largest = std::max(largest, std::abs(move));
    }
    if (model.grades.empty()) return;
    const auto place = [&](const std::string& word) {
      return static_cast<std::size_t>(std::find(model.grades.begin(), model.grades.end(), word) - model.grades.begin());
    };
    ++model.moves[place(before_.grade(places.first, b))][place(after_.grade(places.second, a))];
  }

  const Scored& before_;
  const Scored& after_;
  SharedParts parts_;
  ScoreDiff diff_;
};

}  // namespace

ScoreDiff compare_scores(const Scored& before, const Scored& after) { return Counting(before, after).run(); }

struct Causes::Parts {
  const RulesDiff& diff;
  const Scored& before;
  const Scored& after;
  Explainer old_explainer, new_explainer;
};

Causes::Causes(const RulesDiff& diff, const Plan& old_plan, const Scored& before, const Plan& new_plan,
               const Scored& after, std::int64_t as_of)
    : parts_(new Parts{diff, before, after, Explainer(old_plan, before.data, as_of),
                       Explainer(new_plan, after.data, as_of)}) {}

Causes::~Causes() = default;

std::vector<Cause> Causes::of(const Affected& record, const std::string& model) {
  const auto diff = std::find_if(parts_->diff.models.begin(), parts_->diff.models.end(),
                                 [&](const ModelDiff& one) { return one.name == model; });
  if (diff == parts_->diff.models.end() || diff->old_model < 0 || diff->new_model < 0) return {};
  // A rule that was only given another name is still the same one.
  std::map<std::int32_t, std::string> renamed;
  const Model& old_model = parts_->before.program.models[static_cast<std::size_t>(diff->old_model)];
  const Model& new_model = parts_->after.program.models[static_cast<std::size_t>(diff->new_model)];
  for (const RuleChange& change : diff->rules) {
    if (change.old_rule >= 0 && change.new_rule >= 0) {
      renamed[change.old_rule] = new_model.rules[static_cast<std::size_t>(change.new_rule)].label;
    }
  }
  std::vector<std::string> order;
  std::map<std::string, Int128> amounts;
  const auto add = [&](const RecordLedger& ledger, const Model& of, std::int32_t index, bool after) {
    for (const LedgerLine& line : ledger.lines) {
      if (line.model != static_cast<std::uint32_t>(index) || line.amount == 0) continue;
      std::string name;
      switch (line.kind) {
        case LedgerLine::Kind::kRule:
        case LedgerLine::Kind::kRuleBound: {
          const auto new_name = renamed.find(line.rule);
          name = !after && new_name != renamed.end() ? new_name->second
                                                     : of.rules[static_cast<std::size_t>(line.rule)].label;
          break;
        }
        case LedgerLine::Kind::kGroupBound:
          name = "the bound of group " + of.groups[static_cast<std::size_t>(line.group)].name;
          break;
        case LedgerLine::Kind::kFormula:
          name = "what `score = …` makes of the groups";
          break;
        case LedgerLine::Kind::kModelBound:
          name = "the bound of the model";
          break;
      }
      if (amounts.emplace(name, 0).second) order.push_back(name);
      amounts[name] += after ? line.amount : -Int128{line.amount};
    }
  };
  add(parts_->old_explainer.explain(record.kind, record.old_row), old_model, diff->old_model, false);
  add(parts_->new_explainer.explain(record.kind, record.new_row), new_model, diff->new_model, true);
  std::vector<Cause> causes;
  for (const std::string& name : order) {
    const Int128 amount = amounts[name];
    if (amount != 0) causes.push_back({name, narrow(amount).value_or(0)});
  }
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Cause& a, const Cause& b) { return std::abs(a.points) > std::abs(b.points); });
  return causes;
}

std::string cause_text(const std::vector<Cause>& causes, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < causes.size() && i < most; ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : "; ", signed_points(causes[i].points), causes[i].what);
  }
  if (causes.size() > most) text += fmt::format("; and {} more", causes.size() - most);
  return text;
}

}  // namespace leadline::cli
