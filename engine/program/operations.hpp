// SPDX-License-Identifier: Apache-2.0
// What is true of the operations of conditions and values wherever they are looked at: which are of one kind, what a
// test of text says of two texts, which aggregates need something to look at.
#pragma once
#include <string_view>

#include "engine/program/program.hpp"
#include "engine/values/text.hpp"

namespace leadline {

/// Operations that are mostly treated alike.
enum class OpFamily : std::uint8_t {
  kGiven,      // a constant, the record or thing itself, now
  kLink,       // another record
  kReading,    // a value that is looked up and can be missing: a field, an attribute, a score, …
  kState,      // yes or no, never missing: thresholds, segments, deadlines
  kAggregate,  // over a selection
  kLogic,      // of conditions
  kTest,       // a condition about values
  kArithmetic,
  kChoice,  // of several values
};
[[nodiscard]] OpFamily family_of(Op op);

/// Whether it says what a model says of a record: points, a grade, a threshold.
[[nodiscard]] bool reads_score(Op op);

/// Whether an aggregate is missing where its selection finds nothing.
[[nodiscard]] bool missing_where_none(AggregateKind aggregate);

/// `b op a` of `a op b`.
[[nodiscard]] CompareOp turned(CompareOp op);

/// The shortest plain `within` of a selection, in milliseconds; 0 where it has none.
[[nodiscard]] std::int64_t shortest_window(const Selection& selection);

/// Whether a text passes a test with one needle; both are folded, unless case counts. Of every distinct text of a
/// column it is asked for every needle.
[[nodiscard]] inline bool passes(TextTest test, std::string_view text, std::string_view needle) {
  switch (test) {
    case TextTest::kContains:
      return contains(text, needle);
    case TextTest::kContainsWord:
      return contains_word(text, needle);
    case TextTest::kStartsWith:
      return starts_with(text, needle);
    case TextTest::kEndsWith:
      return ends_with(text, needle);
    case TextTest::kLike:
      return like(text, needle);
  }
  return false;
}

}  // namespace leadline
