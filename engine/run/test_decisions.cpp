// SPDX-License-Identifier: Apache-2.0
// Three-valued: a condition before an action, or a value in its text, may leave it open.
#include "engine/run/test_decisions.hpp"

#include "engine/values/text.hpp"

namespace leadline {

namespace {

// Whether a text, of which only the literal pieces are known, fits a pattern.
Known text_fits(const std::vector<TextPiece>& pieces, std::string_view pattern) {
  std::string text;
  for (const TextPiece& piece : pieces) {
    if (piece.value != kNoExpr) {
      const std::size_t wild = pattern.find_first_of("*?\\");
      const std::string head = fold(pattern.substr(0, wild));
      const std::string known = fold(text);
      const std::size_t both = head.size() < known.size() ? head.size() : known.size();
      if (head.compare(0, both, known, 0, both) != 0) return Known::kNo;
      const bool only_head = wild != std::string_view::npos && pattern.substr(wild) == "*";
      return only_head && known.size() >= head.size() ? Known::kYes : Known::kUnknown;
    }
    text += piece.literal;
  }
  return like(fold(text), fold(pattern)) ? Known::kYes : Known::kNo;
}

Known fits(const Action& action, TestLine::Expect what, std::string_view pattern) {
  const auto name_fits = [&] {
    return pattern.empty() || like(fold(action.target), fold(pattern)) ? Known::kYes : Known::kNo;
  };
  switch (what) {
    case TestLine::Expect::kTask:
      if (action.kind != Action::Kind::kTask) return Known::kNo;
      return pattern.empty() ? Known::kYes : text_fits(action.text, pattern);
    case TestLine::Expect::kNotified:
      return action.kind == Action::Kind::kNotify ? name_fits() : Known::kNo;
    case TestLine::Expect::kSent:
      return action.kind == Action::Kind::kSend ? name_fits() : Known::kNo;
    case TestLine::Expect::kCondition:
    case TestLine::Expect::kRejected:
      return Known::kNo;
  }
  return Known::kNo;
}

}  // namespace

void add_decisions(const std::vector<Action>& actions, bool certain, std::vector<DecidedAction>& decisions) {
  for (const Action& action : actions) {
    if (action.kind == Action::Kind::kFirstOf) {
      add_decisions(action.choices, false, decisions);
    } else {
      decisions.push_back({&action, certain && action.condition == kNoExpr});
    }
  }
}

Known decided(const std::vector<DecidedAction>& decisions, TestLine::Expect what, std::string_view pattern,
              const Action*& unknown) {
  Known known = Known::kNo;
  for (const DecidedAction& decision : decisions) {
    const Known one = fits(*decision.action, what, pattern);
    if (one == Known::kNo) continue;
    if (one == Known::kYes && decision.certain) return Known::kYes;
    if (known == Known::kNo) unknown = decision.action;
    known = Known::kUnknown;
  }
  return known;
}

}  // namespace leadline
