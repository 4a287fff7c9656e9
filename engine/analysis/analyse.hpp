// SPDX-License-Identifier: Apache-2.0
// What can be said about a checked program without any data: conditions that nothing fulfils, rules that never count,
// thresholds and grades out of reach, transitions that go round for ever. Entry points: `findings`, and `ranges` for
// the lowest and highest scores. An error is never wrong: one about values is shown by a record that the engine itself
// has evaluated, or follows from the text alone.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/analysis/witness.hpp"
#include "engine/program/allow.hpp"
#include "engine/program/program.hpp"
#include "leadline/diagnostic.hpp"

namespace leadline::analysis {

/// One end of what a score can be.
struct EndReport {
  bool open = false;       // there is no end
  std::int64_t bound = 0;  // nothing goes further, millionths
  bool exact = false;      // the witness has it
  bool shown = false;      // there is a witness
  std::int64_t shown_points = 0;
  Witness witness;
};

struct RangeReport {
  EndReport low;
  EndReport high;
};

/// What can be reached: a threshold, a grade.
struct ReachReport {
  enum class Reach : std::uint8_t { kNever, kSometimes, kAlways } reach = Reach::kSometimes;
  bool shown = false;
  Witness witness;
};

struct ModelReport {
  RangeReport score;
  std::vector<RangeReport> groups;
  std::vector<ReachReport> thresholds;  // as Model::thresholds
  std::vector<ReachReport> grades;      // as Model::grades
};

/// One analysis of one program; sources, program and notes must outlive it. Once it is left off it comes to an end
/// soon, and nothing that it says from then on is to be believed.
class Analysis {
 public:
  Analysis(const Sources& sources, const Program& program, LeftOff left_off = {});
  ~Analysis();
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  /// Everything that is wrong; allows are kept, and those that silence nothing reported.
  [[nodiscard]] Diagnostics findings(CheckNotes& notes);
  /// Of each model.
  [[nodiscard]] std::vector<ModelReport> ranges();
  /// Whether it was left off.
  [[nodiscard]] bool left_off() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace leadline::analysis
