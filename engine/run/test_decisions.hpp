// SPDX-License-Identifier: Apache-2.0
// The tasks, notifications and events that a test's records set off. They are not carried out, but what is known for
// certain about them answers `expect task`, `notified` and `sent`; where it is not known, that is the answer.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline {

/// An action that stands where something has just happened.
struct DecidedAction {
  const Action* action = nullptr;
  bool certain = false;  // it surely runs: no condition before it
};

/// Adds the actions of a list; `certain` if the list itself surely runs.
void add_decisions(const std::vector<Action>& actions, bool certain, std::vector<DecidedAction>& decisions);

enum class Known : std::uint8_t { kNo, kYes, kUnknown };

/// Whether one of the decisions is what an `expect` looks for: a task whose text, a notification whose addressee or a
/// sent event whose name fits the pattern (empty: any). `unknown` gets the action on which it hangs.
[[nodiscard]] Known decided(const std::vector<DecidedAction>& decisions, TestLine::Expect what,
                            std::string_view pattern, const Action*& unknown);

}  // namespace leadline
