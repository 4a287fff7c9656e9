// SPDX-License-Identifier: Apache-2.0
// Who is who: finds the stored record that an incoming one means, by a strategy's lines, and says why. The index knows
// each stored record under the normal forms of the parts that have to be equal. Entry point: Matcher::find.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/graph/plan.hpp"
#include "engine/run/evaluator.hpp"

namespace leadline {

class MatchIndex;

struct MatchOutcome {
  enum class Kind : std::uint8_t {
    kMatched,     // row is the record
    kUnmatched,   // every line that could be asked found nothing
    kIncomplete,  // no line could be asked: what they need is missing or on a never-list
  } kind = Kind::kIncomplete;
  std::uint32_t row = kNoRow;
  std::uint32_t line = 0;   // of the strategy, from 0
  std::uint32_t found = 0;  // how many records the line found before `prefer` chose
  std::string evidence;     // kMatched: which parts were equal or how similar; kIncomplete: what was missing
};

class Matcher {
 public:
  /// Indexes the records that `data` has. Both must outlive the matcher, and the plan must have been made with
  /// PlanOptions::run. `threads`: 0 is as many as the machine has.
  Matcher(const Plan& plan, const Dataset& data, unsigned threads = 0);
  ~Matcher();

  /// To be called after a stored record was added or a field of it changed (the new values are read from the data).
  /// Records that link to it and are known by its values are looked at, too.
  void changed(Evaluator& evaluator, RecordKind kind, std::uint32_t row);
  /// Whether a strategy reads only columns of the data, so that `find` needs no evaluator that knows of all rows.
  [[nodiscard]] bool reads_columns(std::uint32_t strategy) const;
  /// To be called before a stored record is taken out by a merge.
  void removed(RecordKind kind, std::uint32_t row);

  /// The stored record that row `incoming` means. `incoming` is a row of the strategy's kind that has not been given to
  /// `changed`, or kNoRow where there is none; `incoming_contact` the contact that came with it, for strategies of
  /// other kinds that compare fields of a contact (kNoRow: the one that `incoming` links to). A link of `incoming` to a
  /// record that is about to be created compares as that record's id, so it needs to have been given one.
  MatchOutcome find(Evaluator& evaluator, std::uint32_t strategy, std::uint32_t incoming,
                    std::uint32_t incoming_contact);

 private:
  std::unique_ptr<MatchIndex> index_;
};

}  // namespace leadline
