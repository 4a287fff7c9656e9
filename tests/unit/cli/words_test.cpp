// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "cli/as_of.hpp"
#include "cli/console.hpp"
#include "cli/csv.hpp"
#include "cli/explain_facts.hpp"
#include "cli/nearest.hpp"
#include "engine/data/json_writer.hpp"

using namespace leadline;
using namespace leadline::cli;

TEST_CASE("cli: numbers and lists in words", "[cli]") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1'000) == "1,000");
  CHECK(grouped(1'234'567) == "1,234,567");
  CHECK(counted(1, "row") == "1 row");
  CHECK(counted(0, "row") == "0 rows");
  CHECK(counted(2'000, "entry", "entries") == "2,000 entries");
  CHECK(sized(1) == "1 byte");
  CHECK(sized(1'500) == "1.5 kB");
  CHECK(sized(2'340'000) == "2.3 MB");
  CHECK(joined({}) == "");
  CHECK(joined({"a"}) == "a");
  CHECK(joined({"a", "b", "c"}, "or") == "a, b or c");
}

TEST_CASE("cli: fields of CSV survive the way out and back", "[cli]") {
  const std::vector<std::string> fields{"plain", "", "a,b", "say \"no\"", "two\nlines", "end\r", "\"", " blank "};
  std::string text;
  for (const std::string& field : fields) {
    if (!text.empty()) text += ',';
    append_csv(text, field);
  }
  text += "\nnext,one\n";
  CHECK(text.substr(0, 27) == "plain,,\"a,b\",\"say \"\"no\"\"\",\"");
  std::string_view rest = text;
  std::vector<std::string> read;
  REQUIRE(next_csv_record(rest, read));
  CHECK(read == fields);
  REQUIRE(next_csv_record(rest, read));
  CHECK(read == std::vector<std::string>{"next", "one"});
  CHECK_FALSE(next_csv_record(rest, read));
}

TEST_CASE("cli: JSON escapes what it must and keeps numbers exact", "[cli]") {
  std::string text;
  append_json(text, "a\"b\\c\n\t\x01ü");
  CHECK(text == "\"a\\\"b\\\\c\\n\\t\\u0001ü\"");
  text.clear();
  JsonWriter json(text);
  json.begin_object().key("a").number(1'500'000).key("b").begin_array().text("x").null().yes_no(false).end_array();
  json.key("c").number(kMissing64).key("d").begin_array().end_array().key("e").count(7).end_object();
  CHECK(text == R"({"a":1.5,"b":["x",null,false],"c":null,"d":[],"e":7})");
}

TEST_CASE("cli: JSON escapes a character wherever it stands in a text", "[cli]") {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text = "!\x7fü abcdefghijklmnop";
      text.resize(20);
      text[place] = static_cast<char>(byte);
      std::string escaped;
      if (byte == '"' || byte == '\\') {
        escaped = {'\\', static_cast<char>(byte)};
      } else if (byte == '\n' || byte == '\r' || byte == '\t') {
        escaped = byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t";
      } else {
        escaped = byte < 0x20 ? fmt::format("\\u{:04x}", byte) : std::string(1, static_cast<char>(byte));
      }
      std::string json;
      append_json(json, text);
      std::string expected = text;
      expected.replace(place, 1, escaped);
      REQUIRE(json == '"' + expected + '"');
    }
  }
}

TEST_CASE("cli: near names", "[cli]") {
  CHECK(edit_distance("check", "chekc", 3) == 1);
  CHECK(edit_distance("score", "SCORE", 3) == 0);
  CHECK(edit_distance("abc", "abcdef", 2) == 3);
  CHECK(edit_distance("", "ab", 5) == 2);
  CHECK(nearest_names("scroe", {"check", "score", "show"}, 1) == std::vector<std::string>{"score"});
  CHECK(nearest_names("L-00017", {"L-00018", "L-99999", "L-00071", "C-1"}, 2) ==
        std::vector<std::string>{"L-00018", "L-00071"});
  CHECK(nearest_names("zzz", {"check", "score"}, 3).empty());
}

TEST_CASE("cli: --as-of takes dates in the file's zone and times with their own", "[cli]") {
  Program program;
  program.zones = {"Europe/Berlin"};
  CHECK(parse_as_of("2026-07-01", program).value() == 1'782'856'800'000);
  CHECK(parse_as_of("2026-07-01T00:00:00Z", program).value() == 1'782'864'000'000);
  CHECK(parse_as_of("2026-07-01T09:30:00+02:00", program).value() == 1'782'891'000'000);
  CHECK(parse_as_of("2026-07-01T09:30", program).error().message ==
        "--as-of: `2026-07-01T09:30` has a clock time and no zone; write `2026-07-01T09:30Z` for UTC, or an offset as "
        "in +02:00");
  CHECK(parse_as_of("1.7.2026", program).error().message ==
        "--as-of: `1.7.2026` is no time; write 2026-07-01 or 2026-07-01T09:30:00Z");
  CHECK(local_time(1'782'856'800'000, program) == "2026-07-01 00:00");
  CHECK(local_time(1'782'856'801'000, program) == "2026-07-01 00:00:01");
  CHECK(rough_duration(3 * 86'400'000LL + 7'200'000) == "3 days 2 hours");
  CHECK(rough_duration(86'400'000) == "1 day");
  CHECK(rough_duration(90'000) == "1 minute");
}

TEST_CASE("cli: values as an analyst writes them", "[cli]") {
  Program program;
  program.zones = {"UTC"};
  program.choices.push_back({{"low", "high"}});
  const auto text_of = [&](TypeKind kind, std::int64_t number, std::string text = {}) {
    Value value;
    value.type.kind = kind;
    value.number = number;
    value.text = std::move(text);
    return value_text(program, value);
  };
  CHECK(text_of(TypeKind::kText, 0, "Berlin") == "\"Berlin\"");
  CHECK(text_of(TypeKind::kNumber, 12'500'000) == "12.5");
  CHECK(text_of(TypeKind::kYesNo, 1) == "yes");
  CHECK(text_of(TypeKind::kTime, 0) == "1970-01-01 00:00");
  CHECK(text_of(TypeKind::kDuration, 30 * 86'400'000LL) == "30 days");
  CHECK(text_of(TypeKind::kChoice, 1) == "\"high\"");
  Value missing;
  missing.missing = true;
  CHECK(value_text(program, missing) == "missing");
  CHECK(one_line("  a\n\t b  c ") == "a b c");
  CHECK(one_line("äöüß", 3) == "äö…");
}
