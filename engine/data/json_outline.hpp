// SPDX-License-Identifier: Apache-2.0
// Lines of one export look alike: between their values stand the same keys with the same blanks, and few of them follow
// one another. An outline remembers these pieces from lines that simdjson has read; a line made of them and of plain
// values is cut into cells without a parser. What it is not sure of it refuses, which says nothing about the line:
// simdjson reads that, as it would read any. Entry points: JsonOutline::read, JsonOutline::learn.
#pragma once
#include <cstdint>
#include <cstring>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/block.hpp"

namespace leadline {

/// Bytes behind a line's line feed that may be looked at.
inline constexpr std::size_t kOutlineAhead = 64;

/// The cell of a value that needs no parser, and where it ends: a text without escapes and control characters, a number
/// without an exponent, `true`, `false`, `null`. Null for every other. Whether its bytes are UTF-8 is not asked; a line
/// feed stands somewhere behind it.
const char* plain_json_value(const char* at, Cell& cell);

class JsonOutline {
 public:
  JsonOutline() : pieces_(1) {}

  /// Fills cell_of(slot), until that is null, for the values of the line at `at` whose keys have slots. Where the line
  /// feed stands; null if the line is refused, perhaps after some values. Cells are filled where they stay: a copy
  /// would be read with wider loads than its members were just stored with, for which the processor waits.
  template <class CellOf>
  const char* read(const char* at, const CellOf& cell_of) {
    Cell nowhere;
    for (std::uint32_t number = 0;;) {
      number = behind(number, at);
      stuck_ = number == 0;
      if (stuck_) return nullptr;
      const Piece& piece = pieces_[number];
      at += piece.size;
      if (piece.slot == kEnd) return *at == '\n' ? at : nullptr;
      Cell* const cell = piece.slot < 0 ? &nowhere : cell_of(static_cast<std::size_t>(piece.slot));
      if (cell == nullptr) return nullptr;
      at = plain_json_value(at, *cell);
      if (at == nullptr) return nullptr;
    }
  }

  /// Whether the last line was refused for what stands between its values.
  [[nodiscard]] bool stuck() const { return stuck_; }

  /// Remembers the pieces of a line that is a JSON object, as far as its values are plain. `slot_of` is asked for keys,
  /// -1: none.
  void learn(std::string_view line, const std::function<int(std::string_view)>& slot_of);

 private:
  static constexpr int kEnd = -2;  // instead of a slot: the line ends with this piece
  static constexpr std::size_t kLongest = 48;
  static constexpr std::size_t kMostPieces = 512;
  static constexpr std::size_t kMostBehind = 16;

  // What stands between two values: comma, key, colon and blanks; or before the first value or behind the last.
  struct Piece {
    std::uint64_t words[kLongest / 8] = {};
    std::uint64_t mask = 0;  // of its last word
    std::uint32_t last = 0;  // of its words
    std::uint32_t size = 0;
    int slot = -1;
    std::vector<std::uint32_t> behind;  // pieces that can follow; the one that did last stands first
  };
  static_assert(kLongest <= kOutlineAhead);

  [[nodiscard]] static Piece make(std::string_view bytes);
  [[nodiscard]] static bool stands_at(const char* at, const Piece& piece) {
    std::uint64_t different = 0;
    std::uint64_t word = 0;
    for (std::uint32_t n = 0; n < piece.last; ++n) {
      std::memcpy(&word, at + std::size_t{n} * 8, 8);
      different |= word ^ piece.words[n];
    }
    std::memcpy(&word, at + std::size_t{piece.last} * 8, 8);
    return (different | ((word ^ piece.words[piece.last]) & piece.mask)) == 0;
  }
  // The piece that follows another, 0 if none is known that stands there.
  [[nodiscard]] std::uint32_t behind(std::uint32_t number, const char* at) {
    std::vector<std::uint32_t>& known = pieces_[number].behind;
    for (std::uint32_t& next : known) {
      if (!stands_at(at, pieces_[next])) continue;
      if (&next != known.data()) std::swap(next, known.front());
      return known.front();
    }
    return 0;
  }
  [[nodiscard]] std::uint32_t follow(std::uint32_t number, std::string_view bytes, const std::function<int()>& slot);

  std::vector<Piece> pieces_;  // the first is the beginning of a line, and has no bytes
  bool stuck_ = false;
};

}  // namespace leadline
