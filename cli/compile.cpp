// SPDX-License-Identifier: Apache-2.0
// Rule file to program for the subcommands that need one.
#include "cli/compile.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "engine/program/check.hpp"
#include "engine/stock_rules.hpp"

namespace leadline::cli {

std::size_t count_of(const Diagnostics& diagnostics, Severity severity) {
  return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                [=](const Diagnostic& d) { return d.severity == severity; }));
}

std::string summary_of(const Diagnostics& diagnostics, std::size_t files) {
  std::string text;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kHint}) {
    const std::size_t count = count_of(diagnostics, severity);
    if (count == 0) continue;
    if (!text.empty()) text += ", ";
    text += counted(count, name_of(severity));
  }
  return fmt::format("{} in {}", text.empty() ? "nothing found" : text, counted(files, "file"));
}

CompiledRules compile_text(const std::string& path, std::string text) {
  CompiledRules rules;
  rules.files.push_back(path);
  const SourceId main = rules.sources.add(path == "-" ? "<stdin>" : path, std::move(text));
  // A text that is read becomes the next source.
  const FileReader disk = disk_reader();
  FileReader reader;
  reader.file = [&](const std::string& name) {
    rules.stock.erase(static_cast<SourceId>(rules.sources.size()));
    rules.files.push_back(name);
    return disk.file(name);
  };
  reader.stock = [&](const std::string& name) {
    rules.stock.insert(static_cast<SourceId>(rules.sources.size()));
    return disk.stock(name);
  };
  rules.program = check_program(rules.sources, main, reader, rules.diagnostics, rules.notes);
  sort_diagnostics(rules.diagnostics);
  if (!rules.program) rules.exit_code = ExitCode::kFindings;
  return rules;
}

CompiledRules compile_rules(const std::string& path) {
  Result<std::string> text = read_file(path);
  if (!text) {
    CompiledRules rules;
    rules.files.push_back(path);
    complain(text.error().message);
    rules.exit_code = ExitCode::kFailed;
    return rules;
  }
  CompiledRules rules = compile_text(path, std::move(*text));
  if (!rules.program) {
    for (const Diagnostic& diagnostic : rules.diagnostics) {
      if (diagnostic.severity == Severity::kError) report(format_pretty(rules.sources, diagnostic, colour_on_stderr()));
    }
    report(summary_of(rules.diagnostics, 1) + '\n');
    return rules;
  }
  if (const std::size_t warnings = count_of(rules.diagnostics, Severity::kWarning); warnings != 0) {
    complain(fmt::format("{} in `{}`: `leadline check` shows {}", counted(warnings, "warning"), path,
                         warnings == 1 ? "it" : "them"));
  }
  return rules;
}

}  // namespace leadline::cli
