// SPDX-License-Identifier: Apache-2.0
// What stands behind a dot: fields and links of records, scores, grades, groups and thresholds of models.
#pragma once
#include <string>
#include <vector>

#include "engine/program/checker.hpp"

namespace leadline::checking {

// What a model has under a name.
struct Member {
  enum class Kind : std::uint8_t { kNone, kScore, kGrade, kGroup, kThreshold } kind = Kind::kNone;
  std::uint32_t index = 0;  // group; threshold of the program
};
[[nodiscard]] Member find_member(const Checker& c, std::uint32_t model, const std::string& name);
[[nodiscard]] std::vector<std::string> member_names(const Checker& c, std::uint32_t model);

// `spring.score` of a record.
ExprId member_value(Checker& c, const Environment& env, ExprId record, std::uint32_t model, const ast::Name& name,
                    const Span& span);
// The subject has reached one of these thresholds.
ExprId threshold_reached(Checker& c, const Environment& env, const std::vector<std::uint32_t>& thresholds,
                         const Span& span);
ExprId test_record(Checker& c, const Test& test, std::size_t index, const Span& span);
// `lead` where the statement is about a contact, and the like: reports it.
ExprId unreachable_record(Checker& c, const Environment& env, const ast::Name& name);

}  // namespace leadline::checking
