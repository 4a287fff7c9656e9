// SPDX-License-Identifier: Apache-2.0
// Data files for a command that looks at records as a whole: read, with what was set aside said in a line or written
// to a file. Entry point: load_data.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/data/load_summary.hpp"
#include "leadline/result.hpp"

namespace leadline::cli {

/// The options that such commands share.
struct DataOptions {
  std::vector<std::string> data;
  std::string bad_rows = "aside";  // aside, stop
  std::string bad_values = "bad";  // bad, missing
  std::string bad_file;            // empty: none is written
  std::vector<BadRow> bad_before;  // what the caller set aside of another file: it is told and written with the others
  unsigned threads = 0;
  bool quiet = false;
};

struct LoadedData {
  std::unique_ptr<Dataset> data;
  LoadSummary summary;
  std::map<std::string, std::uint64_t> bad_reasons;
};

/// `what` stands before what is said of bad rows: `with old.lead`; empty: nothing.
Result<LoadedData> load_data(const Program& program, const DataOptions& options, std::string_view what = {});

}  // namespace leadline::cli
