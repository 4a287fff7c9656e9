// SPDX-License-Identifier: Apache-2.0
// Files into a Dataset: CSV, TSV and NDJSON (plain or gzip), and, in a build with Apache Arrow, Parquet and Arrow
// files; by the sources of a rule file or by file name. Entry point: load.
#pragma once
#include <string>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/data/load_summary.hpp"
#include "leadline/result.hpp"

namespace leadline {

/// Reads files and folders (not recursive) into a dataset and finishes it. An error names a file that cannot be read,
/// a file that fits two sources, or, with stop_at_bad_row, the first bad row.
Result<LoadSummary> load(const std::vector<std::string>& paths, const LoadOptions& options, Dataset& dataset);

}  // namespace leadline
