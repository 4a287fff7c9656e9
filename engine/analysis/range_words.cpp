// SPDX-License-Identifier: Apache-2.0
// Words for ends.
#include "engine/analysis/range_words.hpp"

namespace leadline::analysis {

namespace {

std::string end_words(const EndReport& end, const char* no_further) {
  if (end.open) return "without end";
  return (end.exact ? "" : std::string(no_further) + " ") + to_text(Decimal{end.bound});
}

}  // namespace

std::string range_words(const RangeReport& range) {
  return "from " + end_words(range.low, "at least") + " to " + end_words(range.high, "at most");
}

const char* reach_words(const ReachReport& reach) {
  switch (reach.reach) {
    case ReachReport::Reach::kNever:
      return "never reached";
    case ReachReport::Reach::kAlways:
      return "always reached";
    case ReachReport::Reach::kSometimes:
      return reach.shown ? "can be reached" : "not shown to be out of reach";
  }
  return "";
}

}  // namespace leadline::analysis
