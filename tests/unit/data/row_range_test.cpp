// SPDX-License-Identifier: Apache-2.0
// What is said of many rows by the ends of their columns must never be more than what the rows say one by one.
#include "engine/data/row_range.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "engine/data/row_condition.hpp"
#include "unit/program/check_text.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

using Texts = std::vector<std::string>;

// Each condition as the `where` of a mapping of its own, in one program.
Checked with_conditions(const Texts& conditions) {
  std::string text = "record contact { name text }\nsource p \"*.csv\" {\n";
  for (const std::string& condition : conditions) text += "  contact where " + condition + " { id \"id\" }\n";
  return check_text(text + "}\n");
}

ExprId where(const Checked& checked, std::size_t n) { return checked.program->sources[0].mappings[n].where; }

ColumnRange between(const std::string& least, const std::string& most) {
  ColumnRange range;
  range.least = least;
  range.most = most;
  return range;
}

bool may_hold_of(const std::string& condition, const ColumnRange& range) {
  const Checked checked = with_conditions({condition});
  INFO(condition << '\n' << checked.pretty());
  REQUIRE(checked.program != nullptr);
  return may_hold(*checked.program, where(checked, 0), [&](const std::string&) { return &range; });
}

}  // namespace

TEST_CASE("row range: what lies outside cannot hold", "[data][range]") {
  CHECK_FALSE(may_hold_of(R"("type" = "open")", between("call", "lead")));
  CHECK_FALSE(may_hold_of(R"("type" in ["open", "visit"])", between("call", "lead")));
  CHECK(may_hold_of(R"("type" in ["open", "email"])", between("call", "lead")));
  CHECK_FALSE(may_hold_of(R"("type" = exactly "Open")", between("a", "z")));
  CHECK(may_hold_of(R"(not "type" = "open")", between("call", "lead")));
  CHECK_FALSE(may_hold_of(R"("day" starts with "2026")", between("2024-03-01", "2025-12-31")));
  CHECK(may_hold_of(R"("day" starts with "2024")", between("2024-03-01", "2025-12-31")));
  CHECK(may_hold_of(R"("day" starts with any ["2023", "2025"])", between("2024-03-01", "2025-12-31")));
  CHECK_FALSE(may_hold_of(R"("day" starts with any ["2023", "2026"])", between("2024-03-01", "2025-12-31")));
  CHECK(may_hold_of(R"("day" starts with exactly "2025-1")", between("2024-03-01", "2025-12-31")));
  CHECK_FALSE(may_hold_of(R"("day" starts with exactly "2026")", between("2024-03-01", "2025-12-31")));
  CHECK_FALSE(may_hold_of(R"("day" like "2026-*-01")", between("2024-03-01", "2025-12-31")));
  CHECK(may_hold_of(R"("day" like "*-01-01")", between("2024-03-01", "2025-12-31")));
  CHECK(may_hold_of(R"("day" contains "2026")", between("2024-03-01", "2025-12-31")));
  CHECK_FALSE(may_hold_of(R"("day" starts with "2026" and "type" is present)", between("2024-03-01", "2025-12-31")));
  CHECK(may_hold_of(R"("day" starts with "2026" or "type" is present)", between("2024-03-01", "2025-12-31")));
}

TEST_CASE("row range: letters of either case, and the two signs that fold to ASCII, are found", "[data][range]") {
  CHECK(may_hold_of(R"("type" = "open")", between("NEW", "OPEN")));
  CHECK(may_hold_of(R"("type" = "open")", between("Ooze", "call")));
  CHECK_FALSE(may_hold_of(R"("type" = "open")", between("Opf", "Pen")));
  CHECK(may_hold_of(R"("type" = "ask")", between("as\xE2\x84\xAA", "at")));  // the sign for Kelvin
  CHECK(may_hold_of(R"("type" = "mask")", between("ma\xC5\xBF", "n")));      // the long s
  CHECK(may_hold_of(R"("type" = "straße")", between("A", "Z")));
}

TEST_CASE("row range: whole numbers are compared as such only for equality", "[data][range]") {
  ColumnRange range;
  range.whole.emplace(5, 20);
  CHECK(may_hold_of(R"("n" = "7")", range));
  CHECK_FALSE(may_hold_of(R"("n" = "4")", range));
  CHECK_FALSE(may_hold_of(R"("n" = "7.5")", range));
  CHECK(may_hold_of(R"("n" starts with "4")", range));  // nothing is known of that
  CHECK_FALSE(may_hold_of(R"("n" in ["1", "21"])", range));
}

TEST_CASE("row range: one text in all rows, or none, decides", "[data][range]") {
  ColumnRange one = between("Open", "Open");
  one.one_text = true;
  CHECK_FALSE(may_hold_of(R"(not "type" = "open")", one));
  CHECK_FALSE(may_hold_of(R"("type" is missing)", one));
  CHECK_FALSE(may_hold_of(R"("type" contains "call")", one));
  CHECK(may_hold_of(R"("type" starts with "op")", one));
  ColumnRange none;
  none.none_there = true;
  CHECK_FALSE(may_hold_of(R"("type" = "open")", none));
  CHECK_FALSE(may_hold_of(R"("type" is present)", none));
  CHECK(may_hold_of(R"(not "type" = "open")", none));
}

TEST_CASE("row range: no row holds of which it is said that none does", "[data][range]") {
  std::mt19937 random(7);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  const Texts pieces{"a", "A",  "k", "K", "\xE2\x84\xAA", "s", "S", "\xC5\xBF", "b", "Z", "0",
                     "9", "-1", "_", "[", "\xC3\x89",     "é", "ß", "日",       "~", "z"};
  const auto text = [&] {
    std::string made;
    for (std::size_t n = 0, many = 1 + below(4); n < many; ++n) made += pieces[below(pieces.size())];
    return made;
  };
  // Conditions over two columns, made once and asked of many sets of rows.
  const auto test = [&] {
    const std::string column = below(2) == 0 ? "\"x\"" : "\"y\"";
    const std::string exactly = below(3) == 0 ? "exactly " : "";
    switch (below(8)) {
      case 0:
        return column + " like " + exactly + "\"" + text() + "*" + text() + "?" + "\"";
      case 1:
        return column + " in [\"" + text() + "\", \"" + text() + "\"]";
      case 2:
        return column + " is present";
      case 3:
        return column + " is missing";
      default: {
        const char* const tests[] = {"=", "!=", "starts with", "ends with"};
        return column + " " + tests[below(4)] + " " + exactly + "\"" + text() + "\"";
      }
    }
  };
  Texts conditions;
  for (std::size_t n = 0; n < 400; ++n) {
    const std::string first = test();
    const std::string second = test();
    const Texts made{first, "not (" + first + ")", first + " and " + second, first + " or " + second,
                     "not (" + first + " and " + second + ")"};
    conditions.push_back(made[below(made.size())]);
  }
  const Checked checked = with_conditions(conditions);
  INFO(checked.pretty());
  REQUIRE(checked.program != nullptr);

  std::size_t refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<std::map<std::string, std::string>> rows(1 + below(4));
    std::map<std::string, ColumnRange> ranges;
    for (const std::string column : {"x", "y"}) {
      const std::string same = below(3) == 0 ? text() : "";
      std::vector<std::string> there;
      const bool none = below(8) == 0;
      for (auto& row : rows) {
        row[column] = none || below(6) == 0 ? "" : same.empty() ? text() : same;
        if (!row[column].empty()) there.push_back(row[column]);
      }
      ColumnRange& range = ranges[column];
      range.none_there = there.empty();
      if (there.empty()) continue;
      range.least = *std::min_element(there.begin(), there.end());
      range.most = *std::max_element(there.begin(), there.end());
      range.one_text = there.size() == rows.size() && range.least == range.most;
      // As files cut what they state: the least one shorter, the greatest one with a greater last byte.
      if (!range.one_text && below(3) == 0) range.least->resize(below(range.least->size() + 1));
      if (!range.one_text && below(3) == 0 && static_cast<unsigned char>(range.most->back()) < 0x7F) {
        ++range.most->back();
      }
    }
    const RangeOf range_of = [&](const std::string& column) { return &ranges.at(column); };
    for (std::size_t n = 0; n < conditions.size(); ++n) {
      if (may_hold(*checked.program, where(checked, n), range_of)) continue;
      ++refused;
      for (const auto& row : rows) {
        const ColumnText column = [&](const std::string& name) -> std::string_view { return row.at(name); };
        INFO(conditions[n] << "\nx: " << row.at("x") << "\ny: " << row.at("y"));
        REQUIRE_FALSE(row_holds(*checked.program, where(checked, n), column));
      }
    }
  }
  CHECK(refused > 10'000);  // it says no often enough to be worth asking
}
