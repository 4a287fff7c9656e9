// SPDX-License-Identifier: Apache-2.0
// The operator table.
#include "grammar/operators.hpp"

#include "grammar/tokens.hpp"

namespace leadline::grammar {

Operator operator_of(NodeKind kind, std::string_view text) {
  Operator result;
  if (kind == NodeKind::kBetween || kind == NodeKind::kIsPresent || kind == NodeKind::kIsMissing ||
      kind == NodeKind::kInSegment) {
    result.level = Level::kComparison;
    result.comparison = ast::Comparison::kBetween;
    return result;
  }
  if (kind == NodeKind::kHolds || kind == NodeKind::kMissed) {
    result.level = Level::kState;
    return result;
  }
  if (kind != NodeKind::kOperator) return result;
  result.level = Level::kComparison;
  // Words and signs, one after the other; comments may stand between them.
  for (Token token = next_solid_token(text, 0); token.kind != TokenKind::kEnd;
       token = next_solid_token(text, token.end)) {
    const std::string_view word = token.text(text);
    if (word == "or") result.level = Level::kOr;
    if (word == "and") result.level = Level::kAnd;
    if (word == "+" || word == "-") result.level = Level::kSum;
    if (word == "*" || word == "/") result.level = Level::kProduct;
    if (word == "else") result.level = Level::kElse;
    if (word == "not") result.negated = true;
    if (word == "exactly") result.exactly = true;
    if (word == "=") result.comparison = ast::Comparison::kEqual;
    if (word == "!=") result.comparison = ast::Comparison::kNotEqual;
    if (word == "<") result.comparison = ast::Comparison::kLess;
    if (word == "<=") result.comparison = ast::Comparison::kLessEqual;
    if (word == ">") result.comparison = ast::Comparison::kGreater;
    if (word == ">=") result.comparison = ast::Comparison::kGreaterEqual;
    if (word == "in") result.comparison = ast::Comparison::kIn;
    if (word == "least") result.comparison = ast::Comparison::kAtLeast;
    if (word == "most") result.comparison = ast::Comparison::kAtMost;
    if (word == "contains") result.comparison = ast::Comparison::kContains;
    if (word == "word") result.comparison = ast::Comparison::kContainsWord;
    if (word == "starts") result.comparison = ast::Comparison::kStartsWith;
    if (word == "ends") result.comparison = ast::Comparison::kEndsWith;
    if (word == "like") result.comparison = ast::Comparison::kLike;
    if (word == "has") result.comparison = ast::Comparison::kHas;
    if (word == "all") result.comparison = ast::Comparison::kHasAll;
    if (word == "any") {
      if (result.comparison == ast::Comparison::kHas) {
        result.comparison = ast::Comparison::kHasAny;
      } else {
        result.any = true;
      }
    }
  }
  return result;
}

}  // namespace leadline::grammar
