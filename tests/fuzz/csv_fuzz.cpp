// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of contacts: nothing crashes, and where the file is cut into blocks changes neither the records
// nor what is said about bad rows. The first byte chooses the format, the encoding and the sizes of the blocks.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/block_converter.hpp"
#include "engine/data/csv_scanner.hpp"
#include "engine/data/json_rows.hpp"
#include "tests/support/dataset_text.hpp"
#include "tests/support/program_builder.hpp"

namespace {

using namespace leadline;
using namespace leadline::test;

const Program& program() {
  static const ProgramBuilder kBuilder = [] {
    ProgramBuilder builder;
    builder.field(RecordKind::kContact, "t", type_of(TypeKind::kText));
    builder.field(RecordKind::kContact, "n", type_of(TypeKind::kNumber));
    builder.field(RecordKind::kContact, "y", type_of(TypeKind::kYesNo));
    builder.field(RecordKind::kContact, "d", type_of(TypeKind::kDuration));
    builder.field(RecordKind::kContact, "c", builder.choice({"low", "high"}));
    builder.field(RecordKind::kContact, "l", list_of(TypeKind::kText));
    return builder;
  }();
  return kBuilder.program;
}

// What was read, as text; the error where the file as a whole is none.
std::vector<std::string> read(const std::string& text, bool json, const std::string& encoding, bool keep,
                              std::size_t block_bytes) {
  Dataset data(program());
  std::vector<std::string> said;
  Result<std::unique_ptr<ByteSource>> bytes = open_text(text, encoding);
  if (!bytes) return {bytes.error().message};
  std::optional<CsvScanner> csv;
  std::optional<JsonLines> lines;
  std::optional<std::vector<std::string>> columns;
  if (json) {
    lines.emplace(std::move(bytes).value(), block_bytes);
  } else {
    csv.emplace(std::move(bytes).value(), '\0', block_bytes);
    Result<std::vector<std::string>> header = csv->header();
    if (!header) return {header.error().message};
    columns = std::move(header).value();
  }
  Result<RowPlan> plan = plan_by_name(program(), RecordKind::kContact, columns);
  if (!plan) return {plan.error().message};
  if (csv) csv->use(plan.value().slot_of_column, plan.value().column_of_slot.size());
  BlockConverter converter(plan.value(), data, false, keep);
  std::optional<JsonRows> rows;
  if (json) rows.emplace(plan.value());
  std::optional<CsvRows> csv_rows;
  if (csv) csv_rows.emplace(csv->rows());
  Block block;
  for (;;) {
    const Result<bool> more = csv ? csv->next(block) : lines->next(block);
    if (!more) return {more.error().message};
    if (!more.value()) break;
    if (rows) rows->parse(block);
    if (csv_rows) csv_rows->find(block);
    converter.convert(block);
    for (const BadRow& bad : converter.bad()) {
      said.push_back(std::to_string(bad.line) + ":" + std::to_string(bad.column) + ":" + bad.value + ":" + bad.reason +
                     ":" + bad.row);
    }
    converter.commit(block, 0);
  }
  data.finish(1);
  for (std::string& line : lines_of(data)) said.push_back(std::move(line));
  return said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  static const char* const kEncodings[] = {"UTF-8", "windows-1252", "UTF-16LE", "UTF-8"};
  const unsigned choice = bytes[0];
  const bool json = (choice & 1U) != 0;
  const bool keep = (choice & 2U) != 0;
  const std::string encoding = kEncodings[(choice >> 2U) & 3U];
  const std::size_t small = 1 + (choice >> 4U) * 3;
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::vector<std::string> whole = read(text, json, encoding, keep, kBlockBytes);
  const std::vector<std::string> cut = read(text, json, encoding, keep, small);
  if (whole != cut) {
    std::fprintf(stderr, "blocks of %zu bytes give something else\n", small);
    for (const std::string& line : whole) std::fprintf(stderr, "  %s\n", line.c_str());
    std::fprintf(stderr, "  ---\n");
    for (const std::string& line : cut) std::fprintf(stderr, "  %s\n", line.c_str());
    std::abort();
  }
  return 0;
}
