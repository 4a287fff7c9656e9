// SPDX-License-Identifier: Apache-2.0
// The rows of a table of records or interactions, as far as the database has it: one that is only looked at may be of
// older rules or an older format. Entry point: TableReader.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/state/sqlite.hpp"
#include "engine/state/stored_value.hpp"
#include "engine/state/tables.hpp"

namespace leadline::state {

class TableReader {
 public:
  /// `order`: by which column, as SQL has it.
  TableReader(Database& database, const StoredTable& table, const char* order);

  /// False: there is no row more.
  bool step() { return rows_.step(); }
  [[nodiscard]] std::int64_t key() const { return rows_.integer(0); }
  /// By the columns of the table; those that the database lacks are missing. It lives until the next step.
  [[nodiscard]] StoredCell cell(std::size_t column, bool spelled = true) const {
    return places_[column] == 0 ? StoredCell() : stored_cell(rows_, places_[column], spelled);
  }

 private:
  std::vector<int> places_;  // [column]: in the statement; 0: it is not there
  Statement rows_;
};

}  // namespace leadline::state
