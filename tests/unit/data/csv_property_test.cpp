// SPDX-License-Identifier: Apache-2.0
// Any rows, written as separated values in any of the ways in which that is done, are read back as they were, wherever
// the file is cut into blocks and on however many threads.
#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "engine/data/read_file.hpp"
#include "support/loading.hpp"

using namespace leadline;
using namespace leadline::test;

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

// A text for a cell; `latin`: only characters that windows-1252 has too.
std::string random_text(Random& random, bool latin) {
  static const std::vector<std::string> kPieces{"a",  "B",    "7",  " ",  ",", ";",        "\t",           "|",
                                                "\"", "\"\"", "\n", "\r", "#", "\\",       "N/A",          "x y",
                                                "=",  "'",    "[",  "{",  "0", "\xC3\xA9", "\xE2\x82\xAC", "\xC3\xBC"};
  static const std::vector<std::string> kWide{"\xE6\x97\xA5", "\xF0\x9F\x98\x80", "\xC4\x87"};
  std::string text;
  const std::size_t pieces = below(random, 20) == 0 ? below(random, 300) : below(random, 6);
  for (std::size_t n = 0; n < pieces; ++n) {
    text +=
        !latin && below(random, 8) == 0 ? kWide[below(random, kWide.size())] : kPieces[below(random, kPieces.size())];
  }
  return text;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

// How one file is written.
struct Writer {
  Random& random;
  char separator;
  std::string encoding;

  [[nodiscard]] std::string cell(const std::string& text) const {
    const bool must = text.find_first_of(std::string("\"\n\r") + separator) != std::string::npos;
    return must || below(random, 4) == 0 ? quoted(text) : text;
  }
  [[nodiscard]] std::string line_end() const {
    static const char* const kEnds[] = {"\n", "\r\n", "\r"};
    return kEnds[below(random, 3)];
  }
  [[nodiscard]] std::string row(const std::vector<std::string>& cells) const {
    std::string text;
    for (const std::string& one : cells) text += (&one == cells.data() ? "" : std::string(1, separator)) + cell(one);
    return text;
  }
};

// UTF-8 to the encoding, for the characters that random_text uses.
std::string encoded(const std::string& text, const std::string& encoding) {
  if (encoding == "UTF-8") return text;
  if (encoding == "UTF-8 with mark") return "\xEF\xBB\xBF" + text;
  std::string result;
  if (encoding == "UTF-16LE" || encoding == "UTF-16BE") {
    const auto add = [&](unsigned unit) {
      const char low = static_cast<char>(unit & 0xFFU);
      const char high = static_cast<char>(unit >> 8U);
      result += encoding == "UTF-16LE" ? low : high;
      result += encoding == "UTF-16LE" ? high : low;
    };
    add(0xFEFF);
    for (std::size_t at = 0; at < text.size();) {
      const auto byte = static_cast<unsigned char>(text[at]);
      const std::size_t size = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
      unsigned c = size == 1 ? byte : byte & (0xFFU >> (size + 1));
      for (std::size_t n = 1; n < size; ++n) c = (c << 6U) | (static_cast<unsigned char>(text[at + n]) & 0x3FU);
      at += size;
      if (c >= 0x10000) {
        add(0xD800 + ((c - 0x10000) >> 10U));
        add(0xDC00 + ((c - 0x10000) & 0x3FFU));
      } else {
        add(c);
      }
    }
    return result;
  }
  for (std::size_t at = 0; at < text.size();) {
    if (text.compare(at, 3, "\xE2\x82\xAC") == 0) {
      result += '\x80';
      at += 3;
    } else if (text[at] == '\xC3') {
      result += static_cast<char>(static_cast<unsigned char>(text[at + 1]) + 0x40U);
      at += 2;
    } else {
      result += text[at++];
    }
  }
  return result;
}

bool blank(const std::string& text) { return text.find_first_not_of(" \t\n\r") == std::string::npos; }

}  // namespace

TEST_CASE("csv: what is written in any way is read back", "[data][csv][property]") {
  ProgramBuilder builder;
  const std::vector<std::string> names{"one", "two", "three"};
  for (const std::string& name : names) builder.field(RecordKind::kContact, name, type_of(TypeKind::kText));
  const TemporaryFolder folder;
  for (unsigned seed = 0; seed < 150; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    static const char* const kEncodings[] = {"UTF-8", "UTF-8 with mark", "UTF-16LE", "UTF-16BE", "windows-1252"};
    const Writer writer{random, ",;\t|"[below(random, 4)], kEncodings[below(random, 5)]};
    std::vector<std::string> expected;
    std::string text = writer.row({"id", "one", "two", "three"});
    const std::size_t rows = below(random, 30) == 0 ? 3000 : below(random, 60);
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<std::string> cells{std::to_string(100000 + row)};
      std::string line = "contact " + cells[0];
      for (const std::string& name : names) {
        cells.push_back(random_text(random, writer.encoding == "windows-1252"));
        if (!blank(cells.back())) line += " " + name + "=" + cells.back();
      }
      expected.push_back(line);
      text += writer.line_end() + writer.row(cells);
    }
    if (below(random, 2) == 0) text += writer.line_end();
    FileTask task;
    task.path = folder.write("file.csv", encoded(text, writer.encoding));
    task.kind = RecordKind::kContact;
    SourceDefinition source;
    if (writer.encoding == "windows-1252") {
      source.name = "s";
      source.encoding = writer.encoding;
      SourceMapping mapping;
      mapping.kind = RecordKind::kContact;
      const RecordSchema& schema = builder.program.schema(RecordKind::kContact);
      for (const std::string& name : {std::string("id"), names[0], names[1], names[2]}) {
        SourceField field;
        field.column = name;
        for (std::uint32_t n = 0; n < schema.fields.size(); ++n) {
          if (schema.fields[n].name == name) field.field = n;
        }
        mapping.fields.push_back(field);
      }
      source.mappings.push_back(mapping);
      task.source = &source;
    }
    task.block_bytes = below(random, 3) == 0 ? kBlockBytes : 1 + below(random, 2000);
    LoadOptions options;
    options.threads = static_cast<unsigned>(1 + below(random, 4));
    std::vector<std::string> bad;
    options.on_bad_row = [&](const BadRow& row) { bad.push_back(row.reason); };
    Dataset data(builder.program);
    LoadSummary summary;
    const Result<FileSummary> file = read_file(task, options, data, summary);
    REQUIRE(file.ok());
    data.finish(options.threads);
    REQUIRE(bad == std::vector<std::string>{});
    REQUIRE(lines_of(data, RecordKind::kContact) == expected);
    REQUIRE(summary.rows == rows);
  }
}

TEST_CASE("load: the number of threads changes nothing, not even the codes of texts", "[data][load][property]") {
  ProgramBuilder builder;
  const Type text = type_of(TypeKind::kText);
  builder.field(RecordKind::kContact, "email", text);
  builder.field(RecordKind::kContact, "score", type_of(TypeKind::kNumber));
  builder.field(RecordKind::kContact, "tags", list_of(TypeKind::kText));
  const std::uint32_t visit = builder.interaction("visit", {{"page", text}});
  builder.interaction("open", {{"subject", text}});
  Random random(5);
  std::string contacts = "id,email,score,tags\n";
  for (int n = 0; n < 20000; ++n) {
    contacts += "c" + std::to_string(random() % 9000) + "," + (random() % 3 == 0 ? "" : "e" + std::to_string(n)) + "," +
                (random() % 200 == 0 ? "x" : std::to_string(random() % 100)) + ",\"t" + std::to_string(random() % 50) +
                ";u\"\n" + (random() % 500 == 0 ? "broken,\"row\n" : "");
  }
  std::string interactions = "contact,kind,at,id,page,subject\n";
  for (int n = 0; n < 60000; ++n) {
    interactions += "c" + std::to_string(random() % 9500) + (random() % 2 == 0 ? ",visit," : ",open,") + "2026-0" +
                    std::to_string(1 + random() % 9) + "-1" + std::to_string(random() % 10) + "," +
                    (random() % 2 == 0 ? "" : "i" + std::to_string(random() % 9000)) + ",p" +
                    std::to_string(random() % 3000) + ",s" + std::to_string(random() % 10) + "\n";
  }
  const TemporaryFolder folder;
  folder.write("contacts.csv", contacts);
  folder.write("interactions.csv", interactions);
  LoadOptions options;
  options.threads = 1;
  const Loaded one = load_paths(builder.program, {folder.path()}, options);
  CHECK(one.error.empty());
  CHECK_FALSE(one.bad.empty());
  for (const unsigned threads : {2U, 3U, 8U}) {
    options.threads = threads;
    const Loaded many = load_paths(builder.program, {folder.path()}, options);
    REQUIRE(many.lines == one.lines);
    REQUIRE(many.bad == one.bad);
    REQUIRE(many.bad_text == one.bad_text);
    REQUIRE(many.summary.dataset.repeated_interactions == one.summary.dataset.repeated_interactions);
    REQUIRE(many.summary.dataset.dangling_links == one.summary.dataset.dangling_links);
    const InteractionTable& a = one.data->interactions(visit);
    const InteractionTable& b = many.data->interactions(visit);
    REQUIRE(a.attributes[0].codes == b.attributes[0].codes);
    REQUIRE(a.id.codes == b.id.codes);
  }
}
