// SPDX-License-Identifier: Apache-2.0
// The parts of recovery and lookahead that are plain scanning over tokens.
#include <algorithm>
#include <array>

#include "grammar/parse_state.hpp"

namespace leadline::grammar {

namespace {

// True for blocks whose items begin with a label.
bool has_labels(Expect item) {
  return item == Expect::kModelItem || item == Expect::kGroupItem || item == Expect::kRuleInBlock;
}

// True for blocks whose items may begin with any name.
bool has_names(Expect item) {
  return item == Expect::kField || item == Expect::kSourceItem || item == Expect::kSourceField ||
         item == Expect::kMergeLine || item == Expect::kTestLine || item == Expect::kAssignment;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// True for words that begin an item of the block wherever they stand on a line.
bool begins_item(Expect item, std::string_view word) {
  if (item == Expect::kModelItem) return is_one_of(word, {"group", "grade", "threshold", "scores"});
  if (item == Expect::kProcessItem) return word == "stage";
  return item == Expect::kStageItem && (word == "go" || word == "require" || word == "deadline");
}

}  // namespace

bool when_begins_condition(std::string_view text, const char* after) {
  const Token next = next_solid_token(text, static_cast<std::uint32_t>(after - text.data()));
  const std::string_view word = next.text(text);
  switch (next.kind) {
    case TokenKind::kWord:
      return !is_one_of(
          word, {"and", "or", "is", "in", "between", "contains", "starts", "ends", "like", "has", "else", "when"});
    case TokenKind::kSymbol:
      return word == "(" || word == "[" || word == "{" || word == "-" || word == "+";
    case TokenKind::kEnd:
      return false;
    case TokenKind::kNumber:
    case TokenKind::kTime:
    case TokenKind::kText:
    case TokenKind::kComment:
    case TokenKind::kUnknown:
      return true;
  }
  return true;
}

bool begins_kinds(std::string_view text, std::uint32_t offset) {
  const Token token = next_solid_token(text, offset);
  const std::string_view word = token.text(text);
  if (token.kind == TokenKind::kSymbol) return word == "(" || word == "[";
  return token.kind == TokenKind::kWord && !is_reserved_word(word) && word != "of" && word != "when";
}

std::uint32_t brace_on_this_line(std::string_view text, std::uint32_t failed) {
  Token token = next_token(text, failed);
  while (token.kind != TokenKind::kEnd && token.kind != TokenKind::kComment &&
         (token.begin == failed || !token.first_on_line)) {
    if (token.text(text) == "{") return token.begin;
    if (token.text(text) == "}") return 0;
    token = next_token(text, token.end);
  }
  return 0;
}

std::uint32_t resume_after(State& state, Expect item, std::uint32_t begin, std::uint32_t failed) {
  const std::string_view text = state.text;
  const auto size = static_cast<std::uint32_t>(text.size());
  int depth = 0;
  bool closed = false;  // the item's own braces have been passed
  bool go_on = false;   // the line above is not finished: `=`, `and`, `,`
  Token token = next_token(text, begin);
  for (; token.kind != TokenKind::kEnd; token = next_token(text, token.end)) {
    if (token.kind == TokenKind::kComment) continue;
    const std::string_view word = token.text(text);
    const bool after = token.begin > begin && token.begin >= failed;
    if (after && statement_in_first_column(text, token.begin)) {
      if (item != Expect::kStatement) state.stopped_at = token.begin;
      return token.begin;
    }
    if (depth == 0 && after) {
      if (word == "}" && item != Expect::kStatement) return token.begin;
      const bool starts =
          token.kind == TokenKind::kWord ||
          (token.kind == TokenKind::kText && (has_labels(item) || item == Expect::kTableRow || item == Expect::kCase));
      if (item == Expect::kStatement) {
        if (closed && is_statement_word(word)) return token.begin;
      } else if (starts && token.first_on_line && !go_on && !continues_line(word)) {
        return token.begin;
      } else if (begins_item(item, word) && (token.begin > failed || token.first_on_line)) {
        return token.begin;
      } else if (has_labels(item) && token.kind == TokenKind::kText) {
        const Token next = next_solid_token(text, token.end);
        if (next.text(text) == "+" || next.text(text) == "-") return token.begin;
      } else if (has_names(item) && token.kind == TokenKind::kWord && item == Expect::kSourceField &&
                 next_token(text, token.end).kind == TokenKind::kText) {
        return token.begin;
      }
    }
    if (word == "{") ++depth;
    if (word == "}") {
      depth = std::max(0, depth - 1);
      closed = closed || depth == 0;
    }
    go_on = token.kind == TokenKind::kSymbol && word != "}" && word != "]" && word != ")";
  }
  if (item != Expect::kStatement) state.stopped_at = size;
  return size;
}

}  // namespace leadline::grammar
