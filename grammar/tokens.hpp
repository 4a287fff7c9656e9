// SPDX-License-Identifier: Apache-2.0
// Rule text as a row of tokens, without a grammar: what recovery skips, messages quote and the formatter spaces.
// next_token is the entry point; it agrees with the leaves of the grammar (a test holds them together).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace leadline::grammar {

enum class TokenKind : std::uint8_t { kWord, kNumber, kTime, kText, kSymbol, kComment, kUnknown, kEnd };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool first_on_line = false;

  [[nodiscard]] std::string_view text(std::string_view source) const { return source.substr(begin, end - begin); }
};

/// The first token at or after `offset`, which is not inside one. A text that is not closed ends with its line.
Token next_token(std::string_view text, std::uint32_t offset);

/// The next token that is no comment.
Token next_solid_token(std::string_view text, std::uint32_t offset);

/// The text without its comments; a `#` inside a text in quotes is none.
std::string without_comments(std::string_view text);

/// True if nothing but blanks stands before `offset` on its line.
bool first_on_line(std::string_view text, std::uint32_t offset);

/// True for letters, digits and `_`.
bool is_word_character(char c);

/// Words with which a statement begins.
bool is_statement_word(std::string_view word);

/// The statement word that `word` is a misspelling of (another case, a letter or two), or empty.
std::string_view nearest_statement_word(std::string_view word);

/// True if two words differ in their case or in few letters for their length.
bool is_misspelling(std::string_view word, std::string_view of);

/// True where a statement word stands in the first column: it ends whatever is broken above it.
bool statement_in_first_column(std::string_view text, std::uint32_t offset);

/// Words that a bare name cannot be.
bool is_reserved_word(std::string_view word);

/// True for words and signs with which no line of a block begins, because they go on with the line above.
bool continues_line(std::string_view token);

/// Compares the words at `p` with `words` (one blank between two), any blanks and comments between them; returns the
/// place after the last, or nullptr. A word ends where no word character follows.
const char* match_words(const char* p, const char* end, std::string_view words);

/// Skips blanks and comments.
const char* skip_blank(const char* p, const char* end);

}  // namespace leadline::grammar
