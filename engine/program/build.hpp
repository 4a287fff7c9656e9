// SPDX-License-Identifier: Apache-2.0
// Making expressions: each function adds one well-typed expression to the arena. Broken operands give a broken result,
// so that one mistake is reported once.
#pragma once
#include <vector>

#include "engine/program/checker.hpp"

namespace leadline::checking {

ExprId constant(Checker& c, Value value, const Span& span);
ExprId number_constant(Checker& c, Decimal value, const Span& span);
ExprId yes_no_constant(Checker& c, bool yes, const Span& span);
ExprId operation(Checker& c, Op op, const Type& type, std::vector<ExprId> children, const Span& span);
// A condition over conditions or values.
ExprId condition(Checker& c, Op op, std::vector<ExprId> children, const Span& span);
ExprId negation(Checker& c, ExprId of, const Span& span);
// Both operands have one type; `exactly` is set by itself for ids and links.
ExprId comparison(Checker& c, CompareOp op, ExprId left, ExprId right, bool exactly, const Span& span);

ExprId self(Checker& c, RecordKind kind, const Span& span);
ExprId item_record(Checker& c, RecordKind kind, const Span& span);
ExprId item_interaction(Checker& c, const Span& span);
ExprId field_of(Checker& c, ExprId record, std::uint32_t field, const Span& span);
ExprId link_of(Checker& c, ExprId record, LinkKind link, const Span& span);
ExprId attribute(Checker& c, const std::string& name, const Type& type, const Span& span);

// A record stands for its id where a value is wanted.
ExprId as_value(Checker& c, ExprId id);
// The word of a choice or grade as a text.
ExprId word_text(Checker& c, ExprId id, const Span& span);
// Built-in ids and links, which compare exactly.
[[nodiscard]] bool is_identity(const Checker& c, ExprId id);

}  // namespace leadline::checking
