// SPDX-License-Identifier: Apache-2.0
// A number is an integer or a real of SQLite where that is exact, else a text; it comes back as it was.
#include "engine/state/stored_value.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "leadline/decimal.hpp"

using namespace leadline;
using namespace leadline::state;

namespace {

// What it is in SQLite, and what is read of it.
std::pair<std::string, std::int64_t> stored(Database& database, std::int64_t micros) {
  Statement statement = database.prepare("SELECT ?1, typeof(?1)");
  std::string scratch;
  bind_number(statement, 1, micros, scratch);
  REQUIRE(statement.step());
  return {std::string(statement.text(1)), stored_number(stored_cell(statement, 0, false))};
}

}  // namespace

TEST_CASE("A number is kept in the simplest exact form") {
  const auto opened = Database::open(":memory:", Database::Mode::kCreate);
  REQUIRE(opened.ok());
  const auto form = [&](std::int64_t micros) {
    const auto [type, back] = stored(**opened, micros);
    CHECK(back == micros);
    return type;
  };
  CHECK(form(0) == "integer");
  CHECK(form(-12'000'000) == "integer");
  CHECK(form(1) == "real");
  CHECK(form(999'999'999'999'999) == "real");
  CHECK(form(1'000'000'000'000'001) == "text");
  CHECK(form(std::numeric_limits<std::int64_t>::max()) == "text");
  CHECK(form(std::numeric_limits<std::int64_t>::min() + 1) == "text");
}

TEST_CASE("Every number comes back") {
  const auto opened = Database::open(":memory:", Database::Mode::kCreate);
  REQUIRE(opened.ok());
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto micros = static_cast<std::int64_t>(random() >> (random() % 63 + 1)) * (i % 2 == 0 ? 1 : -1);
    CHECK(stored(**opened, micros).second == micros);
  }
  // Of a text that is no number nothing is made.
  StoredCell text;
  text.kind = StoredCell::Kind::kText;
  text.text = "many";
  CHECK(stored_number(text) == kMissing64);
}
