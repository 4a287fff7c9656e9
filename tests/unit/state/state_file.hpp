// SPDX-License-Identifier: Apache-2.0
// A state in a folder of its own, opened as runs do and asked as any other tool can.
#pragma once
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <string>

#include "compiled.hpp"
#include "engine/state/state.hpp"
#include "support/temporary_folder.hpp"

namespace leadline::test {

inline std::string error_of(const Result<state::State>& result) { return result ? "" : result.error().message; }

struct StateFile {
  TemporaryFolder folder;
  std::string path = folder.path("a.state");

  [[nodiscard]] Result<state::State> open(const Compiled& rules, bool accept = false) const {
    return state::State::open(path, *rules.program, rules.identity, {accept});
  }
  void sql(const char* text) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    sqlite3_exec(database, text, nullptr, nullptr, nullptr);
    CHECK(std::string(sqlite3_errmsg(database)) == "not an error");
    sqlite3_close(database);
  }
  /// What a query gives: a line a row, `|` between its columns.
  [[nodiscard]] std::string ask(const char* text) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    std::string result;
    const auto add = [](void* to, int columns, char** values, char**) {
      auto& out = *static_cast<std::string*>(to);
      for (int column = 0; column < columns; ++column) {
        out += (column == 0 ? "" : "|") + std::string(values[column] == nullptr ? "NULL" : values[column]);
      }
      out += '\n';
      return 0;
    };
    sqlite3_exec(database, text, add, &result, nullptr);
    CHECK(std::string(sqlite3_errmsg(database)) == "not an error");
    sqlite3_close(database);
    return result;
  }
};

}  // namespace leadline::test
