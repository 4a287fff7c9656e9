// SPDX-License-Identifier: Apache-2.0
// Several records become one: which value each field keeps, and why. What belongs to a record's state (stage, reached
// and the like) and its id are left to the caller. Entry point: merge_fields.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/program/program.hpp"

namespace leadline {

struct MergedField {
  std::uint32_t field = 0;
  Value value;                  // missing: the field becomes empty, since it stands together with others
  std::uint32_t from = kNoRow;  // the record that it is taken from; of a union the one that is kept
  bool changed = false;         // the record that is kept had another value, or none
  bool by_rule = false;         // a rule of `merge` chose it
  std::string reason;           // `newest`, `from crm`, `kept`, `the only one`, `together with street`
};

/// The name of the source that a record came from; empty: not known.
using SourceOfRow = std::function<std::string_view(std::uint32_t row)>;

/// The fields of the record that is kept once the others are merged into it, in the order of the schema; only those
/// that any of the records has. Without a rule the kept record's own value stays, else that of the lowest id that has
/// one: missing never wins. Without `source_of` a record's source is the one that the dataset says. `newest` and
/// `oldest` go by `updated`, else `created`; of equal ones the kept record's counts first, then the lowest id.
[[nodiscard]] std::vector<MergedField> merge_fields(const Dataset& data, RecordKind kind, const Merge* rules,
                                                    std::uint32_t kept, std::vector<std::uint32_t> others,
                                                    const SourceOfRow& source_of = {});

/// The `merge` of the rule file for a kind of record, or null.
[[nodiscard]] const Merge* merge_rules(const Program& program, RecordKind kind);

/// How a policy is written: `most frequent`, `from crm, web`.
[[nodiscard]] std::string words_of(const Program& program, const MergeRule& rule);

}  // namespace leadline
