// SPDX-License-Identifier: Apache-2.0
// Text to syntax tree. One entry point each: parse_tree gives the concrete tree with its comments (for the formatter
// and `show cst`), parse_file the abstract one. Both report all errors they find and keep what is sound.
#pragma once
#include "grammar/ast.hpp"
#include "grammar/cst.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::grammar {

/// Parses one source. What is broken is reported and left out of the tree.
Tree parse_tree(const Sources& sources, SourceId source, Diagnostics& diagnostics);

/// Parses one source. Broken statements are reported and left out of the tree.
ast::File parse_file(const Sources& sources, SourceId source, Diagnostics& diagnostics);

}  // namespace leadline::grammar
