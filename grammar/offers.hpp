// SPDX-License-Identifier: Apache-2.0
// What the grammar would take next: asked of the text before a cursor, it says which words may follow, where a name or
// a text may, and inside what. Entry point: offers_at_end; the answer is the grammar's own, since it is found by
// parsing.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "grammar/cst.hpp"
#include "grammar/expectations.hpp"

namespace leadline::grammar {

/// A node that is not finished where the text ends.
struct OpenNode {
  NodeKind kind{};
  std::uint32_t begin = 0;
};

/// A place for a name or a text: the unfinished nodes around it, from the file inwards.
using Slot = std::vector<OpenNode>;

/// Words of the language, several with a blank between, as far as they do not stand there already.
struct OfferedWords {
  std::string_view words;
  std::optional<Expect> begins;  // the item of a block, or the statement, that could begin with them
};

struct Offers {
  std::vector<OfferedWords> words;  // in the order of the grammar
  std::vector<Slot> names;
  std::vector<Slot> texts;
  std::optional<Expect> expected;  // what alone would be right at the end, if the grammar could not go on
  std::vector<Node> nodes;         // the tree of the text so far; unfinished nodes end with it
};

/// What is left of `words` where the text from `p` on holds the first of them and then ends; empty if something else
/// stands there.
[[nodiscard]] std::string_view rest_of_words(const char* p, const char* end, std::string_view words);

/// `text` ends between two tokens.
[[nodiscard]] Offers offers_at_end(std::string_view text);

}  // namespace leadline::grammar
