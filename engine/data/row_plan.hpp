// SPDX-License-Identifier: Apache-2.0
// What the columns of one file become: made from a file's header by a `source`, or by the names of the columns where
// there is none. Entry points: plan_by_source, plan_by_name.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/value_reader.hpp"
#include "engine/program/program.hpp"
#include "leadline/column_name.hpp"
#include "leadline/result.hpp"

namespace leadline {

/// Texts (folded) or numbers to values, for `as { … }` and `as TABLE`.
struct ValueMap {
  bool by_number = false;
  bool must_be_there = false;  // a map; what a table lacks is missing
  std::unordered_map<std::string, Value> texts;
  std::unordered_map<std::int64_t, Value> numbers;
  std::vector<std::string> keys;  // as written, for "did you mean"
};

/// One value of one record.
struct Target {
  enum class Place : std::uint8_t { kField, kAttribute, kAt, kId, kContact, kLead } place = Place::kField;
  std::uint32_t index = 0;  // of the field or attribute
  Type type;
  std::string name;
  int slot = -1;  // -1: the constant
  Value constant;
  bool is_not = false;
  std::shared_ptr<const ValueMap> map;
};

/// A record or an interaction that a row gives.
struct RowPart {
  bool record = true;
  RecordKind kind{};
  std::uint32_t interaction = 0;
  ExprId where = kNoExpr;
  int named = -1;               // only rows whose `kind` column names this interaction
  std::vector<Target> targets;  // the first is its key: `id` of a record, `at` of an interaction
};

struct RowPlan {
  std::vector<std::string> columns;  // as the header names them
  std::vector<int> slot_of_column;
  std::vector<std::uint32_t> column_of_slot;  // one-based
  std::vector<RowPart> parts;
  Spelling spelling;
  std::uint32_t source = 0;                              // 1 + index into Program::sources; 0: none
  bool by_name = false;                                  // no source: a row without its key is bad
  bool counted_only = false;                             // through a form that nobody takes
  bool form_rows = false;                                // through a form: rows become answers
  int kind_slot = -1;                                    // of interactions.csv
  std::unordered_map<std::string, int> condition_slots;  // of the columns that a `where` reads, by their name there
  std::vector<std::string> ignored;
  std::vector<std::string> repeated;

  /// The slot of a column, given one if it has none.
  int slot(std::size_t column);
};

/// Without `columns` (NDJSON, whose rows bring their keys as they come) the plan has all columns that it could use.
Result<RowPlan> plan_by_source(const Program& program, const SourceDefinition& source,
                               const std::optional<std::vector<std::string>>& columns);

/// The plan of `contacts.csv` and the like; `kind` nothing: `interactions`. `columns` as above.
Result<RowPlan> plan_by_name(const Program& program, std::optional<RecordKind> kind,
                             const std::optional<std::vector<std::string>>& columns);

}  // namespace leadline
