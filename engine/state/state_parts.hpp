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

/// What writes a row of what is known, by the parts that are told.
using StandingStatements = std::array<std::optional<Statement>, running::kAllParts + 1>;

struct State::Parts {
  explicit Parts(const Program& of) : program(of), tables(tables_of(of)) {
    for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
      standing_columns[kind] = running::standing_columns(program, static_cast<RecordKind>(kind));
    }
  }

  const Program& program;
  StoredTables tables;
  std::array<std::vector<running::StandingColumn>, kRecordKinds> standing_columns;
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
  std::array<Statement, kRecordKinds> put_record;
  std::array<bool, kRecordKinds> record_ready{};
  std::array<StandingStatements, kRecordKinds> put_standing_parts;
  std::vector<std::optional<Statement>> put_interaction;
  std::map<std::string, Statement> others;
  std::vector<std::string> standing_texts;  // scratch, kept for its memory

  Statement& statement(const std::string& sql);
  bool put_records(const Dataset& data, const std::vector<running::RowReference>& rows);
  bool put_interactions(const Dataset& data, const std::vector<running::RowReference>& rows);
  bool put_ends(const std::vector<std::pair<RecordKind, std::string>>& ended);
  bool put_facts(const std::vector<running::Fact>& facts);
  bool put_decisions(const Batch& batch);
  bool put_positions(const Batch& batch);
  bool put_tables(const Batch& batch);
  bool put_journal(const Batch& batch);

  // standings.cpp
  /// What is known of records; of those that are told, what is told.
  bool put_standings(const running::SessionChanges& changes);
  bool put_standing(const running::StandingRow& row, std::int64_t key);
  /// Tells everything that the tables say of records. The keys must be as they were loaded.
  Result<bool> tell_standings(const running::TakeStanding& take);
  /// Notes in data that were loaded where records came from.
  void set_sources(Dataset& data);

  // older_formats.cpp
  /// Brings a state of an older format to the present one.
  bool renew(std::int64_t format);

  Result<bool> compare_rules(const RulesIdentity& rules, bool accept);
  bool rename_stages();
};

}  // namespace leadline::state
