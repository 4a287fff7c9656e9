// SPDX-License-Identifier: Apache-2.0
// From what was kept to the memory with which a session begins: stored values become columns, facts are taken up, rows
// keep the keys under which they were kept. Whoever holds the rows (a database, a caller's own store) fills them in.
// Entry point: MemoryBuilder.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/data/value_reader.hpp"
#include "engine/run/session/session.hpp"
#include "engine/state/stored_value.hpp"

namespace leadline::state {

/// The keys of a table's rows, by their row in the dataset.
struct RowKeys {
  std::vector<std::int64_t> keys;
  std::int64_t next = 1;

  /// The key of a row; a new one for a row that has none.
  std::int64_t of(std::uint32_t row);
  /// [key]: its row; kNoRow for one that no row has.
  [[nodiscard]] std::vector<std::uint32_t> rows_by_key() const;
};

/// The id of an interaction's contact (or lead), also of one that is not there; empty where none is named.
[[nodiscard]] std::string_view linked_id(const Dataset& data, RecordKind to, const InteractionTable& table,
                                         std::uint32_t row);

class MemoryBuilder {
 public:
  /// The program must outlive the builder.
  explicit MemoryBuilder(const Program& program);
  MemoryBuilder(const MemoryBuilder&) = delete;
  MemoryBuilder& operator=(const MemoryBuilder&) = delete;

  /// The columns of a table, in the order of StoredTable::columns. Each gets a value for each row.
  [[nodiscard]] std::vector<Column*> records(RecordKind kind);
  [[nodiscard]] std::vector<Column*> interactions(std::uint32_t kind);
  /// Adds what was stored; what does not fit the column's type is missing and counted for `kind`.`name`.
  void append(Column& column, const StoredCell& cell, std::string_view kind, std::string_view name);
  /// `kind` is empty for what is about no record.
  void add_fact(std::string_view kind, std::string_view id, std::string_view what, std::string_view value);

  /// Ends it: interactions are in the order of their keys, records in any. On return the keys stand as the rows of the
  /// memory do.
  running::SessionMemory finish(std::vector<RowKeys>& interaction_keys);
  /// Values that did not fit: `3 values of lead.budget`.
  [[nodiscard]] std::vector<std::string> lost() const;

 private:
  const Program& program_;
  const Spelling spelling_;
  ValueReader reader_;
  running::SessionMemory memory_;
  std::vector<std::pair<std::string, std::uint64_t>> unfit_;
};

}  // namespace leadline::state
