// SPDX-License-Identifier: Apache-2.0
// Made-up records that may come to what a test is for: of the values that the conditions name. Entry point: Proposals.
#pragma once
#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "cli/diff/seeker.hpp"
#include "cli/suggest/aim.hpp"

namespace leadline::cli {

struct Proposal {
  Sketch sketch;               // `process` and `stage` among its fields say where it stands
  std::optional<Sketch> then;  // what the records are later
  std::string go_to;           // the stage to which it is moved by hand in the end; empty: none
};

class Proposals {
 public:
  Proposals(const Program& program, std::int64_t now)
      : program_(program), now_(now), seeker_(program, now, random_, true) {}

  Proposal make(const CoverageItem& item, const Aim& aim);

 private:
  void add_points(RecordKind kind, Sketch& sketch);
  void fit_models(RecordKind kind, const Aim& aim, Sketch& sketch);
  void stand_in(const Process& process, std::uint32_t stage, Sketch& sketch);
  void add_required(const Process& process, const Require* but_for, Sketch& sketch);
  void set_required(const Require& require, bool yes, Sketch& sketch);
  void move(const CoverageItem& item, const Aim& aim, Proposal& proposal);
  void react(const Aim& aim, Proposal& proposal);
  void want_segment(const SegmentNode& node, bool yes, Sketch& sketch);

  const Program& program_;
  std::int64_t now_;
  std::mt19937_64 random_{20260701};  // the same on every machine
  Seeker seeker_;
};

}  // namespace leadline::cli
