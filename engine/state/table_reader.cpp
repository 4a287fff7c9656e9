// SPDX-License-Identifier: Apache-2.0
// Selects what there is of a table.
#include "engine/state/table_reader.hpp"

#include <set>

#include "engine/values/text.hpp"

namespace leadline::state {

TableReader::TableReader(Database& database, const StoredTable& table, const char* order)
    : places_(table.columns.size(), 0) {
  std::set<std::string> there;
  Statement names = database.prepare("SELECT name FROM pragma_table_info(?)");
  names.bind(1, table.name);
  while (names.step()) there.insert(lower(names.text(0)));
  if (there.empty()) return;
  std::string sql = "SELECT \"row\"";
  int place = 0;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (there.count(lower(table.columns[column])) == 0) continue;
    places_[column] = ++place;
    sql += ", " + quoted(table.columns[column]);
  }
  rows_ = database.prepare(sql + " FROM " + quoted(table.name) + " ORDER BY " + order);
}

}  // namespace leadline::state
