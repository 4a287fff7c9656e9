// SPDX-License-Identifier: Apache-2.0
// Columns of what was kept.
#include "engine/state/memory_builder.hpp"

#include <algorithm>

#include "engine/run/session/record_sources.hpp"

namespace leadline::state {

std::int64_t RowKeys::of(std::uint32_t row) {
  if (row >= keys.size()) keys.resize(std::size_t{row} + 1, 0);
  if (keys[row] == 0) keys[row] = next++;
  return keys[row];
}

std::vector<std::uint32_t> RowKeys::rows_by_key() const {
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(next), kNoRow);
  for (std::size_t row = 0; row < keys.size(); ++row) {
    rows[static_cast<std::size_t>(keys[row])] = static_cast<std::uint32_t>(row);
  }
  return rows;
}

std::string_view linked_id(const Dataset& data, RecordKind to, const InteractionTable& table, std::uint32_t row) {
  const bool contact = to == RecordKind::kContact;
  const std::uint32_t linked = contact ? table.contact[row] : table.lead_of(row);
  const std::vector<std::uint32_t>& lost = contact ? table.lost_contact : table.lost_lead;
  const Column& ids = data.table(to).columns[static_cast<std::size_t>(data.program().schema(to).id)];
  if (linked != kNoRow) return (*ids.dictionary)[ids.codes[linked]];
  return row < lost.size() ? (*ids.dictionary)[lost[row]] : std::string_view();
}

MemoryBuilder::MemoryBuilder(const Program& program) : program_(program), reader_(program, spelling_) {
  memory_.data = std::make_unique<Dataset>(program);
}

std::vector<Column*> MemoryBuilder::records(RecordKind kind) {
  std::vector<Column*> columns;
  for (Column& column : memory_.data->table(kind).columns) columns.push_back(&column);
  return columns;
}

std::vector<Column*> MemoryBuilder::interactions(std::uint32_t kind) {
  InteractionTable& table = memory_.data->interactions(kind);
  std::vector<Column*> columns{&table.at, &table.id, &table.contact_id, &table.lead_id};
  for (Column& attribute : table.attributes) columns.push_back(&attribute);
  return columns;
}

void MemoryBuilder::append(Column& column, const StoredCell& cell, std::string_view kind, std::string_view name) {
  if (append_stored(cell, column, reader_)) return;
  const std::string what = std::string(kind) + '.' + std::string(name);
  const auto known = std::find_if(unfit_.begin(), unfit_.end(), [&](const auto& one) { return one.first == what; });
  known == unfit_.end() ? static_cast<void>(unfit_.emplace_back(what, 1)) : static_cast<void>(++known->second);
}

void MemoryBuilder::add_fact(std::string_view kind, std::string_view id, std::string_view what,
                             std::string_view value) {
  running::Fact& fact = memory_.facts.emplace_back();
  fact.about_record = !kind.empty();
  for (int known = 0; known < kRecordKinds; ++known) {
    if (name_of(static_cast<RecordKind>(known)) == kind) fact.record = static_cast<RecordKind>(known);
  }
  fact.id = std::string(id);
  fact.what = std::string(what);
  fact.value = std::string(value);
}

running::SessionMemory MemoryBuilder::finish(std::vector<RowKeys>& interaction_keys) {
  for (std::uint32_t kind = 0; kind < program_.interactions.size(); ++kind) {
    InteractionTable& table = memory_.data->interactions(kind);
    const std::vector<std::int64_t>& keys = interaction_keys[kind].keys;
    table.keys.assign(keys.begin(), keys.end());
    for (const std::int64_t key : keys) table.order.push_back(static_cast<std::uint64_t>(key));
  }
  static_cast<void>(memory_.data->finish());
  for (const running::Fact& fact : memory_.facts) {
    if (!fact.about_record || fact.what != running::kSourceFact) continue;
    const std::uint32_t row = memory_.data->find(fact.record, fact.id);
    if (row != kNoRow) running::set_source(*memory_.data, fact.record, row, fact.value);
  }
  // Finishing has sorted the interactions.
  for (std::uint32_t kind = 0; kind < program_.interactions.size(); ++kind) {
    interaction_keys[kind].keys = std::move(memory_.data->interactions(kind).keys);
  }
  return std::move(memory_);
}

std::vector<std::string> MemoryBuilder::lost() const {
  std::vector<std::string> lost;
  for (const auto& [what, count] : unfit_) {
    lost.push_back(std::to_string(count) + (count == 1 ? " value of " : " values of ") + what);
  }
  return lost;
}

}  // namespace leadline::state
