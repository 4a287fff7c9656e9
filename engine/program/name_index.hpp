// SPDX-License-Identifier: Apache-2.0
// Which name stands where: what an editor wants to know of a program beside what the program does. A side table that
// the checker fills where somebody asks for it (examine.hpp); the program itself does not know it.
#pragma once
#include <compare>
#include <cstdint>
#include <vector>

#include "leadline/source.hpp"

namespace leadline {

struct Program;

enum class NameKind : std::uint8_t {
  kRecord,       // index: the kind of record
  kField,        // of a record: index the kind, second the field
  kInteraction,  // index into Program::interactions
  kAttribute,    // of an interaction: index the kind, second the attribute
  kList,
  kTable,
  kDefinition,
  kModel,
  kGroup,      // index the model, second the group
  kThreshold,  // index into Program::thresholds
  kGrade,      // index the model, second the grade
  kSegment,
  kStrategy,
  kProcess,
  kStage,     // index the process, second the stage
  kDeadline,  // index the process, second the deadline
  kSource,
  kHours,
  kTestRecord,  // index the test, second the record
  kFile,        // index: the source
};

struct NamedThing {
  NameKind kind{};
  std::uint32_t index = 0;
  std::uint32_t second = 0;

  friend auto operator<=>(const NamedThing&, const NamedThing&) = default;
};

/// A place where a thing is named; the quotes of a text are part of the span.
struct Mention {
  Span span;
  NamedThing thing;
  bool declares = false;
};

class NameIndex {
 public:
  void mention(NamedThing thing, const Span& span) { mentions_.push_back({span, thing, false}); }
  void declare(NamedThing thing, const Span& span) { mentions_.push_back({span, thing, true}); }
  /// Adds the declarations that stand in the program, sorts by place, and drops repetitions.
  void finish(const Program& program);

  [[nodiscard]] const std::vector<Mention>& mentions() const { return mentions_; }

 private:
  std::vector<Mention> mentions_;
};

}  // namespace leadline
