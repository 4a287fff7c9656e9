// SPDX-License-Identifier: Apache-2.0
// Needles against texts, and needles against needles.
#include "engine/analysis/text_tests.hpp"

#include <algorithm>

#include "engine/program/operations.hpp"

namespace leadline::analysis {

namespace {

// Whether a text that passes `test` with `needle` must pass `other` with `wanted`.
bool follows(TextTest test, const std::string& needle, TextTest other, const std::string& wanted) {
  if (test == other && needle == wanted) return true;
  if (test == TextTest::kLike || other == TextTest::kLike) return false;
  switch (other) {
    case TextTest::kContains:
      return contains(needle, wanted);
    case TextTest::kContainsWord:
      return test == TextTest::kContainsWord && contains_word(needle, wanted);
    case TextTest::kStartsWith:
      return test == TextTest::kStartsWith && starts_with(needle, wanted);
    case TextTest::kEndsWith:
      return test == TextTest::kEndsWith && ends_with(needle, wanted);
    case TextTest::kLike:
      return false;
  }
  return false;
}

std::vector<std::string> folded(std::vector<std::string> texts) {
  for (std::string& text : texts) text = fold(text);
  return texts;
}

}  // namespace

std::vector<std::string> needles_of(const Program& program, ExprId expr) {
  const Expr& e = program.expr(expr);
  if (e.op != Op::kText || e.children.size() != 2) return {};
  const Expr& needle = program.expr(e.children[1]);
  if (needle.op != Op::kConstant || needle.value.missing) return {};
  if (!needle.type.list) return {needle.value.text};
  std::vector<std::string> texts;
  for (const Value& item : needle.value.items) texts.push_back(item.text);
  return texts;
}

std::optional<bool> passes(const Program& program, ExprId expr, std::string_view text) {
  const Expr& e = program.expr(expr);
  const std::vector<std::string> needles = folded(needles_of(program, expr));
  if (needles.empty() || e.exactly) return std::nullopt;
  return std::any_of(needles.begin(), needles.end(),
                     [&](const std::string& needle) { return passes(e.text_test, text, needle); });
}

bool follows(const Program& program, ExprId a, ExprId b) {
  const Expr& x = program.expr(a);
  const Expr& y = program.expr(b);
  if (x.op != Op::kText || y.op != Op::kText || x.exactly || y.exactly) return false;
  const std::vector<std::string> from = folded(needles_of(program, a));
  const std::vector<std::string> to = folded(needles_of(program, b));
  if (from.empty() || to.empty()) return false;
  return std::all_of(from.begin(), from.end(), [&](const std::string& needle) {
    return std::any_of(to.begin(), to.end(),
                       [&](const std::string& wanted) { return follows(x.text_test, needle, y.text_test, wanted); });
  });
}

}  // namespace leadline::analysis
