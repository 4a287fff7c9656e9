// SPDX-License-Identifier: Apache-2.0
// One file of text into a dataset: blocks are read one after the other, turned into columns by several threads and
// added in their order, so that the number of threads changes nothing. Entry point: read_file.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "engine/data/csv_scanner.hpp"
#include "engine/data/load_summary.hpp"
#include "engine/data/row_plan.hpp"

namespace leadline {

enum class FileFormat : std::uint8_t { kCsv, kTsv, kNdjson };

/// What a file is read as.
struct FileTask {
  std::string path;
  FileFormat format = FileFormat::kCsv;
  const SourceDefinition* source = nullptr;  // or by its name:
  std::optional<RecordKind> kind;            // nothing: interactions
  std::string kind_name;
  std::uint64_t number = 0;  // among all files, in their order
  std::size_t block_bytes = kBlockBytes;
  std::uint64_t file_bytes = 0;   // of this file, 0: not known
  std::uint64_t total_bytes = 0;  // of all files, for the progress
};

/// What the columns of a file become; without `columns`, all that it could use.
Result<RowPlan> plan_file(const Program& program, const FileTask& task,
                          const std::optional<std::vector<std::string>>& columns);

/// Reads the file and adds what it finds to `summary`. An error names the file.
Result<FileSummary> read_file(const FileTask& task, const LoadOptions& options, Dataset& dataset, LoadSummary& summary);

}  // namespace leadline
