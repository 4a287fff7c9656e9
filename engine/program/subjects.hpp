// SPDX-License-Identifier: Apache-2.0
// Which kind of record a statement is about that does not say so: `always`, a threshold at the top of a file, a
// definition that nobody uses.
#pragma once
#include <optional>
#include <vector>

#include "engine/program/checker.hpp"

namespace leadline::checking {

// The kind about which all names of the expression make sense, or the one about which most do.
[[nodiscard]] RecordKind likely_subject(const Checker& c, const ast::Expr& tree);

// The kinds that the models score which the expression names, definitions included.
[[nodiscard]] std::vector<RecordKind> kinds_of_named_models(const Checker& c, const ast::Expr& tree);

}  // namespace leadline::checking
