// SPDX-License-Identifier: Apache-2.0
// Loading in tests: a folder of files, what became of them, and what was bad, as lines of text.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/files/load.hpp"
#include "support/dataset_text.hpp"
#include "support/program_builder.hpp"
#include "support/temporary_folder.hpp"

namespace leadline::test {

struct Loaded {
  std::unique_ptr<Dataset> data;
  LoadSummary summary;
  std::string error;                  // empty: it went well
  std::vector<std::string> bad;       // `leads.csv:3:2 name "value": reason`, with `(kept)` in front if it was
  std::vector<std::string> bad_text;  // the rows as they stood
  std::vector<std::string> lines;     // of all records and interactions
};

inline Loaded load_paths(const Program& program, const std::vector<std::string>& paths, LoadOptions options = {}) {
  Loaded loaded;
  loaded.data = std::make_unique<Dataset>(program);
  options.on_bad_row = [&](const BadRow& bad) {
    std::string text = bad.value_only ? "(kept) " : "";
    text += bad.file.substr(bad.file.rfind('/') + 1) + ":" + std::to_string(bad.line);
    if (bad.column > 0) text += ":" + std::to_string(bad.column) + " " + bad.column_name;
    if (!bad.value.empty()) text += " \"" + bad.value + "\"";
    loaded.bad.push_back(text + ": " + bad.reason);
    loaded.bad_text.push_back(bad.row);
  };
  Result<LoadSummary> summary = load(paths, options, *loaded.data);
  if (!summary) {
    loaded.error = summary.error().message;
    return loaded;
  }
  loaded.summary = std::move(summary).value();
  loaded.lines = lines_of(*loaded.data);
  return loaded;
}

/// Writes files (name, text) into a folder of their own and loads it.
inline Loaded load_files(const Program& program, const std::vector<std::pair<std::string, std::string>>& files,
                         LoadOptions options = {}) {
  const TemporaryFolder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  Loaded loaded = load_paths(program, {folder.path()}, std::move(options));
  for (std::string::size_type at = 0; (at = loaded.error.find(folder.path() + "/")) != std::string::npos;) {
    loaded.error.erase(at, folder.path().size() + 1);
  }
  return loaded;
}

}  // namespace leadline::test
