// SPDX-License-Identifier: Apache-2.0
// `leadline show`: what each stage of the compiler has made of a rule file.
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/compile.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/show_records.hpp"
#include "engine/graph/dot.hpp"
#include "engine/graph/plan.hpp"
#include "engine/program/dump_program.hpp"
#include "grammar/dump.hpp"
#include "grammar/parse.hpp"

namespace leadline::cli {

namespace {

// Trees are shown also of files with errors; these go to stderr.
ExitCode show_tree(const ShowOptions& options) {
  Result<std::string> text = read_file(options.file);
  if (!text) return failed(text.error());
  Sources sources;
  const SourceId source = sources.add(options.file == "-" ? "<stdin>" : options.file, std::move(*text));
  Diagnostics diagnostics;
  if (options.what == "cst") {
    print(grammar::dump_cst(grammar::parse_tree(sources, source, diagnostics), sources[source].text()));
  } else {
    print(grammar::dump_ast(grammar::parse_file(sources, source, diagnostics)));
  }
  sort_diagnostics(diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) report(format_pretty(sources, diagnostic));
  return has_errors(diagnostics) ? ExitCode::kFindings : ExitCode::kFine;
}

}  // namespace

ExitCode run_show(const ShowOptions& options) {
  if (options.what == "cst" || options.what == "ast") return show_tree(options);
  const CompiledRules rules = compile_rules(options.file);
  if (!rules.program) return rules.exit_code;
  if (options.what == "records") {
    print(show_records(rules.sources, *rules.program));
  } else if (options.what == "program") {
    print(dump_program(*rules.program));
  } else {
    const std::shared_ptr<const Plan> plan = make_plan(*rules.program);
    print(options.what == "graph" ? dump_graph(*plan) : dump_plan(*plan));
  }
  return ExitCode::kFine;
}

}  // namespace leadline::cli
