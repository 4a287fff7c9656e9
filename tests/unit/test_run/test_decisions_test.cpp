// SPDX-License-Identifier: Apache-2.0
#include "engine/run/test_decisions.hpp"

#include <catch2/catch.hpp>

using namespace leadline;

namespace {

using Expect = TestLine::Expect;

Action task(std::vector<TextPiece> text) {
  Action action;
  action.kind = Action::Kind::kTask;
  action.text = std::move(text);
  return action;
}

Known ask(const std::vector<DecidedAction>& decisions, Expect what, const char* pattern) {
  const Action* unknown = nullptr;
  const Known known = decided(decisions, what, pattern, unknown);
  CHECK((known == Known::kUnknown) == (unknown != nullptr && known != Known::kYes));
  return known;
}

}  // namespace

TEST_CASE("decisions: a text that is known in full fits or does not", "[run][test_run]") {
  const std::vector<Action> actions{task({{"Call Ana", kNoExpr}})};
  std::vector<DecidedAction> decisions;
  add_decisions(actions, true, decisions);
  CHECK(ask(decisions, Expect::kTask, "") == Known::kYes);
  CHECK(ask(decisions, Expect::kTask, "call*") == Known::kYes);
  CHECK(ask(decisions, Expect::kTask, "*Ben*") == Known::kNo);
  CHECK(ask(decisions, Expect::kNotified, "") == Known::kNo);
  CHECK(ask({}, Expect::kTask, "") == Known::kNo);
}

TEST_CASE("decisions: values in a text leave open what depends on them", "[run][test_run]") {
  const std::vector<Action> actions{task({{"Call ", kNoExpr}, {"", 0}, {" about it", kNoExpr}})};
  std::vector<DecidedAction> decisions;
  add_decisions(actions, true, decisions);
  CHECK(ask(decisions, Expect::kTask, "Call*") == Known::kYes);
  CHECK(ask(decisions, Expect::kTask, "Write*") == Known::kNo);
  CHECK(ask(decisions, Expect::kTask, "Call Ana*") == Known::kUnknown);
  CHECK(ask(decisions, Expect::kTask, "*about it") == Known::kUnknown);
}

TEST_CASE("decisions: an action under a condition is not known to run", "[run][test_run]") {
  Action notify;
  notify.kind = Action::Kind::kNotify;
  notify.target = "sales";
  notify.condition = 0;
  Action send;
  send.kind = Action::Kind::kSend;
  send.target = "crm.update";
  Action either;
  either.kind = Action::Kind::kFirstOf;
  either.choices = {send};
  const std::vector<Action> actions{notify, either};
  std::vector<DecidedAction> decisions;
  add_decisions(actions, true, decisions);
  CHECK(ask(decisions, Expect::kNotified, "sales") == Known::kUnknown);
  CHECK(ask(decisions, Expect::kNotified, "marketing") == Known::kNo);
  CHECK(ask(decisions, Expect::kSent, "crm.update") == Known::kUnknown);
  CHECK(ask(decisions, Expect::kSent, "crm.delete") == Known::kNo);
}
