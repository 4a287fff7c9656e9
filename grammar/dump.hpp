// SPDX-License-Identifier: Apache-2.0
// Trees as text, for `leadline show cst|ast` and for tests. Two files mean the same if their dump_ast is equal: it
// holds everything but places.
#pragma once
#include <string>
#include <string_view>

#include "grammar/ast.hpp"
#include "grammar/cst.hpp"

namespace leadline::grammar {

/// One statement a line, as nested lists.
[[nodiscard]] std::string dump_ast(const ast::File& file);

/// One condition or value.
[[nodiscard]] std::string dump_expression(const ast::Expr& expr);

/// One node a line, indented, with its bytes; the text of leaves; then the comments.
[[nodiscard]] std::string dump_cst(const Tree& tree, std::string_view text);

}  // namespace leadline::grammar
