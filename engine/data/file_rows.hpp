// SPDX-License-Identifier: Apache-2.0
// What becomes of the rows of one file once they have been converted: bad ones are told, rows of forms handed on, the
// rest goes into the dataset, and everything is counted. One piece for every form of file. Entry point: FileRows::add.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "engine/data/block_converter.hpp"
#include "engine/data/load_summary.hpp"
#include "leadline/result.hpp"

namespace leadline {

class FileRows {
 public:
  /// `number`: the file's place among all, for the order of interactions; `source` may be null. `file` and `summary`
  /// are counted in.
  FileRows(const LoadOptions& options, const SourceDefinition* source, std::uint64_t number, FileSummary& file,
           LoadSummary& summary)
      : options_(options), source_(source), number_(number), file_(file), summary_(summary) {}

  /// How rows of forms are planned depends on whether anybody takes them.
  void settle(RowPlan& plan);

  /// Adds a converted block, in the order of the file; `times` as many rows as it gives are expected, 0: no more than
  /// those. False: a bad row ends the reading, see `error`.
  bool add(const Block& block, BlockConverter& converter, double times = 0);

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  bool tell_bad(BlockConverter& converter);

  const LoadOptions& options_;
  const SourceDefinition* source_;
  std::uint64_t number_;
  FileSummary& file_;
  LoadSummary& summary_;
  bool counted_only_ = false;
  bool form_rows_ = false;
  std::optional<Error> error_;
};

}  // namespace leadline
