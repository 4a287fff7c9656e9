// SPDX-License-Identifier: Apache-2.0
// Checks rule text in a test: files by name in memory, the stock files of rules/ from the source tree.
#pragma once
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include "engine/analysis/analyse.hpp"
#include "engine/program/check.hpp"
#include "engine/program/program.hpp"

namespace leadline::test {

struct Checked {
  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program;
  CheckNotes notes;

  /// All findings, one a line.
  [[nodiscard]] std::string compact() const {
    std::string text;
    for (const Diagnostic& d : diagnostics) text += format_compact(sources, d);
    return text;
  }
  [[nodiscard]] std::string pretty() const {
    std::string text;
    for (const Diagnostic& d : diagnostics) text += format_pretty(sources, d);
    return text;
  }
  /// Ids of the findings, separated by blanks.
  [[nodiscard]] std::string ids() const {
    std::string text;
    for (const Diagnostic& d : diagnostics) text += (text.empty() ? "" : " ") + d.check;
    return text;
  }
};

inline std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Checks `text` as the file `name`, which may use the files given and those that ship with the engine. `analysed`:
/// also with what is found by reasoning over all records.
inline Checked check_text(const std::string& text, const std::map<std::string, std::string>& files = {},
                          const std::string& name = "test.lead", bool analysed = false) {
  Checked checked;
  FileReader reader;
  reader.file = [&](const std::string& path) -> std::optional<std::string> {
    const auto found = files.find(path);
    if (found != files.end()) return found->second;
    return std::nullopt;
  };
  reader.stock = [](const std::string& stock) {
    const std::string folder = std::string{LEADLINE_SOURCE_DIR} + "/rules/";
    const std::optional<std::string> rules = read_file(folder + stock + ".lead");
    return rules ? rules : read_file(folder + stock);
  };
  const SourceId main = checked.sources.add(name, text);
  checked.program = check_program(checked.sources, main, reader, checked.diagnostics, checked.notes);
  if (checked.program && analysed) {
    const Diagnostics more = analysis::Analysis{checked.sources, *checked.program}.findings(checked.notes);
    checked.diagnostics.insert(checked.diagnostics.end(), more.begin(), more.end());
    sort_diagnostics(checked.diagnostics);
  }
  return checked;
}

}  // namespace leadline::test
