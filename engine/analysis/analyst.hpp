// SPDX-License-Identifier: Apache-2.0
// What the checks of an analysis share: the regions, each model's choices and ranges, records to show things with, and
// how to report. Each check is a free function over an Analyst.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/analysis/score_range.hpp"
#include "engine/analysis/witness.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::analysis {

/// A record that the engine has evaluated.
struct Shown {
  Witness witness;
  RecordLedger ledger;
};

struct ModelFacts {
  Region under;       // the records that it scores
  Region conditions;  // the same, and the score and its groups are there
  Choices choices;
  ModelRanges ranges;
};

class Analyst {
 public:
  Analyst(const Sources& s, const Program& p, LeftOff left_off = {});

  Diagnostic& found(const char* check, const Span& span, std::string message, std::string help = "");

  /// Makes a record and has it evaluated.
  Shown show(RecordKind kind, const Box& box);
  /// The same for a record that stands in a stage, for as long as the box says.
  Shown show_in_stage(const Process& process, std::uint32_t stage, const Box& box);
  /// Has a record evaluated at another time.
  RecordLedger explain(const Witness& witness, std::int64_t now);
  /// What evaluates them.
  WitnessRun& run();

  /// Rule text as it stands, on one line.
  [[nodiscard]] std::string written(const Span& span) const;
  /// A number of an axis in words.
  [[nodiscard]] std::string value_text(AxisId axis, std::int64_t number) const;

  const Sources& sources;
  const Program& program;
  Conditions conditions;
  std::vector<ModelFacts> models;
  Diagnostics diagnostics;

 private:
  std::unique_ptr<WitnessRun> run_;
};

/// The transitions that are tried in a stage, in their order.
[[nodiscard]] std::vector<const Transition*> tried_in(const Process& process, std::uint32_t stage);

void check_conditions(Analyst& a);
void check_rules(Analyst& a);
void check_ladders(Analyst& a);
void check_transitions(Analyst& a);
void check_chases(Analyst& a);

}  // namespace leadline::analysis
