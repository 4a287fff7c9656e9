// SPDX-License-Identifier: Apache-2.0
// The value of an expression about a subject and, inside a selection, an item: plain recursion over the tree.
#pragma once
#include "laws/reference/view.hpp"

namespace leadline::reference {

/// A missing value where the language says missing.
[[nodiscard]] Value evaluate(ExprId id, const View& subject, const Item* item);
/// Whether a condition is yes; missing is no.
[[nodiscard]] bool holds(ExprId id, const View& subject, const Item* item);
/// The record that an expression names, or null.
[[nodiscard]] const View* record_of(ExprId id, const View& subject, const Item* item);

/// An attribute of an item by its name, the built-in ones and links too.
[[nodiscard]] Value attribute(const Universe& universe, const Item& item, const std::string& name);
/// Whether values of this attribute are compared exactly: ids and links.
[[nodiscard]] bool exact_attribute(const std::string& name);
/// A field of a record in its state.
[[nodiscard]] Value field(const View& view, std::uint32_t index);

}  // namespace leadline::reference
