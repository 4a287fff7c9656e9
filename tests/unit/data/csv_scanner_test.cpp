// SPDX-License-Identifier: Apache-2.0
#include "engine/data/csv_scanner.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>

using namespace leadline;
using Rows = std::vector<std::vector<std::string>>;

namespace {

struct Scanned {
  std::vector<std::string> header;
  Rows rows;
  std::vector<std::uint64_t> lines;
  std::vector<std::string> broken;  // line, column, reason, row
};

std::string plain(const Cell& cell) {
  std::string result;
  for (std::size_t at = 0; at < cell.size; ++at) {
    result += cell.data[at];
    if (cell.kind == CellKind::kQuotePairs && cell.data[at] == '"') ++at;
  }
  return result;
}

Scanned scan(const std::string& text, char separator = 0, std::size_t block_bytes = kBlockBytes) {
  Scanned found;
  CsvScanner scanner(std::move(open_text(text, "UTF-8")).value(), separator, block_bytes);
  const Result<std::vector<std::string>> header = scanner.header();
  REQUIRE(header.ok());
  found.header = header.value();
  std::vector<int> slots;
  for (std::size_t column = 0; column < found.header.size(); ++column) slots.push_back(static_cast<int>(column));
  scanner.use(slots, slots.size());
  CsvRows rows = scanner.rows();
  Block block;
  std::uint64_t sequence = 0;
  for (;;) {
    const Result<bool> more = scanner.next(block);
    REQUIRE(more.ok());
    if (!more.value()) break;
    REQUIRE(block.sequence == sequence++);
    rows.find(block);
    for (std::size_t row = 0; row < block.row_count(); ++row) {
      std::vector<std::string> cells;
      for (std::size_t slot = 0; slot < slots.size(); ++slot) cells.push_back(plain(block.cells(slot)[row]));
      found.rows.push_back(cells);
      found.lines.push_back(block.place(row).line);
    }
    for (const BrokenRow& broken : block.broken) {
      found.broken.push_back(std::to_string(broken.place.line) + "/" + std::to_string(broken.column) + ": " +
                             broken.reason + " | " + std::string(block.text(broken.place)));
    }
  }
  return found;
}

}  // namespace

TEST_CASE("csv: rows, quoted values, doubled quotes, line breaks inside them", "[data][csv]") {
  const Scanned found = scan("id,name,note\n1,\"Miller, Ann\",\"says \"\"hi\"\"\"\n2,Bob,\"two\nlines\"\n3,,\n");
  CHECK(found.header == std::vector<std::string>{"id", "name", "note"});
  CHECK(found.rows == Rows{{"1", "Miller, Ann", "says \"hi\""}, {"2", "Bob", "two\nlines"}, {"3", "", ""}});
  CHECK(found.lines == std::vector<std::uint64_t>{2, 3, 5});
  CHECK(found.broken.empty());
}

TEST_CASE("csv: line breaks are LF, CRLF and CR, the last may be absent, empty lines are no rows", "[data][csv]") {
  for (const std::string& end : std::vector<std::string>{"\n", "\r\n", "\r"}) {
    for (const std::string& last : {std::string(), end, end + end}) {
      const Scanned found = scan("a,b" + end + "1,2" + end + end + "3,4" + last);
      CHECK(found.rows == Rows{{"1", "2"}, {"3", "4"}});
      CHECK(found.lines == std::vector<std::uint64_t>{2, 4});
    }
  }
  CHECK(scan("a,b\r\n1,\"x\r\ny\"\r\n2,\"x\ry\"\r\n3,z").lines == std::vector<std::uint64_t>{2, 4, 6});
}

TEST_CASE("csv: the header line shows the separator", "[data][csv]") {
  CHECK(detect_separator("a,b;c,d\n;;;;;") == ',');
  CHECK(detect_separator("a;b;c,d") == ';');
  CHECK(detect_separator("a\tb") == '\t');
  CHECK(detect_separator("a|b|c") == '|');
  CHECK(detect_separator("\"a,b,c\";d") == ';');
  CHECK(detect_separator("alone") == ',');
  CHECK(detect_separator("\"a\"\",b,\";c") == ';');
  // A quote inside a name opens nothing, and a line that is not whole decides nothing.
  CHECK(detect_separator("id;tx\"y\n\"b,c,l\n") == ';');
  CHECK(detect_separator("a;b", false) == std::nullopt);
  CHECK(detect_separator("a;\"b\n,,,", false) == std::nullopt);
  CHECK(scan("a;b\n1,5;2\n").rows == Rows{{"1,5", "2"}});
  CHECK(scan("a,b\n1,2\n", ';').header == std::vector<std::string>{"a,b"});
}

TEST_CASE("csv: a quote that does not begin a value is a character", "[data][csv]") {
  CHECK(scan("a,b\n5\" pipe,x\"y\"\n").rows == Rows{{"5\" pipe", "x\"y\""}});
}

TEST_CASE("csv: too few or too many columns are said", "[data][csv]") {
  const Scanned found = scan("a,b\n1\n1,2,3\n1,2\n");
  CHECK(found.rows == Rows{{"1", "2"}});
  CHECK(found.broken == std::vector<std::string>{"2/0: the row has 1 column, the header 2 | 1",
                                                 "3/0: the row has 3 columns, the header 2 | 1,2,3"});
}

TEST_CASE("csv: a stray quote costs its line and names it", "[data][csv]") {
  SECTION("never closed") {
    const Scanned found = scan("a,b\n1,2\n3,\"four\n5,6\n7,8\n");
    CHECK(found.rows == Rows{{"1", "2"}, {"5", "6"}, {"7", "8"}});
    CHECK(found.broken == std::vector<std::string>{"3/2: the quote that opens in line 3 is never closed | 3,\"four"});
  }
  SECTION("closed by the quote of a later row") {
    const Scanned found = scan("a,b\n1,\"two\n3,\"x\"\n5,6\n");
    CHECK(found.rows == Rows{{"3", "x"}, {"5", "6"}});
    REQUIRE(found.broken.size() == 1);
    CHECK(found.broken[0].substr(0, 41) == "2/2: the quote that opens in line 2 is cl");
  }
  SECTION("in the second line of a row") {
    const Scanned found = scan("a,b,c\n\"1\n1\",\"2,3\n4,5,6\n");
    CHECK(found.rows == Rows{{"4", "5", "6"}});
    CHECK(found.broken ==
          std::vector<std::string>{"2/2: the quote that opens in line 3 is never closed | \"1\n1\",\"2,3"});
  }
  SECTION("text behind the closing quote") { CHECK(scan("a,b\n\"x\"y,2\n3,4\n").rows == Rows{{"3", "4"}}); }
}

TEST_CASE("csv: NUL bytes and bytes that are no UTF-8 make their row bad", "[data][csv]") {
  const Scanned found = scan(std::string("a,b\n1,\xC3\xA9\n2,\xE9\nx\0y,4\n5,6\n", 23));
  CHECK(found.rows == Rows{{"1", "\xC3\xA9"}, {"5", "6"}});
  REQUIRE(found.broken.size() == 2);
  CHECK(found.broken[0] == "3/2: bytes that are no text in the encoding of the file | 2,\xE9");
  CHECK(found.broken[1].substr(0, 15) == "4/1: a NUL byte");
}

TEST_CASE("csv: an empty file has no columns, a header alone no rows", "[data][csv]") {
  CHECK(scan("").header.empty());
  CHECK(scan("\n\n").header.empty());
  const Scanned header = scan("a,b");
  CHECK(header.header == std::vector<std::string>{"a", "b"});
  CHECK(header.rows.empty());
}

TEST_CASE("csv: where the file is cut into blocks changes nothing", "[data][csv]") {
  std::mt19937 random(11);
  const std::string pieces[] = {"a", ",",   "\n",         "\r\n",    "\r",   "\"",     "\"\"",
                                "é", "x y", ",\"q\nr\",", "\"z\"\n", "\xFF", "1,2,3\n"};
  for (int round = 0; round < 400; ++round) {
    std::string text = "a,b,c\n";
    const std::size_t count = random() % 60;
    for (std::size_t n = 0; n < count; ++n) text += pieces[random() % std::size(pieces)];
    const Scanned whole = scan(text);
    for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{7}, std::size_t{32}}) {
      const Scanned cut = scan(text, ',', block_bytes);
      INFO(text);
      REQUIRE(cut.rows == whole.rows);
      REQUIRE(cut.lines == whole.lines);
      REQUIRE(cut.broken == whole.broken);
    }
  }
}

TEST_CASE("csv: a quoted value that is too long is one that is never closed", "[data][csv]") {
  const std::string text = "a,b\n1,\"" + std::string(kLongestQuoted, 'x') + "\n2,3\n\",4\n5,6\n";
  for (const std::size_t block_bytes : {kBlockBytes, kLongestQuoted * 2}) {
    const Scanned found = scan(text, ',', block_bytes);
    REQUIRE(found.rows.size() == 2);
    CHECK(found.rows[0] == std::vector<std::string>{"2", "3"});
    CHECK(found.rows[1] == std::vector<std::string>{"5", "6"});
    CHECK(found.broken.size() == 2);
  }
}

TEST_CASE("csv: who finds the rows of blocks knows nothing of where the scanner stands", "[data][csv]") {
  // It stands in the middle of a line that was given up.
  const std::string text = "a,b\n1," + std::string(kLongestRow + 2000, 'x') + "\n2,3\n";
  CsvScanner scanner(std::move(open_text(text, "UTF-8")).value(), ',', kLongestRow / 2 + 500);
  REQUIRE(scanner.header().ok());
  scanner.use({0, 1}, 2);
  Block block;
  REQUIRE(scanner.next(block).value());
  REQUIRE(block.broken.size() == 1);
  CsvRows rows = scanner.rows();
  CsvScanner other(std::move(open_text("a,b\n4,5\n\n6,7\n", "UTF-8")).value(), ',');
  REQUIRE(other.header().ok());
  other.use({0, 1}, 2);
  REQUIRE(other.next(block).value());
  rows.find(block);
  CHECK(block.row_count() == 2);
}

// What a file without quotes holds can be said without a scanner: lines, cut at separators.
TEST_CASE("csv: rows that are all alike are found without a walk, and others among them all the same", "[data][csv]") {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    const std::size_t columns = 1 + random() % 5;
    const bool odd = random() % 3 == 0;
    const int ends = static_cast<int>(random() % 3);  // all LF, all CRLF, any
    std::string text = random() % 4 == 0 ? "\xEF\xBB\xBF" : "";
    for (std::size_t column = 0; column < columns; ++column)
      text += (column == 0 ? "c" : ",c") + std::to_string(column);
    text += ends == 1 ? "\r\n" : "\n";
    Rows rows;
    std::vector<std::uint64_t> lines;
    std::size_t broken = 0;
    const std::size_t count = random() % 60;
    for (std::size_t row = 0; row < count; ++row) {
      const std::size_t width = odd && random() % 20 == 0 ? random() % (columns + 3) : columns;
      std::vector<std::string> cells;
      for (std::size_t column = 0; column < width; ++column) {
        static const std::vector<std::string> kCells{"", "a", "12", "x y", "\xC3\xBC", "2026-07-01T00:00:00Z"};
        cells.push_back(kCells[random() % kCells.size()]);
      }
      if (cells.empty() || (cells.size() == 1 && cells[0].empty())) {
        cells.clear();  // an empty line
      } else if (cells.size() == columns) {
        rows.push_back(cells);
        lines.push_back(row + 2);
      } else {
        ++broken;
      }
      for (std::size_t column = 0; column < cells.size(); ++column) text += (column == 0 ? "" : ",") + cells[column];
      const bool last = row + 1 == count;
      if (last && random() % 2 == 0 && !cells.empty()) continue;
      text += ends == 0 || (ends == 2 && random() % 2 == 0) ? "\n" : "\r\n";
    }
    for (const std::size_t block_bytes : {std::size_t{1}, std::size_t{7}, 1 + random() % 400, kBlockBytes}) {
      const Scanned found = scan(text, ',', block_bytes);
      REQUIRE(found.rows == rows);
      REQUIRE(found.lines == lines);
      REQUIRE(found.broken.size() == broken);
    }
  }
}

TEST_CASE("csv: blocks may end inside a quoted value, a CRLF or the only line", "[data][csv]") {
  const std::string text = "a,b\r\n1,\"x\r\ny\"\r\n2,\"p\"\"\n,q\"\r\n3,plain\r\n4,last";
  for (std::size_t block_bytes = 1; block_bytes <= text.size() + 1; ++block_bytes) {
    const Scanned found = scan(text, ',', block_bytes);
    REQUIRE(found.rows == Rows{{"1", "x\r\ny"}, {"2", "p\"\n,q"}, {"3", "plain"}, {"4", "last"}});
    REQUIRE(found.lines == std::vector<std::uint64_t>{2, 4, 6, 7});
    REQUIRE(found.broken.empty());
  }
}

TEST_CASE("structural index: all paths find the same bytes", "[data][csv]") {
  std::mt19937 random(3);
  for (const char separator : {',', ';', '\t', '|', ' '}) {
    for (int round = 0; round < 200; ++round) {
      std::string text(random() % 300, '\0');
      for (char& c : text) {
        c = random() % 3 == 0 ? ",;\t|\n\r\" "[random() % 8]
                              : static_cast<char>(random() % (round % 2 == 0 ? 256 : 127));
      }
      std::vector<std::uint32_t> expected;
      bool high = false;
      bool nul = false;
      for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == separator || text[at] == '\n' || text[at] == '\r' || text[at] == '"') {
          expected.push_back(static_cast<std::uint32_t>(at));
        }
        high = high || (static_cast<unsigned char>(text[at]) & 0x80U) != 0;
        nul = nul || text[at] == '\0';
      }
      Survey expected_survey;
      for (std::size_t at = 0; at < text.size() && !expected_survey.quotes; ++at) {
        expected_survey.quotes = text[at] == '"';
        const bool second_half = at > 0 && text[at] == '\n' && text[at - 1] == '\r';
        if ((text[at] == '\n' || text[at] == '\r') && !second_half) ++expected_survey.breaks;
      }
      for (const IndexPath path : {IndexPath::kFastest, IndexPath::kAvx2, IndexPath::kPortable}) {
        std::vector<std::uint32_t> found{1, 2, 3};
        const std::size_t from = random() % 4;
        const StructureSeen seen = index_structure(text, separator, found, from, path);
        found.resize(from + seen.count);
        found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(from));
        REQUIRE(found == expected);
        CHECK(seen.high_bytes == high);
        CHECK(seen.nul_bytes == nul);
        CHECK(seen.quotes == (text.find('"') != std::string::npos));
        CHECK(seen.feeds == static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
        CHECK(seen.returns == static_cast<std::size_t>(std::count(text.begin(), text.end(), '\r')));
        const Survey counted = survey(text, path);
        CHECK(counted.quotes == expected_survey.quotes);
        if (!counted.quotes) CHECK(counted.breaks == expected_survey.breaks);
        CHECK(line_feeds(text, path) == seen.feeds);
      }
    }
  }
}
