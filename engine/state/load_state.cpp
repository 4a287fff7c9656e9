// SPDX-License-Identifier: Apache-2.0
// A state into memory: records and interactions as columns, facts as they stand; what is known of records is told when
// a session asks for it.
#include <algorithm>

#include "engine/state/state_parts.hpp"
#include "engine/state/table_reader.hpp"

namespace leadline::state {

Result<running::SessionMemory> State::load() {
  Parts& parts = *parts_;
  Database& database = *parts.database;
  MemoryBuilder builder(parts.program);

  const auto read = [&](const StoredTable& table, const char* order, const std::vector<Column*>& columns,
                        std::string_view kind, std::vector<std::int64_t>& keys) {
    TableReader rows(database, table, order);
    while (rows.step()) {
      keys.push_back(rows.key());
      for (std::size_t column = 0; column < columns.size(); ++column) {
        builder.append(*columns[column], rows.cell(column), kind, table.columns[column]);
      }
    }
  };

  for (std::size_t kind = 0; kind < kRecordKinds; ++kind) {
    const auto of = static_cast<RecordKind>(kind);
    // In the order of ids, which is that of the dataset's rows when it is finished.
    RowKeys& keys = parts.record_keys[kind];
    read(parts.tables.records[kind], "id", builder.records(of), name_of(of), keys.keys);
    if (!keys.keys.empty()) keys.next = *std::max_element(keys.keys.begin(), keys.keys.end()) + 1;
  }
  parts.interaction_keys.assign(parts.program.interactions.size(), {});
  for (std::uint32_t kind = 0; kind < parts.program.interactions.size(); ++kind) {
    RowKeys& keys = parts.interaction_keys[kind];
    read(parts.tables.interactions[kind], "\"row\"", builder.interactions(kind), parts.program.interactions[kind].name,
         keys.keys);
    if (!keys.keys.empty()) keys.next = keys.keys.back() + 1;
  }
  {
    const bool about_records = database.number("PRAGMA user_version") < kFormat;  // what is looked at may be older
    Statement facts = database.prepare(about_records ? "SELECT what, value, kind, id FROM facts ORDER BY kind, id, what"
                                                     : "SELECT what, value, '', '' FROM facts ORDER BY what");
    while (facts.step()) builder.add_fact(facts.text(2), facts.text(3), facts.text(0), facts.text(1));
  }
  if (database.failed()) return database.error();
  running::SessionMemory memory = builder.finish(parts.interaction_keys);
  parts.set_sources(*memory.data);
  if (database.failed()) return database.error();
  memory.standings = [&parts](const running::TakeStanding& take) { return parts.tell_standings(take); };
  memory.clock = parts.clock;
  memory.sequence = parts.sequence;
  parts.lost = builder.lost();
  return memory;
}

}  // namespace leadline::state
