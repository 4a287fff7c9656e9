// SPDX-License-Identifier: Apache-2.0
// The token scanner and the word lists of the language.
#include "grammar/tokens.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace leadline::grammar {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& sorted, std::string_view word) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

constexpr auto kStatementWords = std::to_array<std::string_view>(
    {"always", "clock", "define",    "form",    "hours",  "interaction", "list",    "match",
     "merge",  "model", "phone",     "process", "record", "replace",     "segment", "source",
     "table",  "test",  "threshold", "use",     "when",   "zone"});
static_assert(std::is_sorted(kStatementWords.begin(), kStatementWords.end()));

constexpr auto kReservedWords = std::to_array<std::string_view>(
    {"age",  "and",      "any",     "average", "between", "contains", "count", "distinct", "else",
     "ends", "entering", "exactly", "first",   "has",     "implies",  "in",    "is",       "its",
     "last", "like",     "max",     "min",     "no",      "not",      "now",   "or",       "otherwise",
     "per",  "scored",   "since",   "starts",  "sum",     "until",    "where", "within",   "yes"});
static_assert(std::is_sorted(kReservedWords.begin(), kReservedWords.end()));

constexpr auto kContinuationWords = std::to_array<std::string_view>(
    {"after",   "and",   "as",    "at",   "between",   "by",   "contains",  "else",   "ends",
     "exactly", "for",   "from",  "has",  "implies",   "in",   "intersect", "is",     "like",
     "missed",  "not",   "of",    "or",   "otherwise", "per",  "points",    "since",  "starts",
     "to",      "union", "until", "when", "where",     "with", "within",    "without"});
static_assert(std::is_sorted(kContinuationWords.begin(), kContinuationWords.end()));

// The end of a number or of a date at `p`, which is a digit.
std::uint32_t end_of_number(std::string_view text, std::uint32_t p, bool& time) {
  const auto digits = [&](std::uint32_t from) {
    std::uint32_t to = from;
    while (to < text.size() && is_digit(text[to])) ++to;
    return to;
  };
  const auto at = [&](std::uint32_t i) { return i < text.size() ? text[i] : '\0'; };
  std::uint32_t end = digits(p);
  if (end - p == 4 && at(end) == '-') {
    const std::uint32_t month = digits(end + 1);
    if (month > end + 1 && month <= end + 3 && at(month) == '-') {
      const std::uint32_t day = digits(month + 1);
      if (day > month + 1 && day <= month + 3) {
        time = true;
        end = day;
        if (at(end) == 'T' && is_digit(at(end + 1))) {
          ++end;
          while (is_digit(at(end)) || at(end) == ':' || at(end) == '.') ++end;
          if (at(end) == 'Z' || at(end) == 'z') {
            ++end;
          } else if ((at(end) == '+' || at(end) == '-') && is_digit(at(end + 1))) {
            ++end;
            while (is_digit(at(end)) || at(end) == ':') ++end;
          }
        }
        return end;
      }
    }
  }
  while (is_digit(at(end)) || at(end) == '_') ++end;
  if (at(end) == '.' && is_digit(at(end + 1))) end = digits(end + 1);
  return end;
}

}  // namespace

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_'; }

bool is_statement_word(std::string_view word) { return contains(kStatementWords, word); }

bool is_misspelling(std::string_view word, std::string_view of) {
  if (word == of || word.size() > of.size() + 2 || of.size() > word.size() + 2 || of.size() < 3) return false;
  // Letters to change, add or leave out, whatever their case; one in short words, two in long ones.
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  std::vector<std::size_t> row(of.size() + 1);
  for (std::size_t k = 0; k <= of.size(); ++k) row[k] = k;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t k = 1; k <= of.size(); ++k) {
      const std::size_t same = diagonal + (lower(word[i - 1]) == of[k - 1] ? 0 : 1);
      diagonal = row[k];
      row[k] = std::min({row[k] + 1, row[k - 1] + 1, same});
    }
  }
  return row[of.size()] <= (of.size() < 6 ? 1U : 2U);
}

std::string_view nearest_statement_word(std::string_view word) {
  for (const std::string_view candidate : kStatementWords) {
    if (is_misspelling(word, candidate)) return candidate;
  }
  return {};
}

bool is_reserved_word(std::string_view word) { return contains(kReservedWords, word); }

bool continues_line(std::string_view token) {
  if (token.empty()) return false;
  const char c = token.front();
  if (is_word_character(c)) return contains(kContinuationWords, token);
  return c != '"' && c != '}';
}

std::string without_comments(std::string_view text) {
  std::string out;
  std::uint32_t at = 0;
  for (Token token = next_token(text, 0); token.kind != TokenKind::kEnd; token = next_token(text, token.end)) {
    if (token.kind != TokenKind::kComment) continue;
    out += text.substr(at, token.begin - at);
    at = token.end;
  }
  return out.append(text.substr(at));
}

bool first_on_line(std::string_view text, std::uint32_t offset) {
  while (offset > 0) {
    const char c = text[offset - 1];
    if (c == '\n') return true;
    if (!is_blank(c)) return false;
    --offset;
  }
  return true;
}

bool statement_in_first_column(std::string_view text, std::uint32_t offset) {
  if (offset >= text.size() || (offset > 0 && text[offset - 1] != '\n')) return false;
  std::uint32_t end = offset;
  while (end < text.size() && is_word_character(text[end])) ++end;
  return end > offset && is_statement_word(text.substr(offset, end - offset));
}

Token next_token(std::string_view text, std::uint32_t offset) {
  std::uint32_t p = offset;
  const auto size = static_cast<std::uint32_t>(text.size());
  while (p < size && is_blank(text[p])) ++p;
  Token token;
  token.begin = p;
  token.end = p;
  if (p >= size) return token;
  token.first_on_line = first_on_line(text, p);
  const char c = text[p];
  if (c == '#') {
    token.kind = TokenKind::kComment;
    while (p < size && text[p] != '\n') ++p;
    while (p > token.begin && text[p - 1] == '\r') --p;
    token.end = p;
  } else if (is_digit(c)) {
    bool time = false;
    token.end = end_of_number(text, p, time);
    token.kind = time ? TokenKind::kTime : TokenKind::kNumber;
  } else if (is_word_character(c)) {
    while (p < size && is_word_character(text[p])) ++p;
    token.kind = TokenKind::kWord;
    token.end = p;
  } else if (c == '"') {
    token.kind = TokenKind::kText;
    ++p;
    while (p < size && text[p] != '"' && text[p] != '\n' && text[p] != '\r')
      p += text[p] == '\\' && p + 1 < size && text[p + 1] != '\n' ? 2 : 1;
    if (p < size && text[p] == '"') ++p;
    token.end = std::min(p, size);
  } else {
    const bool pair = p + 1 < size && text[p + 1] == '=' && (c == '!' || c == '<' || c == '>');
    constexpr std::string_view kSymbols = "=<>+-*/(){}[],.%:";
    token.kind = pair || kSymbols.find(c) != std::string_view::npos ? TokenKind::kSymbol : TokenKind::kUnknown;
    ++p;
    if (pair) ++p;
    if (token.kind == TokenKind::kUnknown) {
      while (p < size && (static_cast<unsigned char>(text[p]) & 0xC0U) == 0x80U) ++p;
    }
    token.end = p;
  }
  return token;
}

Token next_solid_token(std::string_view text, std::uint32_t offset) {
  Token token = next_token(text, offset);
  while (token.kind == TokenKind::kComment) token = next_token(text, token.end);
  return token;
}

const char* skip_blank(const char* p, const char* end) {
  while (p != end) {
    if (is_blank(*p)) {
      ++p;
    } else if (*p == '#') {
      while (p != end && *p != '\n') ++p;
    } else {
      break;
    }
  }
  return p;
}

const char* match_words(const char* p, const char* end, std::string_view words) {
  for (const char c : words) {
    if (c == ' ') {
      if (p != end && is_word_character(*p)) return nullptr;
      p = skip_blank(p, end);
    } else if (p != end && *p == c) {
      ++p;
    } else {
      return nullptr;
    }
  }
  return p != end && is_word_character(*p) ? nullptr : p;
}

}  // namespace leadline::grammar
