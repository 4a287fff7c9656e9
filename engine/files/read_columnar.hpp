// SPDX-License-Identifier: Apache-2.0
// One Parquet or Arrow file into a dataset: only columns that something reads, and no groups of rows of which the file
// itself says that no `where` of the source can hold. Entry point: read_columnar.
#pragma once
#include "engine/data/read_file.hpp"
#include "engine/files/columnar_file.hpp"

namespace leadline {

/// As read_file; `task.format` says nothing.
Result<FileSummary> read_columnar(const FileTask& task, ColumnarFormat format, const LoadOptions& options,
                                  Dataset& dataset, LoadSummary& summary);

}  // namespace leadline
