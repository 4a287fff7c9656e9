// SPDX-License-Identifier: Apache-2.0
// What a state holds while it is open; for the files that open, load and commit.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/state/memory_builder.hpp"
#include "engine/state/run_lock.hpp"
#include "engine/state/sqlite.hpp"
#include "engine/state/state.hpp"
#include "engine/state/tables.hpp"

namespace leadline::state {

struct State::Parts {
  Parts(const Program& of, StoredTables its_tables) : program(of), tables(std::move(its_tables)) {}

  const Program& program;
  StoredTables tables;
  std::optional<RunLock> lock;
  std::unique_ptr<Database> database;
  RulesChange change;
  std::vector<std::string> lost;
  bool is_new = false;
  std::int64_t clock = kMissing64;
  std::uint64_t sequence = 0;
  std::uint64_t decisions = 0;
  std::array<RowKeys, kRecordKinds> record_keys;
  std::vector<RowKeys> interaction_keys;

  // Statements of commits, made when they are needed first.
  std::array<Statement, kRecordKinds> put_record, drop_record;
  std::array<bool, kRecordKinds> record_ready{};
  std::vector<std::optional<Statement>> put_interaction;
  std::map<std::string, Statement> others;

  Statement& statement(const std::string& sql);
  bool put_records(const Dataset& data, const std::vector<running::RowReference>& rows);
  bool put_interactions(const Dataset& data, const std::vector<running::RowReference>& rows);
  bool put_facts_and_ends(const running::SessionChanges& changes);
  bool put_decisions(const Batch& batch);
  bool put_positions(const Batch& batch);
  bool put_tables(const Batch& batch);
  bool put_journal(const Batch& batch);

  Result<bool> compare_rules(const RulesIdentity& rules, bool accept);
  bool rename_stages();
};

}  // namespace leadline::state
