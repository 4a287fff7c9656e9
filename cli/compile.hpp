// SPDX-License-Identifier: Apache-2.0
// A rule file to a checked program, with the findings shown to the user. Entry point: compile_rules.
#pragma once
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "engine/program/allow.hpp"
#include "engine/program/program.hpp"
#include "leadline/diagnostic.hpp"
#include "leadline/source.hpp"

namespace leadline::cli {

struct CompiledRules {
  Sources sources;
  Diagnostics diagnostics;
  std::shared_ptr<const Program> program;  // none: the exit code says why, and it has been shown
  ExitCode exit_code = ExitCode::kFine;
  CheckNotes notes;                // what comments allow
  std::set<SourceId> stock;        // sources that ship with Leadline, but for the file itself
  std::vector<std::string> files;  // read from disk, lists and tables too

  [[nodiscard]] bool is_stock(SourceId source) const { return stock.count(source) != 0; }
};

/// Reads and checks a rule file. Errors go to stderr in full; of warnings it says only that there are some.
CompiledRules compile_rules(const std::string& path);

/// The same for a text that stands in the place of a file; nothing is shown.
CompiledRules compile_text(const std::string& path, std::string text);

/// `3 errors, 1 warning in 2 files`; `no errors in 1 file`.
[[nodiscard]] std::string summary_of(const Diagnostics& diagnostics, std::size_t files);

/// How many findings have this severity.
[[nodiscard]] std::size_t count_of(const Diagnostics& diagnostics, Severity severity);

}  // namespace leadline::cli
