// SPDX-License-Identifier: Apache-2.0
// Where the tokens of a file go: layout walks the concrete tree and says of each token what stands before it, a blank,
// a line break, a column to align. format.cpp writes what it says. Part of the formatter.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "grammar/cst.hpp"
#include "grammar/tokens.hpp"

namespace leadline::grammar {

inline constexpr std::uint32_t kLineWidth = 120;

/// Lines of one shape that follow each other are aligned at their columns.
enum class Shape : std::uint8_t {
  kNone,
  kRule,
  kGrade,
  kThreshold,
  kField,
  kSetting,
  kMapping,
  kSourceField,
  kAssignment,
  kTableRow,
  kCase,
  kGoTo,
  kMatchWhen,
  kMergeRule,
  kSegment,
  kList,
  kDefine,
  kAlways,
  kInteraction,
  kMatch,
  kForm,
  kReaction,
  kHours,
};

struct PlacedToken {
  Token token;
  std::uint8_t blanks = 1;     // before it, on the same line
  bool line = false;           // begins a line
  bool item = false;           // that line is a statement or an item of a block: blank lines before it stay
  bool closes = false;         // the brace that ends a block of several lines
  std::uint32_t indent = 0;    // of the line that it begins
  Shape shape = Shape::kNone;  // of the line that it begins
  std::uint8_t column = 0;     // 1, 2: begins the first, second aligned column of its line
  bool may_break = false;      // a long line may be wrapped before it,
  std::uint32_t wrapped = 0;   // then with this indent
};

struct Layout {
  std::vector<PlacedToken> tokens;   // solid tokens in the order of the text
  std::vector<std::uint32_t> order;  // the order in which they are written
};

Layout lay_out(const Tree& tree, std::string_view text);

/// Columns on screen: code points.
std::uint32_t width_of(std::string_view text);

}  // namespace leadline::grammar
