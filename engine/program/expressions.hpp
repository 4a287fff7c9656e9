// SPDX-License-Identifier: Apache-2.0
// Expressions of the syntax tree to typed expressions of the program. `lower` is the entry point for any value,
// lower_condition and lower_as where it is known what has to come out. All report what is wrong and return a broken
// expression then.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/program/checker.hpp"

namespace leadline::checking {

// `expected` tells a text literal which choice it is a word of; it demands nothing.
ExprId lower(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected = {});

// A yes or no.
ExprId lower_condition(Checker& c, const Environment& env, const ast::Expr& tree);

// A value of the wanted type; `what` begins the message: "the points are".
ExprId lower_as(Checker& c, const Environment& env, const ast::Expr& tree, const Type& wanted, std::string_view what);

// --- its pieces, one file each ---------------------------------------------------------------------------------------

// names.cpp
ExprId lower_name(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected);
ExprId lower_path(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_holds(Checker& c, const Environment& env, const ast::Expr& tree);  // NAME now
// The type of an attribute of the item, or nothing if the item has none; a mixed one is reported and has no kind.
std::optional<Type> attribute_type(Checker& c, const ItemScope& scope, const ast::Name& name);
// For the index of names: the attribute of each kind that the name can mean.
void mention_attribute(const Checker& c, const ItemScope& scope, const ast::Name& name);
// The value of a definition for this kind of subject.
ExprId definition_value(Checker& c, std::uint32_t definition, const std::optional<RecordKind>& subject,
                        const Span& use);
// The thresholds of models of the kind that have this bare name.
std::vector<std::uint32_t> thresholds_named(const Checker& c, const std::string& name, RecordKind kind);

// models.cpp: the condition of a threshold of a model, as it is inside that model.
ExprId own_threshold(Checker& c, std::uint32_t threshold);

// comparisons.cpp
ExprId lower_comparison(Checker& c, const Environment& env, const ast::Expr& tree);
// Makes both values one type; nothing (and a report) if they do not go together.
bool bring_together(Checker& c, ExprId& left, ExprId& right, const Span& span, std::string_view doing);

// arithmetic.cpp
ExprId lower_sum(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_product(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_negate(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_else(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected);
ExprId lower_first_of(Checker& c, const Environment& env, const ast::Expr& tree, const Type& expected);

// functions.cpp
ExprId lower_call(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_lookup(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_is_valid(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_entering(Checker& c, const Environment& env, const ast::Name& stage, const Span& span);
ExprId lower_missed(Checker& c, const Environment& env, const ast::Expr& tree);
ExprId lower_in_segment(Checker& c, const Environment& env, const ast::Expr& tree);

// selections.cpp
ExprId lower_aggregate(Checker& c, const Environment& env, const ast::Expr& tree);
struct LoweredSelection {
  SelectionId id = kNoSelection;  // kNoSelection: in error
  ItemScope scope;                // what its items are
};
LoweredSelection lower_selection(Checker& c, const Environment& env, const ast::Selection& tree);
bool lower_bucket(Checker& c, const ItemScope& scope, const ast::Bucket& tree, Bucket& bucket);
// Counts of interactions: a whole number of at least one.
bool whole_number(Checker& c, const ast::Number& tree, std::int64_t& number);

}  // namespace leadline::checking
