// SPDX-License-Identifier: Apache-2.0
// Visits an expression of the syntax tree with everything below it, selections and their tails included.
#pragma once
#include "grammar/ast.hpp"

namespace leadline::checking {

// Calls `see(expression, in_where)` for each; `in_where` where bare names are those of a selection's items.
template <class See>
void walk(const ast::Expr& tree, bool in_where, See&& see);

template <class See>
void walk(const ast::Selection& tree, See&& see) {
  for (const ast::TailPart& part : tree.tail) {
    if (part.condition) walk(*part.condition, true, see);
    if (part.time) walk(*part.time, false, see);
  }
}

template <class See>
void walk(const ast::Expr& tree, bool in_where, See&& see) {
  see(tree, in_where);
  for (const ast::ExprPtr& child : tree.children) walk(*child, in_where, see);
  for (const ast::Case& one : tree.cases) {
    if (one.value) walk(*one.value, in_where, see);
    if (one.condition) walk(*one.condition, in_where, see);
  }
  if (tree.selection) walk(*tree.selection, see);
}

}  // namespace leadline::checking
