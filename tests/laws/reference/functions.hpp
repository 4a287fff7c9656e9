// SPDX-License-Identifier: Apache-2.0
// The functions of the language for the reference evaluator. The normal forms are lists and tables rather than rules of
// evaluation; for them alone it asks the engine.
#pragma once
#include "laws/reference/values.hpp"

namespace leadline::reference {

/// All arguments are present.
[[nodiscard]] Value call(const Program& program, Function function, const std::vector<Value>& arguments);
[[nodiscard]] bool is_valid(const Program& program, const Value& value, const Type& type);

}  // namespace leadline::reference
