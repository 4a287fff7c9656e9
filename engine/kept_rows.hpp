// SPDX-License-Identifier: Apache-2.0
// What a session has to keep, as rows of texts: a key as a JSON array, a value as JSON. One row for each record, for
// what is known of a record beside its fields, for each interaction, for each fact about no record, and one about the
// session itself. Entry point: RowKeeper. docs/embedding.md describes the rows.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "engine/state/memory_builder.hpp"
#include "engine/state/tables.hpp"
#include "leadline/session.hpp"

namespace leadline {

/// Where a session stands, and by whose rules.
struct SessionMark {
  std::string rules;
  std::int64_t clock = kMissing64;
  std::uint64_t sequence = 0;
  std::uint64_t decisions = 0;
};

class RowKeeper {
 public:
  /// The program must outlive the keeper.
  explicit RowKeeper(const Program& program);

  /// The rows of changes, in the order of their keys. Every interaction keeps the number that it got first.
  [[nodiscard]] std::vector<KeptRow> rows(const Dataset& data, const running::SessionChanges& changes,
                                          const SessionMark& mark);

  struct Memory {
    running::SessionMemory session;
    SessionMark mark;
    std::vector<std::string> lost;  // values that did not fit
  };
  /// What rows say; of several with one key the last.
  Result<Memory> memory(std::span<const KeptRow> rows);

 private:
  const Program& program_;
  state::StoredTables tables_;
  std::vector<state::RowKeys> interaction_keys_;
};

}  // namespace leadline
