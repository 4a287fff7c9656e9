// SPDX-License-Identifier: Apache-2.0
// The words for kinds of record and where links lead; and the names that could stand in a place, for suggestions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/program/program.hpp"

namespace leadline::checking {

// `contact`, `account`, `lead`, `opportunity`, `user`.
[[nodiscard]] std::optional<RecordKind> kind_word(std::string_view word);
// Also `contacts`, `accounts`, …
[[nodiscard]] std::optional<RecordKind> kind_word_or_plural(std::string_view word);

// The link by which a record of one kind has one of another, directly or through its parents; nothing if it has none.
[[nodiscard]] std::optional<LinkKind> link_between(RecordKind from, RecordKind to);
[[nodiscard]] RecordKind target_of(LinkKind link);

// Whether records of the kind have a stage, an owner, times of their own.
[[nodiscard]] inline bool is_staged(RecordKind kind) { return kind != RecordKind::kUser; }

[[nodiscard]] std::vector<std::string> record_words();
[[nodiscard]] std::vector<std::string> field_names(const RecordSchema& schema);

}  // namespace leadline::checking
