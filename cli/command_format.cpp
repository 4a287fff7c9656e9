// SPDX-License-Identifier: Apache-2.0
// `leadline fmt`: rule files in their canonical form, each replaced in one step or not at all.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "grammar/format.hpp"

namespace leadline::cli {

ExitCode run_format(const FormatOptions& options) {
  const Result<std::vector<std::string>> files = rule_files(options.files);
  if (!files) return failed(files.error());
  std::size_t changed = 0;
  std::size_t broken = 0;
  bool failed = false;
  for (const std::string& file : *files) {
    Result<std::string> text = read_file(file);
    if (!text) {
      complain(text.error().message);
      failed = true;
      continue;
    }
    Sources sources;
    const SourceId source = sources.add(file == "-" ? "<stdin>" : file, std::move(*text));
    Diagnostics diagnostics;
    const std::string formatted = grammar::format(sources, source, diagnostics);
    if (has_errors(diagnostics)) {
      // What cannot be read is left as it is; standard input goes through, so that an editor loses nothing.
      sort_diagnostics(diagnostics);
      for (const Diagnostic& diagnostic : diagnostics) report(format_pretty(sources, diagnostic));
      if (file == "-" && !options.check) print(sources[source].text());
      ++broken;
      continue;
    }
    const bool differs = formatted != sources[source].text();
    if (differs) ++changed;
    if (options.check) {
      if (differs) print(file + '\n');
    } else if (file == "-") {
      print(formatted);
    } else if (differs) {
      if (const Result<bool> written = replace_file(file, formatted); !written) {
        complain(written.error().message);
        failed = true;
      }
    }
  }
  if (broken != 0)
    complain(fmt::format("{} with errors, left as {}", counted(broken, "file"), broken == 1 ? "it is" : "they are"));
  if (options.check && changed != 0) {
    complain(fmt::format("{} not formatted: `leadline fmt` formats {}", counted(changed, "file is", "files are"),
                         changed == 1 ? "it" : "them"));
  }
  if (failed) return ExitCode::kFailed;
  return broken != 0 || (options.check && changed != 0) ? ExitCode::kFindings : ExitCode::kFine;
}

}  // namespace leadline::cli
