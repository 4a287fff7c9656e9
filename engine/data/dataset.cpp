// SPDX-License-Identifier: Apache-2.0
// Empty tables for a program, and looking into full ones. What turns rows as they were read into tables that can be
// evaluated stands in dataset_finish.cpp and dataset_interactions.cpp.
#include "engine/data/dataset.hpp"

#include "engine/data/live_index.hpp"

namespace leadline {

namespace {

Column column_for(const Program& program, const Type& type) {
  Column column(type);
  if (type.kind == TypeKind::kChoice) {
    column.words = &program.choices[type.choice].words;
    if (column.items) column.items->words = column.words;
  }
  return column;
}

std::size_t index_of(RecordKind kind) { return static_cast<std::size_t>(kind); }

template <class T>
std::size_t bytes_of(const std::vector<T>& values) {
  return values.size() * sizeof(T);
}

}  // namespace

Dataset::Dataset(const Program& program) : program_(&program) {
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    RecordTable& table = tables_[kind];
    table.kind = static_cast<RecordKind>(kind);
    for (const Field& field : program.records[kind].fields) table.columns.push_back(column_for(program, field.type));
  }
  const auto share = [&](Column& column, RecordKind kind) {
    const int id = program.schema(kind).id;
    if (id >= 0) column.dictionary = table(kind).columns[static_cast<std::size_t>(id)].dictionary;
  };
  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    const RecordSchema& schema = program.records[kind];
    std::vector<Column>& columns = tables_[kind].columns;
    if (schema.contact >= 0) share(columns[static_cast<std::size_t>(schema.contact)], RecordKind::kContact);
    if (schema.account >= 0) share(columns[static_cast<std::size_t>(schema.account)], RecordKind::kAccount);
    if (schema.lead >= 0) share(columns[static_cast<std::size_t>(schema.lead)], RecordKind::kLead);
  }
  const auto ids = std::make_shared<Dictionary>();  // one for all kinds: an id counts once across them
  for (std::size_t kind = 0; kind < program.interactions.size(); ++kind) {
    InteractionTable& table = interactions_.emplace_back();
    table.kind = static_cast<std::uint32_t>(kind);
    table.id.dictionary = ids;
    share(table.contact_id, RecordKind::kContact);
    share(table.lead_id, RecordKind::kLead);
    for (const Field& field : program.interactions[kind].attributes) {
      table.attributes.push_back(column_for(program, field.type));
    }
  }
}

std::uint32_t Dataset::find(RecordKind kind, std::string_view id) const {
  const int field = program_->schema(kind).id;
  const RecordTable& records = tables_[index_of(kind)];
  if (field < 0) return kNoRow;
  const Column& ids = records.columns[static_cast<std::size_t>(field)];
  const std::uint32_t code = ids.dictionary->find(id);
  if (code == 0) return kNoRow;
  if (finished_) {
    const std::vector<std::uint32_t>& rows = row_of_code_[index_of(kind)];
    return code < rows.size() ? rows[code] : kNoRow;
  }
  for (std::size_t row = ids.codes.size(); row-- > 0;) {
    if (ids.codes[row] == code) return static_cast<std::uint32_t>(row);
  }
  return kNoRow;
}

const ReverseLink& Dataset::reverse(RecordKind from, LinkKind link) const {
  return reverse_[index_of(from)][static_cast<std::size_t>(link)];
}

std::string_view InteractionTable::id_of(std::size_t row) const {
  return id.codes.empty() || id.missing(row) ? std::string_view() : (*id.dictionary)[id.codes[row]];
}

std::size_t Dataset::bytes() const {
  std::size_t total = 0;
  std::vector<const Dictionary*> seen;
  const auto add = [&](const Column& column) {
    total += column.bytes();
    const Dictionary* dictionary = column.dictionary.get();
    if (dictionary == nullptr) return;
    for (const Dictionary* other : seen) {
      if (other == dictionary) {
        total -= dictionary->bytes();
        return;
      }
    }
    seen.push_back(dictionary);
  };
  for (const RecordTable& table : tables_) {
    for (const Column& column : table.columns) add(column);
    total += bytes_of(table.contact) + bytes_of(table.account) + bytes_of(table.lead);
  }
  for (const InteractionTable& table : interactions_) {
    for (const Column* column : {&table.at, &table.id, &table.contact_id, &table.lead_id}) add(*column);
    for (const Column& column : table.attributes) add(column);
    total += bytes_of(table.order) + bytes_of(table.contact) + bytes_of(table.lead) + bytes_of(table.begin) +
             bytes_of(table.by_lead_begin) + bytes_of(table.by_lead);
  }
  for (const auto& links : reverse_) {
    for (const ReverseLink& link : links) total += bytes_of(link.begin) + bytes_of(link.rows);
  }
  for (const auto& rows : row_of_code_) total += bytes_of(rows);
  for (const std::vector<std::uint32_t>* rows :
       {&followed_.account_of_lead, &followed_.contact_of_opportunity, &followed_.account_of_opportunity,
        &followed_.pool_accounts, &followed_.pool_of_account, &followed_.leads_of_pool.begin,
        &followed_.leads_of_pool.rows}) {
    total += bytes_of(*rows);
  }
  for (const auto& rows : followed_.pools) total += bytes_of(rows);
  return total;
}

}  // namespace leadline
