// SPDX-License-Identifier: Apache-2.0
// Lines that need no parser give the cells that simdjson gives, and those that do are told apart: whatever the lines
// are, reading by an outline changes nothing.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "engine/data/json_rows.hpp"
#include "support/program_builder.hpp"

using namespace leadline;
using namespace leadline::test;
using Lines = std::vector<std::string>;

namespace {

const Program& program() {
  static const ProgramBuilder kBuilder = [] {
    ProgramBuilder builder;
    builder.field(RecordKind::kContact, "job_title", type_of(TypeKind::kText));
    builder.field(RecordKind::kContact, "score", type_of(TypeKind::kNumber));
    builder.field(RecordKind::kContact, "opted_in", type_of(TypeKind::kYesNo));
    return builder;
  }();
  return kBuilder.program;
}

const RowPlan& plan() {
  static const RowPlan kPlan = plan_by_name(program(), RecordKind::kContact, std::nullopt).value();
  return kPlan;
}

void add_new(const Lines& names, const std::string& what, Lines& said) {
  for (const std::string& name : names) {
    if (std::find(said.begin(), said.end(), what + name) == said.end()) said.push_back(what + name);
  }
}

// Every cell of every row, every broken row and every name that was noticed.
Lines read(const std::string& text, bool by_outline, std::size_t block_bytes = 1U << 18U) {
  JsonLines lines(std::move(open_text(text, "UTF-8")).value(), block_bytes);
  JsonRows rows(plan(), by_outline);
  Lines said;
  Lines ignored;
  Lines repeated;
  Block block;
  while (lines.next(block).value()) {
    rows.parse(block);
    for (std::size_t row = 0; row < block.row_count(); ++row) {
      std::string line = std::to_string(block.rows[row].line) + " " + std::string(block.text(block.rows[row]));
      for (std::size_t slot = 0; slot < block.columns.size(); ++slot) {
        const Cell& cell = block.columns[slot][row];
        const std::string kind = std::to_string(static_cast<int>(cell.kind));
        line += cell.data == kNoBytes ? "|null" : "|" + kind + std::string(cell.text());
        if (block.nothing_in(slot)) CHECK(cell.data == kNoBytes);
      }
      said.push_back(std::move(line));
    }
    for (const BrokenRow& row : block.broken) {
      said.push_back(std::to_string(row.place.line) + " broken " + row.reason + ": " +
                     std::string(block.text(row.place)));
    }
    add_new(rows.ignored(), "ignored ", ignored);
    add_new(rows.repeated(), "repeated ", repeated);
  }
  std::stable_sort(said.begin(), said.end(), [](const std::string& a, const std::string& b) {
    return std::stoul(a) < std::stoul(b);
  });
  said.insert(said.end(), ignored.begin(), ignored.end());
  said.insert(said.end(), repeated.begin(), repeated.end());
  return said;
}

void check_alike(const std::string& text) {
  INFO(text);
  const Lines by_parser = read(text, false);
  for (const std::size_t block_bytes : {1U << 18U, 40U}) {
    const Lines by_outline = read(text, true, block_bytes);
    REQUIRE(by_outline.size() == by_parser.size());
    for (std::size_t n = 0; n < by_parser.size(); ++n) REQUIRE(by_outline[n] == by_parser[n]);
  }
}

const Lines& nasty_values() {
  static const Lines kValues{"1",
                             "0",
                             "-1",
                             "-0",
                             "12.50",
                             "-7.25",
                             "123456789012345678901234567890",
                             "01",
                             "-01",
                             "00",
                             "1.",
                             ".5",
                             "-",
                             "+1",
                             "1e3",
                             "1E-3",
                             "1.5e",
                             "1_000",
                             "0x10",
                             "NaN",
                             "true",
                             "false",
                             "null",
                             "True",
                             "truee",
                             "nul",
                             "nullx",
                             "\"\"",
                             "\"a\"",
                             "\" a \"",
                             "\"null\"",
                             "\"1\"",
                             "\"a,b\"",
                             "\"}\"",
                             "\"{\\\"id\\\":1}\"",
                             "\"a\\\\\"",
                             "\"\\u00e9\"",
                             "\"\\u0000\"",
                             "\"\\q\"",
                             "\"\\",
                             "\"open",
                             "open\"",
                             "\"a\tb\"",
                             std::string("\"a\0b\"", 5),
                             "\"a\x7F\"",
                             "\"\xC3\xA9\"",
                             "\"e\xCC\x81\"",
                             "\"\xC3\"",
                             "\"\xFF\"",
                             "\"\xED\xA0\x80\"",
                             "\"sixteen bytes ..\"",
                             "\"fifteen bytes .\"",
                             "\"a text that is a good deal longer than one vector of any machine, and then some\"",
                             "{}",
                             "[]",
                             "[1,\"a\"]",
                             "{\"id\":\"x\"}",
                             "",
                             " ",
                             "1 2",
                             "\"a\" \"b\"",
                             "\"a\"\"b\"",
                             "1 ",
                             " 1",
                             "\"a\" ",
                             "1\r",
                             "1\t"};
  return kValues;
}

}  // namespace

TEST_CASE("json outline: values of all kinds, behind lines that are alike", "[data][ndjson]") {
  const std::string plain = R"({"id":"a","score":1,"job_title":"x"})"
                            "\n";
  std::string all;
  for (const std::string& value : nasty_values()) {
    const std::string line = R"({"id":"b","score":)" + value + R"(,"job_title":"y"})" + "\n";
    const std::string last = R"({"id":"b","score":2,"job_title":)" + value + "}\n";
    const std::string first = R"({"id":)" + value + R"(,"score":2,"job_title":"y"})" + "\n";
    check_alike(plain + line + last + first + plain);
    if (value.find('\0') == std::string::npos) check_alike(plain + last.substr(0, last.size() - 1));  // no line feed
    check_alike(line + plain + line);
    all += line + plain + last + first;
  }
  check_alike(all + all);
}

TEST_CASE("json outline: keys and what stands around them", "[data][ndjson]") {
  const std::string plain = R"({"id":"a","score":1})"
                            "\n";
  for (const char* const line :
       {R"({"id":"a","score":1} )", R"( {"id":"a","score":1})", R"({ "id":"a","score":1})", R"({"id" :"a","score":1})",
        R"({"id":"a" ,"score":1})", R"({"id":"a", "score": 1})", R"({"id":"a","score":1}})", R"({"id":"a","score":1},)",
        R"({"id":"a","score":1)", R"({"id":"a","score":1,})", R"({"id":"a",,"score":1})", R"({"id":"a";"score":1})",
        R"({"id":"a","score":1}{"id":"b"})", R"({"id":"a","score":1} x)", R"({"id":"a","Score":1})",
        R"({"id":"a","score":1,"score":2})", R"({"id":"a","score":1,"Score":2})", R"({"id":"a","id":"b","score":1})",
        R"({"score":1,"id":"a"})", R"({"id":"a"})", R"({})", R"( )", "", "\t\r", R"({"id":"a","score" 1})",
        R"({"id":"a","sc\u006fre":1})", R"({"id":"a","score\"":1})", R"({"id":"a","sc"ore":1})",
        R"({id:"a","score":1})",
        R"({"id":"a","unknown":1,"score":2})", R"({"id":"a","unknown":tru,"score":2})",
        R"({"id":"a","unknown":1,"unknown":2,"score":3})",
        R"({"id":"a","a key that is longer than any piece may be":1})",
        R"({"id":"a","a key that is longer than any piece may be, and has more than the others":1,"score":2})",
        R"(["id","a"])", R"("id")", R"({"id":{"id":"a","score":1}})", R"({"id":["a","score",1]})", "\xEF\xBB\xBF{}"}) {
    const std::string text = std::string(line) + "\n";
    check_alike(plain + text + plain);
    check_alike(text + text + plain + text);
    check_alike(text + plain + line);
    check_alike(plain + line + "\r\n" + plain + line + "\r\n");
  }
}

TEST_CASE("json outline: a number that goes on is no piece of a line", "[data][ndjson]") {
  check_alike(R"({"id":1e5,"score":1})"
              "\n"
              R"({"id":1e5,"score":1})"
              "\n"
              R"({"id":1,"score":1})"
              "\n"
              R"({"id":1e5,"score":1})");
}

TEST_CASE("json outline: more keys than it remembers", "[data][ndjson]") {
  std::string text;
  for (int n = 0; n < 3000; ++n) {
    text += R"({"id":"c)" + std::to_string(n) + R"(","k)" + std::to_string(n % 700) + R"(":1,"score":)" +
            std::to_string(n) + "}\n";
  }
  check_alike(text);
}

TEST_CASE("json outline: any lines", "[data][ndjson]") {
  std::mt19937 random(27);
  const auto one_of = [&](const Lines& all) { return all[random() % all.size()]; };
  const Lines keys{"\"id\"",        "\"score\"", "\"job_title\"", "\"opted_in\"",
                   "\"Job Title\"", "\"other\"", "\"\"",          "\"i\\u0064\""};
  for (int file = 0; file < 300; ++file) {
    // What is usual in this file; now and then a line does otherwise.
    const bool odd_values = random() % 2 == 0;
    const std::string comma = one_of({",", ", ", " ,"});
    const std::string colon = one_of({":", ": "});
    Lines usual;
    for (const std::string& key : keys) {
      if (random() % 2 == 0) usual.push_back(key);
    }
    std::string text;
    for (int line = 0; line < 40; ++line) {
      text += random() % 30 == 0 ? " {" : "{";
      bool first = true;
      for (const std::string& key : usual) {
        if (random() % 10 == 0) continue;
        if (!first) text += random() % 40 == 0 ? one_of({",,", "", ", "}) : comma;
        first = false;
        text += random() % 40 == 0 ? one_of(keys) : key;
        text += random() % 40 == 0 ? one_of({"", "::", " : "}) : colon;
        const bool odd = random() % 8 == 0 && odd_values;
        text += one_of(odd ? nasty_values() : Lines{"1", "null", "true", "\"x\"", "2.5"});
      }
      text += random() % 30 == 0 ? one_of({"", "}}", "} ", "}x"}) : "}";
      text += random() % 20 == 0 ? "\r\n" : "\n";
      if (random() % 20 == 0) text += "\n";
    }
    check_alike(text);
  }
}

TEST_CASE("json outline: what it reads without a parser", "[data][ndjson]") {
  JsonOutline outline;
  const auto slot_of = [](std::string_view key) { return key == "id" ? 0 : key == "score" ? 1 : -1; };
  std::vector<Cell> cells(2);
  const auto reads = [&](std::string line) {
    cells.assign(2, Cell{});
    line += '\n';
    line.resize(line.size() + kOutlineAhead);
    const char* const end = outline.read(line.data(), [&](std::size_t slot) { return &cells[slot]; });
    if (end == nullptr) return std::string();
    line.resize(static_cast<std::size_t>(end - line.data()));
    return line + " " + std::string(cells[0].text()) + " " + std::string(cells[1].text());
  };
  const std::string line = R"({"id": "a", "score": 1, "page": null})";
  CHECK(reads(line).empty());
  CHECK(outline.stuck());
  std::string learnt = line + '\n';
  learnt.resize(learnt.size() + kOutlineAhead);
  outline.learn(std::string_view(learnt).substr(0, line.size()), slot_of);
  CHECK(reads(line) == line + " a 1");
  CHECK(reads(R"({"id": 7, "score": "", "page": true})") == R"({"id": 7, "score": "", "page": true} 7 )");
  CHECK(reads(R"({"id": "\u0061", "score": 1, "page": null})").empty());
  CHECK_FALSE(outline.stuck());
  CHECK(reads(R"({"id": "a", "score": 1})").empty());
  CHECK(outline.stuck());
}
