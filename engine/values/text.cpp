// SPDX-License-Identifier: Apache-2.0
// Text by ICU's character data, with a short way for ASCII wherever it pays.
#include "engine/values/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>
#include <unicode/uversion.h>

#include <cstdint>
#include <cstring>

namespace leadline {

namespace {

bool ascii(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, text.data() + at, 8);
    if ((eight & 0x8080808080808080U) != 0) return false;
  }
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0x80U) != 0) return false;
  }
  return true;
}

char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// The code point that begins at `at`, which moves behind it; negative for a byte that is no UTF-8.
UChar32 next(std::string_view text, std::size_t& at) {
  UChar32 c = 0;
  U8_NEXT(text.data(), at, text.size(), c);
  return c;
}

// The code point that ends at `at`.
UChar32 before(std::string_view text, std::size_t at) {
  auto end = static_cast<std::int32_t>(at < 4 ? at : 4);
  const char* start = text.data() + (at - static_cast<std::size_t>(end));
  UChar32 c = 0;
  U8_PREV(start, 0, end, c);
  return c;
}

void append(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out.append(bytes, static_cast<std::size_t>(size));
}

template <class Map>
void append_mapped(std::string& out, std::string_view text, Map map) {
  for (std::size_t at = 0; at < text.size();) {
    const char first = text[at];
    if ((static_cast<unsigned char>(first) & 0x80U) == 0) {
      out += ascii_lower(first);
      ++at;
      continue;
    }
    const std::size_t start = at;
    const UChar32 c = next(text, at);
    const UChar32 mapped = c < 0 ? c : map(c);
    if (mapped == c) {
      out.append(text.substr(start, at - start));
    } else {
      append(out, mapped);
    }
  }
}

bool in_word(UChar32 c) {
  if (c < 0) return false;
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0;
}

bool writes_words_with_few_letters(UChar32 c) {
  for (const UScriptCode script : {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_THAI, USCRIPT_LAO,
                                   USCRIPT_KHMER, USCRIPT_MYANMAR, USCRIPT_TIBETAN}) {
    if (uscript_hasScript(c, script) != 0) return true;
  }
  return false;
}

// One piece of a pattern: a wildcard, or the bytes of one literal character.
struct Piece {
  enum class Kind : unsigned char { kRun, kOne, kLiteral };
  Kind kind;
  std::string_view literal;
  std::size_t end;
};

Piece piece_at(std::string_view pattern, std::size_t at) {
  const char c = pattern[at];
  if (c == '*') return {Piece::Kind::kRun, {}, at + 1};
  if (c == '?') return {Piece::Kind::kOne, {}, at + 1};
  if (c == '\\' && at + 1 < pattern.size()) {
    const char escaped = pattern[at + 1];
    if (escaped == '*' || escaped == '?' || escaped == '\\')
      return {Piece::Kind::kLiteral, pattern.substr(at + 1, 1), at + 2};
  }
  return {Piece::Kind::kLiteral, pattern.substr(at, 1), at + 1};
}

}  // namespace

std::string nfc(std::string_view text) {
  // Below U+0300 (first bytes up to 0xCB) nothing composes, so most Latin text needs no look at the tables.
  bool plain = true;
  for (const char c : text) plain = plain && static_cast<unsigned char>(c) < 0xCCU;
  if (plain) return std::string(text);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return std::string(text);
  const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
  if (normalizer->isNormalizedUTF8(piece, error) != 0 || U_FAILURE(error)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  normalizer->normalizeUTF8(0, piece, sink, nullptr, error);
  return U_FAILURE(error) ? std::string(text) : out;
}

bool valid_utf8(std::string_view text) {
  if (ascii(text)) return true;
  for (std::size_t at = 0; at < text.size();) {
    if ((static_cast<unsigned char>(text[at]) & 0x80U) == 0) {
      ++at;
    } else if (next(text, at) < 0) {
      return false;
    }
  }
  return true;
}

void append_folded(std::string& out, std::string_view text) {
  append_mapped(out, text, [](UChar32 c) { return u_foldCase(c, U_FOLD_CASE_DEFAULT); });
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_folded(out, text);
  return out;
}

std::string lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  append_mapped(out, text, [](UChar32 c) { return u_tolower(c); });
  return out;
}

int compare_code_points(std::string_view a, std::string_view b) { return a.compare(b); }

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

bool contains(std::string_view text, std::string_view needle) { return text.find(needle) != std::string_view::npos; }

bool starts_with(std::string_view text, std::string_view needle) { return text.substr(0, needle.size()) == needle; }

bool ends_with(std::string_view text, std::string_view needle) {
  return text.size() >= needle.size() && text.substr(text.size() - needle.size()) == needle;
}

bool contains_word(std::string_view text, std::string_view needle) {
  if (needle.empty()) return false;
  for (std::size_t at = text.find(needle); at != std::string_view::npos; at = text.find(needle, at + 1)) {
    std::size_t end = at + needle.size();
    if (at > 0 && in_word(before(text, at))) continue;
    if (end < text.size() && in_word(next(text, end))) continue;
    return true;
  }
  return false;
}

bool like(std::string_view text, std::string_view pattern) {
  // Greedy with one place to go back to: the last `*`, which then swallows one code point more.
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t after_run = std::string_view::npos;
  std::size_t run_end = 0;
  while (true) {
    bool fits = false;
    if (in_pattern < pattern.size()) {
      const Piece piece = piece_at(pattern, in_pattern);
      switch (piece.kind) {
        case Piece::Kind::kRun:
          after_run = in_pattern = piece.end;
          run_end = at;
          fits = true;
          break;
        case Piece::Kind::kOne:
          if (at < text.size()) {
            next(text, at);
            in_pattern = piece.end;
            fits = true;
          }
          break;
        case Piece::Kind::kLiteral:
          if (starts_with(text.substr(at), piece.literal)) {
            at += piece.literal.size();
            in_pattern = piece.end;
            fits = true;
          }
          break;
      }
    } else if (at == text.size()) {
      return true;
    }
    if (fits) continue;
    if (after_run == std::string_view::npos || run_end >= text.size()) return false;
    next(text, run_end);
    at = run_end;
    in_pattern = after_run;
  }
}

bool letters_only_short(std::string_view text) {
  int letters = 0;
  for (std::size_t at = 0; at < text.size();) {
    const UChar32 c = next(text, at);
    if (c < 0) return false;
    const std::uint32_t category = U_GET_GC_MASK(c);
    if ((category & (U_GC_L_MASK | U_GC_M_MASK)) == 0 || writes_words_with_few_letters(c)) return false;
    if ((category & U_GC_L_MASK) != 0 && ++letters > 3) return false;
  }
  return letters > 0;
}

bool white_space(std::int32_t code_point) {
  if (code_point < 0x80) return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
  return u_isUWhiteSpace(code_point) != 0;
}

std::string_view trim(std::string_view text) {
  while (!text.empty()) {
    std::size_t at = 0;
    const UChar32 c = next(text, at);
    if (!white_space(c)) break;
    text.remove_prefix(at);
  }
  while (!text.empty()) {
    const UChar32 c = before(text, text.size());
    if (!white_space(c)) break;
    text.remove_suffix(static_cast<std::size_t>(U8_LENGTH(c)));
  }
  return text;
}

std::string unicode_version() {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  return std::to_string(version[0]) + "." + std::to_string(version[1]);
}

}  // namespace leadline
