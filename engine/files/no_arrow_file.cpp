// SPDX-License-Identifier: Apache-2.0
// Builds without Apache Arrow read no Parquet and no Arrow files, and say so.
#include "engine/files/columnar_file.hpp"

namespace leadline {

Result<std::unique_ptr<ColumnarFile>> ColumnarFile::open(const std::string& path, ColumnarFormat /*format*/,
                                                         unsigned /*threads*/) {
  return Error{"`" + path +
               "` cannot be read: this build of leadline is without Apache Arrow and reads .csv, .tsv and " +
               ".ndjson (also as .gz), not " + path.substr(path.rfind('.')) +
               "; `tools/install-arrow` in its sources fetches Arrow and says how to build with it"};
}

}  // namespace leadline
