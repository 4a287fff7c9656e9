// SPDX-License-Identifier: Apache-2.0
// A batch into the tables, in one transaction.
#include "engine/data/json_writer.hpp"
#include "engine/run/session/write_decision.hpp"
#include "engine/state/state_parts.hpp"
#include "engine/state/stored_value.hpp"

namespace leadline::state {

bool is_history(const Decision& decision) {
  switch (decision.kind) {
    case Decision::Kind::kGrade:
    case Decision::Kind::kThreshold:
    case Decision::Kind::kSegment:
    case Decision::Kind::kMove:
    case Decision::Kind::kDeadline:
    case Decision::Kind::kTask:
    case Decision::Kind::kNotice:
    case Decision::Kind::kSend:
    case Decision::Kind::kAssignment:
    case Decision::Kind::kCreated:
    case Decision::Kind::kUpdated:
    case Decision::Kind::kMatched:
    case Decision::Kind::kMerged:
    case Decision::Kind::kBroken:
      return true;
    case Decision::Kind::kRejected:
      return decision.about_record;
    case Decision::Kind::kScore:
    case Decision::Kind::kLoop:
      return false;
  }
  return false;
}

namespace {

// `reached`, `no longer`, `entered`, `left`: what a yes or no of a decision says; else its text.
std::string_view told(const Decision& decision) {
  if (decision.kind == Decision::Kind::kThreshold) return decision.yes ? "reached" : "no longer";
  if (decision.kind == Decision::Kind::kSegment) return decision.yes ? "entered" : "left";
  return decision.text;
}

}  // namespace

bool State::Parts::put_records(const Dataset& data, const std::vector<running::RowReference>& rows) {
  std::vector<std::string> scratch;
  for (const running::RowReference& reference : rows) {
    const std::size_t kind = reference.kind;
    const StoredTable& table = tables.records[kind];
    if (!record_ready[kind]) {
      put_record[kind] = database->prepare(upsert(table));
      record_ready[kind] = true;
    }
    const std::int64_t key = record_keys[kind].of(reference.row);
    const RecordTable& records = data.table(static_cast<RecordKind>(kind));
    const auto id = static_cast<std::size_t>(program.records[kind].id);
    if (records.columns[id].missing(reference.row)) {
      for (const std::string& name : {table.name, tables.standings[kind].name}) {
        Statement& drop = statement("DELETE FROM " + quoted(name) + " WHERE \"row\" = ?1");
        drop.bind(1, key);
        if (!drop.run()) return false;
      }
      continue;
    }
    put_record[kind].bind(1, key);
    scratch.resize(records.columns.size());
    for (std::size_t column = 0; column < records.columns.size(); ++column) {
      bind_value(put_record[kind], static_cast<int>(column) + 2, records.columns[column], reference.row,
                 scratch[column]);
    }
    if (!put_record[kind].run()) return false;
  }
  return true;
}

bool State::Parts::put_interactions(const Dataset& data, const std::vector<running::RowReference>& rows) {
  put_interaction.resize(tables.interactions.size());
  interaction_keys.resize(tables.interactions.size());
  std::vector<std::string> scratch;
  for (const running::RowReference& reference : rows) {
    std::optional<Statement>& statement = put_interaction[reference.kind];
    if (!statement) statement = database->prepare(upsert(tables.interactions[reference.kind]));
    const InteractionTable& table = data.interactions(reference.kind);
    statement->bind(1, interaction_keys[reference.kind].of(reference.row));
    scratch.resize(table.attributes.size() + 2);
    bind_value(*statement, 2, table.at, reference.row, scratch[0]);
    bind_value(*statement, 3, table.id, reference.row, scratch[1]);
    statement->bind_or_null(4, linked_id(data, RecordKind::kContact, table, reference.row));
    statement->bind_or_null(5, linked_id(data, RecordKind::kLead, table, reference.row));
    for (std::size_t attribute = 0; attribute < table.attributes.size(); ++attribute) {
      bind_value(*statement, static_cast<int>(attribute) + 6, table.attributes[attribute], reference.row,
                 scratch[attribute + 2]);
    }
    if (!statement->run()) return false;
  }
  return true;
}

bool State::Parts::put_ends(const std::vector<std::pair<RecordKind, std::string>>& ended) {
  for (const auto& [kind, id] : ended) {
    const auto of = static_cast<std::size_t>(kind);
    const std::string records = quoted(tables.records[of].name);
    for (const std::string& sql : {"DELETE FROM " + quoted(tables.standings[of].name) +
                                       " WHERE \"row\" IN (SELECT \"row\" FROM " + records + " WHERE \"id\" = ?1)",
                                   "DELETE FROM " + records + " WHERE \"id\" = ?1"}) {
      Statement& end = statement(sql);
      end.bind(1, id);
      if (!end.run()) return false;
    }
  }
  return true;
}

bool State::Parts::put_facts(const std::vector<running::Fact>& facts) {
  for (const running::Fact& fact : facts) {
    Statement& put = fact.value.empty() ? statement("DELETE FROM facts WHERE what = ?1")
                                        : statement("INSERT OR REPLACE INTO facts VALUES (?1, ?2)");
    put.bind(1, fact.what);
    if (!fact.value.empty()) put.bind(2, fact.value);
    if (!put.run()) return false;
  }
  return true;
}

bool State::Parts::put_decisions(const Batch& batch) {
  if (batch.decisions == nullptr) return true;
  std::string fields;
  for (const Decision& decision : *batch.decisions) {
    if (!is_history(decision)) continue;
    const auto key = static_cast<std::int64_t>(decision.number);
    const std::string at = stored_time(decision.at);
    fields.clear();
    if (!decision.fields.empty()) {
      JsonWriter json(fields);
      json.begin_object();
      for (const Decision::Field& field : decision.fields) json.key(field.name).raw(field.json);
      json.end_object();
    }
    const std::string_view kind = decision.about_record ? name_of(decision.record) : std::string_view();
    Statement& put = statement("INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    put.bind(1, key);
    put.bind(2, static_cast<std::int64_t>(decision.sequence));
    put.bind(3, at);
    put.bind_or_null(4, decision.event);
    put.bind_or_null(5, kind);
    put.bind_or_null(6, decision.id);
    put.bind(7, name_of(decision.kind));
    put.bind_or_null(8, decision.name);
    put.bind_or_null(9, decision.from);
    put.bind_or_null(10, decision.to);
    put.bind_or_null(11, decision.by);
    put.bind_or_null(12, decision.place);
    put.bind_or_null(13, told(decision));
    put.bind_or_null(14, fields);
    if (!put.run()) return false;
    const bool task = decision.kind == Decision::Kind::kTask;
    const bool notice = decision.kind == Decision::Kind::kNotice;
    if (!task && !notice && decision.kind != Decision::Kind::kSend) continue;
    Statement& tell = statement(task     ? "INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?)"
                                : notice ? "INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?)"
                                         : "INSERT INTO sends VALUES (?, ?, ?, ?, ?, ?)");
    tell.bind(1, key);
    tell.bind(2, at);
    tell.bind_or_null(3, kind);
    tell.bind_or_null(4, decision.id);
    tell.bind_or_null(5, task || notice ? decision.to : decision.name);
    tell.bind_or_null(6, task || notice ? decision.text : fields);
    if (!tell.run()) return false;
  }
  return true;
}

bool State::Parts::put_positions(const Batch& batch) {
  for (const RejectedEvent& rejected : batch.rejected) {
    Statement& put = statement("INSERT INTO rejected (sequence, at, reason, event) VALUES (?, ?, ?, ?)");
    const std::string at = stored_time(rejected.at);
    put.bind(1, static_cast<std::int64_t>(rejected.sequence));
    put.bind(2, at);
    put.bind(3, rejected.reason);
    put.bind(4, rejected.event);
    if (!put.run()) return false;
  }
  for (const auto& [number, how] : batch.resubmitted) {
    Statement& put = statement("UPDATE rejected SET resubmitted = ?2 WHERE number = ?1");
    put.bind(1, number);
    put.bind(2, how);
    if (!put.run()) return false;
  }
  for (const InputPosition& input : batch.inputs) {
    Statement& put = statement("INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?)");
    put.bind(1, input.name);
    put.bind(2, static_cast<std::int64_t>(input.bytes));
    put.bind(3, static_cast<std::int64_t>(input.lines));
    put.bind(4, input.tail);
    if (!put.run()) return false;
  }
  for (const OutputLength& output : batch.outputs) {
    Statement& put = statement("INSERT OR REPLACE INTO outputs VALUES (?, ?)");
    put.bind(1, output.name);
    put.bind(2, static_cast<std::int64_t>(output.bytes));
    if (!put.run()) return false;
  }
  if (!statement("DELETE FROM outbox").run()) return false;
  if (!batch.outbox.empty()) {
    Statement& put = statement("INSERT INTO outbox VALUES (?)");
    put.bind(1, batch.outbox);
    if (!put.run()) return false;
  }
  return true;
}

bool State::Parts::put_journal(const Batch& batch) {
  if (batch.events.empty()) return true;  // the input had only lines that are no events
  Statement& put = statement("INSERT INTO journal VALUES (?, ?, ?, ?)");
  put.bind(1, static_cast<std::int64_t>(batch.sequence));
  put.bind(2, static_cast<std::int64_t>(batch.last_number));
  put.bind(3, batch.source);
  put.bind(4, batch.events);
  return put.run();
}

// Everything that has come of the events so far, and of which event that is.
bool State::Parts::put_tables(const Batch& batch) {
  if (batch.data != nullptr &&
      !(put_records(*batch.data, batch.changes.records) && put_interactions(*batch.data, batch.changes.interactions))) {
    return false;
  }
  const running::SessionChanges& changes = batch.changes;
  if (!put_ends(changes.ended) || !put_standings(changes) || !put_facts(changes.facts) || !put_decisions(batch) ||
      !statement("DELETE FROM journal").run()) {
    return false;
  }
  clock = batch.clock;
  sequence = batch.sequence;
  decisions = batch.last_number;
  if (clock != kMissing64 && !set_meta(*database, "clock", stored_time(clock))) return false;
  return set_meta(*database, "sequence", std::to_string(sequence)) &&
         set_meta(*database, "decisions", std::to_string(decisions));
}

Result<bool> State::commit(const Batch& batch) {
  Parts& parts = *parts_;
  Database& database = *parts.database;
  const bool done = database.run("BEGIN IMMEDIATE") &&
                    (batch.whole ? parts.put_tables(batch) : parts.put_journal(batch)) && parts.put_positions(batch) &&
                    database.run("COMMIT");
  if (!done) return database.error();
  return true;
}

}  // namespace leadline::state
