// SPDX-License-Identifier: Apache-2.0
// Plain values, and the pieces between them.
#include "engine/data/json_outline.hpp"

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace leadline {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// The first byte that is a quote, a backslash or a control character.
const char* text_end(const char* at) {
#if defined(__SSE2__)
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const int found = _mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash)));
    if (found != 0) return at + std::countr_zero(static_cast<unsigned>(found));
  }
#else
  while (*at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
  return at;
#endif
}

const char* digits_end(const char* at) {
  while (is_digit(*at)) ++at;
  return at;
}

// The end of a number that nothing goes on behind, or null.
const char* number_end(const char* at) {
  if (*at == '-') ++at;
  const char* end = digits_end(at);
  if (end == at || (end - at > 1 && *at == '0')) return nullptr;
  if (*end == '.') {
    const char* const fraction = end + 1;
    end = digits_end(fraction);
    if (end == fraction) return nullptr;
  }
  return *end == ',' || *end == '}' || is_blank(*end) ? end : nullptr;
}

const char* word_end(const char* at, std::string_view word) {
  return std::memcmp(at, word.data(), word.size()) == 0 ? at + word.size() : nullptr;
}

}  // namespace

const char* plain_json_value(const char* at, Cell& cell) {
  const auto fill = [&](const char* from, const char* end, CellKind kind) {
    cell = {from, static_cast<std::uint32_t>(end - from), kind};
  };
  if (*at == '"') {
    const char* const end = text_end(at + 1);
    if (*end != '"') return nullptr;
    fill(at + 1, end, CellKind::kText);
    return end + 1;
  }
  if (*at == 'n') {
    cell = kEmptyCell;
    return word_end(at, "null");
  }
  const bool word = *at == 't' || *at == 'f';
  const char* const end = word ? word_end(at, *at == 't' ? "true" : "false") : number_end(at);
  if (end != nullptr) fill(at, end, word ? CellKind::kYesNo : CellKind::kNumber);
  return end;
}

JsonOutline::Piece JsonOutline::make(std::string_view bytes) {
  Piece piece;
  piece.size = static_cast<std::uint32_t>(bytes.size());
  piece.last = (piece.size - 1) / 8;
  std::memcpy(piece.words, bytes.data(), bytes.size());
  std::memset(&piece.mask, 0xFF, bytes.size() - std::size_t{piece.last} * 8);
  return piece;
}

// The piece with these bytes behind another, remembered if it is new; 0 if there are too many.
std::uint32_t JsonOutline::follow(std::uint32_t number, std::string_view bytes, const std::function<int()>& slot) {
  const Piece made = make(bytes);
  const auto is_made = [&](const Piece& piece) {
    return piece.size == made.size && std::equal(std::begin(made.words), std::end(made.words), piece.words);
  };
  std::vector<std::uint32_t>& known = pieces_[number].behind;
  for (const std::uint32_t next : known) {
    if (is_made(pieces_[next])) return next;
  }
  if (known.size() == kMostBehind) return 0;
  auto next = static_cast<std::uint32_t>(std::find_if(pieces_.begin(), pieces_.end(), is_made) - pieces_.begin());
  if (next == kMostPieces) return 0;
  known.insert(known.begin(), next);
  if (next == pieces_.size()) {
    pieces_.push_back(made);
    pieces_.back().slot = slot();
  }
  return next;
}

void JsonOutline::learn(std::string_view line, const std::function<int(std::string_view)>& slot_of) {
  std::uint32_t number = 0;
  std::size_t from = 0;
  for (Cell cell;;) {
    const std::size_t open = line.find_first_of("\"}", from);
    if (open == std::string_view::npos) return;
    const bool last = line[open] == '}';
    std::size_t to = line.size();
    std::string_view key;
    if (!last) {
      const std::size_t close = line.find_first_of("\"\\", open + 1);
      if (close == std::string_view::npos || line[close] == '\\') return;
      key = line.substr(open + 1, close - open - 1);
      to = line.find_first_not_of(": \t\r", close + 1);
      if (to == std::string_view::npos) return;
    }
    const std::string_view bytes = line.substr(from, to - from);
    if (bytes.size() > kLongest) return;
    number = follow(number, bytes, [&] { return last ? kEnd : slot_of(key); });
    if (number == 0 || last) return;
    const char* const end = plain_json_value(line.data() + to, cell);
    if (end == nullptr) return;
    from = static_cast<std::size_t>(end - line.data());
  }
}

}  // namespace leadline
