// SPDX-License-Identifier: Apache-2.0
// Which expectations of a test could depend on actions that are not carried out. An action is known by what it writes:
// a field of a kind of record, or the existence of records. Entry points: effects_of for actions, EffectReads::depends
// for a condition. It errs on the side of "could depend".
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline {

/// What is written or read: a field (index) of a kind of record, or, with -1, which records of the kind there are.
using Effect = std::pair<RecordKind, std::int32_t>;

/// Something that would have happened and was not carried out.
struct SkippedAction {
  Effect effect;
  std::string word;  // `set`, `assign`, `create`
  Span span;
};

/// What a list of actions writes, each with the action that does it; `subject` is the kind of record at hand. Tasks,
/// notifications and sent events write nothing, resets are carried out.
[[nodiscard]] std::vector<SkippedAction> effects_of(const Program& program, const std::vector<Action>& actions,
                                                    RecordKind subject);

class EffectReads {
 public:
  explicit EffectReads(const Program& program);

  /// The first of the skipped actions on which the condition could depend: through fields, links, scores, thresholds,
  /// segments, stages, and through other actions that these set off.
  [[nodiscard]] const SkippedAction* depends(ExprId condition, const std::vector<SkippedAction>& skipped) const;

 private:
  struct Reach;

  const Program* program_;
};

}  // namespace leadline
