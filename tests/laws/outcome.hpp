// SPDX-License-Identifier: Apache-2.0
// What an evaluation gave, as lines of text, one for each thing: so two evaluators are compared, and differences shown.
#pragma once
#include <array>
#include <string>
#include <vector>

#include "laws/reference/evaluate.hpp"

namespace leadline::laws {

/// Everything that `score` has in its columns, of each record of a kind that a model or a process is for.
[[nodiscard]] std::vector<std::string> columns_of(const Program& program, const reference::ReferenceResult& result);
/// Everything that a ledger has, reached, cleared and held too.
[[nodiscard]] std::vector<std::string> story_of(const Program& program, const reference::ReferenceResult& result);

/// The first lines in which two outcomes differ, or nothing.
[[nodiscard]] std::string difference(const std::string& left_name, const std::vector<std::string>& left,
                                     const std::string& right_name, const std::vector<std::string>& right);

/// Kinds of record that can have scores or stages, in the order of the language.
inline constexpr std::array<RecordKind, 4> kEvaluatedKinds = {RecordKind::kContact, RecordKind::kAccount,
                                                              RecordKind::kLead, RecordKind::kOpportunity};
/// Whether a model scores the kind or a process is for it.
[[nodiscard]] bool evaluated(const Program& program, RecordKind kind);

}  // namespace leadline::laws
