// SPDX-License-Identifier: Apache-2.0
// `leadline check`: all findings of all files, sorted; files that several rule files use are reported once.
#include <fmt/format.h>

#include <set>
#include <string>
#include <tuple>

#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "engine/program/check.hpp"
#include "engine/stock_rules.hpp"

namespace leadline::cli {

namespace {

Severity severity_named(const std::string& name) {
  return name == "hint" ? Severity::kHint : name == "warning" ? Severity::kWarning : Severity::kError;
}

// Checks one file; what another file's check has already said about a shared file is left out.
class Checker {
 public:
  void check(const std::string& name, std::string text) {
    const SourceId main = sources_.add(name, std::move(text));
    Diagnostics found;
    check_program(sources_, main, disk_reader(), found);
    sort_diagnostics(found);
    for (Diagnostic& diagnostic : found) {
      const std::string& file = sources_[diagnostic.span.source].name();
      if (seen_.emplace(file, diagnostic.span.begin, diagnostic.span.end, diagnostic.check, diagnostic.message)
              .second) {
        diagnostics_.push_back(std::move(diagnostic));
      }
    }
  }

  [[nodiscard]] const Sources& sources() const { return sources_; }
  [[nodiscard]] const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  Sources sources_;
  Diagnostics diagnostics_;
  std::set<std::tuple<std::string, std::uint32_t, std::uint32_t, std::string, std::string>> seen_;
};

}  // namespace

ExitCode run_check(const CheckOptions& options) {
  const Result<std::vector<std::string>> files = rule_files(options.files);
  if (!files) {
    complain(files.error().message);
    return ExitCode::kFailed;
  }
  Checker checker;
  bool failed = false;
  for (const std::string& file : *files) {
    Result<std::string> text = read_file(file);
    if (!text) {
      complain(text.error().message);
      failed = true;
      continue;
    }
    checker.check(file == "-" ? "<stdin>" : file, std::move(*text));
  }
  if (options.format == "json") {
    print(format_json(checker.sources(), checker.diagnostics()));
  } else {
    const bool colour = colour_on_stdout();
    std::string text;
    for (const Diagnostic& diagnostic : checker.diagnostics()) {
      text += options.format == "compact" ? format_compact(checker.sources(), diagnostic)
                                          : format_pretty(checker.sources(), diagnostic, colour);
    }
    print(text);
  }
  report(summary_of(checker.diagnostics(), files->size()) + '\n');
  if (failed) return ExitCode::kFailed;
  const Severity level = severity_named(options.fail_level);
  for (const Diagnostic& diagnostic : checker.diagnostics()) {
    if (diagnostic.severity <= level) return ExitCode::kFindings;
  }
  return ExitCode::kFine;
}

}  // namespace leadline::cli
