// SPDX-License-Identifier: Apache-2.0
// Scoring: first all values under the recorded state, column by column; then each record's own evaluation, in which
// only what its changes touch is computed again.
#include "engine/run/score.hpp"

#include <algorithm>
#include <memory>

#include "engine/data/parallel.hpp"
#include "engine/run/always_asked.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/fresh_outcomes.hpp"
#include "engine/run/reasons.hpp"
#include "engine/run/run_stages.hpp"

namespace leadline {
namespace {

constexpr std::uint32_t kRecordsAtOnce = 1024;

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

// What one thread needs to walk records through their process.
struct Walk {
  Walk(const Binding& binding, RecordKind kind, StateMask shown)
      : evaluator(binding, Evaluator::Mode::kSingle),
        lifecycle(evaluator, kind),
        outcomes(binding, lifecycle, kind, shown) {}

  Evaluator evaluator;
  Lifecycle lifecycle;
  FreshOutcomes outcomes;
};

class Scoring {
 public:
  Scoring(const Plan& plan, const Dataset& data, const ScoreOptions& options, bool wide)
      : plan_(plan),
        program_(*plan.program),
        options_(options),
        threads_(thread_count(options.threads)),
        binding_(plan, data, options.as_of, wide),
        constants_(binding_, Evaluator::Mode::kSingle),
        blocks_(binding_, Evaluator::Mode::kBlock) {}

  [[nodiscard]] bool too_narrow() const { return !binding_.wide && binding_.too_narrow; }

  void run(ScoreResult& result) {
    if (too_narrow()) return;
    settle_constants(binding_, constants_);
    result.models.resize(program_.models.size());
    for (std::uint32_t model = 0; model < program_.models.size(); ++model) place_model(model, result.models[model]);
    const std::vector<BlockReader> readers = reason_readers();
    run_stages(binding_, blocks_, wanted(), threads_, options_.on_progress, readers);
    if (too_narrow()) return;
    result.as_of = options_.as_of;
    for (std::uint32_t model = 0; model < program_.models.size(); ++model) copy_model(model, result.models[model]);
    for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
      if (reasons_[kind] == nullptr) continue;
      reasons_[kind]->put_together(result.models, threads_, result.records[kind].reasons);
    }
    for (int kind = 0; kind < kRecordKinds; ++kind) run_kind(static_cast<RecordKind>(kind), result);
  }

 private:
  std::vector<NodeId> wanted() const {
    std::vector<NodeId> wanted;
    for (int kind = 0; kind < kRecordKinds; ++kind) {
      for (const NodeId node : asked_of_all(plan_, static_cast<RecordKind>(kind))) {
        if (plan_.nodes[node].grain != kConstantGrain) wanted.push_back(node);
      }
    }
    return wanted;
  }

  // Reasons are found while the scores are computed.
  std::vector<BlockReader> reason_readers() {
    std::vector<BlockReader> readers;
    for (int i = 0; options_.reasons > 0 && i < kRecordKinds; ++i) {
      const auto kind = static_cast<RecordKind>(i);
      if (!is_evaluated(program_, kind)) continue;
      reasons_[index_of(kind)] = std::make_unique<Reasons>(binding_, kind, options_.reasons);
      for (BlockReader& reader : reasons_[index_of(kind)]->readers()) readers.push_back(std::move(reader));
    }
    return readers;
  }

  // Scores are computed where the caller gets them.
  void place_model(std::uint32_t id, ModelScores& scores) {
    const ModelNodes& nodes = plan_.models[id];
    const std::size_t rows = binding_.sizes[grain_of(program_.models[id].kind)];
    const auto place = [&](NodeId node, std::vector<std::int64_t>& out) {
      out.resize(rows);
      if (plan_.nodes[node].grain != kConstantGrain) binding_.place_column(node, out.data());
    };
    place(nodes.score, scores.score);
    scores.groups.resize(nodes.groups.size());
    for (std::size_t group = 0; group < nodes.groups.size(); ++group) place(nodes.groups[group], scores.groups[group]);
  }

  // The values of a node for all rows of its model's kind, unless they lie there already.
  void copy_numbers(NodeId node, std::vector<std::int64_t>& out) const {
    if (plan_.nodes[node].grain == kConstantGrain) {
      std::fill(out.begin(), out.end(), binding_.constants[node].as<std::int64_t>());
      return;
    }
    const auto values = reinterpret_cast<const std::int64_t*>(binding_.columns[node]);
    if (values != out.data()) std::copy_n(values, out.size(), out.begin());
  }

  void copy_model(std::uint32_t id, ModelScores& scores) const {
    const ModelNodes& nodes = plan_.models[id];
    copy_numbers(nodes.score, scores.score);
    for (std::size_t group = 0; group < nodes.groups.size(); ++group)
      copy_numbers(nodes.groups[group], scores.groups[group]);
    const std::size_t rows = scores.score.size();
    scores.grade.assign(rows, 0);
    if (program_.models[id].grades.empty()) return;
    const auto grades = reinterpret_cast<const std::int64_t*>(binding_.columns[nodes.grade]);
    for (std::size_t row = 0; row < rows; ++row) {
      scores.grade[row] = present(grades[row]) ? static_cast<std::uint8_t>(grades[row] + 1) : std::uint8_t{0};
    }
  }

  // Bits of the state that the shown values of a kind read.
  [[nodiscard]] StateMask shown_state(RecordKind kind) const {
    StateMask mask = 0;
    for (std::uint32_t id = 0; id < program_.models.size(); ++id) {
      if (program_.models[id].kind != kind) continue;
      const ModelNodes& nodes = plan_.models[id];
      mask |= plan_.nodes[nodes.score].state | plan_.nodes[nodes.grade].state;
      for (const NodeId group : nodes.groups) mask |= plan_.nodes[group].state;
    }
    return mask;
  }

  void run_kind(RecordKind kind, ScoreResult& result) {
    RecordScores& scores = result.records[index_of(kind)];
    scores.present = is_evaluated(program_, kind);
    if (!scores.present) return;
    const std::uint32_t rows = binding_.sizes[grain_of(kind)];
    scores.process.assign(rows, 0);
    scores.stage.assign(rows, 0);
    scores.stage_since.assign(rows, kMissing64);
    scores.thresholds.resize(program_.thresholds.size());
    for (std::size_t threshold = 0; threshold < program_.thresholds.size(); ++threshold) {
      if (program_.thresholds[threshold].kind == kind) scores.thresholds[threshold].assign(rows, 0);
    }
    if (!Lifecycle::any(program_, kind)) return;
    const StateMask shown = shown_state(kind);
    const std::size_t parts = (std::size_t{rows} + kRecordsAtOnce - 1) / kRecordsAtOnce;
    Pool<Walk> walks([&] { return std::make_unique<Walk>(binding_, kind, shown); });
    parallel_for(parts, parts < 4 ? 1 : threads_, [&](std::size_t part) {
      std::unique_ptr<Walk> walk = walks.take();
      const auto begin = static_cast<std::uint32_t>(part * kRecordsAtOnce);
      const std::uint32_t end = std::min(rows, begin + kRecordsAtOnce);
      walk->outcomes.begin(begin, end);
      for (std::uint32_t row = begin; row < end; ++row) {
        const Outcome* outcome = walk->outcomes.find(row);
        if (outcome == nullptr) {
          walk->lifecycle.run(row);
          outcome = &walk->outcomes.keep(row);
          if ((walk->lifecycle.state().changed & shown) != 0) store_changed(walk->evaluator, kind, row, result);
        }
        store(*outcome, walk->lifecycle.thresholds(), row, scores);
      }
      walk->evaluator.lay_over(nullptr);
      walks.give_back(std::move(walk));
    });
  }

  static void store(const Outcome& outcome, const std::vector<std::uint32_t>& thresholds, std::uint32_t row,
                    RecordScores& scores) {
    scores.process[row] = outcome.process;
    scores.stage[row] = outcome.stage;
    scores.stage_since[row] = outcome.stage_since;
    for (std::size_t i = 0; i < thresholds.size(); ++i) scores.thresholds[thresholds[i]][row] = outcome.thresholds[i];
  }

  // Points that depend on what the evaluation changed.
  void store_changed(Evaluator& evaluator, RecordKind kind, std::uint32_t row, ScoreResult& result) const {
    for (std::uint32_t id = 0; id < program_.models.size(); ++id) {
      if (program_.models[id].kind != kind) continue;
      const ModelNodes& nodes = plan_.models[id];
      ModelScores& scores = result.models[id];
      scores.score[row] = evaluator.number(nodes.score, row);
      for (std::size_t group = 0; group < nodes.groups.size(); ++group) {
        scores.groups[group][row] = evaluator.number(nodes.groups[group], row);
      }
      const std::int64_t grade = program_.models[id].grades.empty() ? kMissing64 : evaluator.number(nodes.grade, row);
      scores.grade[row] = present(grade) ? static_cast<std::uint8_t>(grade + 1) : std::uint8_t{0};
    }
    const std::unique_ptr<Reasons>& reasons = reasons_[index_of(kind)];
    if (reasons != nullptr) reasons->put(evaluator, row, result.records[index_of(kind)].reasons);
  }

  const Plan& plan_;
  const Program& program_;
  const ScoreOptions& options_;
  unsigned threads_;
  Binding binding_;
  Evaluator constants_;  // keeps the texts of constants
  EvaluatorPool blocks_;
  std::array<std::unique_ptr<Reasons>, kRecordKinds> reasons_;
};

}  // namespace

ScoreResult score(const Plan& plan, const Dataset& data, const ScoreOptions& options) {
  // Points fit 64 bits but for absurd rules; where they do not, all is done again with 128.
  for (const bool wide : {false, true}) {
    ScoreResult result;
    Scoring scoring(plan, data, options, wide);
    scoring.run(result);
    if (!scoring.too_narrow()) return result;
  }
  return {};
}

}  // namespace leadline
