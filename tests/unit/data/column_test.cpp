// SPDX-License-Identifier: Apache-2.0
#include "engine/data/column.hpp"

#include <catch2/catch.hpp>

#include "engine/data/gather.hpp"
#include "support/program_builder.hpp"

using namespace leadline;
using namespace leadline::test;

TEST_CASE("column: each type keeps a value and a missing one", "[data]") {
  const std::vector<Value> values{text_value("x"),
                                  number_value(TypeKind::kNumber, 2'500'000),
                                  number_value(TypeKind::kTime, -5),
                                  number_value(TypeKind::kDuration, 86'400'000),
                                  number_value(TypeKind::kYesNo, 1),
                                  number_value(TypeKind::kYesNo, 0)};
  for (const Value& value : values) {
    Column column(value.type);
    column.append(value);
    column.append(missing_value(value.type));
    REQUIRE(column.size() == 2);
    CHECK(column.value(0) == value);
    CHECK_FALSE(column.missing(0));
    CHECK(column.missing(1));
    CHECK(column.value(1).missing);
  }
}

TEST_CASE("column: a choice is the number of its word", "[data]") {
  const std::vector<std::string> words{"low", "high"};
  Column column(type_of(TypeKind::kChoice));
  column.words = &words;
  column.append(number_value(TypeKind::kChoice, 1));
  CHECK(column.codes[0] == 2);
  CHECK(column.value(0).text == "high");
  CHECK(column.value(0).number == 1);
}

TEST_CASE("column: an empty list is missing, missing elements are left out", "[data]") {
  Column column(list_of(TypeKind::kText));
  Value list;
  list.type = list_of(TypeKind::kText);
  column.append(list);
  list.items = {text_value("a"), missing_value(type_of(TypeKind::kText)), text_value("b")};
  column.append(list);
  column.append(missing_value(list.type));
  CHECK(column.missing(0));
  CHECK_FALSE(column.missing(1));
  CHECK(column.missing(2));
  REQUIRE(column.value(1).items.size() == 2);
  CHECK(column.value(1).items[1].text == "b");
}

TEST_CASE("column: gather takes rows in another order, lists too", "[data]") {
  Column column(list_of(TypeKind::kNumber));
  for (int n = 0; n < 4; ++n) {
    Value list;
    list.type = list_of(TypeKind::kNumber);
    for (int item = 0; item < n; ++item) list.items.push_back(number_value(TypeKind::kNumber, 10 * n + item));
    column.append(list);
  }
  gather(column, std::vector<std::uint32_t>{3, 0, 2, 2});
  REQUIRE(column.size() == 4);
  CHECK(column.value(0).items.size() == 3);
  CHECK(column.missing(1));
  CHECK(column.value(2).items[1].number == 21);
  CHECK(column.value(3) == column.value(2));
}

TEST_CASE("column: order of rows", "[data]") {
  Column texts(type_of(TypeKind::kText));
  for (const char* text : {"b", "", "B", "é"}) texts.append(text_value(text));
  CHECK(compare_rows(texts, 1, 2) < 0);  // missing before all
  CHECK(compare_rows(texts, 2, 0) < 0);  // code points as written
  CHECK(compare_rows(texts, 0, 3) < 0);
  CHECK(compare_rows(texts, 0, 0) == 0);

  Column flags(type_of(TypeKind::kYesNo));
  flags.append(number_value(TypeKind::kYesNo, 1));
  flags.append(number_value(TypeKind::kYesNo, 0));
  flags.append_missing();
  CHECK(compare_rows(flags, 2, 1) < 0);
  CHECK(compare_rows(flags, 1, 0) < 0);

  Column lists(list_of(TypeKind::kNumber));
  const auto list = [&](const std::vector<std::int64_t>& numbers) {
    Value value;
    value.type = lists.type;
    for (const std::int64_t number : numbers) value.items.push_back(number_value(TypeKind::kNumber, number));
    lists.append(value);
  };
  list({});
  list({1, 2});
  list({1, 2, 0});
  list({1, 3});
  for (std::size_t row = 0; row + 1 < 4; ++row) CHECK(compare_rows(lists, row, row + 1) < 0);
}
