// SPDX-License-Identifier: Apache-2.0
// A program as readable text, every name resolved and every default filled in: for `leadline show` and for tests.
#pragma once
#include <string>

#include "engine/program/program.hpp"

namespace leadline {

/// The whole program but its tests, actions and matching.
[[nodiscard]] std::string dump_program(const Program& program);

/// Kinds of record and interaction with their fields, as declarations.
[[nodiscard]] std::string dump_records(const Program& program);

/// One expression, in parentheses where it is more than a name or a call.
[[nodiscard]] std::string dump_expression(const Program& program, ExprId id);

/// One selection with its whole tail.
[[nodiscard]] std::string dump_selection(const Program& program, SelectionId id);

/// A constant as it would be written.
[[nodiscard]] std::string dump_value(const Program& program, const Value& value);

/// `text`, `list of number`, `choice ["a", "b"]`.
[[nodiscard]] std::string dump_type(const Program& program, const Type& type);

}  // namespace leadline
