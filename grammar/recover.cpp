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

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// True for words that begin an item of the block wherever they stand on a line; others do so only at its beginning.
bool begins_item(Expect item, std::string_view word, bool first_on_line) {
  switch (item) {
    case Expect::kModelItem:
      return is_one_of(word, {"group", "grade", "threshold", "scores"});
    case Expect::kProcessItem:
      return word == "stage";
    case Expect::kStageItem:
      return is_one_of(word, {"go", "require", "deadline"}) ||
             (first_on_line && is_one_of(word, {"on", "after", "fields"}));
    case Expect::kMatchLine:
      return first_on_line && is_one_of(word, {"on", "when"});
    case Expect::kFormLine:
      return first_on_line && word == "on";
    case Expect::kMergeLine:
      return first_on_line && word == "by";
    case Expect::kTestLine:
      return first_on_line && word == "at";
    default:
      return false;
  }
}

}  // namespace

bool begins_other(std::string_view text, std::uint32_t offset, std::string_view word) {
  const bool when = word == "when";
  if (!when && !is_one_of(word, {"grade", "group", "stage", "threshold"})) return false;
  if (!when && !first_on_line(text, offset)) return false;
  const Token next = next_solid_token(text, offset + static_cast<std::uint32_t>(word.size()));
  const std::string_view follow = next.text(text);
  switch (next.kind) {
    case TokenKind::kWord:
      return !is_reserved_word(follow) && !continues_line(follow);
    case TokenKind::kSymbol:
      return when && is_one_of(follow, {"(", "[", "{", "-", "+"});
    case TokenKind::kText:
      return true;
    case TokenKind::kNumber:
    case TokenKind::kTime:
      return when;
    case TokenKind::kEnd:
    case TokenKind::kComment:
    case TokenKind::kUnknown:
      return false;
  }
  return false;
}

bool begins_rule(std::string_view text, std::uint32_t offset) {
  if (offset >= text.size() || text[offset] != '"' || !first_on_line(text, offset)) return false;
  const std::string_view next = next_solid_token(text, next_token(text, offset).end).text(text);
  return next == "+" || next == "-";
}

bool begins_kinds(std::string_view text, std::uint32_t offset) {
  const Token token = next_solid_token(text, offset);
  const std::string_view word = token.text(text);
  if (token.kind == TokenKind::kSymbol) return word == "(" || word == "[";
  return token.kind == TokenKind::kWord && !is_reserved_word(word) && word != "of" && word != "when";
}

bool begins_outer_item(Expect item, std::string_view word) {
  switch (item) {
    case Expect::kStageItem:
    case Expect::kAnyStageItem:
      return word == "stage";
    case Expect::kGroupItem:
    case Expect::kRuleInBlock:
      return is_one_of(word, {"group", "grade", "threshold", "scores"});
    case Expect::kAction:
    case Expect::kChoice:
      return is_one_of(word, {"go", "require", "deadline", "stage"});
    default:
      return false;
  }
}

namespace {

// Scans on from a token; a text that is not closed counts as its quote only, so that braces after it are seen.
Token token_after(std::string_view text, const Token& token) {
  const bool unclosed = token.kind == TokenKind::kText && (token.end - token.begin < 2 || text[token.end - 1] != '"');
  return next_token(text, unclosed ? token.begin + 1 : token.end);
}

}  // namespace

std::uint32_t brace_on_this_line(std::string_view text, std::uint32_t failed) {
  Token token = next_token(text, failed);
  while (token.kind != TokenKind::kEnd && token.kind != TokenKind::kComment &&
         (token.begin == failed || !token.first_on_line)) {
    if (token.text(text) == "{") return token.begin;
    if (token.text(text) == "}") return 0;
    token = token_after(text, token);
  }
  return 0;
}

bool brace_forgotten(std::string_view text, std::uint32_t offset) {
  const Token token = next_token(text, offset);
  const bool item = token.kind == TokenKind::kWord || token.kind == TokenKind::kText;
  return item && token.first_on_line && !statement_in_first_column(text, token.begin) &&
         !continues_line(token.text(text));
}

std::uint32_t resume_after(State& state, Expect item, std::uint32_t begin, std::uint32_t failed) {
  const std::string_view text = state.text;
  const bool in_block = item != Expect::kStatement;
  int depth = 0;
  bool closed = false;  // the item's own braces have been passed
  bool go_on = false;   // the line above is not finished: `=`, `and`, `,`
  Token token = next_token(text, begin);
  for (; token.kind != TokenKind::kEnd; token = token_after(text, token)) {
    if (token.kind == TokenKind::kComment) continue;
    const std::string_view word = token.text(text);
    const bool here = token.begin >= failed;
    const bool after = here && token.begin > begin;
    if (after && statement_in_first_column(text, token.begin)) {
      if (in_block) state.stop_blocks(token.begin, 0);
      return token.begin;
    }
    if (depth == 0 && here && token.first_on_line && begins_outer_item(item, word)) {
      state.stop_blocks(token.begin, state.braces.size() - 1);
      return token.begin;
    }
    if (depth == 0 && after) {
      if (word == "}" && in_block) return token.begin;
      const bool may_be_text = has_labels(item) || item == Expect::kTableRow || item == Expect::kCase;
      const bool starts = token.kind == TokenKind::kWord || (token.kind == TokenKind::kText && may_be_text);
      if (!in_block) {
        const bool in_first_column = token.begin == 0 || text[token.begin - 1] == '\n';
        if (closed && token.first_on_line && is_statement_word(word)) return token.begin;
        if (in_first_column && token.kind == TokenKind::kWord && (closed || !nearest_statement_word(word).empty()))
          return token.begin;
      } else if (starts && token.first_on_line && !go_on && !continues_line(word)) {
        return token.begin;
      } else if (begins_item(item, word, token.first_on_line)) {
        return token.begin;
      } else if (has_labels(item) && token.kind == TokenKind::kText) {
        const std::string_view next = next_solid_token(text, token.end).text(text);
        if (next == "+" || next == "-") return token.begin;
      } else if (item == Expect::kSourceField && token.kind == TokenKind::kWord &&
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
  const auto size = static_cast<std::uint32_t>(text.size());
  if (in_block) state.stop_blocks(size, 0);
  return size;
}

}  // namespace leadline::grammar
